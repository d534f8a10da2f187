//! Prices of fields in points. `docs/limits.md` lists them for clients, and a test compares both.

/// Price of a mutation.
pub const MUTATION: u64 = 10;
/// Price of a mutation that checks or sets a password, whose hash is slow on purpose.
pub const PASSWORD: u64 = 50;
/// Price of a report of reads.
pub const REPORT: u64 = 20;
/// Price of a list ordered by reads, whatever its length: reads are counted for it.
pub const MOST_READ: u64 = 20;
/// Price of the total count of a list.
pub const COUNT: u64 = 5;
/// Price of a search and of suggestions for a prefix.
pub const SEARCH: u64 = 10;
/// Price of one kind of facets of a search.
pub const FACET: u64 = 10;
/// Price of a body of any length, as blocks or rendered.
pub const BODY: u64 = 20;
/// Price of comparing two revisions.
pub const DIFF: u64 = 20;
/// Price of explaining why an article is related.
pub const EXPLANATION: u64 = 10;
/// Price of introspection.
pub const SCHEMA: u64 = 100;
/// Number of objects that a plain list is counted with, where [`LISTS`] has no other.
pub const PLAIN_LIST: u64 = 10;
/// Number of objects that the links of a body are counted with.
pub const LINKS: u64 = 10;
/// Largest number of introspection lists inside each other, as in graphql-js: each one multiplies
/// the answer.
pub const MAX_INTROSPECTION_LISTS: usize = 2;

/// Number of objects that a plain list is counted with: type, field, number.
const LISTS: &[(&str, &str, u64)] = &[
    ("Article", "byline", 3),
    ("Article", "corrections", 1),
    ("Article", "tags", 5),
    ("Collection", "items", 20),
    ("RelatedEdge", "reasons", 3),
    ("RelatedExplanation", "reasons", 3),
    ("SharedTags", "tags", 3),
];

/// Price of a field, added to the price of the objects that it answers.
pub fn once(parent: &str, field: &str, ty: &str) -> u64 {
    match (parent, field) {
        ("Mutation", "sessionOpen" | "accountCreate" | "accountChangePassword") => PASSWORD,
        ("Mutation", "readsReport") => REPORT,
        ("Mutation", _) => MUTATION,
        ("Query", "search" | "suggest") => SEARCH,
        ("SearchFacets", "tags" | "sections" | "contributors" | "months") => FACET,
        // These are read with the list, and free as scalars are. Other snippets are cut out of the
        // body.
        ("SearchEdge", "headline" | "standfirst") => 0,
        (_, "totalCount") => COUNT,
        (_, "explainRelated") => EXPLANATION,
        (_, "revisionDiff") => DIFF,
        (_, "__schema" | "__type") => SCHEMA,
        (_, "bodyHtml" | "bodyText") => BODY,
        _ if has_flat_price(field, ty) => BODY,
        _ => 0,
    }
}

/// Number of objects that a plain list is counted with.
pub fn declared_size(parent: &str, field: &str) -> u64 {
    let found = LISTS
        .iter()
        .find(|(of, list, _)| *of == parent && *list == field);
    found.map_or(PLAIN_LIST, |(_, _, size)| *size)
}

/// Returns whether a field has a flat price, which includes its parts. Objects that exist on their
/// own are not parts of it.
pub fn has_flat_price(field: &str, ty: &str) -> bool {
    matches!(field, "__schema" | "__type" | "revisionDiff")
        || matches!(ty, "BodyBlock" | "SnippetRun")
}

/// Returns whether a field is a list of introspection that leads to further types.
pub fn is_introspection_list(parent: &str, field: &str) -> bool {
    parent.starts_with("__")
        && matches!(
            field,
            "fields" | "interfaces" | "possibleTypes" | "inputFields"
        )
}

#[cfg(test)]
mod tests {
    use super::{
        BODY, COUNT, DIFF, EXPLANATION, FACET, LINKS, LISTS, MOST_READ, MUTATION, PASSWORD,
        PLAIN_LIST, REPORT, SCHEMA, SEARCH,
    };
    use crate::{plan::page_dedupe::MAX_EXTRA_ITEMS, test_schema::schema};

    #[test]
    fn the_documentation_lists_the_prices() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/limits.md");
        let document = std::fs::read_to_string(path).unwrap();
        let lists: String = LISTS
            .iter()
            .map(|(of, list, size)| format!("`{of}.{list}` {size}, "))
            .collect();
        for row in [
            format!("| {lists}others {PLAIN_LIST} |"),
            format!(
                "a text (`body` with its parts, `bodyHtml`, `bodyText`), or a `snippet` of it | {BODY} |"
            ),
            format!("searching (`search`, `suggest`) | {SEARCH} |"),
            format!("results of a search (`facets`), for each kind of name | {FACET} |"),
            format!("links in a text, with all their fields | counted {LINKS} times |"),
            format!("(`totalCount`) | {COUNT} |"),
            format!("(`__schema`, `__type`) with all its fields | {SCHEMA} |"),
            format!("(`revisionDiff`) with all its fields | {DIFF} |"),
            format!("(`orderBy: MOST_READ`), whatever the number of its parents | {MOST_READ} |"),
            format!("as many as the other lists may return, at most {MAX_EXTRA_ITEMS} | 1 |"),
            format!("(`readsReport`) | {REPORT} |"),
            format!("(`explainRelated`), in addition to its objects | {EXPLANATION} |"),
            format!("| a mutation | {MUTATION} |"),
            format!("password | {PASSWORD} |"),
        ] {
            assert!(document.contains(&row), "docs/limits.md has no {row}");
        }
    }

    #[test]
    fn the_lists_of_the_table_are_in_the_schema() {
        for (ty, field, _) in LISTS {
            let found = schema().parsed.type_field(ty, field);
            assert!(found.is_ok_and(|field| field.ty.is_list()), "{ty}.{field}");
        }
    }
}
