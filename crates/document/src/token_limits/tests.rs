use standfirst_domain::error::ErrorCode;

use super::check;
use crate::limits::DocumentLimits;

fn rejected(text: &str) -> Option<(&'static str, &'static str)> {
    let rejection = check(text, &DocumentLimits::default()).err()?;
    let exceeded = rejection.errors[0].limit_exceeded.as_ref().unwrap();
    Some((rejection.code.as_str(), exceeded.limit))
}

fn nested(depth: usize) -> String {
    format!("{{ a(b: {}{}) }}", "[".repeat(depth), "]".repeat(depth))
}

fn times(count: usize, part: impl Fn(usize) -> String) -> String {
    (0..count).map(part).collect()
}

#[test]
fn brackets_are_counted_and_strings_are_not() {
    let limits = DocumentLimits::default();
    assert_eq!(rejected(&nested(limits.nesting - 2)), None);
    for text in [
        nested(limits.nesting - 1),
        nested(3_000),
        "{".repeat(4_000),
        format!("# a \" comment\n{}", "[".repeat(100)),
        format!("\"not closed\n\" {}", "[".repeat(100)),
    ] {
        assert_eq!(
            rejected(&text),
            Some((ErrorCode::QueryTooDeep.as_str(), "nesting"))
        );
    }
    let many = "[".repeat(100);
    for text in [
        format!("{{ a(b: \"{many}\\\"{many}\\\\\") }}"),
        format!("{{ a(b: \"\"\"\n{many}\\\"\"\"{many}\"\"\") }}"),
        format!("# {many}\n{{ a }}"),
        "{ a } ".repeat(20),
    ] {
        assert_eq!(rejected(&text), None, "{text}");
    }
}

#[test]
fn each_limit_is_counted_where_it_applies() {
    let limits = DocumentLimits::default();
    type Make = fn(usize) -> String;
    let cases: [(&str, usize, Make); 6] = [
        ("aliases", limits.aliases, |n| {
            format!(
                "{{ a {{ {} }} }}",
                times(n, |n| format!("b{n}: c(d: {{ e: 1 }}) "))
            )
        }),
        ("root-fields", limits.root_fields, |n| {
            format!(
                "query Q($a: B = {{ c: 1 }}) @d(e: 1) {{ {} ...F @g ... on T {{ x y z }} }}",
                times(n, |n| if n == 0 {
                    "a: b(c: 1) { d e f } ".into()
                } else {
                    format!("f{n} ")
                })
            )
        }),
        ("directives", limits.directives, |n| {
            format!("query @a {{ b {} }}", "@c(d: 1) ".repeat(n - 1))
        }),
        ("operations", limits.operations, |n| {
            times(n, |n| format!("query Q{n} {{ a }} "))
        }),
        ("fragments", limits.fragments, |n| {
            times(n, |n| format!("fragment F{n} on T {{ a }} "))
        }),
        ("variables", limits.variables, |n| {
            format!(
                "query Q({}) {{ a(b: $v0, c: [$v1]) }}",
                times(n, |n| format!("$v{n}: Int = 1 "))
            )
        }),
    ];
    for (limit, most, make) in cases {
        assert_eq!(rejected(&make(most)), None, "{limit}");
        let code = ErrorCode::QueryTooComplex.as_str();
        assert_eq!(rejected(&make(most + 1)), Some((code, limit)));
    }
    assert_eq!(
        rejected(&"id ".repeat(100_000)).unwrap().1,
        "document-bytes"
    );
    assert_eq!(
        rejected(&format!("{{ a {{ {} }} }}", "id ".repeat(5_000)))
            .unwrap()
            .1,
        "tokens"
    );
}

#[test]
fn descriptions_are_found_where_they_describe_something() {
    let described = |text: &'static str| -> Vec<&'static str> {
        let found = check(text, &DocumentLimits::default()).unwrap();
        found.into_iter().map(|bytes| &text[bytes]).collect()
    };
    assert_eq!(
        described(
            "\"a\" query Q(\"b\" $a: String = \"no\" \"\"\"c\"\"\" $b: Int) { d(e: \"no\") } \"f\" fragment F on T { g }"
        ),
        ["\"a\"", "\"b\"", "\"\"\"c\"\"\"", "\"f\""]
    );
    for text in [
        "\"no\" { a }",
        "\"no\" \"no\" query { a }",
        "query \"no\" { a }",
        "{ a } \"no\"",
    ] {
        assert_eq!(described(text), [""; 0], "{text}");
    }
}

#[test]
fn a_name_without_its_value_is_a_syntax_error() {
    for text in [
        "{ tag(slug slug: \"a\") { id } }",
        "{ a @include(if if: true) }",
        "{ a(filter: {a}, first: 1) }",
        "{ a(filter: {b: {c}}) }",
        "{ a(first: 1 kind) }",
    ] {
        assert_eq!(
            check(text, &DocumentLimits::default()).unwrap_err().code,
            ErrorCode::BadRequest,
            "{text}"
        );
    }
    for text in [
        "{ a(b: C, d: $e f: {g: [H I], j: true}) }",
        "query($a: [T!]! = [B] @c(d: E)) { a }",
    ] {
        assert!(check(text, &DocumentLimits::default()).is_ok(), "{text}");
    }
}

#[test]
fn each_definition_is_counted_by_itself() {
    let query = |n: usize| {
        format!(
            "query Q{n}($a: Int $b: Int) {{ {} }} ",
            times(15, |n| format!("f{n} "))
        )
    };
    assert_eq!(rejected(&times(20, query)), None);
    assert_eq!(
        rejected(&format!(
            "\"What it is for.\" query A {{ {} }}",
            "a ".repeat(21)
        ))
        .unwrap()
        .1,
        "root-fields"
    );
    assert_eq!(
        rejected(&format!("fragment query on Q {{ {} }}", "a ".repeat(50))),
        None
    );
}
