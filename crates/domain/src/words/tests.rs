use proptest::prelude::*;

use super::{TermKey, TermKind, Words};
use crate::language::Language;

fn terms(language: &str, text: &str) -> Vec<String> {
    let words = Words::of(&Language::parse(language).unwrap());
    words.read(text).map(|word| word.term).collect()
}

#[test]
fn endings_go_where_the_language_is_known() {
    assert_eq!(terms("en", "voters voting"), ["voter", "vote"]);
    assert_eq!(terms("en-GB", "elections"), ["elect"]);
    assert_eq!(terms("es", "elecciones elección"), ["eleccion", "eleccion"]);
    assert_eq!(terms("tlh", "voters voting"), ["voters", "voting"]);
}

#[test]
fn case_and_diacritics_do_not_count_and_letters_of_their_own_do() {
    assert_eq!(terms("vi", "Điện ĐIEN"), ["dien", "dien"]);
    assert_eq!(
        terms("tlh", "STRASSE Straße İstanbul"),
        ["strasse", "strasse", "istanbul"]
    );
    assert_eq!(terms("tlh", "ёлка йод"), ["елка", "йод"]);
    assert_eq!(terms("tlh", "كِتَابٌ كتـاب"), ["كتاب", "كتاب"]);
}

#[test]
fn an_apostrophe_parts_what_the_language_says() {
    assert_eq!(terms("en", "Israel’s don't"), ["israel", "dont"]);
    assert_eq!(terms("fr", "l’État"), ["l", "etat"]);
    assert_eq!(terms("tr", "Ankara'nın"), terms("tr", "Ankara"));
}

#[test]
fn signs_within_a_number_or_a_name_hold_it_together() {
    assert_eq!(
        terms("en", "Rust 1.62.0 at example.com"),
        ["rust", "1_62_0", "at", "example_com"]
    );
}

#[test]
fn scripts_without_spaces_are_read_in_pairs() {
    assert_eq!(terms("zh", "東京都 is 大"), ["東京", "京都", "is", "大"]);
    assert_eq!(terms("th", "กาแฟ").len(), 3);
}

#[test]
fn a_word_knows_where_it_stands() {
    let text = "“The Élysée’s 東京都”, she said";
    let words = Words::of(&Language::default());
    let spans: Vec<&str> = words.read(text).map(|word| &text[word.span]).collect();
    assert_eq!(spans, ["The", "Élysée", "東京", "京都", "she", "said"]);
}

#[test]
fn keys_are_fixed_for_ever() {
    assert_eq!(
        TermKey::word("budget").as_i64(),
        TermKey::from_i64(TermKey::word("budget").as_i64()).as_i64()
    );
    assert_eq!(
        TermKey::word("a").as_i64().cast_unsigned(),
        0x2bd8_f713_2180_7b23
    );
    assert_ne!(TermKey::word("a b"), TermKey::pair("a", "b"));
    assert_eq!(TermKey::pair("a", "b").kind(), TermKind::Pair);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn terms_are_words_alone_and_spans_are_in_the_text(text in "\\PC{0,80}", language in "en|fr|tr|th|ar|zh|ru") {
        let words = Words::of(&Language::parse(&language).unwrap());
        let mut last = 0;
        for word in words.read(&text) {
            prop_assert!(!word.term.is_empty());
            prop_assert!(word.term.chars().all(|c| c.is_alphanumeric() || c == '_' || unicode_normalization::char::is_combining_mark(c)), "{}", word.term);
            prop_assert!(text.get(word.span.clone()).is_some_and(|written| !written.is_empty()));
            prop_assert!(word.span.start >= last);
            last = word.span.start;
        }
    }
}
