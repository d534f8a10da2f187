//! Visibility on every read path for anonymous callers: an article that is not visible is
//! indistinguishable from one that does not exist.

use serde_json::{Value, json};
use standfirst_domain::{ids::ArticleId, text::Label};

use crate::support::{TestApp, at, both, record_with};

/// Visible part of one article by identity and in lists.
#[derive(Debug, PartialEq, Eq)]
struct Found {
    by_identity: &'static str,
    in_lists: bool,
}

const ABSENT: Found = Found {
    by_identity: "absent",
    in_lists: false,
};
const FULL: Found = Found {
    by_identity: "full",
    in_lists: true,
};
const TOMBSTONE: Found = Found {
    by_identity: "tombstone",
    in_lists: false,
};

const STATES: [&str; 9] = [
    "draft",
    "review",
    "scheduled",
    "embargoed",
    "published",
    "unpublished",
    "expired",
    "deleted",
    "retracted",
];

/// Creates one article in each state, with a tag, a section, a contributor and a slug of its own,
/// and a public article that links to all of them.
async fn newsroom(app: &TestApp) -> Vec<(&'static str, ArticleId)> {
    let records: Vec<Value> = STATES
        .iter()
        .map(|state| {
            let status = match *state {
                "draft" => "draft",
                "review" => "in_review",
                _ => "published",
            };
            record_with(&format!("zq{state}7"), json!({
                "slug": format!("old-{state}"),
                "status": status,
                "tags": [format!("tag {state}"), "shared"],
                "section": format!("section {state}"),
                "authors": [format!("author {state}")],
                "source_url": format!("https://paper.example/{state}"),
                "published_at": if *state == "scheduled" { at(5_000).to_string() } else { at(0).to_string() },
                "embargoed_until": if *state == "embargoed" { json!(at(5_000).to_string()) } else { Value::Null },
                "expires_at": if *state == "expired" { json!(at(500).to_string()) } else { Value::Null },
            }))
        })
        .collect();
    let links: String = STATES
        .iter()
        .map(|state| format!("[{state}](https://paper.example/{state}) "))
        .collect();
    let linking = record_with(
        "linking",
        json!({ "format": "markdown", "body": links, "tags": ["shared"], "section": "Open", "authors": ["Ann"] }),
    );
    let ids = app.import(&[records, vec![linking]].concat()).await;
    let named: Vec<_> = STATES.into_iter().zip(ids).collect();
    // The related lists are computed before articles are withdrawn.
    app.relate().await;
    let reason = || Label::parse("zqreason7").unwrap();
    for (state, id) in &named {
        match *state {
            "unpublished" => drop(app.act(*id, |story| story.unpublish(at(900))).await),
            "deleted" => drop(app.act(*id, |story| story.delete(at(900))).await),
            "retracted" => drop(
                app.act(*id, move |story| story.retract(reason(), at(900)))
                    .await,
            ),
            _ => {}
        }
    }
    named
}

/// Opaque id of an article.
fn opaque(id: ArticleId) -> String {
    standfirst_api::GlobalId::Article(id).encode().to_string()
}

/// Tells if search finds the article in a state, and checks that every kind of search agrees.
async fn searched(app: &TestApp, state: &str) -> bool {
    let marker = format!("zq{state}7");
    let query = "query($marker: String!, $beginning: String!, $tag: String!, $byTag: String!, $bySection: String!, $byAuthor: String!) {
            found: search(query: $marker, first: 5) { ...All } newest: search(query: $marker, first: 5, orderBy: NEWEST) { ...All } typed: search(query: $beginning, first: 5, asYouType: true) { ...All }
            byTag: search(query: $byTag, first: 5) { ...All } bySection: search(query: $bySection, first: 5) { ...All } byAuthor: search(query: $byAuthor, first: 5) { ...All }
            headline: suggest(prefix: $beginning) { text } tag: suggest(prefix: $tag) { text }
            all: search(query: \"text\", first: 100) { totalCount nodes { id } facets { tags(first: 100) { tag { name } count } } } lists: articles(first: 1, filter: { tags: { all: [\"shared\"] } }) { totalCount } }
        fragment All on SearchConnection { totalCount nodes { headline } edges { node { bodyText } score headline { text } standfirst { text } snippet { text } }
            facets { tags { tag { name } count } sections { section { name } count } contributors { contributor { name } count } months { year month count } } }";
    let variables = json!({ "marker": marker, "beginning": &marker[..marker.len() - 1], "tag": format!("tag {state}"), "byTag": format!("text tag:tag-{state}"), "bySection": format!("text section:section-{state}"), "byAuthor": format!("text by:author-{state}") });
    let answer = app.data(query, variables).await;
    let paths = ["found", "newest", "typed", "byTag", "bySection", "byAuthor"];
    let in_found: Vec<bool> = paths
        .iter()
        .map(|path| {
            let search = &answer[path];
            let is_found = search["totalCount"] == 1;
            let facets = &search["facets"];
            let expected = usize::from(is_found);
            for list in [
                &search["nodes"],
                &search["edges"],
                &facets["sections"],
                &facets["contributors"],
                &facets["months"],
            ] {
                assert_eq!(
                    list.as_array().map(Vec::len),
                    Some(expected),
                    "{state}, {path}: {search}"
                );
            }
            assert_eq!(
                facets["tags"].as_array().map(Vec::len),
                Some(2 * expected),
                "{state}, {path}: {search}"
            );
            assert_eq!(
                search.to_string().contains(&marker),
                is_found,
                "{state}, {path}: {search}"
            );
            is_found
        })
        .collect();
    assert!(
        in_found.iter().all(|found| *found == in_found[0]),
        "{state}: {paths:?} {in_found:?}"
    );
    assert_eq!(
        answer["headline"].to_string().contains(&marker),
        in_found[0],
        "{state}: {}",
        answer["headline"]
    );
    assert_eq!(
        answer["tag"]
            .to_string()
            .contains(&format!("\"tag {state}\"")),
        in_found[0],
        "{state}: {}",
        answer["tag"]
    );
    assert_eq!(
        answer["all"]["facets"]
            .to_string()
            .contains(&format!("\"tag {state}\"")),
        in_found[0],
        "{state}: facets of all"
    );
    // `linking` has the tag as well, but other words.
    let all = answer["all"]["nodes"].as_array().unwrap().len();
    assert_eq!(
        (json!(all + 1), json!(all)),
        (
            answer["lists"]["totalCount"].clone(),
            answer["all"]["totalCount"].clone()
        ),
        "{state}: all"
    );
    in_found[0]
}

async fn found(app: &TestApp, state: &str, id: ArticleId) -> Found {
    let by_search = searched(app, state).await;
    let id = opaque(id);
    let one = "{ __typename headline status bodyText retraction { reason } }";
    let query = format!(
        "query($id: ID!, $slug: String!, $tag: String!, $section: String!, $author: String!) {{
            byId: article(id: $id) {one} bySlug: article(slug: $slug) {one}
            node(id: $id) {{ __typename ... on Article {{ headline status }} }} nodes(ids: [$id]) {{ ... on Article {{ headline }} }}
            articles(first: 100) {{ totalCount nodes {{ headline }} edges {{ node {{ headline }} }} }}
            oldest: articles(first: 100, orderBy: OLDEST) {{ nodes {{ headline }} }}
            updated: articles(last: 100, orderBy: RECENTLY_UPDATED) {{ nodes {{ headline }} }}
            filtered: articles(filter: {{ tags: {{ any: [$tag] }} }}) {{ totalCount nodes {{ headline }} }}
            inSection: articles(filter: {{ sections: [$section] }}) {{ totalCount nodes {{ headline }} }}
            credited: articles(filter: {{ contributors: [$author] }}) {{ totalCount nodes {{ headline }} }}
            tag(slug: $tag) {{ name articles {{ totalCount nodes {{ headline }} }} }}
            section(slug: $section) {{ name articles {{ totalCount nodes {{ headline }} }} }}
            contributor(slug: $author) {{ name articles {{ totalCount nodes {{ headline }} }} }}
            tags(first: 100) {{ totalCount nodes {{ name }} }} sections(first: 100) {{ totalCount nodes {{ name }} }} contributors(first: 100) {{ totalCount nodes {{ name }} }}
            linking: article(slug: \"linking\") {{ bodyHtml body {{ ... on Paragraph {{ runs {{ ... on LinkRun {{ target {{ ... on ArticleLink {{ article {{ headline }} }} }} }} }} }} }} related(first: 20) {{ nodes {{ headline }} edges {{ node {{ headline }} }} }} }}
            shared: tag(slug: \"shared\") {{ articles(first: 100) {{ nodes {{ headline related(first: 20) {{ nodes {{ headline }} }} }} }} }}
        }}"
    );
    let variables = json!({ "id": id, "slug": format!("old-{state}"), "tag": format!("tag-{state}"), "section": format!("section-{state}"), "author": format!("author-{state}") });
    let answer = app.data(&query, variables).await;
    let marker = format!("zq{state}7");
    let lookups = ["byId", "bySlug", "node"].map(|path| {
        match (&answer[path], answer[path]["status"].as_str()) {
            (Value::Null, _) => "absent",
            (_, Some("RETRACTED")) => "tombstone",
            _ => "full",
        }
    });
    assert!(
        lookups.iter().all(|path| *path == lookups[0]),
        "{state}: {lookups:?}"
    );
    assert_eq!(
        answer["nodes"][0].is_null(),
        lookups[0] == "absent",
        "{state}: nodes"
    );
    let lists = [
        "articles",
        "oldest",
        "updated",
        "filtered",
        "inSection",
        "credited",
        "tag",
        "section",
        "contributor",
        "shared",
    ];
    let in_list: Vec<bool> = lists
        .iter()
        .map(|path| answer[path].to_string().contains(&marker))
        .collect();
    assert!(
        in_list.iter().all(|found| *found == in_list[0]),
        "{state}: {lists:?} {in_list:?}"
    );
    assert_eq!(by_search, in_list[0], "{state}: search");
    for names in ["tags", "sections", "contributors"] {
        assert_eq!(
            answer[names].to_string().contains(&format!(" {state}\"")),
            in_list[0],
            "{state}: {names}"
        );
    }
    for counted in ["filtered", "inSection", "credited"] {
        assert_eq!(
            answer[counted]["totalCount"],
            u64::from(in_list[0]),
            "{state}: count of {counted}"
        );
    }
    assert_eq!(
        answer["linking"]["related"].to_string().contains(&marker),
        in_list[0],
        "{state}: related"
    );
    if lookups[0] == "absent" {
        assert!(
            !answer.to_string().contains(&marker),
            "{state}: its marker is in the response"
        );
    }
    Found {
        by_identity: lookups[0],
        in_lists: in_list[0],
    }
}

both! {
    async fn every_read_path_agrees_on_the_visibility_of_every_state(app: &TestApp) {
        for (state, id) in newsroom(app).await {
            let expected = match state {
                "published" => FULL,
                "retracted" => TOMBSTONE,
                _ => ABSENT,
            };
            app.set_clock(1_000);
            assert_eq!(found(app, state, id).await, expected, "{state}");
            app.set_clock(6_000);
            app.relate().await;
            let later = if matches!(state, "scheduled" | "embargoed") { FULL } else { expected };
            assert_eq!(found(app, state, id).await, later, "{state}, later");
        }
    }

    async fn a_tombstone_has_the_reason_and_none_of_the_text(app: &TestApp) {
        let named = newsroom(app).await;
        let id = named.iter().find(|(state, _)| *state == "retracted").unwrap().1;
        let query = "query($id: ID!) { article(id: $id) { headline slug status standfirst body { plainText } bodyHtml bodyText wordCount tags { name } section { name } byline { role } outline { text } retraction { at reason } related { nodes { headline } } } }";
        let article = app.data(query, json!({ "id": opaque(id) })).await["article"].take();
        assert_eq!(article, json!({
            "headline": "zqretracted7", "slug": "old-retracted", "status": "RETRACTED", "standfirst": null, "body": null, "bodyHtml": null, "bodyText": null,
            "wordCount": 0, "tags": [], "section": null, "byline": [], "outline": [], "retraction": { "at": "2026-01-01T00:15:00Z", "reason": "zqreason7" },
            "related": { "nodes": [] },
        }));
    }

    async fn hidden_articles_are_indistinguishable_from_absent_ones(app: &TestApp) {
        let named = newsroom(app).await;
        let draft = opaque(named[0].1);
        let never = opaque(ArticleId::new(at(3), [9; 10]));
        let query = "query($id: ID!) { article(id: $id) { headline } node(id: $id) { id } nodes(ids: [$id]) { id } }";
        let hidden = app.ask(query, json!({ "id": draft })).await;
        assert_eq!(hidden, app.ask(query, json!({ "id": never })).await);
        assert_eq!(hidden.1["data"], json!({ "article": null, "node": null, "nodes": [null] }));
    }

    async fn case_53_filters_and_orders_accept_only_fields_of_the_schema(app: &TestApp) {
        newsroom(app).await;
        for list in [
            "articles(filter: { status: DRAFT })", "articles(filter: { contributor: { email_startsWith: \"a\" } })", "articles(filter: { contributors: { email: \"a\" } })", "articles(filter: { owner: \"a\" })",
            "articles(filter: { tags: { status: [] } })", "articles(where: { headline: \"zq\" })", "articles(orderBy: EMBARGOED_UNTIL)", "articles(orderBy: { contributor: { passwordHash: ASC } })",
            "articles(orderBy: \"PASSWORD_HASH\")", "tags(kind: SECRET)", "tags(filter: { article: \"zq\" })", "contributors(orderBy: EMAIL)", "tag(slug: \"shared\") { articles(filter: { statuses: [DRAFT] })",
        ] {
            let closing = if list.starts_with("tag(") { " }" } else { "" };
            let (status, answer) = app.ask(&format!("{{ {list} {{ totalCount }}{closing} }}"), json!({})).await;
            let code = answer["errors"][0]["extensions"]["code"].as_str().unwrap_or_else(|| panic!("{list}: {answer}"));
            assert!(status == 400 && matches!(code, "GRAPHQL_VALIDATION_FAILED" | "BAD_USER_INPUT"), "{list}: {status}: {answer}");
            assert_eq!(answer.get("data"), None, "{list}: {answer}");
            assert!(!answer.to_string().contains("zqdraft7"), "{list}: {answer}");
        }
        for (variable, value) in [("filter: ArticleFilter", json!({ "status": "DRAFT" })), ("orderBy: ArticleOrder", json!("PASSWORD")), ("filter: ArticleFilter", json!({ "contributors": [{ "email": "a" }] }))] {
            let name = variable.split(':').next().unwrap();
            let query = format!("query(${variable}) {{ articles({name}: ${name}) {{ totalCount }} }}");
            let (status, answer) = app.ask(&query, json!({ name: value })).await;
            assert_eq!((status, answer.get("data")), (400, None), "{variable} {value}: {answer}");
        }
    }
}
