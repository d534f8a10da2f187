//! Term frequencies of an indexed document, in the binary form that is stored for the ranking.
//!
//! The form is a header, then one number per word, then one number per pair of adjacent words. All
//! numbers are big-endian and sorted, so that a lookup is a binary search in the stored bytes:
//!
//! - header: the number of terms of each field, then the number of words, 4 bytes each
//! - word, 8 bytes: the upper 40 bits of its key, then its count in each field, one byte each
//! - pair, 4 bytes: the upper 30 bits of its key, then the field, 2 bits

use std::collections::BTreeMap;

use super::indexed_document::IndexedDocument;
use crate::tokenizer::TermKey;

/// Term frequencies of an indexed document, read in place from stored bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DocumentCounts<'b> {
    field_lengths: [u32; FIELDS],
    words: &'b [u8],
    pairs: &'b [u8],
}

/// Number of fields: headline, standfirst, body.
pub(super) const FIELDS: usize = 3;
/// Largest number of words, and of pairs, whose counts are stored. Of a longer document, words with
/// the lowest counts are left out: they still find the article, but do not rank it.
const MAX_STORED_TERMS: usize = 8_192;
const WORD_BYTES: usize = 8;
const PAIR_BYTES: usize = 4;
const HEADER_BYTES: usize = 4 * (FIELDS + 1);
/// Bits of a stored word that hold its counts.
const COUNT_BITS: u64 = 0xFF_FFFF;

impl IndexedDocument {
    /// Encodes the term frequencies for storage.
    pub fn to_counts(&self) -> Vec<u8> {
        let fields = [&self.headline, &self.standfirst, &self.body];
        let mut words: BTreeMap<u64, [u8; FIELDS]> = BTreeMap::new();
        let mut pairs: BTreeMap<u32, u32> = BTreeMap::new();
        for (field, terms) in fields.into_iter().enumerate() {
            for term in terms {
                let counts = words.entry(word_key(term)).or_default();
                if let Some(count) = counts.get_mut(field) {
                    // One byte is enough: the score barely grows with the 255th use of a word.
                    *count = count.saturating_add(1);
                }
            }
            for pair in terms.windows(2) {
                if let [first, second] = pair {
                    *pairs.entry(pair_key(first, second, field)).or_default() += 1;
                }
            }
        }
        drop_rarest(&mut words, |counts| {
            counts.iter().map(|count| u32::from(*count)).sum()
        });
        drop_rarest(&mut pairs, |count| *count);
        let size = HEADER_BYTES + words.len() * WORD_BYTES + pairs.len() * PAIR_BYTES;
        let mut bytes = Vec::with_capacity(size);
        for terms in fields {
            bytes.extend(u32::try_from(terms.len()).unwrap_or(u32::MAX).to_be_bytes());
        }
        bytes.extend(u32::try_from(words.len()).unwrap_or(u32::MAX).to_be_bytes());
        for (key, [headline, standfirst, body]) in words {
            let counts = u32::from_be_bytes([0, headline, standfirst, body]);
            bytes.extend((key | u64::from(counts)).to_be_bytes());
        }
        bytes.extend(pairs.into_keys().flat_map(u32::to_be_bytes));
        bytes
    }
}

/// Drops the terms with the lowest counts until [`MAX_STORED_TERMS`] are left.
fn drop_rarest<K: Ord, V>(terms: &mut BTreeMap<K, V>, count: impl Fn(&V) -> u32) {
    let mut lowest = 1;
    while terms.len() > MAX_STORED_TERMS {
        let mut surplus = terms.len() - MAX_STORED_TERMS;
        terms.retain(|_, value| {
            let is_dropped = surplus > 0 && count(value) <= lowest;
            surplus -= usize::from(is_dropped);
            !is_dropped
        });
        lowest += 1;
    }
}

/// Upper 40 bits of the key of a word; the lower bits are free for its counts.
fn word_key(term: &str) -> u64 {
    TermKey::word(term).as_i64().cast_unsigned() & !COUNT_BITS
}

/// Upper 30 bits of the key of a pair, then the field.
fn pair_key(first: &str, second: &str, field: usize) -> u32 {
    let [a, b, c, d, ..] = TermKey::pair(first, second).as_i64().to_be_bytes();
    let key = u32::from_be_bytes([a, b, c, d]) & !3;
    key | u32::try_from(field).unwrap_or(3)
}

impl<'b> DocumentCounts<'b> {
    /// Reads stored counts; `None` if the bytes do not have that form.
    pub fn parse(bytes: &'b [u8]) -> Option<Self> {
        let (header, rest) = bytes.split_at_checked(HEADER_BYTES)?;
        let mut numbers = header
            .chunks_exact(4)
            .filter_map(|bytes| Some(u32::from_be_bytes(bytes.try_into().ok()?)));
        let field_lengths = [numbers.next()?, numbers.next()?, numbers.next()?];
        let words = usize::try_from(numbers.next()?)
            .ok()?
            .checked_mul(WORD_BYTES)?;
        let (words, pairs) = rest.split_at_checked(words)?;
        Some(Self {
            field_lengths,
            words,
            pairs,
        })
    }

    /// Number of terms of each field.
    pub(super) const fn field_lengths(&self) -> [u32; FIELDS] {
        self.field_lengths
    }

    /// Term frequency of a word in each field.
    pub fn word_counts(&self, term: &str) -> [u8; FIELDS] {
        let target = word_key(term);
        let word_at = |index: usize| {
            let bytes = self
                .words
                .get(index * WORD_BYTES..(index + 1) * WORD_BYTES)?;
            Some(u64::from_be_bytes(bytes.try_into().ok()?))
        };
        // A stored word has its counts in the lower bits, so it sorts at or behind its bare key.
        let index = partition_point(self.words.len() / WORD_BYTES, |index| {
            word_at(index).is_some_and(|word| word < target)
        });
        match word_at(index) {
            Some(word) if word & !COUNT_BITS == target => {
                let [.., headline, standfirst, body] = word.to_be_bytes();
                [headline, standfirst, body]
            }
            _ => [0; FIELDS],
        }
    }

    /// 1 for each field in which the two words are adjacent, 0 for the others.
    pub(super) fn pair_presence(&self, first: &str, second: &str) -> [u8; FIELDS] {
        [0, 1, 2].map(|field| u8::from(self.has_pair(pair_key(first, second, field))))
    }

    fn has_pair(&self, target: u32) -> bool {
        let pair_at = |index: usize| {
            let bytes = self
                .pairs
                .get(index * PAIR_BYTES..(index + 1) * PAIR_BYTES)?;
            Some(u32::from_be_bytes(bytes.try_into().ok()?))
        };
        let index = partition_point(self.pairs.len() / PAIR_BYTES, |index| {
            pair_at(index).is_some_and(|pair| pair < target)
        });
        pair_at(index) == Some(target)
    }
}

/// First index below `length` for which a condition does not hold, if it holds for all before it.
/// The standard method needs a slice, and the stored bytes have no alignment for one of numbers.
fn partition_point(length: usize, holds: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, length);
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{DocumentCounts, IndexedDocument};

    fn terms(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn stored_counts_give_the_frequency_of_each_word_by_field() {
        let document = IndexedDocument {
            headline: terms("night ferry"),
            standfirst: terms("ferry"),
            body: terms("the ferry left at night the night was dark"),
        };
        let bytes = document.to_counts();
        let counts = DocumentCounts::parse(&bytes).unwrap();
        assert_eq!(counts.field_lengths(), [2, 1, 9]);
        assert_eq!(counts.word_counts("night"), [1, 0, 2]);
        assert_eq!(counts.word_counts("ferry"), [1, 1, 1]);
        assert_eq!(counts.word_counts("pier"), [0, 0, 0]);
        assert_eq!(counts.pair_presence("night", "ferry"), [1, 0, 0]);
        assert_eq!(counts.pair_presence("the", "ferry"), [0, 0, 1]);
        assert_eq!(counts.pair_presence("ferry", "the"), [0, 0, 0]);
    }

    #[test]
    fn truncated_bytes_do_not_parse() {
        assert_eq!(DocumentCounts::parse(&[]), None);
        assert_eq!(DocumentCounts::parse(&[0; 15]), None);
        assert_eq!(DocumentCounts::parse(&[0xFF; 40]), None);
    }

    #[test]
    fn of_a_very_long_document_the_most_frequent_words_are_stored() {
        let mut body: Vec<String> = (0..20_000).map(|number| format!("w{number}")).collect();
        body.extend(["ferry".to_owned(), "ferry".to_owned()]);
        let bytes = IndexedDocument {
            body,
            ..IndexedDocument::default()
        }
        .to_counts();
        assert!(bytes.len() < 110_000);
        let counts = DocumentCounts::parse(&bytes).unwrap();
        assert_eq!(counts.word_counts("ferry"), [0, 0, 2]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, rng_seed: proptest::test_runner::RngSeed::Fixed(20_261_122), failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn document_counts_include_every_word(headline in "[a-f]{0,2}( [a-f]{1,2}){0,8}", body in "[a-f]{0,2}( [a-f]{1,2}){0,60}") {
            let document = IndexedDocument { headline: terms(&headline), standfirst: Vec::new(), body: terms(&body) };
            let bytes = document.to_counts();
            let counts = DocumentCounts::parse(&bytes).unwrap();
            for term in document.headline.iter().chain(&document.body) {
                let frequency = |field: &[String]| u8::try_from(field.iter().filter(|other| *other == term).count()).unwrap();
                prop_assert_eq!(counts.word_counts(term), [frequency(&document.headline), 0, frequency(&document.body)]);
            }
        }
    }
}
