//! The language of an article.

use std::fmt;

use serde::{Deserialize, Serialize};

/// BCP 47 language tag in its canonical case, such as `en`, `pt-BR` or `zh-Hant`. The default is
/// `en`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Language(String);

/// Error of a text that is not a well-formed BCP 47 tag.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a language is a BCP 47 tag, such as en or pt-BR")]
pub struct InvalidLanguage;

impl Language {
    /// Parses a tag. An underscore, which some systems write, is read as a hyphen.
    ///
    /// # Errors
    /// The text is not a well-formed tag of at most 35 bytes.
    pub fn parse(text: &str) -> Result<Self, InvalidLanguage> {
        let hyphened = text.trim().replace('_', "-");
        if hyphened.len() > 35 {
            return Err(InvalidLanguage);
        }
        oxilangtag::LanguageTag::parse_and_normalize(&hyphened)
            .map(|tag| Self(tag.into_inner()))
            .map_err(|_| InvalidLanguage)
    }

    /// The tag as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Language {
    fn default() -> Self {
        Self("en".to_owned())
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
