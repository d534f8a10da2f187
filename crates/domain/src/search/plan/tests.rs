use super::{SearchPlan, TermQuery};
use crate::{
    language::Language,
    search::{CorpusStatistics, language_variants, parse, query_parts::MAX_SINGLE_WORDS},
    tokenizer::TermKey,
};

fn plan(typed: &str, languages: &[&str], statistics: &CorpusStatistics) -> SearchPlan {
    let query = parse(typed).unwrap();
    let languages: Vec<Language> = languages
        .iter()
        .map(|tag| Language::parse(tag).unwrap())
        .collect();
    SearchPlan::new(&query, &language_variants(&query, &languages), statistics)
}

fn term(term: &str) -> TermQuery {
    TermQuery::Term(term.to_owned())
}

#[test]
fn common_words_find_articles_only_if_all_words_are_common() {
    let statistics = CorpusStatistics {
        articles: 10_000,
        document_frequencies: [
            (TermKey::word("the"), 9_000),
            (TermKey::word("of"), 8_000),
            (TermKey::word("ferri"), 50),
        ]
        .into(),
    };
    let SearchPlan::Matching { query, tiers, .. } = plan("the ferry", &["en"], &statistics) else {
        panic!()
    };
    assert_eq!((query, tiers.len()), (term("ferri"), 1));
    let SearchPlan::Matching { query, .. } = plan("of the", &["en"], &statistics) else {
        panic!()
    };
    assert_eq!(query, TermQuery::Any(vec![term("of"), term("the")]));
}

#[test]
fn candidates_hold_all_words_first_then_the_rarest() {
    let statistics = CorpusStatistics {
        articles: 1_000,
        document_frequencies: [(TermKey::word("night"), 90), (TermKey::word("ferri"), 5)].into(),
    };
    let SearchPlan::Matching { tiers, .. } = plan("night ferry", &["en"], &statistics) else {
        panic!()
    };
    let both = TermQuery::All(vec![term("ferri"), term("night")]);
    let rest = term("night").without(Some(term("ferri")));
    let tiers: Vec<_> = tiers
        .into_iter()
        .map(|tier| (tier.query, tier.limit, tier.is_frequent))
        .collect();
    assert_eq!(
        tiers,
        [
            (both, 100, false),
            (term("ferri"), 25, false),
            (rest, 121, true)
        ]
    );
}

#[test]
fn articles_with_only_the_phrase_are_candidates_whatever_the_number_of_words() {
    let words: Vec<String> = (10..30).map(|number| format!("word{number}")).collect();
    let typed = format!("\"night ferry\" {}", words.join(" "));
    let SearchPlan::Matching { query, tiers, .. } =
        plan(&typed, &["en"], &CorpusStatistics::default())
    else {
        panic!()
    };
    let Some(TermQuery::AndNot(rest, rarest)) = tiers.last().map(|tier| tier.query.clone()) else {
        panic!()
    };
    assert_eq!(*rest, query);
    assert!(matches!(*rarest, TermQuery::Any(rarest) if rarest.len() == MAX_SINGLE_WORDS));
}

#[test]
fn each_language_is_searched_by_its_own_terms() {
    let SearchPlan::Matching { query, .. } = plan(
        "voting",
        &["en", "en-GB", "tlh"],
        &CorpusStatistics::default(),
    ) else {
        panic!()
    };
    let in_language = |language: &str, word: &str| TermQuery::All(vec![term(language), term(word)]);
    assert_eq!(
        query,
        TermQuery::Any(vec![
            in_language("_en", "vote"),
            in_language("_tlh", "voting")
        ])
    );
    let SearchPlan::Matching { query, .. } =
        plan("ferr", &["en", "tlh"], &CorpusStatistics::default())
    else {
        panic!()
    };
    assert_eq!(query, term("ferr"));
}

#[test]
fn no_words_match_nothing_and_exclusions_alone_match_the_rest() {
    let statistics = CorpusStatistics::default();
    assert_eq!(plan(":)", &["en"], &statistics), SearchPlan::NoMatches);
    assert_eq!(
        plan("tag:ferry", &["en"], &statistics),
        SearchPlan::AllArticles { excluded: None }
    );
    assert_eq!(
        plan("-ferry", &["en"], &statistics),
        SearchPlan::AllArticles {
            excluded: Some(term("ferri"))
        }
    );
    assert_eq!(plan("ferry", &[], &statistics), SearchPlan::NoMatches);
}
