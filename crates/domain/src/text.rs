//! The short texts of an article, each a type that cannot hold what a reader, a feed or a database must not be given.

use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_segmentation::UnicodeSegmentation;

/// Why a text was refused. The sentence is for the person who can mend it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextRefused {
    /// Nothing but white space.
    #[error("it is empty")]
    Empty,
    /// More than the limit of graphemes or bytes.
    #[error("it is longer than {graphemes} characters or {bytes} bytes")]
    TooLong {
        /// The most characters, as a reader counts them (UAX 29 grapheme clusters).
        graphemes: usize,
        /// The most bytes in UTF-8.
        bytes: usize,
    },
    /// A character that XML 1.0 cannot carry, so that no feed could.
    #[error("it holds the control character U+{0:04X}")]
    Control(u32),
}

/// The first character that XML 1.0 cannot carry, which no text of ours may hold: C0 controls save tab and line breaks, U+FFFE and U+FFFF.
pub fn forbidden_character(text: &str) -> Option<char> {
    text.chars().find(|c| matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}'))
}

/// The text on one line: runs of white space become one space, and none is left at the ends.
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

fn checked(text: &str, graphemes: usize, bytes: usize) -> Result<String, TextRefused> {
    if let Some(c) = forbidden_character(text) {
        return Err(TextRefused::Control(u32::from(c)));
    }
    let line = one_line(text);
    if line.is_empty() {
        return Err(TextRefused::Empty);
    }
    if line.len() > bytes
        || (line.len() > graphemes && line.graphemes(true).nth(graphemes).is_some())
    {
        return Err(TextRefused::TooLong { graphemes, bytes });
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
            /// Reads the text onto one line.
            ///
            /// # Errors
            /// An empty text, one over the limits of this type, or one with a control character.
            pub fn parse(text: &str) -> Result<Self, TextRefused> {
                checked(text, $graphemes, $bytes).map(Self)
            }

            /// As [`Self::parse`], where an empty text means that there is none.
            ///
            /// # Errors
            /// As [`Self::parse`], save for an empty text.
            pub fn parse_optional(text: &str) -> Result<Option<Self>, TextRefused> {
                match Self::parse(text) {
                    Err(TextRefused::Empty) => Ok(None),
                    other => other.map(Some),
                }
            }

            /// The text.
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
    /// The title of an article: at most 300 characters and 2 kB.
    Headline, 300, 2_048;
    /// The summary under the headline: at most 2,000 characters.
    Standfirst, 2_000, 8_192;
    /// The short label above the headline: at most 120 characters.
    Kicker, 120, 1_024;
    /// A short text about something: a name, a caption, a credit, a reason. At most 1,000 characters.
    Label, 1_000, 4_096;
    /// A name of a tag, section or contributor: at most 200 characters.
    Name, 200, 1_024;
}

impl Name {
    /// What makes two names the same name: compatibility forms, case and runs of space do not count.
    pub fn key(&self) -> String {
        use unicode_normalization::UnicodeNormalization;
        self.0.nfkc().flat_map(char::to_lowercase).nfkc().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Headline, Name, TextRefused};

    #[test]
    fn a_headline_is_one_line_without_control_characters() {
        assert_eq!(
            Headline::parse("  Ferry\n late\tagain ").unwrap().as_str(),
            "Ferry late again"
        );
        assert_eq!(Headline::parse("a\u{0}b"), Err(TextRefused::Control(0)));
        assert_eq!(Headline::parse(" \n "), Err(TextRefused::Empty));
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
