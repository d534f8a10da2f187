//! Short texts of an article. Each is a type that cannot hold what a reader, a feed or a database
//! must not get: control characters, line breaks, or more than its limit.

use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_segmentation::UnicodeSegmentation;

/// Error of a text that is empty, too long, or contains a control character.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidText {
    /// The text is empty or consists of white space only.
    #[error("the text is empty")]
    Empty,
    /// The text exceeds a limit of its type.
    #[error("the text is longer than {graphemes} characters or {bytes} bytes")]
    TooLong {
        /// Largest number of characters as readers count them (UAX 29 grapheme clusters).
        graphemes: usize,
        /// Largest number of bytes in UTF-8.
        bytes: usize,
    },
    /// The text contains a character that XML 1.0 does not allow, by its code point.
    #[error("the text contains the control character U+{0:04X}")]
    Control(u32),
}

/// Returns `true` for a character that XML 1.0 does not allow, so that no feed could carry it: C0
/// controls except tab and line breaks, U+FFFE and U+FFFF.
pub const fn is_forbidden_character(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

/// First forbidden character of a text.
pub fn forbidden_character(text: &str) -> Option<char> {
    text.chars().find(|c| is_forbidden_character(*c))
}

/// The text on one line: each run of white space becomes one space, with none at the ends.
pub fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

fn parse_line(text: &str, graphemes: usize, bytes: usize) -> Result<String, InvalidText> {
    if let Some(c) = forbidden_character(text) {
        return Err(InvalidText::Control(u32::from(c)));
    }
    let line = one_line(text);
    if line.is_empty() {
        return Err(InvalidText::Empty);
    }
    // A grapheme has at least one byte, so a text of few bytes needs no counting.
    if line.len() > bytes
        || (line.len() > graphemes && line.graphemes(true).nth(graphemes).is_some())
    {
        return Err(InvalidText::TooLong { graphemes, bytes });
    }
    Ok(line)
}

macro_rules! line_of_text {
    ($($(#[$meta:meta])* $name:ident, $graphemes:literal, $bytes:literal);* $(;)?) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Parses a text. Line breaks and runs of white space become one space.
            ///
            /// # Errors
            /// The text is empty, over the limits of this type, or contains a control character.
            pub fn parse(text: &str) -> Result<Self, InvalidText> {
                parse_line(text, $graphemes, $bytes).map(Self)
            }

            /// Parses a text like [`Self::parse`]; an empty text gives `None`.
            ///
            /// # Errors
            /// The text is over the limits of this type, or contains a control character.
            pub fn parse_optional(text: &str) -> Result<Option<Self>, InvalidText> {
                match Self::parse(text) {
                    Err(InvalidText::Empty) => Ok(None),
                    other => other.map(Some),
                }
            }

            /// Text on one line.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

line_of_text! {
    /// Title of an article: at most 300 characters and 2,048 bytes.
    Headline, 300, 2_048;
    /// Summary under the headline: at most 2,000 characters and 8,192 bytes.
    Standfirst, 2_000, 8_192;
    /// Short label above the headline: at most 120 characters and 1,024 bytes.
    Kicker, 120, 1_024;
    /// Short text such as a caption, a credit or a reason: at most 1,000 characters and 4,096
    /// bytes.
    Label, 1_000, 4_096;
    /// Name of a tag, section, contributor or account: at most 200 characters and 1,024 bytes.
    Name, 200, 1_024;
}

impl Name {
    /// Key by which two names are compared: compatibility forms (NFKC), case and runs of space do
    /// not count.
    pub fn key(&self) -> String {
        use unicode_normalization::UnicodeNormalization;
        self.0.nfkc().flat_map(char::to_lowercase).nfkc().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Headline, InvalidText, Name};

    #[test]
    fn a_headline_is_one_line_without_control_characters() {
        assert_eq!(
            Headline::parse("  Ferry\n late\tagain ").unwrap().as_str(),
            "Ferry late again"
        );
        assert_eq!(Headline::parse("a\u{0}b"), Err(InvalidText::Control(0)));
        assert_eq!(Headline::parse(" \n "), Err(InvalidText::Empty));
    }

    #[test]
    fn length_counts_what_a_reader_counts() {
        let flag = "🇩🇪";
        assert!(
            Headline::parse(&flag.repeat(250)).is_ok(),
            "250 graphemes in 2,000 bytes"
        );
        assert!(Headline::parse(&"a".repeat(300)).is_ok());
        assert!(Headline::parse(&"a".repeat(301)).is_err());
        assert!(
            Headline::parse(&format!("a{}", "\u{301}".repeat(2_000))).is_err(),
            "one grapheme, too many bytes"
        );
    }

    #[test]
    fn names_that_differ_in_case_or_width_are_one() {
        let key = |text: &str| Name::parse(text).unwrap().key();
        assert_eq!(key("Ｒust"), key("RUST"));
        assert_ne!(key("C"), key("C++"));
    }
}
