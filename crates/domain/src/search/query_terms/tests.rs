use super::{MAX_TERM_BYTES, QueryTerms, TermMatch};
use crate::{language::Language, search::parse, tokenizer::Tokenizer};

fn query_terms(typed: &str) -> QueryTerms {
    let query = parse(typed).unwrap().as_you_type(typed);
    QueryTerms::new(&query, Tokenizer::new(&Language::default()))
}

#[test]
fn no_searched_term_is_longer_than_the_longest_indexed_one() {
    for letter in ["x", "é", "\u{FDFA}"] {
        let typed = letter.repeat(399);
        let prefix = query_terms(&typed).prefix.unwrap();
        let longest = prefix.stems.iter().chain([&prefix.prefix]).map(String::len);
        assert!(longest.max().unwrap() <= MAX_TERM_BYTES, "{letter}");
        let whole_word = query_terms(&format!("{typed} "));
        assert!(prefix.matches(&whole_word.words[0]), "{letter}");
        assert_eq!(
            query_terms(&typed)
                .find(Tokenizer::new(&Language::default()), &typed)
                .len(),
            1,
            "{letter}"
        );
    }
}

#[test]
fn a_phrase_that_matches_at_every_word_takes_no_more_memory_than_the_text() {
    let text = "ha ".repeat(87_000);
    let typed = format!("\"{}\"", "ha ".repeat(132));
    let found = query_terms(&typed).find(Tokenizer::new(&Language::default()), &text);
    assert_eq!(found.len(), 87_000);
    assert!(found.capacity() < 2 * 87_000, "{}", found.capacity());
}

#[test]
fn overlapping_phrases_are_found_whole() {
    let text = "a b a b a c a b";
    let terms = query_terms("c \"a b a\" \"b a c\"");
    let found = terms.find(Tokenizer::new(&Language::default()), text);
    let found: Vec<_> = found
        .into_iter()
        .map(|TermMatch { term, span }| (term, &text[span]))
        .collect();
    assert_eq!(
        found,
        [(2, "a"), (2, "b"), (2, "a"), (2, "b"), (2, "a"), (0, "c")]
    );
}
