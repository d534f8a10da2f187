//! How deep a document's brackets nest, counted before it is parsed and without recursion.
//!
//! The parser descends into every list and object of a literal, and a few kilobytes of `[` would take its stack, and the process with it.

/// The deepest nesting of brackets that is parsed.
pub const MOST_NESTING: usize = 64;

/// Whether the brackets of a document nest deeper than is parsed. What stands in strings and comments does not count.
pub fn is_too_deep(document: &str) -> bool {
    let mut rest = document.as_bytes();
    let mut depth: usize = 0;
    while let [byte, after @ ..] = rest {
        rest = match byte {
            b'"' => after_string(rest),
            b'#' => after_line(after),
            _ => after,
        };
        match byte {
            b'{' | b'[' | b'(' => depth = depth.saturating_add(1),
            b'}' | b']' | b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MOST_NESTING {
            return true;
        }
    }
    false
}

fn after_line(mut rest: &[u8]) -> &[u8] {
    while let [byte, after @ ..] = rest {
        if matches!(byte, b'\n' | b'\r') {
            return rest;
        }
        rest = after;
    }
    rest
}

/// What follows a string that begins here. An ordinary one ends with its line at the latest.
fn after_string(rest: &[u8]) -> &[u8] {
    if let Some(mut block) = rest.strip_prefix(b"\"\"\"") {
        loop {
            block = match block {
                [b'\\', b'"', b'"', b'"', after @ ..] => after,
                [b'"', b'"', b'"', after @ ..] => return after,
                [_, after @ ..] => after,
                [] => return block,
            };
        }
    }
    let mut line = rest.strip_prefix(b"\"").unwrap_or(rest);
    loop {
        line = match line {
            [b'\\', b'"' | b'\\', after @ ..] => after,
            [b'"', after @ ..] => return after,
            [b'\n' | b'\r', ..] | [] => return line,
            [_, after @ ..] => after,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST_NESTING, is_too_deep};

    fn nested(depth: usize) -> String {
        format!("{{ a(b: {}{}) }}", "[".repeat(depth), "]".repeat(depth))
    }

    #[test]
    fn brackets_are_counted_and_words_are_not() {
        assert!(!is_too_deep(&nested(MOST_NESTING - 2)));
        assert!(is_too_deep(&nested(MOST_NESTING - 1)));
        assert!(is_too_deep(&nested(1_000_000)));
        let many = "[".repeat(100);
        for text in [
            format!("{{ a(b: \"{many}\\\"{many}\\\\\") }}"),
            format!("{{ a(b: \"\"\"\n{many}\\\"\"\"{many}\"\"\") }}"),
            format!("# {many}\n{{ a }}"),
            "{ a } ".repeat(1_000),
        ] {
            assert!(!is_too_deep(&text), "{text}");
        }
        assert!(is_too_deep(&format!("\"not closed\n{many}")));
        assert!(is_too_deep(&format!("# a \" comment\n{many}")));
    }
}
