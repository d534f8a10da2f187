use proptest::prelude::*;
use standfirst_domain::error::ErrorCode;

use super::{CheckedDocument, DocumentRejection};
use crate::{limits::DocumentLimits, test_schema::schema};

/// Pieces of documents, so that many of the texts made of them pass several checks.
fn piece() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        "...",
        "!",
        "$",
        "=",
        ":",
        "@",
        "|",
        "&",
        ",",
        "#",
        "\n",
        "query",
        "mutation",
        "fragment",
        "on",
        "Query",
        "Article",
        "A",
        "B",
        "$a",
        "$b",
        "Int",
        "String",
        "ID",
        "true",
        "null",
        "NEWEST",
        "article",
        "articles",
        "nodes",
        "edges",
        "node",
        "id",
        "slug",
        "first",
        "filter",
        "tags",
        "all",
        "related",
        "body",
        "__typename",
        "__schema",
        "types",
        "name",
        "include",
        "skip",
        "if",
        "1",
        "-0",
        "1e400",
        "\"a\"",
        "\"\"\"b\"\"\"",
        "\"\\u{1F600}\"",
        "\"\\ud800\"",
        "{ id }",
        "(first: 1)",
        "...A",
        "fragment A on Article { id }",
        "query($a: Int) {",
        "articles(first: $a) { nodes {",
        "@include(if: true)",
    ])
}

fn read(text: &str) -> Result<CheckedDocument, DocumentRejection> {
    CheckedDocument::read(text, schema(), &DocumentLimits::default(), true)
}

/// A fragment that is spread 24 times 26 times.
fn spread(filter: &str) -> String {
    format!(
        "query($a: String = \"x\") {{ articles(first: 1) {{ nodes {{ tags {{ {} }} }} }} }} fragment G on Tag {{ {} }} fragment F on Tag {{ articles(filter: {{ {filter} }}) {{ totalCount }} }}",
        "...G ".repeat(24),
        "...F ".repeat(26)
    )
}

#[test]
fn a_fragment_is_checked_once_however_often_it_is_spread() {
    let uses = ["$a"; 100].join(", ");
    let many = spread(&format!("sections: [{uses}], contributors: [{uses}]"));
    let document = read(&many).unwrap();
    assert_eq!(document.operations[0].plan.variable_checks.len(), 1);
    assert!(
        document.plan_bytes() < 64 * 1_024,
        "{}",
        document.plan_bytes()
    );
    let unknown: String = (0..1_400).map(|n| format!("a{n}: 1 ")).collect();
    assert_eq!(read(&spread(&unknown)).err().unwrap().errors.len(), 10);
}

#[test]
fn brackets_after_an_unclosed_string_are_a_syntax_error() {
    for brackets in [100, 10_000] {
        let text = format!("\"not closed\n{}", "[".repeat(brackets));
        let rejection = read(&text).err().unwrap();
        assert_eq!(rejection.code, ErrorCode::BadRequest);
    }
}

proptest! {
    #![proptest_config(crate::property::cases())]

    /// Any text is accepted or rejected with a code, and twice with the same result.
    #[test]
    fn fuzz_any_pieces_are_accepted_or_rejected(pieces in prop::collection::vec(piece(), 0..80)) {
        let text = pieces.join(" ");
        let read = || CheckedDocument::read(&text, schema(), &DocumentLimits::default(), true).map(|document| document.operations.len());
        let alike = |first: Result<usize, DocumentRejection>, second: Result<usize, DocumentRejection>| match (first, second) {
            (Ok(first), Ok(second)) => first == second && first > 0,
            (Err(first), Err(second)) => first.code == second.code && !first.errors.is_empty(),
            _ => false,
        };
        prop_assert!(alike(read(), read()), "{text}");
    }

    /// The same for texts of any characters.
    #[test]
    fn fuzz_any_text_is_accepted_or_rejected(text in "\\PC{0,200}") {
        drop(CheckedDocument::read(&text, schema(), &DocumentLimits::default(), false));
    }
}
