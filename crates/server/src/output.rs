//! Output of commands: results on standard output, everything else on standard error.
//!
//! A failed write is ignored: a reader that closed its pipe wants no more output. Text from files
//! or the network is printed without control characters, so that it can neither forge a line nor
//! control the terminal.

use std::{
    fmt::{Display, Write as _},
    io::{self, Write},
};

/// Longest printed text from outside, in characters.
const MAX_CHARACTERS: usize = 1_000;

/// Prints a line of the result.
pub(crate) fn print_result(line: impl Display) {
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// Prints a line for the person at the terminal.
pub(crate) fn print_notice(line: impl Display) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// Escapes control characters and characters that reorder text, and truncates after 1,000
/// characters.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len().min(MAX_CHARACTERS));
    for (index, c) in text.chars().enumerate() {
        if index == MAX_CHARACTERS {
            escaped.push('…');
            break;
        }
        // Bidirectional controls could show a path or a command as another one.
        let is_reordering = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}');
        if c.is_control() || is_reordering {
            let _ = write!(escaped, "{}", c.escape_default());
        } else {
            escaped.push(c);
        }
    }
    escaped
}

/// An error and its sources on one escaped line.
pub(crate) fn error_chain(error: &dyn std::error::Error) -> String {
    let mut chain = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        let text = error.to_string();
        // Some errors already include the text of their source.
        if !chain.contains(&text) {
            let _ = write!(chain, ": {text}");
        }
        source = error.source();
    }
    escape(&chain)
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::{MAX_CHARACTERS, error_chain, escape};

    #[test]
    fn text_from_outside_stays_on_its_line() {
        assert_eq!(
            escape("a\nb\u{1b}[2J\u{202e}c"),
            "a\\nb\\u{1b}[2J\\u{202e}c"
        );
        let long = escape(&"x".repeat(5_000));
        assert_eq!(long.chars().count(), MAX_CHARACTERS + 1);
    }

    #[derive(Debug, thiserror::Error)]
    #[error("{text}")]
    struct Outer {
        text: &'static str,
        source: io::Error,
    }

    #[test]
    fn a_chain_names_each_source_once() {
        let chain = |text| {
            let source = io::Error::other("disk\nfull");
            error_chain(&Outer { text, source })
        };
        assert_eq!(chain("cannot write"), "cannot write: disk\\nfull");
        assert_eq!(
            chain("cannot write: disk\nfull"),
            "cannot write: disk\\nfull"
        );
    }
}
