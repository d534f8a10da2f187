//! Whose articles and which of them, in SQL: the part that lists and counts share.

use standfirst_domain::{
    listing::{Filter, Shelf},
    slug::Slug,
};

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

    pub(super) const fn of(shelf: Shelf) -> Self {
        match shelf {
            Shelf::Everything => Self::Everything,
            Shelf::Tag(_) => Self::Tags,
            Shelf::Section(_) => Self::Sections,
            Shelf::Contributor(_) => Self::Contributors,
        }
    }
}

/// From where a statement takes its showings: `FROM` and the first condition. The showing is `s`; what holds the date for the order is `dated`.
pub(super) struct Walk {
    pub(super) from: String,
    pub(super) dated: &'static str,
}

/// A walk along the shelf that `shelf` names in SQL, or along the tag that the filter asks for when the whole paper is asked.
pub(super) fn walk(aisle: Aisle, shelf: &str, filter: &Filter, sql: &mut Sql) -> Walk {
    match aisle {
        Aisle::Tags => membership("showing_tag", "tag_id", shelf),
        Aisle::Contributors => membership("showing_contributor", "contributor_id", shelf),
        Aisle::Sections => Walk {
            from: format!("showing s WHERE s.is_full AND s.section_id = {shelf}"),
            dated: "s",
        },
        Aisle::Everything => match only_tag(filter) {
            Some(slug) => {
                let slug = sql.bind(slug.as_str());
                membership(
                    "showing_tag",
                    "tag_id",
                    &format!("(SELECT id FROM tag WHERE slug = {slug})"),
                )
            }
            None => Walk {
                from: "showing s WHERE s.is_full".to_owned(),
                dated: "s",
            },
        },
    }
}

/// A tag that every article of the answer carries.
fn only_tag(filter: &Filter) -> Option<&Slug> {
    filter
        .tags_all
        .first()
        .or(match filter.tags_any.as_slice() {
            [only] => Some(only),
            _ => None,
        })
}

fn membership(table: &str, column: &str, shelf: &str) -> Walk {
    let from = format!(
        "{table} m JOIN showing s ON s.article_id = m.article_id AND s.number = m.number WHERE m.{column} = {shelf}"
    );
    Walk { from, dated: "m" }
}

/// The conditions of a filter on the showing `s`, each beginning with ` AND `.
pub(super) fn conditions(filter: &Filter, sql: &mut Sql) -> String {
    let mut text = String::new();
    for slug in &filter.tags_all {
        let one = sql.bind_texts([slug.as_str()]);
        text.push_str(&format!(" AND {}", carries("tag", "showing_tag", &one)));
    }
    if !filter.tags_any.is_empty() {
        let any = slugs(&filter.tags_any, sql);
        text.push_str(&format!(" AND {}", carries("tag", "showing_tag", &any)));
    }
    if !filter.tags_none.is_empty() {
        let none = slugs(&filter.tags_none, sql);
        text.push_str(&format!(
            " AND NOT {}",
            carries("tag", "showing_tag", &none)
        ));
    }
    if !filter.contributors.is_empty() {
        let any = slugs(&filter.contributors, sql);
        text.push_str(&format!(
            " AND {}",
            carries("contributor", "showing_contributor", &any)
        ));
    }
    if !filter.sections.is_empty() {
        let any = slugs(&filter.sections, sql);
        text.push_str(&format!(
            " AND s.section_id IN (SELECT id FROM section WHERE slug IN {any})"
        ));
    }
    if !filter.languages.is_empty() {
        let any = sql.bind_texts(
            filter
                .languages
                .iter()
                .map(standfirst_domain::language::Language::as_str),
        );
        text.push_str(&format!(" AND s.language IN {any}"));
    }
    if let Some(from) = filter.published_from {
        text.push_str(&format!(
            " AND s.published_at >= {}",
            sql.bind(from.as_millis())
        ));
    }
    if let Some(before) = filter.published_before {
        text.push_str(&format!(
            " AND s.published_at < {}",
            sql.bind(before.as_millis())
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
         AND f.{noun}_id IN (SELECT id FROM {noun} WHERE slug IN {slugs}))"
    )
}

/// The shelves of one aisle as a bound query with the column `id`; `None` for the whole paper, which has none.
pub(super) fn bind_shelves(shelves: &[Shelf], sql: &mut Sql) -> Option<String> {
    let ids: Vec<_> = shelves
        .iter()
        .filter_map(|shelf| match shelf {
            Shelf::Everything => None,
            Shelf::Tag(id) => Some(id.as_uuid()),
            Shelf::Section(id) => Some(id.as_uuid()),
            Shelf::Contributor(id) => Some(id.as_uuid()),
        })
        .collect();
    (!ids.is_empty()).then(|| sql.bind_ids(ids))
}

/// The shelf that an identifier names in an aisle.
pub(super) fn shelf_of(aisle: Aisle, id: uuid::Uuid) -> Shelf {
    use standfirst_domain::ids::{ContributorId, SectionId, TagId};
    match aisle {
        Aisle::Everything => Shelf::Everything,
        Aisle::Tags => Shelf::Tag(TagId::from_uuid(id)),
        Aisle::Sections => Shelf::Section(SectionId::from_uuid(id)),
        Aisle::Contributors => Shelf::Contributor(ContributorId::from_uuid(id)),
    }
}
