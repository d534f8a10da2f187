//! Small requests that would cost much (section 3.2 of the security cases) are rejected before
//! anything is resolved, with their code and their limit.

use std::sync::atomic::Ordering;

use serde_json::{Value, json};
use standfirst_api::Introspection;

use crate::support::{Answer, StubBehaviour, app_state, ask, post, send};

/// Asks, and sees that nothing was resolved.
async fn refused(query: &str, variables: Value) -> Answer {
    let (state, stub) = app_state(3, StubBehaviour::Normal);
    let answer = ask(&state, query, variables).await;
    assert_eq!(answer.status.as_u16(), 400, "{}", clipped(query));
    assert_eq!(answer.json().get("data"), None, "{}", clipped(query));
    assert_eq!(stub.calls.load(Ordering::Relaxed), 0, "{}", clipped(query));
    assert!(answer.bytes.len() <= 16 * 1024, "{}", clipped(query));
    answer
}

/// The code under which a document is refused, and the limit that it goes beyond.
async fn reason(query: &str) -> (String, String) {
    let answer = refused(query, json!({})).await;
    let limit = answer.json()["errors"][0]["extensions"]["limit"].clone();
    (answer.code(), limit.as_str().unwrap_or_default().to_owned())
}

async fn accepted(query: &str) {
    let (state, _) = app_state(3, StubBehaviour::Normal);
    let answer = ask(&state, query, json!({})).await;
    assert_eq!(answer.json()["errors"], Value::Null, "{}", clipped(query));
}

fn clipped(text: &str) -> String {
    text.chars().take(200).collect()
}

fn too_complex(limit: &str) -> (String, String) {
    ("QUERY_TOO_COMPLEX".to_owned(), limit.to_owned())
}

fn too_deep(limit: &str) -> (String, String) {
    ("QUERY_TOO_DEEP".to_owned(), limit.to_owned())
}

fn invalid() -> (String, String) {
    ("GRAPHQL_VALIDATION_FAILED".to_owned(), String::new())
}

fn times(number: usize, part: impl Fn(usize) -> String) -> String {
    (0..number).map(part).collect()
}

/// A selection of this depth.
fn deep(depth: usize) -> String {
    let pairs = (depth - 1) / 2;
    let open = times(pairs, |n| {
        let list = if n == 0 { "articles" } else { "related" };
        format!("{list}(first: 1) {{ nodes {{ ")
    });
    let last = if depth.is_multiple_of(2) {
        "section { id }"
    } else {
        "id"
    };
    format!("{{ {open} {last} {} }}", "} } ".repeat(pairs))
}

#[actix_web::test]
async fn case_26_selections_are_at_most_fifteen_deep() {
    accepted(&deep(15)).await;
    assert_eq!(reason(&deep(16)).await, too_deep("depth"));
    assert_eq!(reason(&deep(1_000)).await, too_deep("nesting"));
    assert_eq!(reason(&deep(50_000)).await, too_complex("document-bytes"));
}

#[actix_web::test]
async fn case_27_deep_brackets_do_not_overflow_the_stack() {
    for (depth, expected) in [
        (3_000, too_deep("nesting")),
        (100_000, too_complex("document-bytes")),
    ] {
        let list = format!(
            "{{ nodes(ids: {}{}) {{ id }} }}",
            "[".repeat(depth),
            "]".repeat(depth)
        );
        assert_eq!(reason(&list).await, expected);
        assert_eq!(reason(&"{".repeat(depth)).await, expected);
        assert_eq!(
            reason(&format!("{{ a(b: {}", "{a:".repeat(depth / 3)))
                .await
                .0,
            expected.0
        );
    }
}

#[actix_web::test]
async fn case_28_deeply_nested_variables_are_rejected() {
    let query = "mutation($input: ArticleCreateInput!) { articleCreate(input: $input) { userErrors { code } } }";
    for depth in [200, 100_000] {
        let (state, stub) = app_state(0, StubBehaviour::Normal);
        let nested = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let body = format!("{{\"query\":\"{query}\",\"variables\":{{\"input\":{nested}}}}}");
        let answer = send(&state, post(body)).await;
        assert_eq!(answer.status.as_u16(), 400, "{depth}");
        assert_eq!(stub.calls.load(Ordering::Relaxed), 0);
    }
}

#[actix_web::test]
async fn case_29_doubling_fragments_are_counted_without_expansion() {
    for levels in [22, 30, 45] {
        let level = |n: usize| format!("fragment F{n} on Article {{ ...F{0} ...F{0} }} ", n + 1);
        let fragments = times(levels, level);
        let doubled = format!(
            "{{ articles {{ nodes {{ ...F0 }} }} }} {fragments} fragment F{levels} on Article {{ id }}"
        );
        assert_eq!(
            reason(&doubled).await,
            too_complex("selections"),
            "{levels}"
        );
    }
    let level = |n: usize| format!("fragment F{n} on Query {{ ...F{0} ...F{0} }} ", n + 1);
    let sixty = format!(
        "{{ ...F0 }} {} fragment F60 on Query {{ __typename }}",
        times(60, level)
    );
    assert_eq!(reason(&sixty).await, too_complex("fragments"));
}

#[actix_web::test]
async fn case_30_cyclic_unknown_and_unused_fragments_are_invalid() {
    for query in [
        "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }",
        "{ ...A } fragment A on Query { ...A }",
        "{ ...A }",
    ] {
        assert_eq!(reason(query).await, invalid(), "{query}");
    }
    let unused = |number| {
        format!(
            "{{ __typename }} {}",
            times(number, |n| format!(
                "fragment F{n} on Query {{ __typename }} "
            ))
        )
    };
    assert_eq!(reason(&unused(50)).await, invalid());
    assert_eq!(reason(&unused(1_000)).await, too_complex("fragments"));
}

#[actix_web::test]
async fn case_31_aliases_and_root_fields_are_limited() {
    let aliases = |number| {
        format!(
            "{{ publication {{ {} }} }}",
            times(number, |n| format!("a{n}: name "))
        )
    };
    accepted(&aliases(30)).await;
    assert_eq!(reason(&aliases(31)).await, too_complex("aliases"));
    assert_eq!(reason(&aliases(4_000)).await, too_complex("aliases"));
    let roots = |number| format!("{{ {} }}", times(number, |n| format!("a{n}: __typename ")));
    accepted(&roots(20)).await;
    assert_eq!(reason(&roots(21)).await, too_complex("root-fields"));
}

#[actix_web::test]
async fn case_32_a_field_repeated_many_times_exceeds_the_token_limit() {
    let query = |number| format!("{{ publication {{ {} }} }}", "name ".repeat(number));
    assert_eq!(reason(&query(10_000)).await, too_complex("tokens"));
    assert_eq!(reason(&query(100_000)).await, too_complex("document-bytes"));
}

#[actix_web::test]
async fn case_33_directives_are_limited_in_every_position() {
    for place in [
        |many: &str| format!("{{ publication {{ name {many} }} }}"),
        |many: &str| format!("query {many} {{ __typename }}"),
        |many: &str| format!("{{ ... {many} {{ __typename }} }}"),
    ] {
        for directive in ["@include(if:true)", "@a"] {
            assert_eq!(
                reason(&place(&directive.repeat(6))).await,
                too_complex("directives-per-location")
            );
            assert_eq!(
                reason(&place(&directive.repeat(101))).await,
                too_complex("directives")
            );
            assert_eq!(
                reason(&place(&directive.repeat(40_000))).await,
                too_complex("document-bytes")
            );
        }
    }
    let (state, _) = app_state(0, StubBehaviour::Normal);
    let million = json!({ "query": format!("{{ a {} }}", "@include(if:true)".repeat(1_000_000)) });
    let answer = send(&state, post(million.to_string())).await;
    assert_eq!(
        (answer.status.as_u16(), answer.code().as_str()),
        (413, "PAYLOAD_TOO_LARGE")
    );
}

#[actix_web::test]
async fn case_34_operations_and_variables_are_limited() {
    let operations = times(1_000, |n| format!("query Q{n} {{ __typename }} "));
    assert_eq!(reason(&operations).await, too_complex("operations"));
    let variables = times(1_000, |n| format!("$v{n}: Int "));
    assert_eq!(
        reason(&format!("query({variables}) {{ __typename }}")).await,
        too_complex("variables")
    );
}

#[actix_web::test]
async fn case_35_list_arguments_have_a_maximum_length() {
    let ids = |number: usize| vec!["\"a\""; number].join(",");
    accepted(&format!("{{ nodes(ids: [{}]) {{ id }} }}", ids(100))).await;
    let literal = format!("{{ nodes(ids: [{}]) {{ id }} }}", ids(101));
    assert_eq!(refused(&literal, json!({})).await.code(), "BAD_USER_INPUT");
    let query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }";
    for number in [101, 100_001] {
        let answer = refused(query, json!({ "ids": vec!["a"; number] })).await;
        assert_eq!(answer.code(), "BAD_USER_INPUT", "{number}");
    }
    let query = "query($f: ArticleFilter) { articles(filter: $f) { totalCount } }";
    let filter = json!({ "f": { "tags": { "any": vec!["a"; 10_000] } } });
    let answer = refused(query, filter).await;
    assert!(answer.text().contains("`$f.tags.any`"), "{}", answer.text());
}

#[actix_web::test]
async fn case_36_nested_pages_cost_their_maximum_size() {
    let nested = |first: &str| {
        format!(
            "articles(first: {first}) {{ edges {{ node {{ related(first: {first}) {{ edges {{ node {{ related(first: 10) {{ nodes {{ id }} }} }} }} }} }} }} }}"
        )
    };
    let too_dear = |answer: &Answer| {
        let extensions = answer.json()["errors"][0]["extensions"].clone();
        assert_eq!(extensions["code"], "QUERY_TOO_COMPLEX", "{extensions}");
        let limit = extensions["limit"].as_str().unwrap().to_owned();
        if limit == "cost" {
            assert!(
                extensions["cost"].as_u64() > extensions["max"].as_u64(),
                "{extensions}"
            );
        }
        limit
    };
    let literal = refused(&format!("{{ {} }}", nested("100")), json!({})).await;
    assert_eq!(too_dear(&literal), "nodes");
    let literal = refused(&format!("{{ {} }}", nested("22")), json!({})).await;
    assert_eq!(too_dear(&literal), "cost");
    let variable = format!("query($n: Int!) {{ {} }}", nested("$n"));
    assert_eq!(
        too_dear(&refused(&variable, json!({ "n": 22 })).await),
        "cost"
    );
    let default = format!("query($n: Int = 22) {{ {} }}", nested("$n"));
    assert_eq!(too_dear(&refused(&default, json!({})).await), "cost");
    // What is skipped costs nothing.
    let skipped = format!(
        "query($n: Int = 22, $no: Boolean = true) {{ __typename ... @skip(if: $no) {{ {} }} }}",
        nested("$n")
    );
    accepted(&skipped).await;
}

#[actix_web::test]
async fn case_37_conflicting_fields_are_found_quickly() {
    let level = |inner: String| {
        let pairs = times(14, |n| {
            format!(
                "x{n}: related {{ nodes {{ id }} }} x{n}: related(first: 1) {{ nodes {{ id }} }} "
            )
        });
        format!("{{ nodes {{ {pairs} {inner} }} }}")
    };
    let query = format!("{{ articles {} }}", level("id".to_owned()));
    assert_eq!(reason(&query).await, invalid());
    let two_thousand = times(2_000, |n| format!("x{n}: name x{n}: url "));
    assert_eq!(
        reason(&format!("{{ publication {{ {two_thousand} }} }}")).await,
        too_complex("aliases")
    );
}

#[actix_web::test]
async fn case_38_introspection_is_restricted_to_permitted_callers() {
    let (mut state, _) = app_state(0, StubBehaviour::Normal);
    state.settings.introspection = Introspection::Keys;
    let anonymous = ask(&state, "{ __schema { queryType { name } } }", json!({})).await;
    assert_eq!(
        (anonymous.status.as_u16(), anonymous.code().as_str()),
        (400, "INTROSPECTION_DISABLED")
    );
    let of_fragments = "{ ...A } fragment A on Query { ... { a: __type(name: \"Tag\") { name } } }";
    let of_fragments = ask(&state, of_fragments, json!({})).await;
    assert_eq!(of_fragments.code(), "INTROSPECTION_DISABLED");
    let typename = ask(&state, "{ __typename }", json!({})).await;
    assert_eq!(typename.json()["data"]["__typename"], "Query");
    state.settings.introspection = Introspection::On;
    let nested = format!(
        "{{ __schema {{ types {{ {} name {} }} }} }}",
        "fields { type { ".repeat(15),
        "} }".repeat(15)
    );
    assert_eq!(
        ask(&state, &nested, json!({})).await.code(),
        "QUERY_TOO_DEEP"
    );
}

#[actix_web::test]
async fn case_39_many_unknown_fields_give_at_most_ten_errors() {
    let unknown = times(1_500, |n| format!("unknown{n} "));
    let answer = refused(&format!("{{ publication {{ {unknown} }} }}"), json!({})).await;
    assert_eq!(answer.json()["errors"].as_array().unwrap().len(), 10);
    assert_eq!(answer.code(), "GRAPHQL_VALIDATION_FAILED");
}

#[actix_web::test]
async fn the_cost_is_returned_on_request() {
    let (state, _) = app_state(7, StubBehaviour::Normal);
    let query = "query($n: Int) { articles(first: $n) { totalCount nodes { id tags { id } } } }";
    let body = json!({ "query": query, "variables": { "n": 10 }, "extensions": { "cost": true } });
    let cost = send(&state, post(body.to_string())).await.json()["extensions"]["cost"].clone();
    // Ten articles with five tags each, and counting; seven came with as many tags as they have.
    assert_eq!(cost["requested"], 10 + 50 + 5, "{cost}");
    assert!(
        cost["actual"].as_u64().unwrap() < 65 && cost["actual"].as_u64().unwrap() >= 12,
        "{cost}"
    );
    assert_eq!(cost["limit"], 5_000);
    assert_eq!(
        ask(&state, query, json!({})).await.json().get("extensions"),
        None
    );
}

#[actix_web::test]
async fn a_field_requested_twice_is_read_once() {
    let (state, stub) = app_state(7, StubBehaviour::Normal);
    let once = "{ articles(first: 5) { nodes { __typename headline bodyText tags { id name } section { id } } } }";
    let once = ask(&state, once, json!({})).await.json();
    let reads = stub.calls.swap(0, Ordering::Relaxed);
    let twice = "query($no: Boolean = false) { articles(first: 5) { nodes { __typename headline } nodes { headline tags { id } ...T section @skip(if: $no) { id } } } ...A }
        fragment T on Article { bodyText tags { id name } bodyText ... on Node { bodyless: id @include(if: $no) } } fragment A on Query { articles(first: 5) { nodes { ...T section { id } } } }";
    let twice = ask(&state, twice, json!({})).await.json();
    assert_eq!(once["data"], twice["data"], "{twice}");
    assert_eq!(reads, stub.calls.load(Ordering::Relaxed));
    let many = format!(
        "{{ articles(first: 100) {{ nodes {{ {} }} }} }}",
        "bodyHtml ".repeat(1_900)
    );
    stub.calls.store(0, Ordering::Relaxed);
    assert_eq!(
        ask(&state, &many, json!({})).await.json()["errors"],
        Value::Null
    );
    assert!(stub.calls.load(Ordering::Relaxed) <= reads);
}

#[actix_web::test]
async fn case_36_links_in_bodies_multiply_the_cost() {
    let related = "related(first: 100) { nodes { related(first: 100) { nodes { id } } } }";
    let link = |inner: &str| {
        format!(
            "{{ article(slug: \"a\") {{ body {{ ... on Paragraph {{ runs {{ ... on LinkRun {{ target {{ ... on ArticleLink {{ article {{ {inner} }} }} }} }} }} }} }} }} }}"
        )
    };
    accepted(&link("id headline")).await;
    assert_eq!(reason(&link(related)).await, too_complex("nodes"));
}

#[actix_web::test]
async fn case_38_introspection_lists_nest_at_most_twice() {
    accepted("{ __type(name: \"BodyBlock\") { possibleTypes { interfaces { name } } } }").await;
    let deep = "{ __type(name: \"BodyBlock\") { possibleTypes { interfaces { possibleTypes { name } } } } }";
    assert_eq!(reason(deep).await, too_deep(""));
    for null in [
        "query($d: Boolean) { __type(name: \"Article\") { fields(includeDeprecated: $d) { name } } }",
        "{ __type(name: \"Article\") { fields(includeDeprecated: null) { name } } }",
    ] {
        accepted(null).await;
    }
}

#[actix_web::test]
async fn aliases_are_counted_before_merging() {
    let spread = format!(
        "{{ articles(first: 1) {{ nodes {{ {} }} }} }} fragment F on Article {{ x: id }}",
        "...F ".repeat(31)
    );
    accepted(&spread).await;
}
