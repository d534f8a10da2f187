//! Resolvers: bodies with links, tombstones, ids, cursors, and errors that null one field.

use serde_json::{Value, json};

use crate::support::{BROKEN, RETRACTED, StubBehaviour, app_state, ask};

async fn data(query: &str) -> Value {
    let answer = ask(&app_state(3, StubBehaviour::Normal).0, query, json!({}))
        .await
        .json();
    assert_eq!(answer["errors"], Value::Null, "{query}");
    answer["data"].clone()
}

async fn code(query: &str) -> String {
    ask(&app_state(3, StubBehaviour::Normal).0, query, json!({}))
        .await
        .code()
}

#[actix_web::test]
async fn links_resolve_to_visible_articles_only() {
    let data = data(
        "{ article(slug: \"ferry-1\") { bodyHtml bodyText outline { id level text } body { __typename id plainText
            ... on Paragraph { runs { __typename plainText ... on LinkRun { target { __typename url ... on ArticleLink { article { slug } }
            ... on TagLink { tag { slug } } } } } } } } }",
    )
    .await;
    let article = &data["article"];
    let runs = &article["body"][1]["runs"];
    assert_eq!(
        runs[1]["target"],
        json!({ "__typename": "ArticleLink", "url": "https://echo.example/articles/ferry-2", "article": { "slug": "ferry-2" } })
    );
    assert_eq!(
        runs[2]["target"],
        json!({ "__typename": "ArticleLink", "url": "https://example.org/old", "article": null })
    );
    assert_eq!(runs[3]["target"]["url"], "https://echo.example/tags/tag-77");
    assert_eq!(
        article["outline"],
        json!([{ "id": "the-pier", "level": 2, "text": "The pier" }])
    );
    assert!(
        article["bodyHtml"]
            .as_str()
            .unwrap()
            .contains("https://echo.example/articles/ferry-2"),
        "{article}"
    );
    assert_eq!(article["body"][2]["__typename"], "Divider");
}

#[actix_web::test]
async fn a_retracted_article_resolves_to_its_tombstone() {
    let query = format!(
        "{{ article(slug: \"{RETRACTED}\") {{ status headline standfirst body {{ id }} bodyHtml bodyText outline {{ id }} tags {{ id }} byline {{ role }} section {{ id }} wordCount \
         related {{ nodes {{ id }} }} retraction {{ reason }} url }} }}"
    );
    assert_eq!(
        data(&query).await["article"],
        json!({
            "status": "RETRACTED", "headline": "Withdrawn", "standfirst": null, "body": null, "bodyHtml": null, "bodyText": null, "outline": [],
            "tags": [], "byline": [], "section": null, "wordCount": 0, "related": { "nodes": [] },
            "retraction": { "reason": "It was not so." }, "url": "https://echo.example/articles/withdrawn",
        })
    );
}

#[actix_web::test]
async fn a_corrupt_body_nulls_only_that_field() {
    let query =
        format!("{{ article(slug: \"ferry-{BROKEN}\") {{ headline body {{ id }} bodyText }} }}");
    let answer = ask(&app_state(3, StubBehaviour::Normal).0, &query, json!({})).await;
    let json = answer.json();
    assert_eq!(
        json["data"]["article"],
        json!({ "headline": "Ferry number 13", "body": null, "bodyText": null })
    );
    assert_eq!(json["errors"][0]["extensions"]["code"], "INTERNAL");
    assert_eq!(
        json["errors"][0]["extensions"]["requestId"].as_str(),
        Some(answer.header("x-request-id"))
    );
    assert!(!answer.text().contains("secret"), "{}", answer.text());
    assert_eq!(answer.status, 200);
}

#[actix_web::test]
async fn unreadable_tags_and_credits_null_only_those_fields() {
    let query = "{ articles(first: 1) { nodes { headline tags { name } byline { role } \
                 related(first: 1) { edges { score reasons { ... on SharedTags { tags { name } } } } } } } }";
    let answer = ask(
        &app_state(1, StubBehaviour::PartlyUnavailable).0,
        query,
        json!({}),
    )
    .await;
    let shared = json!([{ "tags": null }, {}]);
    let related = json!({ "edges": [{ "score": 0.3, "reasons": shared }] });
    let article =
        json!({ "headline": "Ferry number 1", "tags": null, "byline": null, "related": related });
    assert_eq!(answer.json()["data"]["articles"]["nodes"], json!([article]));
    assert_eq!(
        (answer.status.as_u16(), answer.code().as_str()),
        (200, "UNAVAILABLE")
    );
}

#[actix_web::test]
async fn an_empty_page_still_has_pagination_state() {
    let cursors = "{ articles(first: 1) { pageInfo { endCursor } } tags(first: 1) { pageInfo { endCursor } } }";
    let cursors = data(cursors).await;
    let [articles, tags] =
        ["articles", "tags"].map(|list| cursors[list]["pageInfo"]["endCursor"].to_string());
    let query = format!(
        "{{ articles(after: {articles}) {{ ...Info }} tags(before: {tags}) {{ pageInfo {{ hasPreviousPage hasNextPage }} }}
            none: articles(after: {articles}, filter: {{ sections: [\"No Slug\"] }}) {{ ...Info }} }}
         fragment Info on ArticleConnection {{ pageInfo {{ hasPreviousPage hasNextPage }} }}"
    );
    let answer = ask(&app_state(0, StubBehaviour::Normal).0, &query, json!({})).await;
    let info = |previous: bool, next: bool| json!({ "pageInfo": { "hasPreviousPage": previous, "hasNextPage": next } });
    assert_eq!(
        answer.json()["data"],
        json!({ "articles": info(true, true), "tags": info(false, true), "none": info(true, false) })
    );
}

#[actix_web::test]
async fn ids_of_another_kind_and_malformed_ids_find_nothing() {
    let ids = data("{ tag(slug: \"rust\") { id } article(slug: \"ferry-1\") { id } }").await;
    let (tag, article) = (&ids["tag"]["id"], &ids["article"]["id"]);
    let query = format!(
        "{{ article(id: {tag}) {{ id }} a: node(id: \"x\") {{ id }} nodes(ids: [{article}, \"\", {tag}]) {{ __typename id }} b: node(id: 7) {{ id }} }}"
    );
    let nodes = json!([{ "__typename": "Article", "id": article }, null, { "__typename": "Tag", "id": tag }]);
    assert_eq!(
        data(&query).await,
        json!({ "article": null, "a": null, "b": null, "nodes": nodes })
    );
}

#[actix_web::test]
async fn a_cursor_is_valid_only_for_its_own_list() {
    let list = data("{ articles(first: 2) { totalCount edges { cursor node { id } } pageInfo { endCursor hasNextPage } } }").await;
    let cursor = &list["articles"]["pageInfo"]["endCursor"];
    assert_eq!(list["articles"]["edges"][1]["cursor"], *cursor);
    assert_eq!(list["articles"]["totalCount"], 1_234);
    data(&format!(
        "{{ articles(after: {cursor}) {{ nodes {{ id }} }} tag(slug: \"rust\") {{ articles(last: 3, before: {cursor}) {{ nodes {{ id }} }} }} }}"
    ))
    .await;
    for list in [
        "articles(after: CURSOR, orderBy: OLDEST)",
        "tags(after: CURSOR)",
        "articles(before: \"x\")",
    ] {
        assert_eq!(
            code(&format!(
                "{{ {} {{ totalCount }} }}",
                list.replace("CURSOR", &cursor.to_string())
            ))
            .await,
            "INVALID_CURSOR",
            "{list}"
        );
    }
}

#[actix_web::test]
async fn arguments_out_of_range_are_bad_user_input() {
    let hundred_and_one = vec!["\"a\""; 101].join(",");
    for field in [
        "articles(first: 0) { totalCount }".to_owned(),
        "articles(first: 101) { totalCount }".to_owned(),
        "articles(first: 1, last: 1) { totalCount }".to_owned(),
        "articles(filter: { publishedAfter: \"2026-01-01T00:00:00\" }) { totalCount }".to_owned(),
        "articles(filter: { languages: [\"not a language\"] }) { totalCount }".to_owned(),
        format!("articles(filter: {{ sections: [{hundred_and_one}] }}) {{ totalCount }}"),
        "article(slug: \"a\\u0000\") { id }".to_owned(),
        "article { id }".to_owned(),
        "article(slug: \"ferry-1\") { related(first: 0) { nodes { id } } }".to_owned(),
        format!("nodes(ids: [{hundred_and_one}]) {{ id }}"),
    ] {
        assert_eq!(
            code(&format!("{{ {field} }}")).await,
            "BAD_USER_INPUT",
            "{field}"
        );
    }
}
