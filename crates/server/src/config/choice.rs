//! The configuration's choices among a few words.

use std::fmt;

use super::value::Wrong;

/// Who may ask for the schema by query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Introspection {
    /// Anybody.
    On,
    /// Those who come in with a good token or key, and no stranger.
    Keys,
    /// Nobody.
    Off,
}

/// Whether documents have to be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrustedDocuments {
    /// Any document is run.
    Off,
    /// Any document is run; those that are not trusted are logged.
    Prefer,
    /// Trusted documents alone are run.
    Only,
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// One JSON object a line.
    Json,
    /// Lines for a person.
    Text,
}

impl Introspection {
    pub(super) const fn default_for(dev: bool) -> Self {
        if dev { Self::On } else { Self::Keys }
    }

    pub(super) fn parse(text: &str) -> Result<Self, Wrong> {
        match text {
            "on" => Ok(Self::On),
            "keys" => Ok(Self::Keys),
            "off" => Ok(Self::Off),
            other => Err((format!("is {other:?}"), "Write on, keys or off.")),
        }
    }
}

impl From<Introspection> for standfirst_api::Introspection {
    fn from(choice: Introspection) -> Self {
        match choice {
            Introspection::On => Self::On,
            Introspection::Keys => Self::Keys,
            Introspection::Off => Self::Off,
        }
    }
}

impl TrustedDocuments {
    pub(super) fn parse(text: &str) -> Result<Self, Wrong> {
        match text {
            "off" => Ok(Self::Off),
            "prefer" => Ok(Self::Prefer),
            "only" => Ok(Self::Only),
            other => Err((format!("is {other:?}"), "Write off, prefer or only.")),
        }
    }
}

impl From<TrustedDocuments> for standfirst_document::TrustPolicy {
    fn from(choice: TrustedDocuments) -> Self {
        match choice {
            TrustedDocuments::Off => Self::Off,
            TrustedDocuments::Prefer => Self::Prefer,
            TrustedDocuments::Only => Self::Only,
        }
    }
}

impl LogFormat {
    pub(super) fn parse(text: &str) -> Result<Self, Wrong> {
        match text {
            "json" => Ok(Self::Json),
            "text" => Ok(Self::Text),
            other => Err((format!("is {other:?}"), "Write json or text.")),
        }
    }
}

impl fmt::Display for Introspection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::On => "on",
            Self::Keys => "keys",
            Self::Off => "off",
        })
    }
}

impl fmt::Display for TrustedDocuments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Off => "off",
            Self::Prefer => "prefer",
            Self::Only => "only",
        })
    }
}

impl fmt::Display for LogFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Json => "json",
            Self::Text => "text",
        })
    }
}
