//! What is charged for what, in points. `docs/limits.md` tells it to clients; a test compares both.

/// For an act.
pub const ACT: u64 = 10;
/// For an act that checks a password, which is made to be slow.
pub const PASSWORD: u64 = 50;
/// For counting a list.
pub const COUNT: u64 = 5;
/// For a text with its blocks and runs, however long.
pub const BODY: u64 = 20;
/// For telling two revisions apart.
pub const DIFF: u64 = 20;
/// For asking about the schema.
pub const SCHEMA: u64 = 100;
/// How many objects a plain list counts for when nothing else is said of it.
pub const PLAIN_LIST: u64 = 10;

/// How many objects a plain list counts for.
const LISTS: &[(&str, &str, u64)] = &[
    ("Article", "byline", 3),
    ("Article", "corrections", 1),
    ("Article", "tags", 5),
    ("RelatedEdge", "reasons", 3),
    ("SharedTags", "tags", 3),
];

/// What is charged once for a field beside the objects that it answers.
pub fn once(parent: &str, field: &str) -> u64 {
    match (parent, field) {
        ("Mutation", "sessionOpen" | "accountCreate" | "accountChangePassword") => PASSWORD,
        ("Mutation", _) => ACT,
        (_, "totalCount") => COUNT,
        (_, "revisionDiff") => DIFF,
        (_, "__schema" | "__type") => SCHEMA,
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

/// What is charged for a field with all that is in it, however much that is; `None` of a field whose parts are charged.
pub fn flat(field: &str, ty: &str) -> Option<u64> {
    match (field, ty) {
        ("__schema" | "__type", _) => Some(0),
        ("revisionDiff", _) => Some(0),
        (_, "BodyBlock") => Some(BODY),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{ACT, BODY, COUNT, DIFF, LISTS, PASSWORD, PLAIN_LIST, SCHEMA};
    use crate::http::gate::served::served;

    #[test]
    fn clients_are_told_what_is_charged() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/limits.md");
        let document = std::fs::read_to_string(path).unwrap();
        let lists: String = [
            ("byline", 3),
            ("tags", 5),
            ("reasons", 3),
            ("corrections", 1),
        ]
        .iter()
        .map(|(list, size)| format!("`{list}` {size}, "))
        .collect();
        for row in [
            format!("| {lists}others {PLAIN_LIST} |"),
            format!("(`body`) with all that is in it | {BODY} |"),
            format!("(`totalCount`) | {COUNT} |"),
            format!("(`__schema`, `__type`) with all that is in it | {SCHEMA} |"),
            format!("(`revisionDiff`) with all that is in it | {DIFF} |"),
            format!("| an act | {ACT} |"),
            format!("password | {PASSWORD} |"),
        ] {
            assert!(document.contains(&row), "docs/limits.md does not say {row}");
        }
    }

    #[test]
    fn the_lists_of_the_table_are_in_the_schema() {
        for (ty, field, _) in LISTS {
            let found = served().type_field(ty, field);
            assert!(found.is_ok_and(|field| field.ty.is_list()), "{ty}.{field}");
        }
    }
}
