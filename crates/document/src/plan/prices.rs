//! What is charged for what, in points. `docs/limits.md` tells it to clients; a test compares both.

/// For an act.
pub const ACT: u64 = 10;
/// For an act that checks a password, which is made to be slow.
pub const PASSWORD: u64 = 50;
/// For a report of what was read.
pub const REPORT: u64 = 20;
/// For a list by what was read most, whatever it holds: reads are added up for it.
pub const MOST_READ: u64 = 20;
/// For counting a list.
pub const COUNT: u64 = 5;
/// For a search, and for what a beginning may become.
pub const SEARCH: u64 = 10;
/// For counting what a search found by one kind of name.
pub const FACET: u64 = 10;
/// For a text, as blocks or rendered, however long.
pub const BODY: u64 = 20;
/// For telling two revisions apart.
pub const DIFF: u64 = 20;
/// For explaining what stands beside an article.
pub const EXPLANATION: u64 = 10;
/// For asking about the schema.
pub const SCHEMA: u64 = 100;
/// How many objects a plain list counts for when nothing else is said of it.
pub const PLAIN_LIST: u64 = 10;
/// How often something is counted that a text links to.
pub const LINKS: u64 = 10;
/// How deep lists of the schema may be asked for within each other, as graphql-js has it: each step multiplies them.
pub const SCHEMA_LISTS: usize = 2;

/// How many objects a plain list counts for.
const LISTS: &[(&str, &str, u64)] = &[
    ("Article", "byline", 3),
    ("Article", "corrections", 1),
    ("Article", "tags", 5),
    ("Collection", "items", 20),
    ("RelatedEdge", "reasons", 3),
    ("RelatedExplanation", "reasons", 3),
    ("SharedTags", "tags", 3),
];

/// What is charged once for a field beside the objects that it answers.
pub fn once(parent: &str, field: &str, ty: &str) -> u64 {
    match (parent, field) {
        ("Mutation", "sessionOpen" | "accountCreate" | "accountChangePassword") => PASSWORD,
        ("Mutation", "readsReport") => REPORT,
        ("Mutation", _) => ACT,
        ("Query", "search" | "suggest") => SEARCH,
        ("SearchFacets", "tags" | "sections" | "contributors" | "months") => FACET,
        // What was read along with the list is free, as scalars are; what stands in the text is cut out of it.
        ("SearchEdge", "headline" | "standfirst") => 0,
        (_, "totalCount") => COUNT,
        (_, "explainRelated") => EXPLANATION,
        (_, "revisionDiff") => DIFF,
        (_, "__schema" | "__type") => SCHEMA,
        (_, "bodyHtml" | "bodyText") => BODY,
        _ if is_whole(field, ty) => BODY,
        _ => 0,
    }
}

/// How many objects a plain list counts for.
pub fn declared(parent: &str, field: &str) -> u64 {
    let found = LISTS
        .iter()
        .find(|(of, list, _)| *of == parent && *list == field);
    found.map_or(PLAIN_LIST, |(_, _, size)| *size)
}

/// Whether a field is charged as a whole: its parts are free, until they lead to something that stands by itself.
pub fn is_whole(field: &str, ty: &str) -> bool {
    matches!(field, "__schema" | "__type" | "revisionDiff")
        || matches!(ty, "BodyBlock" | "SnippetRun")
}

/// Whether a field of the schema's own types is a list that leads to further types.
pub fn is_schema_list(parent: &str, field: &str) -> bool {
    parent.starts_with("__")
        && matches!(
            field,
            "fields" | "interfaces" | "possibleTypes" | "inputFields"
        )
}

#[cfg(test)]
mod tests {
    use super::{
        ACT, BODY, COUNT, DIFF, EXPLANATION, FACET, LINKS, LISTS, MOST_READ, PASSWORD, PLAIN_LIST,
        REPORT, SCHEMA, SEARCH,
    };
    use crate::{plan::MOST_MORE, test_schema::schema};

    #[test]
    fn clients_are_told_what_is_charged() {
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
            format!("counting what a search found (`facets`), for each kind of name | {FACET} |"),
            format!("what a text links to, with all that is asked of it | counted {LINKS} times |"),
            format!("(`totalCount`) | {COUNT} |"),
            format!("(`__schema`, `__type`) with all that is in it | {SCHEMA} |"),
            format!("(`revisionDiff`) with all that is in it | {DIFF} |"),
            format!(
                "(`orderBy: MOST_READ`), however many there are beside each other | {MOST_READ} |"
            ),
            format!("as many as the others may show, at most {MOST_MORE} | 1 |"),
            format!("(`readsReport`) | {REPORT} |"),
            format!("(`explainRelated`), beside the objects | {EXPLANATION} |"),
            format!("| an act | {ACT} |"),
            format!("password | {PASSWORD} |"),
        ] {
            assert!(document.contains(&row), "docs/limits.md does not say {row}");
        }
    }

    #[test]
    fn the_lists_of_the_table_are_in_the_schema() {
        for (ty, field, _) in LISTS {
            let found = schema().types.type_field(ty, field);
            assert!(found.is_ok_and(|field| field.ty.is_list()), "{ty}.{field}");
        }
    }
}
