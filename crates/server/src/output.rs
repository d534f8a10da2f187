//! What the command says: answers on standard output, everything else on standard error.
//!
//! A line that nobody reads any more is no failure, so a closed pipe is let be. Whatever comes from a file or the network is shown without its
//! control characters, so that it can neither forge a line nor command the terminal.

use std::{
    fmt::{Display, Write as _},
    io::{self, Write},
};

/// Writes a line of the answer.
pub fn answer(line: impl Display) {
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// Writes a line for whoever watches.
pub fn notice(line: impl Display) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// The text with its control characters spelled out, and cut where a line ends being readable.
pub fn plain(text: &str) -> String {
    const MOST: usize = 1_000;
    let mut shown = String::with_capacity(text.len().min(MOST));
    for (index, c) in text.chars().enumerate() {
        if index == MOST {
            shown.push('…');
            break;
        }
        let reordering = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}');
        if c.is_control() || reordering {
            let _ = write!(shown, "{}", c.escape_default());
        } else {
            shown.push(c);
        }
    }
    shown
}

/// A failure and what caused it, on one line.
pub fn causes(failure: &dyn std::error::Error) -> String {
    let mut told = failure.to_string();
    let mut cause = failure.source();
    while let Some(source) = cause {
        let text = source.to_string();
        if !told.contains(&text) {
            let _ = write!(told, ": {text}");
        }
        cause = source.source();
    }
    plain(&told)
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn foreign_text_stays_on_its_line() {
        assert_eq!(plain("a\nb\u{1b}[2J\u{202e}c"), "a\\nb\\u{1b}[2J\\u{202e}c");
        assert!(plain(&"x".repeat(5_000)).chars().count() == 1_001);
    }
}
