//! The tokens of a document, one after the other and without recursion, so that a document can be measured before anything parses it.
//!
//! It follows the lexical grammar of the GraphQL specification (section 2.1) as far as counting needs it: what is no token is one of its own kind
//! here, and the parser says what is wrong with it.

use std::ops::Range;

/// A token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token<'a> {
    /// `! $ & ( ) : = @ [ ] { | }`.
    Punctuator(u8),
    /// `...`
    Spread,
    /// A name.
    Name(&'a [u8]),
    /// A number.
    Number,
    /// A string or a block string.
    Text,
    /// What is no token.
    Other,
}

/// The tokens of a document, each with the bytes that it takes. White space, commas, comments and the byte order mark are none.
pub struct Tokens<'a> {
    rest: &'a [u8],
    length: usize,
}

impl<'a> Tokens<'a> {
    /// Of a text.
    pub const fn of(text: &'a str) -> Self {
        Self {
            rest: text.as_bytes(),
            length: text.len(),
        }
    }

    const fn offset(&self) -> usize {
        self.length.saturating_sub(self.rest.len())
    }

    /// Takes what belongs to a token that began, as long as the bytes do.
    fn take(&mut self, belongs: impl Fn(u8) -> bool) -> &'a [u8] {
        let length = self
            .rest
            .iter()
            .position(|byte| !belongs(*byte))
            .unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(length);
        self.rest = rest;
        taken
    }

    fn pass_over_what_is_ignored(&mut self) {
        loop {
            self.rest = match self.rest {
                [b' ' | b'\t' | b'\n' | b'\r' | b',', after @ ..] => after,
                [0xef, 0xbb, 0xbf, after @ ..] => after,
                [b'#', ..] => {
                    self.take(|byte| !matches!(byte, b'\n' | b'\r'));
                    continue;
                }
                _ => return,
            };
        }
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = (Token<'a>, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        self.pass_over_what_is_ignored();
        let begin = self.offset();
        let token = self.token()?;
        Some((token, begin..self.offset()))
    }
}

impl<'a> Tokens<'a> {
    fn token(&mut self) -> Option<Token<'a>> {
        let (first, after) = self.rest.split_first()?;
        Some(match *first {
            b'_' | b'a'..=b'z' | b'A'..=b'Z' => {
                Token::Name(self.take(|byte| byte == b'_' || byte.is_ascii_alphanumeric()))
            }
            b'-' | b'0'..=b'9' => {
                self.take(|byte| {
                    matches!(byte, b'_' | b'+' | b'-' | b'.') || byte.is_ascii_alphanumeric()
                });
                Token::Number
            }
            b'"' => {
                self.rest = after_text(self.rest);
                Token::Text
            }
            b'.' if self.rest.starts_with(b"...") => {
                self.take(|byte| byte == b'.');
                Token::Spread
            }
            punctuator @ (b'!' | b'$' | b'&' | b'(' | b')' | b':' | b'=' | b'@' | b'[' | b']'
            | b'{' | b'|' | b'}') => {
                self.rest = after;
                Token::Punctuator(punctuator)
            }
            _ => {
                self.rest = after;
                Token::Other
            }
        })
    }
}

/// What follows a string that begins here. An ordinary one ends with its line at the latest.
fn after_text(rest: &[u8]) -> &[u8] {
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

/// Whether a document begins with an operation that is no query, whatever else is wrong with it.
pub fn starts_with_mutation_or_subscription(text: &str) -> bool {
    let mut tokens = Tokens::of(text).map(|(token, _)| token);
    let first = tokens.find(|token| *token != Token::Text);
    matches!(first, Some(Token::Name(b"mutation" | b"subscription")))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Token, Tokens};

    fn kinds(text: &str) -> String {
        Tokens::of(text)
            .map(|(token, _)| match token {
                Token::Punctuator(byte) => char::from(byte),
                Token::Spread => '.',
                Token::Name(_) => 'n',
                Token::Number => '1',
                Token::Text => 's',
                Token::Other => '?',
            })
            .collect()
    }

    #[test]
    fn tokens_are_told_apart() {
        for (text, expected) in [
            ("", ""),
            (
                "\u{feff}query Q($a: [Int!]! = [1, -2.5e+3]) @x {",
                "nn($n:[n!]!=[11])@n{",
            ),
            (
                "{ a: b(c: \"}{\\\"[\", d: \"\"\"\n}\\\"\"\"{ \"\"\") ...F ... on T }",
                "{n:n(n:sn:s).n.nn}",
            ),
            ("# { a\n{ a } # }", "{n}"),
            ("{ a(b: \"not closed\n) }", "{n(n:s)}"),
            ("{ a(b: \"\"\"not closed\n) }", "{n(n:s"),
            ("a.b ä 01 1a \u{0}", "n?n??11?"),
        ] {
            assert_eq!(kinds(text), expected, "{text}");
        }
    }

    #[test]
    fn tokens_know_their_bytes() {
        let text = "{ ä(b: \"c d\") }";
        let texts: Vec<&str> = Tokens::of(text)
            .filter(|(token, _)| matches!(token, Token::Text | Token::Name(_)))
            .map(|(_, bytes)| &text[bytes])
            .collect();
        assert_eq!(texts, ["b", "\"c d\""]);
    }

    proptest! {
        #![proptest_config(crate::property::cases())]

        /// Whatever the text, the lexer ends and every byte belongs to at most one token.
        #[test]
        fn fuzz_any_text_comes_to_an_end(text in "(\\PC|[\\{\\}\\[\\]()\"\\\\#@$:.\n]){0,400}") {
            prop_assert!(Tokens::of(&text).count() <= text.len());
        }
    }
}
