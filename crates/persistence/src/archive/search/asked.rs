//! A query on its way into a statement: in which languages it is read, how common its terms are, and which conditions on showings it makes.

use std::collections::BTreeSet;

use sea_orm::FromQueryResult;
use standfirst_domain::{
    error::Error,
    language::Language,
    moment::Moment,
    search::{Ask, Named, Query, Reading, Scale, Search, Wanted, Weights, readings},
    text::Name,
    visibility::{Audience, Reader},
    words::TermKey,
};

use crate::{
    archive::{filter, resolved},
    sql::Sql,
    store::Store,
    visibility::VisibilityFilter,
};

/// A query, its readings, and what they ask of the index.
pub(super) struct Asked {
    pub(super) readings: Vec<Reading>,
    pub(super) weights: Weights,
    pub(super) ask: Ask,
}

/// How many languages a query is read in, in the order of their tags.
const LANGUAGES: usize = 32;

/// A language that showings are in; or in how many articles a term stands; or of how many that was counted.
#[derive(FromQueryResult)]
struct KnownRow {
    language: Option<String>,
    term: Option<i64>,
    articles: i64,
}

impl Asked {
    /// Reads a query in the languages of what is before the reader, since a language in which all is hidden must not show in what is found or how it is
    /// ranked. They seldom change, so those of everybody the last time are taken to begin with: the terms that are asked for depend on them, and only
    /// when they are others it is asked again.
    pub(super) async fn read(store: &Store, reader: &Reader, query: &Query) -> Result<Self, Error> {
        let mut languages = store.languages();
        loop {
            let readings = readings(query, &languages);
            let (held, mut weights) = known(store, reader, &readings).await?;
            if held == languages {
                if weights.articles == 0 {
                    weights = counted(store, reader.now, &readings).await?;
                }
                let ask = Ask::of(query, &readings, &weights);
                return Ok(Self {
                    readings,
                    weights,
                    ask,
                });
            }
            if reader.audience == Audience::Public {
                store.note_languages(&held);
            }
            languages = held;
        }
    }
}

/// The languages that showings are in which are before a reader.
pub(super) async fn languages(store: &Store, reader: &Reader) -> Result<Vec<Language>, Error> {
    known(store, reader, &[])
        .await
        .map(|(languages, _)| languages)
}

/// The languages of what is before a reader, and how common terms are among what anonymous readers see.
async fn known(
    store: &Store,
    reader: &Reader,
    readings: &[Reading],
) -> Result<(Vec<Language>, Weights), Error> {
    let keys: BTreeSet<i64> = readings
        .iter()
        .flat_map(|reading| Scale::keys(&reading.needles))
        .map(TermKey::as_i64)
        .collect();
    let mut sql = store.sql();
    let terms = sql.bind_wholes(keys);
    let visibility = VisibilityFilter::of(reader, &mut sql);
    let open = format!("{}{}", visibility.visible_to("n"), visibility.not_past("n"));
    let weights = "w.generation = r.generation AND w.term = k.id";
    let found = sql.engine().looked_up("term_weight", "w", weights);
    // Each step finds the next language in the index, and then what of it is open longest, however many showings of it there are or were.
    let next = |after: &str| {
        format!(
            "(SELECT n.language FROM showing n WHERE n.is_full{after} ORDER BY n.language LIMIT 1)"
        )
    };
    sql.push(&format!(
        "WITH RECURSIVE met(language) AS (SELECT {} UNION ALL SELECT {} FROM met m WHERE m.language IS NOT NULL), \
         held AS (SELECT m.language FROM met m WHERE (SELECT 1 FROM showing n WHERE n.is_full AND n.language = m.language AND {open} \
         ORDER BY -n.public_until, n.public_from LIMIT 1) = 1 ORDER BY m.language LIMIT {LANGUAGES}) \
         SELECT language, CAST(NULL AS BIGINT) AS term, CAST(0 AS BIGINT) AS articles FROM held \
         UNION ALL SELECT NULL, NULL, r.articles FROM related_state r WHERE r.id = 1 \
         UNION ALL SELECT NULL, w.term, w.articles FROM related_state r CROSS JOIN {terms} k{found} WHERE r.id = 1",
        next(""),
        next(" AND n.language > m.language"),
    ));
    let (mut languages, mut weights) = (Vec::new(), Weights::default());
    for row in store.rows::<KnownRow>(sql).await? {
        let articles = u64::try_from(row.articles).unwrap_or(0);
        match (row.language, row.term) {
            (Some(language), _) => languages.extend(Language::parse(&language)),
            (None, Some(term)) => {
                weights.held_by.insert(TermKey::from_i64(term), articles);
            }
            (None, None) => weights.articles = articles,
        }
    }
    languages.sort();
    Ok((languages, weights))
}

/// The most articles that are counted where that was never done for all, and the fewest for each word.
const COUNTED: u64 = 20_000;
const COUNTED_AT_LEAST: u64 = 500;
/// The most words that are counted so; SQLite joins no more than 500 queries.
const MOST_WORDS_COUNTED: usize = 200;

/// How common words are among what anonymous readers see, counted for this query alone: in a paper so young that its weights are still to be made. Of
/// a word that is in more articles than are counted it is said that it is in all.
async fn counted(store: &Store, now: Moment, readings: &[Reading]) -> Result<Weights, Error> {
    let words: BTreeSet<&String> = readings
        .iter()
        .flat_map(|reading| Scale::words_of(&reading.needles))
        .take(MOST_WORDS_COUNTED)
        .collect();
    if words.is_empty() {
        return Ok(Weights::default());
    }
    let most = (COUNTED / words.len() as u64).max(COUNTED_AT_LEAST);
    let mut sql = store.sql();
    let engine = sql.engine();
    let open = VisibilityFilter::of(&Reader::public(now), &mut sql).visible_to("s");
    let mut counts = vec![format!(
        "SELECT CAST(NULL AS BIGINT) AS term, COUNT(*) AS articles FROM (SELECT 1 FROM showing s WHERE s.is_full AND {open} LIMIT {COUNTED}) n"
    )];
    for word in words {
        let key = sql.bind(TermKey::word(word).as_i64());
        let wanted = sql.bind(engine.wanted(&Wanted::Term(word.clone())));
        let matching = engine.matching(&wanted, false);
        counts.push(format!(
            "SELECT CAST({key} AS BIGINT), COUNT(*) FROM (SELECT 1 FROM {} WHERE {} AND {open} LIMIT {most}) n",
            matching.from, matching.holds,
        ));
    }
    sql.push(&counts.join(" UNION ALL "));
    let mut weights = Weights::default();
    let mut held_by = Vec::new();
    for row in store.rows::<CountedRow>(sql).await? {
        let articles = u64::try_from(row.articles).unwrap_or(0);
        match row.term {
            Some(term) => held_by.push((TermKey::from_i64(term), articles)),
            None => weights.articles = articles,
        }
    }
    let all = weights.articles;
    let known = |(key, held_by)| (key, if held_by >= most { all } else { held_by });
    weights.held_by = held_by.into_iter().map(known).collect();
    Ok(weights)
}

#[derive(FromQueryResult)]
struct CountedRow {
    term: Option<i64>,
    articles: i64,
}

/// Where the showings are that match, each article once, and the order in which the newest come first.
pub(super) struct Matched {
    pub(super) from: String,
    pub(super) newest: &'static str,
}

/// The showings that match a query and are before a reader; `None` where nothing can match.
pub(super) fn matched(
    ask: &Ask,
    reader: &Reader,
    search: &Search,
    sql: &mut Sql,
) -> Option<Matched> {
    let engine = sql.engine();
    match ask {
        Ask::Nothing => None,
        Ask::Holding { wanted, .. } => {
            let conditions = conditions(reader, search, sql);
            let wanted = sql.bind(engine.wanted(wanted));
            let matching = engine.matching(&wanted, false);
            Some(Matched {
                from: format!("{} WHERE {}{conditions}", matching.from, matching.holds),
                newest: matching.newest,
            })
        }
        Ask::Everything { .. } => {
            let conditions = conditions(reader, search, sql);
            Some(Matched {
                from: everything(ask, &conditions, sql),
                newest: "s.published_at DESC, s.article_id DESC",
            })
        }
    }
}

/// All showings under these conditions, without what is barred.
pub(super) fn everything(ask: &Ask, conditions: &str, sql: &mut Sql) -> String {
    let engine = sql.engine();
    let lacking = match ask {
        Ask::Everything {
            barred: Some(barred),
        } => {
            let barred = sql.bind(engine.wanted(barred));
            format!(" AND {}", engine.lacking(&barred))
        }
        _ => String::new(),
    };
    format!(
        "showing s JOIN search_entry e ON e.article_id = s.article_id AND e.number = s.number WHERE s.is_full{conditions}{lacking}"
    )
}

/// The conditions on the showing `s`: it is before the reader, and the filters let it through. Each begins with ` AND `.
pub(super) fn conditions(reader: &Reader, search: &Search, sql: &mut Sql) -> String {
    let open = VisibilityFilter::of(reader, sql).visible_to("s");
    let mut text = format!(" AND {open}");
    text.push_str(&filter::conditions(&search.filter, "s", sql));
    let query = &search.query;
    for tag in &query.tags {
        text.push_str(&format!(
            " AND {}",
            carries("tag", "showing_tag", [tag], sql)
        ));
    }
    for contributor in &query.contributors {
        let carries = carries("contributor", "showing_contributor", [contributor], sql);
        text.push_str(&format!(" AND {carries}"));
    }
    for (noun, table, barred) in [
        ("tag", "showing_tag", &query.barred_tags),
        (
            "contributor",
            "showing_contributor",
            &query.barred_contributors,
        ),
    ] {
        if !barred.is_empty() {
            text.push_str(&format!(" AND NOT {}", carries(noun, table, barred, sql)));
        }
    }
    if !query.sections.is_empty() {
        let ids = named("section", &query.sections, sql);
        text.push_str(&format!(" AND s.section_id IN {ids}"));
    }
    if !query.barred_sections.is_empty() {
        let ids = named("section", &query.barred_sections, sql);
        text.push_str(&format!(
            " AND (s.section_id IS NULL OR s.section_id NOT IN {ids})"
        ));
    }
    text
}

/// A condition on the showing `s`: it carries one of these.
fn carries<'n>(
    noun: &str,
    table: &str,
    names: impl IntoIterator<Item = &'n Named>,
    sql: &mut Sql,
) -> String {
    let ids = named(noun, names, sql);
    format!(
        "EXISTS (SELECT 1 FROM {table} f WHERE f.article_id = s.article_id AND f.number = s.number AND f.{noun}_id IN {ids})"
    )
}

/// The identities of what names or slugs say, as a query in brackets.
fn named<'n>(noun: &str, names: impl IntoIterator<Item = &'n Named>, sql: &mut Sql) -> String {
    let names: Vec<&Named> = names.into_iter().collect();
    let slugs = sql.bind_texts(names.iter().map(|named| named.slug.as_str()));
    let keys: Vec<String> = names
        .iter()
        .filter_map(|named| Name::parse(&named.name).ok())
        .map(|name| name.key())
        .collect();
    let keys = sql.bind_texts(keys.iter().map(String::as_str));
    format!(
        "(SELECT t.id FROM {} WHERE {standing} UNION SELECT t.id FROM {} WHERE {standing})",
        resolved::by_slug(noun, &slugs),
        resolved::by_name(noun, &keys),
        standing = resolved::standing(noun),
    )
}
