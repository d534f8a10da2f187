//! Slugs: the human part of a URL. They are made here and not in SQL, so that both engines agree.

use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Slug: lower-case letters and digits of any script with single hyphens between words, in NFC, at
/// most 120 bytes, never a reserved word.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Slug(String);

/// Error of a text that is not a slug. [`Slug::from_text`] makes a slug of any text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "a slug has at most 120 bytes of lower-case letters, digits and single hyphens, and is not a reserved word"
)]
pub struct InvalidSlug;

/// First path segments of the server's own routes, and words that would be read as a path.
const RESERVED: [&str; 16] = [
    "admin", "docs", "feeds", "front", "graphiql", "graphql", "healthz", "metrics", "new",
    "oembed", "openapi", "readyz", "robots", "schema", "sync", "v1",
];

impl Slug {
    /// Largest number of bytes of a slug.
    pub const MAX_BYTES: usize = 120;

    /// Takes a slug from the database without checks, since earlier rules may have allowed it.
    pub const fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// Parses a text that already is a slug.
    ///
    /// # Errors
    /// [`Slug::from_text`] would change the text.
    pub fn parse(text: &str) -> Result<Self, InvalidSlug> {
        match Self::from_text(text) {
            Some(slug) if slug.0 == text => Ok(slug),
            _ => Err(InvalidSlug),
        }
    }

    /// Makes a slug of any text. Compatibility forms and case are folded, and diacritics on Latin,
    /// Greek and Cyrillic letters are dropped. Everything else than letters and digits separates
    /// words. `None` if nothing is left, as of punctuation.
    ///
    /// ```
    /// use standfirst_domain::slug::Slug;
    /// let slug = Slug::from_text("Ünïcode: Straße & “more”").unwrap();
    /// assert_eq!(slug.as_str(), "unicode-strasse-more");
    /// assert_eq!(Slug::from_text("日本語").unwrap().as_str(), "日本語");
    /// assert_eq!(Slug::from_text("…!"), None);
    /// ```
    pub fn from_text(text: &str) -> Option<Self> {
        let mut folded = String::with_capacity(text.len());
        // Whether a hyphen is due before the next letter.
        let mut hyphen_is_due = false;
        // Whether the last letter drops its diacritics.
        let mut drops_marks = false;
        // Lower-casing may compose again, so the text is decomposed a second time.
        for c in text.nfkd().flat_map(char::to_lowercase).nfkd() {
            if is_combining_mark(c) {
                if !drops_marks && !folded.is_empty() && !hyphen_is_due {
                    folded.push(c);
                }
                continue;
            }
            // An apostrophe does not separate words: "don't" becomes "dont".
            if matches!(c, '\'' | '’') {
                continue;
            }
            if !c.is_alphanumeric() {
                hyphen_is_due = !folded.is_empty();
                continue;
            }
            if hyphen_is_due {
                folded.push('-');
                hyphen_is_due = false;
            }
            // Letters that Unicode does not decompose.
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
            drops_marks =
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

    /// Makes a slug like [`Slug::from_text`]. A text without letters and digits becomes its code
    /// points: `🚀` gives `u1f680`, and an empty text gives `unnamed`.
    pub fn from_any_text(text: &str) -> Self {
        Self::from_text(text).unwrap_or_else(|| {
            let code_points: Vec<String> = text
                .chars()
                .filter(|c| !c.is_whitespace())
                .take(12)
                .map(|c| format!("u{:x}", u32::from(c)))
                .collect();
            Self(if code_points.is_empty() {
                "unnamed".to_owned()
            } else {
                code_points.join("-")
            })
        })
    }

    /// This slug with a number appended, shortened to stay within the limit.
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
    let ends_between_words = text
        .get(cut.len()..)
        .is_some_and(|rest| rest.starts_with('-'));
    match cut.rfind('-') {
        Some(at) if !ends_between_words => cut.get(..at).unwrap_or_default(),
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
