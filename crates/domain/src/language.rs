//! The language an article is written in.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A BCP 47 language tag in its usual case, such as `en`, `pt-BR` or `zh-Hant`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Language(String);

/// The text is not a well-formed BCP 47 tag.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("it is not a language tag as BCP 47 writes it, such as en or pt-BR")]
pub struct NotALanguage;

impl Language {
    /// Reads a tag; the underscore that some systems write is taken for a hyphen.
    ///
    /// # Errors
    /// A text that is not a well-formed tag of at most 35 bytes.
    pub fn parse(text: &str) -> Result<Self, NotALanguage> {
        let hyphened = text.trim().replace('_', "-");
        if hyphened.len() > 35 {
            return Err(NotALanguage);
        }
        oxilangtag::LanguageTag::parse_and_normalize(&hyphened)
            .map(|tag| Self(tag.into_inner()))
            .map_err(|_| NotALanguage)
    }

    /// The tag.
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
