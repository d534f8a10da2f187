mod composing;
mod incremental;

use super::scoring::{FIRST_LINK_BONUS, LINK_SCORE, MAX_SIMILARITY_SCORE, SAME_SERIES_SCORE};
use super::*;
use crate::{
    ids::{ArticleId, CollectionId, TagId},
    language::Language,
    moment::Moment,
};

const DAY: i64 = 86_400_000;

fn article(number: u8) -> ArticleId {
    ArticleId::new(Moment::from_millis(i64::from(number)), [number; 10])
}

fn tag(number: u8) -> TagId {
    TagId::new(Moment::from_millis(i64::from(number)), [number; 10])
}

fn source(number: u8, day: i64, headline: &str, body: &str) -> TermSource {
    TermSource {
        article: article(number),
        published_at: Moment::from_millis(day * DAY),
        language: Language::default(),
        headline: headline.to_owned(),
        standfirst: String::new(),
        body: body.to_owned(),
        tags: Vec::new(),
        series: Vec::new(),
        collections: Vec::new(),
    }
}

fn idf_table(sources: &[TermSource]) -> IdfTable {
    let mut frequencies = DocumentFrequencies::default();
    for source in sources {
        frequencies.add(&TermCounts::new(source));
    }
    frequencies.into_idf_table()
}

fn vectors(sources: &[TermSource], idf: &IdfTable) -> Vec<TermVector> {
    sources
        .iter()
        .map(|source| TermVector::new(&TermCounts::new(source), idf))
        .collect()
}

fn list(sources: &[TermSource], owner: usize) -> RelatedList {
    let mut idf = idf_table(sources);
    let vectors = vectors(sources, &idf);
    idf.limit_windows(&vectors);
    InvertedIndex::new(&vectors, &idf).related_list(&vectors[owner])
}

fn articles() -> Vec<TermSource> {
    vec![
        source(
            1,
            100,
            "Harbour bridge closed",
            "The harbour bridge is closed for repairs after a ship struck a pillar.",
        ),
        source(
            2,
            101,
            "Ship strikes bridge",
            "A ship struck a pillar of the harbour bridge in fog, and the bridge is closed.",
        ),
        source(
            3,
            90,
            "Budget passes",
            "The council passed the budget after a long night of talks in the town hall.",
        ),
        source(
            4,
            95,
            "Council talks go on",
            "The talks of the council about the budget go on in the town hall.",
        ),
        source(5, 100, "Rain", "It rains, and it will rain tomorrow."),
    ]
}

#[test]
fn the_most_similar_article_ranks_first_and_its_reason_names_shared_words() {
    let list = list(&articles(), 0);
    assert_eq!(list.entries[0].article, article(2));
    let reasons = list.entries[0].reasons(Moment::from_millis(100 * DAY));
    let Some(Reason::SimilarText { words, .. }) = reasons
        .iter()
        .find(|reason| matches!(reason, Reason::SimilarText { .. }))
    else {
        panic!("no similar text among the reasons: {reasons:?}");
    };
    assert!(
        words.iter().any(|word| word.eq_ignore_ascii_case("bridge")),
        "{words:?}"
    );
}

#[test]
fn shared_tags_and_series_are_reasons_until_they_are_removed() {
    let mut sources = articles();
    for index in [0, 4] {
        sources[index].tags = vec![tag(1), tag(2)];
        sources[index].series = vec![tag(2)];
    }
    let entry = |sources: &[TermSource]| {
        list(sources, 0)
            .entries
            .into_iter()
            .find(|entry| entry.article == article(5))
    };
    let with = entry(&sources).unwrap();
    assert_eq!(with.tags.len(), 2);
    assert!(with.shared_tags > 0.0 && (with.series - SAME_SERIES_SCORE).abs() < 1e-9);
    sources[4].series.clear();
    assert!(entry(&sources).unwrap().series == 0.0);
    sources[4].tags.clear();
    assert!(entry(&sources).is_none_or(|entry| entry.shared_tags == 0.0 && entry.tags.is_empty()));
}

#[test]
fn a_shared_collection_counts_as_a_series_at_any_distance_in_time() {
    let mut sources = articles();
    let collection = CollectionId::new(Moment::from_millis(1), [1; 10]);
    for index in [0, 4] {
        sources[index].collections = vec![collection];
    }
    sources[4].published_at = Moment::from_millis(9_000 * DAY);
    assert_eq!(list(&sources, 0).entries[0].article, article(5));
}

#[test]
fn a_word_newer_than_the_idf_table_is_named_in_its_written_form() {
    let idf = idf_table(&articles());
    let new = [
        source(
            6,
            102,
            "Zylophones arrive",
            "The first Zylophones were unloaded.",
        ),
        source(
            7,
            102,
            "What is a zylophone?",
            "A Zylophone is no xylophone.",
        ),
    ];
    let vectors = vectors(&new, &idf);
    let entry = RelatedEntry::from_vectors(&vectors[0], &vectors[1], &idf);
    assert_eq!(entry.words, ["Zylophones"]);
    let vector = &vectors[0];
    let (article, at, bytes) = (vector.article, vector.published_at, vector.to_bytes());
    assert_eq!(
        &TermVector::from_bytes(article, at, &bytes).unwrap(),
        vector
    );
}

#[test]
fn stored_lists_and_vectors_decode_to_the_same_values() {
    let list = list(&articles(), 0);
    let stored = serde_json::to_string(&list).unwrap();
    assert_eq!(serde_json::from_str::<RelatedList>(&stored).unwrap(), list);
    let idf = idf_table(&articles());
    let vector = &vectors(&articles(), &idf)[0];
    let bytes = vector.to_bytes();
    assert_eq!(
        &TermVector::from_bytes(vector.article, vector.published_at, &bytes).unwrap(),
        vector
    );
    assert!(TermVector::from_bytes(vector.article, vector.published_at, &bytes[1..]).is_err());
    assert!(
        TermVector::from_bytes(
            vector.article,
            vector.published_at,
            &bytes[..bytes.len() - 1]
        )
        .is_err()
    );
}

#[test]
fn a_link_outweighs_a_series_and_a_series_outweighs_similarity() {
    let most_similar = Similarity {
        text: 0.6,
        tags: 0.4,
        same_series: false,
        days: 0.0,
    };
    let series = Similarity {
        text: 0.0,
        tags: 0.0,
        same_series: true,
        days: 900.0,
    };
    assert!((most_similar.score() - MAX_SIMILARITY_SCORE).abs() < 1e-9);
    assert!(series.score() >= most_similar.score());
    const {
        assert!(LINK_SCORE >= MAX_SIMILARITY_SCORE + SAME_SERIES_SCORE);
        assert!(
            LINK_SCORE + FIRST_LINK_BONUS + MAX_SIMILARITY_SCORE + SAME_SERIES_SCORE <= 1.0 + 1e-9
        );
    }
}

#[test]
fn a_term_of_many_articles_of_one_date_makes_no_candidates() {
    let sources: Vec<TermSource> = (0..200)
        .map(|number| source(number, 1, "Tide table", "High water"))
        .collect();
    let mut idf = idf_table(&sources);
    let vectors = vectors(&sources, &idf);
    assert!(vectors[0].is_candidate_for(&vectors[1], &idf));
    idf.limit_windows(&vectors);
    assert!(!vectors[0].is_candidate_for(&vectors[1], &idf));
    assert!(
        InvertedIndex::new(&vectors, &idf)
            .related_list(&vectors[0])
            .entries
            .is_empty()
    );
}
