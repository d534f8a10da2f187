//! Slugs: the human part of a URL, made in Rust so that both engines agree.

use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Lower-case letters and digits of any script with single hyphens between words, in NFC, at most 120 bytes, never a reserved word.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Slug(String);

/// The text is not a slug as it stands. [`Slug::from_text`] would make one of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "it is not a slug: use lower-case letters, digits and single hyphens, at most 120 bytes, and none of our own door names"
)]
pub struct NotASlug;

/// Words that are doors of the server or would be read as a path.
const RESERVED: [&str; 16] = [
    "admin", "docs", "feeds", "front", "graphiql", "graphql", "healthz", "metrics", "new",
    "oembed", "openapi", "readyz", "robots", "schema", "sync", "v1",
];

impl Slug {
    /// The most bytes of a slug.
    pub const MAX_BYTES: usize = 120;

    /// Takes a slug back from where it was kept, under whatever rules it was made.
    pub const fn kept(text: String) -> Self {
        Self(text)
    }

    /// Takes a text that already is a slug.
    ///
    /// # Errors
    /// Anything that [`Slug::from_text`] would change.
    pub fn parse(text: &str) -> Result<Self, NotASlug> {
        match Self::from_text(text) {
            Some(slug) if slug.0 == text => Ok(slug),
            _ => Err(NotASlug),
        }
    }

    /// Makes a slug of any text: compatibility forms and case are folded, diacritics on Latin, Greek and Cyrillic letters are dropped, whatever
    /// is neither letter nor digit separates words. `None` when nothing is left, as of a text of punctuation.
    ///
    /// ```
    /// use standfirst_domain::slug::Slug;
    /// assert_eq!(Slug::from_text("Ünïcode: Straße & “more”").unwrap().as_str(), "unicode-strasse-more");
    /// assert_eq!(Slug::from_text("日本語").unwrap().as_str(), "日本語");
    /// assert_eq!(Slug::from_text("…!"), None);
    /// ```
    pub fn from_text(text: &str) -> Option<Self> {
        let mut folded = String::with_capacity(text.len());
        let mut pending = false;
        let mut base_is_stripped = false;
        for c in text.nfkd().flat_map(char::to_lowercase).nfkd() {
            if is_combining_mark(c) {
                if !base_is_stripped && !folded.is_empty() && !pending {
                    folded.push(c);
                }
                continue;
            }
            if matches!(c, '\'' | '’') {
                continue;
            }
            if !c.is_alphanumeric() {
                pending = !folded.is_empty();
                continue;
            }
            if pending {
                folded.push('-');
                pending = false;
            }
            match c {
                'ß' => folded.push_str("ss"),
                'æ' => folded.push_str("ae"),
                'œ' => folded.push_str("oe"),
                'ø' => folded.push('o'),
                'ł' => folded.push('l'),
                'đ' | 'ð' => folded.push('d'),
                'þ' => folded.push_str("th"),
                'ı' => folded.push('i'),
                other => folded.push(other),
            }
            base_is_stripped =
                folded.ends_with(|c| matches!(c, 'a'..='z' | 'α'..='ω' | 'а'..='я' | '0'..='9'));
        }
        let composed: String = folded.nfc().collect();
        let cut = cut_at_word(&composed, Self::MAX_BYTES);
        if cut.is_empty() {
            None
        } else if RESERVED.contains(&cut) {
            Some(Self(format!("{cut}-1")))
        } else {
            Some(Self(cut.to_owned()))
        }
    }

    /// As [`Slug::from_text`], where a text of nothing but punctuation is spelt by the numbers of its characters: `🚀` is `u1f680`.
    pub fn of(text: &str) -> Self {
        Self::from_text(text).unwrap_or_else(|| {
            let spelt: Vec<String> = text
                .chars()
                .filter(|c| !c.is_whitespace())
                .take(12)
                .map(|c| format!("u{:x}", u32::from(c)))
                .collect();
            Self(if spelt.is_empty() {
                "unnamed".to_owned()
            } else {
                spelt.join("-")
            })
        })
    }

    /// This slug with a number behind it, cut so that it stays within the limit: what the second of one name gets.
    pub fn numbered(&self, number: u32) -> Self {
        let suffix = format!("-{number}");
        let room = Self::MAX_BYTES.saturating_sub(suffix.len());
        Self(format!(
            "{}{suffix}",
            cut_at_character(&self.0, room).trim_end_matches('-')
        ))
    }

    /// The slug as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn cut_at_character(text: &str, bytes: usize) -> &str {
    let end = (0..=bytes.min(text.len()))
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0);
    text.get(..end).unwrap_or_default()
}

fn cut_at_word(text: &str, bytes: usize) -> &str {
    if text.len() <= bytes {
        return text;
    }
    let cut = cut_at_character(text, bytes);
    let whole_words = text
        .get(cut.len()..)
        .is_some_and(|rest| rest.starts_with('-'));
    match cut.rfind('-') {
        Some(at) if !whole_words => cut.get(..at).unwrap_or_default(),
        _ => cut,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Slug;

    #[test]
    fn texts_become_slugs() {
        for (text, slug) in [
            ("Don’t panic!", "dont-panic"),
            ("  a/b\\c ", "a-b-c"),
            ("..", ""),
            ("%2e%2e", "2e-2e"),
            ("İstanbul", "istanbul"),
            ("i̇", "i"),
            ("🚀", ""),
            ("graphql", "graphql-1"),
            ("Łódź", "lodz"),
            ("हिन्दी", "हिन्दी"),
            ("ﬁne", "fine"),
            ("æ\u{11357}", "ae"),
        ] {
            assert_eq!(
                Slug::from_text(text).map_or(String::new(), |s| s.to_string()),
                slug,
                "{text}"
            );
        }
    }

    #[test]
    fn a_long_slug_is_cut_between_words() {
        let slug = Slug::from_text(&"harbour ".repeat(40)).unwrap();
        assert!(slug.as_str().len() <= Slug::MAX_BYTES && slug.as_str().ends_with("harbour"));
        assert!(
            slug.numbered(1_234).as_str().ends_with("-1234")
                && slug.numbered(1_234).as_str().len() <= Slug::MAX_BYTES
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, rng_seed: proptest::test_runner::RngSeed::Fixed(20_261_122), failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn a_slug_is_a_slug(text in "\\PC{0,80}") {
            if let Some(slug) = Slug::from_text(&text) {
                prop_assert_eq!(Slug::parse(slug.as_str()).unwrap(), slug);
            }
        }
    }
}
