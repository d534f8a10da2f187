//! Whose articles and which of them, in SQL: the part that lists and counts share.

use standfirst_domain::{
    language::Language,
    listing::{Filter, ListScope},
    readership::Hours,
    slug::Slug,
};

use super::resolved;
use crate::sql::Sql;

/// Which kind of shelf a statement walks along: each kind has its index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Aisle {
    Everything,
    Tags,
    Sections,
    Contributors,
}

impl Aisle {
    pub(super) const ALL: [Self; 4] = [
        Self::Everything,
        Self::Tags,
        Self::Sections,
        Self::Contributors,
    ];

    pub(super) const fn of(scope: ListScope) -> Self {
        match scope {
            ListScope::Everything => Self::Everything,
            ListScope::Tag(_) => Self::Tags,
            ListScope::Section(_) => Self::Sections,
            ListScope::Contributor(_) => Self::Contributors,
        }
    }
}

/// From where a statement takes its showings: `FROM` and the first condition. The showing is `s`; what holds the dates for the order is `dated`.
pub(super) struct Walk {
    pub(super) from: String,
    pub(super) dated: &'static str,
}

/// A walk along the shelves whose identity is `matching` in SQL (`= k.id`, or `IN (..)`), or through the whole paper.
pub(super) fn walk(aisle: Aisle, matching: &str) -> Walk {
    match aisle {
        Aisle::Tags => membership("showing_tag", "tag_id", matching),
        Aisle::Contributors => membership("showing_contributor", "contributor_id", matching),
        Aisle::Sections => Walk {
            from: format!("showing s WHERE s.is_full AND s.section_id {matching}"),
            dated: "s",
        },
        Aisle::Everything => Walk {
            from: "showing s WHERE s.is_full".to_owned(),
            dated: "s",
        },
    }
}

fn membership(table: &str, column: &str, matching: &str) -> Walk {
    let from = format!(
        "{table} m JOIN showing s ON s.article_id = m.article_id AND s.number = m.number WHERE m.{column} {matching}"
    );
    Walk { from, dated: "m" }
}

/// The shelves on which all articles of the whole paper stand that a filter keeps: walking those is never longer than walking the paper. Which aisle
/// they are in, and their identities as a query with the column `id`.
pub(super) fn shelves_of_filter(filter: &Filter, sql: &mut Sql) -> Option<(Aisle, String)> {
    let (aisle, noun, slugs) = if let Some(first) = filter.tags_all.first() {
        (Aisle::Tags, "tag", std::slice::from_ref(first))
    } else if !filter.tags_any.is_empty() {
        (Aisle::Tags, "tag", filter.tags_any.as_slice())
    } else if !filter.contributors.is_empty() {
        (
            Aisle::Contributors,
            "contributor",
            filter.contributors.as_slice(),
        )
    } else if !filter.sections.is_empty() {
        (Aisle::Sections, "section", filter.sections.as_slice())
    } else {
        return None;
    };
    let slugs = sql.bind_texts(slugs.iter().map(Slug::as_str));
    Some((aisle, resolved::ids_of(noun, &slugs)))
}

/// The conditions of a filter on the showing `s`, whose dates `dated` holds, each beginning with ` AND `.
pub(super) fn conditions(filter: &Filter, dated: &str, sql: &mut Sql) -> String {
    let mut text = String::new();
    let mut and = |condition: String| text.push_str(&format!(" AND {condition}"));
    for slug in &filter.tags_all {
        let one = sql.bind_texts([slug.as_str()]);
        and(carries("tag", "showing_tag", &one));
    }
    for (wanted, tags) in [("", &filter.tags_any), ("NOT ", &filter.tags_none)] {
        if !tags.is_empty() {
            let tags = slugs(tags, sql);
            and(format!("{wanted}{}", carries("tag", "showing_tag", &tags)));
        }
    }
    if !filter.contributors.is_empty() {
        let any = slugs(&filter.contributors, sql);
        and(carries("contributor", "showing_contributor", &any));
    }
    if !filter.sections.is_empty() {
        let any = slugs(&filter.sections, sql);
        and(format!(
            "s.section_id IN {}",
            resolved::ids_of("section", &any)
        ));
    }
    match filter.languages.as_slice() {
        [] => {}
        [only] => and(format!("s.language = {}", sql.bind(only.as_str()))),
        several => {
            let several = sql.bind_texts(several.iter().map(Language::as_str));
            and(format!("s.language IN {several}"));
        }
    }
    if let Some(from) = filter.published_from {
        and(format!(
            "{dated}.published_at >= {}",
            sql.bind(from.as_millis())
        ));
    }
    if let Some(before) = filter.published_before {
        and(format!(
            "{dated}.published_at < {}",
            sql.bind(before.as_millis())
        ));
    }
    if let Some(Hours { first, last }) = filter.read_within {
        let (first, last) = (sql.bind(first.number()), sql.bind(last.number()));
        and(format!(
            "s.article_id IN (SELECT r.article_id FROM read_count r WHERE r.hour >= {first} AND r.hour <= {last})"
        ));
    }
    text
}

fn slugs(slugs: &[Slug], sql: &mut Sql) -> String {
    sql.bind_texts(slugs.iter().map(Slug::as_str))
}

fn carries(noun: &str, table: &str, slugs: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM {table} f WHERE f.article_id = s.article_id AND f.number = s.number \
         AND f.{noun}_id IN {})",
        resolved::ids_of(noun, slugs)
    )
}

/// The shelves of one aisle as a bound query with the column `id`; `None` for the whole paper, which has none.
pub(super) fn bind_shelves(scopes: &[ListScope], sql: &mut Sql) -> Option<String> {
    let ids: Vec<_> = scopes
        .iter()
        .filter_map(|scope| match scope {
            ListScope::Everything => None,
            ListScope::Tag(id) => Some(id.as_uuid()),
            ListScope::Section(id) => Some(id.as_uuid()),
            ListScope::Contributor(id) => Some(id.as_uuid()),
        })
        .collect();
    (!ids.is_empty()).then(|| sql.bind_ids(ids))
}

/// The shelf that an identifier names in an aisle.
pub(super) fn shelf_of(aisle: Aisle, id: uuid::Uuid) -> ListScope {
    use standfirst_domain::ids::{ContributorId, SectionId, TagId};
    match aisle {
        Aisle::Everything => ListScope::Everything,
        Aisle::Tags => ListScope::Tag(TagId::from_uuid(id)),
        Aisle::Sections => ListScope::Section(SectionId::from_uuid(id)),
        Aisle::Contributors => ListScope::Contributor(ContributorId::from_uuid(id)),
    }
}
