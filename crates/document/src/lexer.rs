//! Tokens of a document, one after the other and without recursion, for counting before the parser
//! runs.
//!
//! The lexer is the parser's own. Both therefore see the same tokens: every bracket that is counted
//! is one that the parser descends into. A lexical error is one token here. Counting goes on after
//! it, and the parser reports it with its position.

use apollo_parser::{Lexer, TokenKind};

/// A token of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lexeme<'t> {
    /// Kind of the token; `None` for a lexical error.
    pub kind: Option<TokenKind>,
    /// Text of the token; empty for a lexical error.
    pub text: &'t str,
    /// Offset of its first byte.
    pub start: usize,
}

impl Lexeme<'_> {
    /// Returns whether the token is the name `name`.
    pub fn is_name(&self, name: &str) -> bool {
        self.kind == Some(TokenKind::Name) && self.text == name
    }
}

/// The tokens of a text. White space, commas, comments and the byte order mark are none.
pub fn lexemes(text: &str) -> impl Iterator<Item = Lexeme<'_>> {
    Lexer::new(text).filter_map(|token| match token {
        Ok(token) => match token.kind() {
            TokenKind::Whitespace | TokenKind::Comment | TokenKind::Comma | TokenKind::Eof => None,
            kind => Some(Lexeme {
                kind: Some(kind),
                text: token.data(),
                start: token.index(),
            }),
        },
        Err(error) => Some(Lexeme {
            kind: None,
            text: "",
            start: error.index(),
        }),
    })
}

/// Returns whether the first operation of a document is a mutation or a subscription, even if the
/// document is not valid.
pub fn starts_with_mutation_or_subscription(text: &str) -> bool {
    // A description may come first, which may be a string that is not valid.
    let is_description = |lexeme: &Lexeme<'_>| match lexeme.kind {
        Some(kind) => kind == TokenKind::StringValue,
        None => text
            .get(lexeme.start..)
            .is_some_and(|rest| rest.starts_with('"')),
    };
    let first = lexemes(text).find(|lexeme| !is_description(lexeme));
    first.is_some_and(|first| first.is_name("mutation") || first.is_name("subscription"))
}

#[cfg(test)]
mod tests {
    use apollo_parser::TokenKind;
    use proptest::prelude::*;

    use super::{lexemes, starts_with_mutation_or_subscription};

    fn kinds(text: &str) -> String {
        lexemes(text)
            .map(|lexeme| match lexeme.kind {
                Some(TokenKind::Spread) => '.',
                Some(TokenKind::Name) => 'n',
                Some(TokenKind::Int | TokenKind::Float) => '1',
                Some(TokenKind::StringValue) => 's',
                Some(_) => lexeme.text.chars().next().unwrap(),
                None => '?',
            })
            .collect()
    }

    #[test]
    fn the_lexer_separates_adjacent_tokens() {
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
            ("{ a(b: \"not closed\n) }", "{n(n:?"),
            ("{ a(b: \"\"\"not closed\n) }", "{n(n:?"),
            ("{ a(b: \"\\x\") }", "{n(n:?)}"),
            ("a ä 1a \u{0} b", "n???n"),
        ] {
            assert_eq!(kinds(text), expected, "{text}");
        }
    }

    #[test]
    fn token_spans_cover_the_source() {
        let text = "{ ä(b: \"c d\") }";
        for lexeme in lexemes(text) {
            assert!(text[lexeme.start..].starts_with(lexeme.text), "{lexeme:?}");
        }
        let texts: Vec<&str> = lexemes(text).map(|lexeme| lexeme.text).collect();
        assert_eq!(texts, ["{", "", "(", "b", ":", "\"c d\"", ")", "}"]);
    }

    #[test]
    fn the_kind_of_the_first_operation_is_known_in_a_broken_document() {
        for text in [
            "mutation { a",
            "\"What it does.\" subscription {",
            "\"\\x\" mutation M",
        ] {
            assert!(starts_with_mutation_or_subscription(text), "{text}");
        }
        for text in ["", "{ mutation }", "query Q { a } mutation { b }"] {
            assert!(!starts_with_mutation_or_subscription(text), "{text}");
        }
    }

    proptest! {
        #![proptest_config(crate::property::cases())]

        /// The lexer ends for any text, and every byte belongs to at most one token.
        #[test]
        fn fuzz_any_text_comes_to_an_end(text in "(\\PC|[\\{\\}\\[\\]()\"\\\\#@$:.\n]){0,400}") {
            prop_assert!(lexemes(&text).count() <= text.len());
        }
    }
}
