//! What an article is found by: the words of its headline, its standfirst and the beginning of its body, and how often each is said.

use std::collections::BTreeMap;

use super::{MOST_INDEXED, needles::read};
use crate::{
    article::Card,
    body::Body,
    language::Language,
    words::{TermKey, Words},
};

/// Which way of reading articles an index was written by. It is raised whenever what stands below, or [`words`](crate::words), makes other terms of
/// the same text, and the index is then written anew.
pub const FORM: i32 = 1;

/// The terms of an article, field by field and in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Paper {
    /// Of the headline.
    pub headline: Vec<String>,
    /// Of the standfirst.
    pub standfirst: Vec<String>,
    /// Of the body, as far as it is read.
    pub body: Vec<String>,
}

/// How long each field is and how often it holds each word, in a form that is kept with the article and read in place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts<'b> {
    lengths: [u32; FIELDS],
    words: &'b [u8],
    pairs: &'b [u8],
}

/// Headline, standfirst, body.
pub(super) const FIELDS: usize = 3;
/// The most words and the most pairs of which it is kept how often an article holds them. A novel has more: of those that it says once some then count
/// for nothing in the ranking, while it is found by them.
const MOST_KEPT: usize = 8_192;
/// The most bytes of terms by which an article is found, with what an engine keeps beside each. Folding may make ten letters of a single sign, and PostgreSQL holds no
/// more than a mebibyte of an article.
const MOST_BYTES: usize = 900_000;
const BYTES_BESIDE: usize = 6;
const WORD: usize = 8;
const PAIR: usize = 4;
const HEAD: usize = 4 * (FIELDS + 1);

impl Paper {
    /// Reads an article.
    pub fn of(card: &Card, body: &Body) -> Self {
        let words = Words::of(&card.language);
        let mut room = MOST_BYTES;
        let mut terms = |text: &str| {
            let terms = read(words, text).map(|word| word.term);
            let fits = |term: &String| {
                room = room.saturating_sub(term.len() + BYTES_BESIDE);
                room > 0
            };
            terms.take_while(fits).collect()
        };
        let standfirst = card.standfirst.as_ref().map(|text| text.as_str());
        let body = body.to_text();
        Self {
            headline: terms(card.headline.as_str()),
            standfirst: terms(standfirst.unwrap_or_default()),
            body: terms(
                body.get(..body.floor_char_boundary(MOST_INDEXED))
                    .unwrap_or_default(),
            ),
        }
    }

    /// How many bytes its terms have.
    pub fn bytes(&self) -> usize {
        let terms = [&self.headline, &self.standfirst, &self.body];
        terms.into_iter().flatten().map(String::len).sum()
    }

    /// The terms of a line, with spaces between them.
    pub fn terms(language: &Language, line: &str) -> String {
        let terms: Vec<String> = read(Words::of(language), line)
            .map(|word| word.term)
            .collect();
        terms.join(" ")
    }

    /// The term that says in which language an article is written: no word begins like it.
    pub fn language(language: &Language) -> String {
        let primary = language.as_str().split('-').next().unwrap_or_default();
        format!("_{}", primary.to_ascii_lowercase())
    }

    /// How often it holds what, to be kept.
    pub fn counts(&self) -> Vec<u8> {
        let fields = [&self.headline, &self.standfirst, &self.body];
        let mut words: BTreeMap<u64, [u8; FIELDS]> = BTreeMap::new();
        let mut pairs: BTreeMap<u32, u32> = BTreeMap::new();
        for (place, terms) in fields.into_iter().enumerate() {
            for term in terms {
                let counts = words.entry(word_key(term)).or_default();
                if let Some(count) = counts.get_mut(place) {
                    *count = count.saturating_add(1);
                }
            }
            for pair in terms.windows(2) {
                if let [first, second] = pair {
                    *pairs.entry(pair_key(first, second, place)).or_default() += 1;
                }
            }
        }
        keep_most_said(&mut words, |counts| {
            counts.iter().map(|count| u32::from(*count)).sum()
        });
        keep_most_said(&mut pairs, |count| *count);
        let mut kept = Vec::with_capacity(HEAD + words.len() * WORD + pairs.len() * PAIR);
        for terms in fields {
            kept.extend(u32::try_from(terms.len()).unwrap_or(u32::MAX).to_be_bytes());
        }
        kept.extend(u32::try_from(words.len()).unwrap_or(u32::MAX).to_be_bytes());
        for (key, [headline, standfirst, body]) in words {
            let counts = u32::from_be_bytes([0, headline, standfirst, body]);
            kept.extend((key | u64::from(counts)).to_be_bytes());
        }
        kept.extend(pairs.into_keys().flat_map(u32::to_be_bytes));
        kept
    }
}

/// Of more than are kept, those go that are said least.
fn keep_most_said<K: Ord, V>(said: &mut BTreeMap<K, V>, times: impl Fn(&V) -> u32) {
    let mut least = 1;
    while said.len() > MOST_KEPT {
        let mut surplus = said.len() - MOST_KEPT;
        said.retain(|_, value| {
            let goes = surplus > 0 && times(value) <= least;
            surplus -= usize::from(goes);
            !goes
        });
        least += 1;
    }
}

/// The upper 40 bits of a word's key; its counts stand in the lower ones.
fn word_key(term: &str) -> u64 {
    TermKey::word(term).as_i64().cast_unsigned() & !0xFF_FFFF
}

/// The upper 30 bits of a pair's key, then in which field it stands.
fn pair_key(first: &str, second: &str, field: usize) -> u32 {
    let [a, b, c, d, ..] = TermKey::pair(first, second).as_i64().to_be_bytes();
    let key = u32::from_be_bytes([a, b, c, d]) & !3;
    key | u32::try_from(field).unwrap_or(3)
}

impl<'b> Counts<'b> {
    /// Reads what was kept; `None` where it is not of that form.
    pub fn read(kept: &'b [u8]) -> Option<Self> {
        let (head, rest) = kept.split_at_checked(HEAD)?;
        let mut numbers = head
            .chunks_exact(4)
            .filter_map(|bytes| Some(u32::from_be_bytes(bytes.try_into().ok()?)));
        let lengths = [numbers.next()?, numbers.next()?, numbers.next()?];
        let words = usize::try_from(numbers.next()?).ok()?.checked_mul(WORD)?;
        let (words, pairs) = rest.split_at_checked(words)?;
        Some(Self {
            lengths,
            words,
            pairs,
        })
    }

    /// How many words each field has.
    pub(super) const fn lengths(&self) -> [u32; FIELDS] {
        self.lengths
    }

    /// How often each field holds a word.
    pub fn of(&self, term: &str) -> [u8; FIELDS] {
        let wanted = word_key(term);
        let at = |place: usize| {
            let bytes = self.words.get(place * WORD..(place + 1) * WORD)?;
            Some(u64::from_be_bytes(bytes.try_into().ok()?))
        };
        let found = partition(self.words.len() / WORD, |place| {
            at(place).is_some_and(|word| word < wanted)
        });
        match at(found) {
            Some(word) if word & !0xFF_FFFF == wanted => {
                let [.., headline, standfirst, body] = word.to_be_bytes();
                [headline, standfirst, body]
            }
            _ => [0; FIELDS],
        }
    }

    /// In which fields two words stand next to each other, as 1.
    pub(super) fn of_pair(&self, first: &str, second: &str) -> [u8; FIELDS] {
        [0, 1, 2].map(|field| u8::from(self.has(pair_key(first, second, field))))
    }

    fn has(&self, wanted: u32) -> bool {
        let at = |place: usize| {
            let bytes = self.pairs.get(place * PAIR..(place + 1) * PAIR)?;
            Some(u32::from_be_bytes(bytes.try_into().ok()?))
        };
        let found = partition(self.pairs.len() / PAIR, |place| {
            at(place).is_some_and(|pair| pair < wanted)
        });
        at(found) == Some(wanted)
    }
}

/// The first place at which a condition no longer holds that holds up to some place.
fn partition(places: usize, holds: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, places);
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

    use super::{Counts, Paper};

    fn terms(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn what_is_kept_says_how_often_each_field_holds_a_word() {
        let paper = Paper {
            headline: terms("night ferry"),
            standfirst: terms("ferry"),
            body: terms("the ferry left at night the night was dark"),
        };
        let kept = paper.counts();
        let counts = Counts::read(&kept).unwrap();
        assert_eq!(counts.lengths(), [2, 1, 9]);
        assert_eq!(counts.of("night"), [1, 0, 2]);
        assert_eq!(counts.of("ferry"), [1, 1, 1]);
        assert_eq!(counts.of("pier"), [0, 0, 0]);
        assert_eq!(counts.of_pair("night", "ferry"), [1, 0, 0]);
        assert_eq!(counts.of_pair("the", "ferry"), [0, 0, 1]);
        assert_eq!(counts.of_pair("ferry", "the"), [0, 0, 0]);
    }

    #[test]
    fn what_is_cut_short_is_no_count() {
        assert_eq!(Counts::read(&[]), None);
        assert_eq!(Counts::read(&[0; 15]), None);
        assert_eq!(Counts::read(&[0xFF; 40]), None);
    }

    #[test]
    fn of_a_novel_the_words_are_kept_that_it_says_most() {
        let mut body: Vec<String> = (0..20_000).map(|number| format!("w{number}")).collect();
        body.extend(["ferry".to_owned(), "ferry".to_owned()]);
        let kept = Paper {
            body,
            ..Paper::default()
        }
        .counts();
        assert!(kept.len() < 110_000);
        assert_eq!(Counts::read(&kept).unwrap().of("ferry"), [0, 0, 2]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, rng_seed: proptest::test_runner::RngSeed::Fixed(20_261_122), failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn every_word_is_counted(headline in "[a-f]{0,2}( [a-f]{1,2}){0,8}", body in "[a-f]{0,2}( [a-f]{1,2}){0,60}") {
            let paper = Paper { headline: terms(&headline), standfirst: Vec::new(), body: terms(&body) };
            let kept = paper.counts();
            let counts = Counts::read(&kept).unwrap();
            for term in paper.headline.iter().chain(&paper.body) {
                let times = |field: &[String]| u8::try_from(field.iter().filter(|held| *held == term).count()).unwrap();
                prop_assert_eq!(counts.of(term), [times(&paper.headline), 0, times(&paper.body)]);
            }
        }
    }
}
