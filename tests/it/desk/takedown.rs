//! Withdrawn articles: gone from every read path of every node at once, including conditional
//! requests.

use serde_json::{Value, json};
use standfirst_domain::account::Role;

use super::{Person, opaque};
use crate::support::{TestApp, at, both, record_with};

const QUERY: &str = "query($id: ID!, $slug: String!) { article(id: $id) { headline bodyText } bySlug: article(slug: $slug) { headline bodyText } node(id: $id) { ... on Article { headline bodyText } } nodes(ids: [$id]) { ... on Article { bodyText } }
    articles { totalCount nodes { headline } } filtered: articles(filter: { tags: { any: [$slug] } }) { totalCount } tag(slug: $slug) { name } section(slug: $slug) { name } contributor(slug: $slug) { name }
    tags { nodes { slug } } sections { nodes { slug } } contributors { nodes { slug } } neighbour: article(slug: \"neighbour\") { related { nodes { headline } } } }";

/// Sends a conditional GET as a cache does. Returns the status, the caching header and the data.
async fn asked_again(app: &TestApp, id: &str, slug: &str) -> (u16, String, Value) {
    let variables = json!({ "id": id, "slug": slug }).to_string();
    let mut url = reqwest::Url::parse(&format!("{}/graphql", app.url)).unwrap();
    url.query_pairs_mut()
        .append_pair("query", QUERY)
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
    async fn case_59_a_withdrawn_article_is_gone_from_every_read_path_of_every_node_at_once(app: &TestApp) {
        let other_node = TestApp::open(app.database.clone(), tempfile::tempdir().unwrap()).await;
        let editor = Person::new(app, "eve", Role::Editor).await;
        let neighbour = record_with("neighbour", json!({ "tags": ["shared"] }));
        app.import(&[neighbour]).await;
        for (act, more) in [("articleUnpublish", json!({})), ("articleRetract", json!({ "reason": "Wrong." })), ("articleDelete", json!({})), ("articleExpire", json!({ "at": at(1_000).to_string() }))] {
            let slug = act.to_lowercase();
            let record = record_with(&slug, json!({ "tags": [slug, "shared"], "section": slug, "authors": [slug], "body": "zqtext7" }));
            let id = opaque(app.import(&[record]).await[0]);
            app.relate().await;
            for node in [app, &other_node] {
                let (status, _, data) = asked_again(node, &id, &slug).await;
                assert_eq!((status, &data["article"]["bodyText"], &data["tag"]["name"]), (200, &json!("zqtext7"), &json!(slug)), "{act}: it is visible first");
                assert_eq!((&data["articles"]["totalCount"], &data["neighbour"]["related"]["nodes"][0]["headline"]), (&json!(2), &json!(slug)), "{act}");
            }
            let mut input = more;
            (input["id"], input["expectedVersion"]) = (json!(id), json!(1));
            let taken = editor.act(act, input).await;
            assert_eq!(taken["userErrors"], json!([]), "{act}");
            for node in [app, &other_node] {
                let (status, caching, mut data) = asked_again(node, &id, &slug).await;
                assert_eq!(status, 200, "{act}: never 304");
                assert!(!caching.contains("public"), "{act}: {caching}");
                if act == "articleRetract" {
                    let tombstone = json!({ "headline": slug, "bodyText": null });
                    for path in ["article", "bySlug", "node"] {
                        assert_eq!(data[path].take(), tombstone, "{path}");
                    }
                    assert_eq!(data["nodes"].take(), json!([{ "bodyText": null }]));
                } else {
                    assert_eq!(data["nodes"].take(), json!([null]), "{act}");
                }
                assert_eq!(data, json!({
                    "article": null, "bySlug": null, "node": null, "nodes": null,
                    "articles": { "totalCount": 1, "nodes": [{ "headline": "neighbour" }] }, "filtered": { "totalCount": 0 },
                    "tag": null, "section": null, "contributor": null,
                    "tags": { "nodes": [{ "slug": "shared" }] }, "sections": { "nodes": [] }, "contributors": { "nodes": [] },
                    "neighbour": { "related": { "nodes": [] } },
                }), "{act}");
            }
        }
    }
}
