use proptest::prelude::*;

use super::{TermKey, TermKind, Tokenizer};
use crate::language::Language;

fn terms(language: &str, text: &str) -> Vec<String> {
    let tokenizer = Tokenizer::new(&Language::parse(language).unwrap());
    tokenizer.tokens(text).map(|token| token.term).collect()
}

#[test]
fn endings_are_removed_in_languages_with_a_stemmer() {
    assert_eq!(terms("en", "voters voting"), ["voter", "vote"]);
    assert_eq!(terms("en-GB", "elections"), ["elect"]);
    assert_eq!(terms("es", "elecciones elección"), ["eleccion", "eleccion"]);
    assert_eq!(terms("tlh", "voters voting"), ["voters", "voting"]);
}

#[test]
fn case_and_diacritics_are_folded_and_separate_letters_are_kept() {
    assert_eq!(terms("vi", "Điện ĐIEN"), ["dien", "dien"]);
    assert_eq!(
        terms("tlh", "STRASSE Straße İstanbul"),
        ["strasse", "strasse", "istanbul"]
    );
    assert_eq!(terms("tlh", "ёлка йод"), ["елка", "йод"]);
    assert_eq!(terms("tlh", "كِتَابٌ كتـاب"), ["كتاب", "كتاب"]);
}

#[test]
fn apostrophes_split_words_by_the_rules_of_the_language() {
    assert_eq!(terms("en", "Israel’s don't"), ["israel", "dont"]);
    assert_eq!(terms("fr", "l’État"), ["l", "etat"]);
    assert_eq!(terms("tr", "Ankara'nın"), terms("tr", "Ankara"));
}

#[test]
fn punctuation_within_a_number_or_name_keeps_it_one_term() {
    assert_eq!(
        terms("en", "Rust 1.62.0 at example.com"),
        ["rust", "1_62_0", "at", "example_com"]
    );
}

#[test]
fn scripts_without_spaces_give_bigrams() {
    assert_eq!(terms("zh", "東京都 is 大"), ["東京", "京都", "is", "大"]);
    assert_eq!(terms("th", "กาแฟ").len(), 3);
}

#[test]
fn a_token_has_its_span_in_the_text() {
    let text = "“The Élysée’s 東京都”, she said";
    let tokenizer = Tokenizer::new(&Language::default());
    let spans: Vec<&str> = tokenizer
        .tokens(text)
        .map(|token| &text[token.span])
        .collect();
    assert_eq!(spans, ["The", "Élysée", "東京", "京都", "she", "said"]);
}

#[test]
fn term_keys_are_stable_across_versions() {
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
    fn terms_hold_word_characters_only_and_spans_lie_in_the_text(text in "\\PC{0,80}", language in "en|fr|tr|th|ar|zh|ru") {
        let tokenizer = Tokenizer::new(&Language::parse(&language).unwrap());
        let mut last = 0;
        for token in tokenizer.tokens(&text) {
            prop_assert!(!token.term.is_empty());
            prop_assert!(token.term.chars().all(|c| c.is_alphanumeric() || c == '_' || unicode_normalization::char::is_combining_mark(c)), "{}", token.term);
            prop_assert!(text.get(token.span.clone()).is_some_and(|written| !written.is_empty()));
            prop_assert!(token.span.start >= last);
            last = token.span.start;
        }
    }
}
