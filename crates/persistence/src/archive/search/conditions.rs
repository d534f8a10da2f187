//! Conditions of a search on showings: visibility, filters, and the terms of the query.

use standfirst_domain::{
    search::{NameOrSlug, Search, SearchPlan},
    text::Name,
    visibility::Reader,
};

use crate::{archive::filter, sql::Sql, taxonomy::lookup, visibility::VisibilityFilter};

/// Matching showings, one for each article.
pub(super) struct Matches {
    /// Text behind `FROM`, with all conditions.
    pub(super) from: String,
    /// Order by date, the newest first.
    pub(super) newest: &'static str,
}

/// Showings that match a query and that the reader may see; `None` if nothing can match.
pub(super) fn matches(
    plan: &SearchPlan,
    reader: &Reader,
    search: &Search,
    sql: &mut Sql,
) -> Option<Matches> {
    let engine = sql.engine();
    match plan {
        SearchPlan::NoMatches => None,
        SearchPlan::Matching { query, .. } => {
            let conditions = conditions(reader, search, sql);
            let query = sql.bind(engine.term_query(query));
            // Every match is read, so the plan for rare matches is right for frequent ones too.
            let matching = engine.matching(&query, false);
            Some(Matches {
                from: format!("{} WHERE {}{conditions}", matching.from, matching.condition),
                newest: matching.newest,
            })
        }
        SearchPlan::AllArticles { .. } => {
            let conditions = conditions(reader, search, sql);
            Some(Matches {
                from: all_articles(plan, &conditions, sql),
                newest: "s.published_at DESC, s.article_id DESC",
            })
        }
    }
}

/// All showings under some conditions, without those that match the excluded terms.
pub(super) fn all_articles(plan: &SearchPlan, conditions: &str, sql: &mut Sql) -> String {
    let engine = sql.engine();
    let exclusion = match plan {
        SearchPlan::AllArticles {
            excluded: Some(excluded),
        } => {
            let excluded = sql.bind(engine.term_query(excluded));
            format!(" AND {}", engine.not_matching(&excluded))
        }
        _ => String::new(),
    };
    format!(
        "showing s JOIN search_entry e ON e.article_id = s.article_id AND e.number = s.number WHERE s.is_full{conditions}{exclusion}"
    )
}

/// Conditions on the showing `s`: the reader may see it, and all filters accept it. Each starts
/// with ` AND `.
pub(super) fn conditions(reader: &Reader, search: &Search, sql: &mut Sql) -> String {
    let visible = VisibilityFilter::new(reader, sql).visible_to("s");
    let mut text = format!(" AND {visible}");
    text.push_str(&filter::conditions(&search.filter, "s", sql));
    let query = &search.query;
    // An article must carry each tag, so each is a condition of its own.
    for tag in &query.tags {
        let carries = carries_any("tag", "showing_tag", [tag], sql);
        text.push_str(&format!(" AND {carries}"));
    }
    for contributor in &query.contributors {
        let carries = carries_any("contributor", "showing_contributor", [contributor], sql);
        text.push_str(&format!(" AND {carries}"));
    }
    for (noun, table, excluded) in [
        ("tag", "showing_tag", &query.excluded_tags),
        (
            "contributor",
            "showing_contributor",
            &query.excluded_contributors,
        ),
    ] {
        if !excluded.is_empty() {
            let carries = carries_any(noun, table, excluded, sql);
            text.push_str(&format!(" AND NOT {carries}"));
        }
    }
    if !query.sections.is_empty() {
        let ids = resolve("section", &query.sections, sql);
        text.push_str(&format!(" AND s.section_id IN {ids}"));
    }
    if !query.excluded_sections.is_empty() {
        let ids = resolve("section", &query.excluded_sections, sql);
        // `NOT IN` is NULL for an article without a section, which the exclusion must not drop.
        text.push_str(&format!(
            " AND (s.section_id IS NULL OR s.section_id NOT IN {ids})"
        ));
    }
    text
}

/// Condition that the showing `s` carries at least one of the named entities.
fn carries_any<'n>(
    noun: &str,
    table: &str,
    names: impl IntoIterator<Item = &'n NameOrSlug>,
    sql: &mut Sql,
) -> String {
    let ids = resolve(noun, names, sql);
    format!(
        "EXISTS (SELECT 1 FROM {table} f WHERE f.article_id = s.article_id AND f.number = s.number AND f.{noun}_id IN {ids})"
    )
}

/// Subquery of the ids that some names or slugs stand for.
fn resolve<'n>(
    noun: &str,
    names: impl IntoIterator<Item = &'n NameOrSlug>,
    sql: &mut Sql,
) -> String {
    let names: Vec<&NameOrSlug> = names.into_iter().collect();
    let slugs = sql.bind_texts(names.iter().map(|name| name.slug.as_str()));
    let keys: Vec<String> = names
        .iter()
        .filter_map(|name| Name::parse(&name.name).ok())
        .map(|name| name.key())
        .collect();
    let keys = sql.bind_texts(keys.iter().map(String::as_str));
    format!(
        "(SELECT t.id FROM {} WHERE {active} UNION SELECT t.id FROM {} WHERE {active})",
        lookup::by_slug(noun, &slugs),
        lookup::by_name(noun, &keys),
        active = lookup::is_active(noun),
    )
}
