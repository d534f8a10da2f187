//! Scopes and filters of article lists in SQL: the part that lists, counts and search share.

use standfirst_domain::{
    ids::{ContributorId, SectionId, TagId},
    language::Language,
    listing::{Filter, ListScope},
    readership::Hours,
    slug::Slug,
};
use uuid::Uuid;

use crate::{sql::Sql, taxonomy::lookup};

/// The index that a statement walks along: one for each kind of scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum IndexKind {
    /// All articles by date.
    Date,
    Tag,
    Section,
    Contributor,
}

impl IndexKind {
    const ALL: [Self; 4] = [Self::Date, Self::Tag, Self::Section, Self::Contributor];

    const fn from_scope(scope: ListScope) -> Self {
        match scope {
            ListScope::Everything => Self::Date,
            ListScope::Tag(_) => Self::Tag,
            ListScope::Section(_) => Self::Section,
            ListScope::Contributor(_) => Self::Contributor,
        }
    }

    /// Scopes grouped by kind, without the kinds that have none.
    pub(super) fn group(scopes: &[ListScope]) -> impl Iterator<Item = (Self, Vec<ListScope>)> + '_ {
        Self::ALL.into_iter().filter_map(|kind| {
            let of_kind = |scope: &ListScope| Self::from_scope(*scope) == kind;
            let scopes: Vec<ListScope> = scopes.iter().copied().filter(of_kind).collect();
            (!scopes.is_empty()).then_some((kind, scopes))
        })
    }

    /// The scope of this kind that an identifier names.
    pub(super) fn scope(self, id: Uuid) -> ListScope {
        match self {
            Self::Date => ListScope::Everything,
            Self::Tag => ListScope::Tag(TagId::from_uuid(id)),
            Self::Section => ListScope::Section(SectionId::from_uuid(id)),
            Self::Contributor => ListScope::Contributor(ContributorId::from_uuid(id)),
        }
    }
}

/// The showings of a statement, along one index.
pub(super) struct Walk {
    /// Tables and first condition of the `FROM`. The showing has the alias `s`.
    pub(super) from: String,
    /// Alias of the table whose index holds the dates that the list is ordered by.
    pub(super) dated: &'static str,
}

impl Walk {
    /// A walk along the scopes whose identifier matches in SQL (`= k.id`, or `IN (..)`).
    pub(super) fn new(kind: IndexKind, matching: &str) -> Self {
        match kind {
            IndexKind::Tag => Self::membership("showing_tag", "tag_id", matching),
            IndexKind::Contributor => {
                Self::membership("showing_contributor", "contributor_id", matching)
            }
            IndexKind::Section => Self {
                from: format!("showing s WHERE s.is_full AND s.section_id {matching}"),
                dated: "s",
            },
            IndexKind::Date => Self {
                from: "showing s WHERE s.is_full".to_owned(),
                dated: "s",
            },
        }
    }

    fn membership(table: &str, column: &str, matching: &str) -> Self {
        let from = format!(
            "{table} m JOIN showing s ON s.article_id = m.article_id AND s.number = m.number WHERE m.{column} {matching}"
        );
        Self { from, dated: "m" }
    }
}

/// The scopes that hold every article that a filter keeps, as a subquery with the column `id`.
/// Walking them is never longer than walking all articles.
pub(super) fn scopes_of_filter(filter: &Filter, sql: &mut Sql) -> Option<(IndexKind, String)> {
    let (kind, table, slugs) = if let Some(first) = filter.tags_all.first() {
        (IndexKind::Tag, "tag", std::slice::from_ref(first))
    } else if !filter.tags_any.is_empty() {
        (IndexKind::Tag, "tag", filter.tags_any.as_slice())
    } else if !filter.contributors.is_empty() {
        (
            IndexKind::Contributor,
            "contributor",
            filter.contributors.as_slice(),
        )
    } else if !filter.sections.is_empty() {
        (IndexKind::Section, "section", filter.sections.as_slice())
    } else {
        return None;
    };
    let slugs = bind_slugs(slugs, sql);
    Some((kind, lookup::ids_by_slug(table, &slugs)))
}

/// Conditions of a filter on the showing `s`, whose dates the alias `dated` holds. Each begins with
/// ` AND `.
pub(super) fn conditions(filter: &Filter, dated: &str, sql: &mut Sql) -> String {
    let mut text = String::new();
    let mut and = |condition: String| text.push_str(&format!(" AND {condition}"));
    for slug in &filter.tags_all {
        let one = sql.bind_texts([slug.as_str()]);
        and(carries("tag", &one));
    }
    for (wanted, tags) in [("", &filter.tags_any), ("NOT ", &filter.tags_none)] {
        if !tags.is_empty() {
            let tags = bind_slugs(tags, sql);
            and(format!("{wanted}{}", carries("tag", &tags)));
        }
    }
    if !filter.contributors.is_empty() {
        let any = bind_slugs(&filter.contributors, sql);
        and(carries("contributor", &any));
    }
    if !filter.sections.is_empty() {
        let any = bind_slugs(&filter.sections, sql);
        let ids = lookup::ids_by_slug("section", &any);
        and(format!("s.section_id IN {ids}"));
    }
    match filter.languages.as_slice() {
        [] => {}
        // An equality, so that the index on the language is walked in the order of dates.
        [only] => and(format!("s.language = {}", sql.bind(only.as_str()))),
        several => {
            let several = sql.bind_texts(several.iter().map(Language::as_str));
            and(format!("s.language IN {several}"));
        }
    }
    if let Some(from) = filter.published_from {
        let from = sql.bind(from.as_millis());
        and(format!("{dated}.published_at >= {from}"));
    }
    if let Some(before) = filter.published_before {
        let before = sql.bind(before.as_millis());
        and(format!("{dated}.published_at < {before}"));
    }
    if let Some(Hours { first, last }) = filter.read_within {
        let (first, last) = (sql.bind(first.number()), sql.bind(last.number()));
        and(format!(
            "s.article_id IN (SELECT r.article_id FROM read_count r WHERE r.hour >= {first} AND r.hour <= {last})"
        ));
    }
    text
}

fn bind_slugs(slugs: &[Slug], sql: &mut Sql) -> String {
    sql.bind_texts(slugs.iter().map(Slug::as_str))
}

/// Condition that the showing `s` carries a tag or contributor with one of the bound slugs.
fn carries(table: &str, slugs: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM showing_{table} f WHERE f.article_id = s.article_id AND f.number = s.number \
         AND f.{table}_id IN {})",
        lookup::ids_by_slug(table, slugs)
    )
}

/// Binds scopes of one kind as a subquery with the column `id`. `None` for all articles, which have
/// no scope.
pub(super) fn bind_scopes(scopes: &[ListScope], sql: &mut Sql) -> Option<String> {
    let ids: Vec<Uuid> = scopes
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
