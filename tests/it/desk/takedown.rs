//! Taking back: what an editor withdraws is gone from every door of every node at once, and nobody is told that it has not changed.

use serde_json::{Value, json};
use standfirst_domain::account::Role;

use super::{Person, opaque};
use crate::support::{TestApp, at, both, record_with};

const DOORS: &str = "query($id: ID!, $slug: String!) { article(id: $id) { headline bodyText } bySlug: article(slug: $slug) { headline bodyText } node(id: $id) { ... on Article { headline bodyText } } nodes(ids: [$id]) { ... on Article { bodyText } }
    articles { totalCount nodes { headline } } filtered: articles(filter: { tags: { any: [$slug] } }) { totalCount } tag(slug: $slug) { name } section(slug: $slug) { name } contributor(slug: $slug) { name }
    tags { nodes { slug } } sections { nodes { slug } } contributors { nodes { slug } } beside: article(slug: \"beside\") { related { nodes { headline } } } }";

/// Asks by GET, as a cache asks again that kept an answer, and tells the status, what a cache may do with the answer, and the data.
async fn asked_again(app: &TestApp, id: &str, slug: &str) -> (u16, String, Value) {
    let variables = json!({ "id": id, "slug": slug }).to_string();
    let mut url = reqwest::Url::parse(&format!("{}/graphql", app.url)).unwrap();
    url.query_pairs_mut()
        .append_pair("query", DOORS)
        .append_pair("variables", &variables);
    let request = app
        .client
        .get(url)
        .header("Accept", "application/graphql-response+json")
        .header("If-None-Match", "*")
        .header("If-Modified-Since", "Thu, 01 Jan 2037 00:00:00 GMT");
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let caching = response.headers().get("cache-control");
    let caching = caching
        .map_or("", |value| value.to_str().unwrap())
        .to_owned();
    let mut answer: Value = response.json().await.unwrap();
    (status, caching, answer["data"].take())
}

both! {
    async fn case_59_what_is_taken_down_is_gone_from_every_door_of_every_node_at_once(app: &TestApp) {
        let elsewhere = TestApp::open(app.database.clone(), tempfile::tempdir().unwrap()).await;
        let editor = Person::new(app, "eve", Role::Editor).await;
        let beside = record_with("beside", json!({ "tags": ["shared"] }));
        app.import(&[beside]).await;
        for (act, more) in [("articleUnpublish", json!({})), ("articleRetract", json!({ "reason": "Wrong." })), ("articleDelete", json!({})), ("articleExpire", json!({ "at": at(1_000).to_string() }))] {
            let slug = act.to_lowercase();
            let record = record_with(&slug, json!({ "tags": [slug, "shared"], "section": slug, "authors": [slug], "body": "zqtext7" }));
            let id = opaque(app.import(&[record]).await[0]);
            app.relate().await;
            for node in [app, &elsewhere] {
                let (status, _, data) = asked_again(node, &id, &slug).await;
                assert_eq!((status, &data["article"]["bodyText"], &data["tag"]["name"]), (200, &json!("zqtext7"), &json!(slug)), "{act}: it stands first");
                assert_eq!((&data["articles"]["totalCount"], &data["beside"]["related"]["nodes"][0]["headline"]), (&json!(2), &json!(slug)), "{act}");
            }
            let mut input = more;
            (input["id"], input["expectedVersion"]) = (json!(id), json!(1));
            let taken = editor.act(act, input).await;
            assert_eq!(taken["userErrors"], json!([]), "{act}");
            for node in [app, &elsewhere] {
                let (status, caching, mut data) = asked_again(node, &id, &slug).await;
                assert_eq!(status, 200, "{act}: never 304");
                assert!(!caching.contains("public"), "{act}: {caching}");
                if act == "articleRetract" {
                    let tombstone = json!({ "headline": slug, "bodyText": null });
                    for door in ["article", "bySlug", "node"] {
                        assert_eq!(data[door].take(), tombstone, "{door}");
                    }
                    assert_eq!(data["nodes"].take(), json!([{ "bodyText": null }]));
                } else {
                    assert_eq!(data["nodes"].take(), json!([null]), "{act}");
                }
                assert_eq!(data, json!({
                    "article": null, "bySlug": null, "node": null, "nodes": null,
                    "articles": { "totalCount": 1, "nodes": [{ "headline": "beside" }] }, "filtered": { "totalCount": 0 },
                    "tag": null, "section": null, "contributor": null,
                    "tags": { "nodes": [{ "slug": "shared" }] }, "sections": { "nodes": [] }, "contributors": { "nodes": [] },
                    "beside": { "related": { "nodes": [] } },
                }), "{act}");
            }
        }
    }
}
