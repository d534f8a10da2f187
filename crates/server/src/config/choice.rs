//! Settings whose values are a few fixed words.

use standfirst_document::TrustPolicy;

/// A setting with a fixed list of values.
pub(super) trait Choice: Copy + PartialEq + 'static {
    /// Words of the values, as they are written in the configuration.
    const WORDS: &'static [(&'static str, Self)];
}

/// Format of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// One JSON object per line.
    Json,
    /// Plain text.
    Text,
}

impl Choice for LogFormat {
    const WORDS: &'static [(&'static str, Self)] = &[("json", Self::Json), ("text", Self::Text)];
}

impl Choice for standfirst_api::Introspection {
    const WORDS: &'static [(&'static str, Self)] =
        &[("on", Self::On), ("keys", Self::Keys), ("off", Self::Off)];
}

impl Choice for TrustPolicy {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("off", Self::Off),
        ("prefer", Self::Prefer),
        ("only", Self::Only),
    ];
}

impl Choice for bool {
    const WORDS: &'static [(&'static str, Self)] = &[("on", true), ("off", false)];
}
