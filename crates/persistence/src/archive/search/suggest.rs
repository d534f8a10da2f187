//! Suggestions for the text typed so far: tags, and headlines of articles.

use std::sync::Arc;

use standfirst_domain::{
    error::Error,
    listing::Filter,
    search::{Search, SearchOrder, SearchPlan, Suggestion, language_variants, parse},
    slug::Slug,
    tag::Tag,
    text::Name,
    visibility::Reader,
};

use super::{conditions::conditions, statistics};
use crate::{
    rows::{
        decode::log_and_skip,
        taxonomy::tag,
        visible_showing::{VISIBLE_SHOWING_COLUMNS, VisibleShowingRow},
    },
    store::Store,
    taxonomy::exists_for,
};

/// Number of letters up to which a prefix is taken to match in many headlines.
const SHORT_PREFIX_LETTERS: usize = 4;

/// Suggests up to `limit` tags and headlines.
pub(super) async fn suggest(
    store: &Store,
    reader: &Reader,
    prefix: &str,
    limit: u32,
) -> Result<Vec<Suggestion>, Error> {
    let query = parse(prefix).map_err(Error::Invalid)?.as_you_type(prefix);
    if query.is_empty() {
        return Ok(Vec::new());
    }
    let search = Search {
        query: Arc::new(query),
        filter: Filter::default(),
        order: SearchOrder::Newest,
        first: limit,
        after: None,
    };
    let headlines = suggest_headlines(store, reader, &search).await?;
    let tags = suggest_tags(store, reader, prefix, limit).await?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    // Tags take up to half of the places, and more if there are not enough headlines.
    let room = limit.saturating_sub(headlines.len()).max(limit / 2);
    let mut suggestions: Vec<Suggestion> = tags.into_iter().take(room).collect();
    suggestions.extend(headlines);
    suggestions.truncate(limit);
    Ok(suggestions)
}

async fn suggest_headlines(
    store: &Store,
    reader: &Reader,
    search: &Search,
) -> Result<Vec<Suggestion>, Error> {
    let languages = statistics::languages(store, reader).await?;
    let variants = language_variants(&search.query, &languages);
    let Some(query) = SearchPlan::headline_query(&variants) else {
        return Ok(Vec::new());
    };
    let mut sql = store.sql();
    let engine = sql.engine();
    let conditions = conditions(reader, search, &mut sql);
    let query = sql.bind(engine.headline_query(&query));
    let limit = sql.bind(i64::from(search.first));
    // A short prefix has many matches, which a scan from the newest finds soonest.
    let words = &search.query.words;
    let is_short =
        matches!(words.as_slice(), [only] if only.chars().count() <= SHORT_PREFIX_LETTERS);
    let page = engine.newest_page(
        VISIBLE_SHOWING_COLUMNS,
        &engine.matching(&query, is_short),
        &conditions,
        &limit,
    );
    sql.push(&page);
    let rows = store.rows::<VisibleShowingRow>(sql).await?;
    let article = |row: VisibleShowingRow| log_and_skip(row.article());
    Ok(rows
        .into_iter()
        .filter_map(article)
        .map(|article| Suggestion::Headline(Arc::new(article)))
        .collect())
}

/// Suggests tags with a word in the name or slug that has the prefix. Tags whose first word has it
/// come first, then the order is by slug.
async fn suggest_tags(
    store: &Store,
    reader: &Reader,
    prefix: &str,
    limit: u32,
) -> Result<Vec<Suggestion>, Error> {
    let Some(slug) = Slug::from_text(prefix) else {
        return Ok(Vec::new());
    };
    let mut sql = store.sql();
    let exists = exists_for::<Tag>(reader, &mut sql);
    let (first_slug, later_slug) = (
        sql.bind(like_pattern("", slug.as_str())),
        sql.bind(like_pattern("%-", slug.as_str())),
    );
    let key = Name::parse(prefix).map(|name| name.key());
    let key = key.unwrap_or_else(|_| slug.as_str().to_owned());
    let (first_key, later_key) = (
        sql.bind(like_pattern("", &key)),
        sql.bind(like_pattern("% ", &key)),
    );
    let limit = sql.bind(i64::from(limit));
    let like = |column: &str, pattern: &str| format!("{column} LIKE {pattern} ESCAPE '!'");
    let first_word = format!(
        "({} OR {})",
        like("t.slug", &first_slug),
        like("t.name_key", &first_key)
    );
    let any_word = format!(
        "({first_word} OR {} OR {})",
        like("t.slug", &later_slug),
        like("t.name_key", &later_key)
    );
    sql.push(&format!(
        "SELECT t.* FROM tag t WHERE {any_word} AND {exists} ORDER BY CASE WHEN {first_word} THEN 0 ELSE 1 END, t.slug LIMIT {limit}"
    ));
    let rows = store.rows::<tag::Model>(sql).await?;
    let tag = |row: tag::Model| log_and_skip(Tag::try_from(row));
    Ok(rows
        .into_iter()
        .filter_map(tag)
        .map(|tag| Suggestion::Tag(Arc::new(tag)))
        .collect())
}

/// `LIKE` pattern for texts that continue the typed one, after a pattern for the text before it.
fn like_pattern(before: &str, typed: &str) -> String {
    let mut pattern = before.to_owned();
    for c in typed.chars() {
        if matches!(c, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}
