//! What may be meant by what was typed so far.

use std::sync::Arc;

use standfirst_domain::{
    error::Error,
    listing::Filter,
    search::{Ask, Search, SearchOrder, Suggestion, parse, readings},
    slug::Slug,
    tag::Tag,
    text::Name,
    visibility::Reader,
};

use super::asked;
use crate::{
    archive::names::is_there,
    rows::{
        found::{FOUND_COLUMNS, FoundRow, readable},
        names::tag,
    },
    store::Store,
};

/// Up to how many letters a beginning is that of many words.
const SHORT: usize = 4;

pub(in crate::archive) async fn suggest(
    store: &Store,
    reader: &Reader,
    prefix: &str,
    most: u32,
) -> Result<Vec<Suggestion>, Error> {
    let query = parse(prefix).map_err(Error::Invalid)?.as_you_type(prefix);
    if query.is_empty() {
        return Ok(Vec::new());
    }
    let search = Search {
        query: Arc::new(query),
        filter: Filter::default(),
        order: SearchOrder::Newest,
        first: most,
        after: None,
    };
    let headlines = headlines(store, reader, &search).await?;
    let tags = tags(store, reader, prefix, most).await?;
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    // Half of them may be tags, and more where there are not as many headlines.
    let room = most.saturating_sub(headlines.len()).max(most / 2);
    let mut suggestions: Vec<Suggestion> = tags.into_iter().take(room).collect();
    suggestions.extend(headlines);
    suggestions.truncate(most);
    Ok(suggestions)
}

async fn headlines(
    store: &Store,
    reader: &Reader,
    search: &Search,
) -> Result<Vec<Suggestion>, Error> {
    let languages = asked::languages(store, reader).await?;
    let Some(wanted) = Ask::of_a_headline(&readings(&search.query, &languages)) else {
        return Ok(Vec::new());
    };
    let mut sql = store.sql();
    let engine = sql.engine();
    let conditions = asked::conditions(reader, search, &mut sql);
    let wanted = sql.bind(engine.wanted_of_headline(&wanted));
    let limit = sql.bind(i64::from(search.first));
    // Many words begin with a few letters.
    let typed = &search.query.words;
    let is_short = matches!(typed.as_slice(), [only] if only.chars().count() <= SHORT);
    let page = engine.newest_page(
        FOUND_COLUMNS,
        &engine.matching(&wanted, is_short),
        &conditions,
        &limit,
    );
    sql.push(&page);
    let rows = store.rows::<FoundRow>(sql).await?;
    let read = |row: FoundRow| readable(row.article());
    Ok(rows
        .into_iter()
        .filter_map(read)
        .map(|article| Suggestion::Headline(Arc::new(article)))
        .collect())
}

/// Tags of which a word of the name or the slug begins so: those first that begin so themselves, then by slug.
async fn tags(
    store: &Store,
    reader: &Reader,
    prefix: &str,
    most: u32,
) -> Result<Vec<Suggestion>, Error> {
    let Some(slug) = Slug::from_text(prefix) else {
        return Ok(Vec::new());
    };
    let mut sql = store.sql();
    let there = is_there::<Tag>(reader, &mut sql);
    let (first, later) = (
        sql.bind(beginning("", slug.as_str())),
        sql.bind(beginning("%-", slug.as_str())),
    );
    let key = Name::parse(prefix).map(|name| name.key());
    let key = key.unwrap_or_else(|_| slug.as_str().to_owned());
    let (first_key, later_key) = (
        sql.bind(beginning("", &key)),
        sql.bind(beginning("% ", &key)),
    );
    let limit = sql.bind(i64::from(most));
    let is = |column: &str, pattern: &str| format!("{column} LIKE {pattern} ESCAPE '!'");
    let at_first = format!(
        "({} OR {})",
        is("t.slug", &first),
        is("t.name_key", &first_key)
    );
    let at_all = format!(
        "({at_first} OR {} OR {})",
        is("t.slug", &later),
        is("t.name_key", &later_key)
    );
    sql.push(&format!(
        "SELECT t.* FROM tag t WHERE {at_all} AND {there} ORDER BY CASE WHEN {at_first} THEN 0 ELSE 1 END, t.slug LIMIT {limit}"
    ));
    let rows = store.rows::<tag::Model>(sql).await?;
    let read = |row: tag::Model| readable(Tag::try_from(row));
    Ok(rows
        .into_iter()
        .filter_map(read)
        .map(|tag| Suggestion::Tag(Arc::new(tag)))
        .collect())
}

/// A pattern for what begins so.
fn beginning(before: &str, typed: &str) -> String {
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
