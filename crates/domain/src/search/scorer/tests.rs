use super::{DocumentCounts, QueryTerms, Scorer, score};
use crate::{
    language::Language,
    moment::Moment,
    search::{CorpusStatistics, IndexedDocument, parse},
    tokenizer::{TermKey, Tokenizer},
};

fn counts(headline: &str, standfirst: &str, body: &str) -> Vec<u8> {
    let tokenizer = Tokenizer::new(&Language::default());
    let terms = |text: &str| tokenizer.tokens(text).map(|token| token.term).collect();
    IndexedDocument {
        headline: terms(headline),
        standfirst: terms(standfirst),
        body: terms(body),
    }
    .to_counts()
}

fn relevance(typed: &str, statistics: &CorpusStatistics, counts: &[u8]) -> f64 {
    let query = parse(typed).unwrap();
    let terms = QueryTerms::new(&query, Tokenizer::new(&Language::default()));
    let counts = DocumentCounts::parse(counts).unwrap();
    Scorer::new(&terms, statistics).relevance(&counts, "", "")
}

/// Relevance of an article with the given headline, standfirst and body while the last word is
/// being typed.
fn relevance_as_you_type(typed: &str, statistics: &CorpusStatistics, fields: [&str; 3]) -> f64 {
    let query = parse(typed).unwrap().as_you_type(typed);
    let terms = QueryTerms::new(&query, Tokenizer::new(&Language::default()));
    let [headline, standfirst, body] = fields;
    let bytes = counts(headline, standfirst, body);
    let line_terms = |text| IndexedDocument::line_terms(&Language::default(), text);
    Scorer::new(&terms, statistics).relevance(
        &DocumentCounts::parse(&bytes).unwrap(),
        &line_terms(headline),
        &line_terms(standfirst),
    )
}

#[test]
fn a_word_in_the_headline_outranks_the_standfirst_and_that_the_body() {
    let rest = "one two three four five six seven eight";
    let documents = [
        counts("ferry sinks", "nine ten", rest),
        counts("ten nine", "ferry sinks", rest),
        counts("ten nine", "eleven twelve", &format!("ferry {rest}")),
    ];
    let scores = documents.map(|counts| relevance("ferry", &CorpusStatistics::default(), &counts));
    assert!(
        scores.windows(2).all(|pair| pair[0] > pair[1]),
        "{scores:?}"
    );
    assert!(scores.iter().all(|score| (0.0..=1.0).contains(score)));
}

#[test]
fn an_incomplete_word_ranks_by_field_too() {
    let common = CorpusStatistics {
        articles: 1_000,
        document_frequencies: [(TermKey::word("the"), 900)].into(),
    };
    for (typed, statistics) in [("ferr", CorpusStatistics::default()), ("the ferr", common)] {
        let scores = [
            ["the ferries", "a", "the b c d"],
            ["e f", "the ferries", "the b c d"],
            ["e f", "a", "the ferries c d"],
        ]
        .map(|fields| relevance_as_you_type(typed, &statistics, fields));
        assert!(
            scores.windows(2).all(|pair| pair[0] > pair[1]),
            "{typed}: {scores:?}"
        );
        assert!(scores[2] > 0.0 && scores[0] <= 1.0, "{typed}: {scores:?}");
    }
}

#[test]
fn an_incomplete_word_is_inferred_only_where_no_other_word_finds_the_article() {
    let statistics = CorpusStatistics {
        articles: 1_000,
        document_frequencies: [(TermKey::word("night"), 90)].into(),
    };
    let words = |body: &str| relevance_as_you_type("night ferr", &statistics, ["x", "y", body]);
    assert_eq!(words("night ferries"), words("night trains"));
    assert!(words("night trains") >= words("day ferries") && words("day ferries") > 0.0);
    let phrase =
        |body: &str| relevance_as_you_type("\"night train\" ferr", &statistics, ["x", "y", body]);
    assert_eq!(
        phrase("the night train left stations"),
        phrase("the night train left ferries")
    );
}

#[test]
fn a_rare_word_outweighs_a_common_one() {
    let statistics = CorpusStatistics {
        articles: 1_000,
        document_frequencies: [(TermKey::word("the"), 900), (TermKey::word("ferri"), 3)].into(),
    };
    let rare = relevance("the ferry", &statistics, &counts("a ferry", "", "it sank"));
    let common = relevance("the ferry", &statistics, &counts("the boat", "", "it sank"));
    assert!(rare > 5.0 * common, "{rare} {common}");
    assert!(statistics.is_common("the") && !statistics.is_common("ferri"));
}

#[test]
fn adjacent_words_outrank_separate_ones() {
    let adjacent = relevance(
        "night ferry",
        &CorpusStatistics::default(),
        &counts("x", "", "the night ferry left"),
    );
    let separate = relevance(
        "night ferry",
        &CorpusStatistics::default(),
        &counts("x", "", "ferry left at night"),
    );
    assert!(adjacent > separate);
}

#[test]
fn age_decides_between_articles_of_equal_relevance() {
    let now = Moment::from_millis(1_767_225_600_000);
    let old = Moment::from_millis(0);
    assert!(score(0.5, now, now) > score(0.5, old, now));
    assert!(score(0.5, old, now) > score(0.47, now, now));
    assert!(score(1.0, now.plus_millis(1_000), now) <= 1.0);
}
