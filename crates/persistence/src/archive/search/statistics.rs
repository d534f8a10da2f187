//! Languages of the articles that a reader may see, and document frequencies of query terms.

use std::collections::BTreeSet;

use sea_orm::FromQueryResult;
use standfirst_domain::{
    error::Error,
    language::Language,
    moment::Moment,
    search::{CorpusStatistics, LanguageVariant, Scorer, TermQuery},
    tokenizer::TermKey,
    visibility::Reader,
};

use crate::{store::Store, visibility::VisibilityFilter};

/// Largest number of languages for which a query is tokenized, in the order of their tags.
const MAX_LANGUAGES: usize = 32;

/// Number of articles up to which a count is exact, divided among the words of the query.
const MAX_COUNTED_ARTICLES: u64 = 20_000;
/// Smallest share of a word in [`MAX_COUNTED_ARTICLES`].
const MIN_COUNTED_PER_WORD: u64 = 500;
/// Largest number of counted words. SQLite allows at most 500 queries in a `UNION ALL`.
const MAX_COUNTED_WORDS: usize = 200;

/// Row of one of three kinds: a visible language; the document frequency of a term; the corpus
/// size, with neither language nor term.
#[derive(FromQueryResult)]
struct StatisticsRow {
    language: Option<String>,
    term: Option<i64>,
    articles: i64,
}

#[derive(FromQueryResult)]
struct CountedRow {
    term: Option<i64>,
    articles: i64,
}

/// Languages of the articles that a reader may see.
pub(super) async fn languages(store: &Store, reader: &Reader) -> Result<Vec<Language>, Error> {
    load(store, reader, &[])
        .await
        .map(|(languages, _)| languages)
}

/// Loads the languages of the articles that a reader may see, and the document frequencies of the
/// terms among what anonymous readers see. The idf table of related articles holds the latter.
pub(super) async fn load(
    store: &Store,
    reader: &Reader,
    variants: &[LanguageVariant],
) -> Result<(Vec<Language>, CorpusStatistics), Error> {
    let terms: BTreeSet<i64> = variants
        .iter()
        .flat_map(|variant| Scorer::required_terms(&variant.terms))
        .map(TermKey::as_i64)
        .collect();
    let mut sql = store.sql();
    let terms = sql.bind_integers(terms);
    let visibility = VisibilityFilter::new(reader, &mut sql);
    let visible = format!("{}{}", visibility.visible_to("n"), visibility.not_past("n"));
    let condition = "w.generation = r.generation AND w.term = k.id";
    let join = sql.engine().nested_loop_join("term_weight", "w", condition);
    // Loose index scan: each step of the recursion jumps to the next language in the index. Then
    // one lookup per language finds the showing that is visible longest. The time depends on the
    // number of languages and not on the number of showings.
    let next_language = |after: &str| {
        format!(
            "(SELECT n.language FROM showing n WHERE n.is_full{after} ORDER BY n.language LIMIT 1)"
        )
    };
    sql.push(&format!(
        "WITH RECURSIVE existing(language) AS (SELECT {} UNION ALL SELECT {} FROM existing m WHERE m.language IS NOT NULL), \
         visible AS (SELECT m.language FROM existing m WHERE (SELECT 1 FROM showing n WHERE n.is_full AND n.language = m.language AND {visible} \
         ORDER BY -n.public_until, n.public_from LIMIT 1) = 1 ORDER BY m.language LIMIT {MAX_LANGUAGES}) \
         SELECT language, CAST(NULL AS BIGINT) AS term, CAST(0 AS BIGINT) AS articles FROM visible \
         UNION ALL SELECT NULL, NULL, r.articles FROM related_state r WHERE r.id = 1 \
         UNION ALL SELECT NULL, w.term, w.articles FROM related_state r CROSS JOIN {terms} k{join} WHERE r.id = 1",
        next_language(""),
        next_language(" AND n.language > m.language"),
    ));
    let (mut languages, mut corpus) = (Vec::new(), CorpusStatistics::default());
    for row in store.rows::<StatisticsRow>(sql).await? {
        let articles = u64::try_from(row.articles).unwrap_or(0);
        match (row.language, row.term) {
            (Some(language), _) => languages.extend(Language::parse(&language)),
            (None, Some(term)) => {
                let term = TermKey::from_i64(term);
                corpus.document_frequencies.insert(term, articles);
            }
            (None, None) => corpus.articles = articles,
        }
    }
    // Engines collate differently; the comparison with the cached languages needs one order.
    languages.sort();
    Ok((languages, corpus))
}

/// Counts document frequencies among what anonymous readers see, for one query. Needed only while
/// there is no idf table, in a small or new archive.
///
/// Counts are bounded. A word that reaches its bound counts as if all articles contained it.
pub(super) async fn count(
    store: &Store,
    now: Moment,
    variants: &[LanguageVariant],
) -> Result<CorpusStatistics, Error> {
    let words: BTreeSet<&String> = variants
        .iter()
        .flat_map(|variant| Scorer::words(&variant.terms))
        .take(MAX_COUNTED_WORDS)
        .collect();
    if words.is_empty() {
        return Ok(CorpusStatistics::default());
    }
    let bound = (MAX_COUNTED_ARTICLES / words.len() as u64).max(MIN_COUNTED_PER_WORD);
    let mut sql = store.sql();
    let engine = sql.engine();
    let visible = VisibilityFilter::new(&Reader::public(now), &mut sql).visible_to("s");
    let mut counts = vec![format!(
        "SELECT CAST(NULL AS BIGINT) AS term, COUNT(*) AS articles FROM (SELECT 1 FROM showing s WHERE s.is_full AND {visible} LIMIT {MAX_COUNTED_ARTICLES}) n"
    )];
    for word in words {
        let key = sql.bind(TermKey::word(word).as_i64());
        let query = sql.bind(engine.term_query(&TermQuery::Term(word.clone())));
        let matching = engine.matching(&query, false);
        counts.push(format!(
            "SELECT CAST({key} AS BIGINT), COUNT(*) FROM (SELECT 1 FROM {} WHERE {} AND {visible} LIMIT {bound}) n",
            matching.from, matching.condition,
        ));
    }
    sql.push(&counts.join(" UNION ALL "));
    let mut corpus = CorpusStatistics::default();
    let mut frequencies = Vec::new();
    for row in store.rows::<CountedRow>(sql).await? {
        let articles = u64::try_from(row.articles).unwrap_or(0);
        match row.term {
            Some(term) => frequencies.push((TermKey::from_i64(term), articles)),
            None => corpus.articles = articles,
        }
    }
    let all = corpus.articles;
    let bounded = |(term, count)| (term, if count >= bound { all } else { count });
    corpus.document_frequencies = frequencies.into_iter().map(bounded).collect();
    Ok(corpus)
}
