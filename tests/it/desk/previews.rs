//! Previews: a link opens the one article that it was given out for, for as long as it is good, and nothing else.

use serde_json::{Value, json};
use standfirst_domain::account::Role;

use super::{data_as, file, someone};
use crate::support::{TestApp, both};

const LINK: &str = "mutation($id: ID!, $key: String) { articlePreviewCreate(input: { id: $id, validForSeconds: 600, idempotencyKey: $key }) { preview { id token expiresAt article { headline } } userErrors { code } } }";
const ASK: &str = "query($id: ID!, $slug: String!) { byId: article(id: $id) { headline revisions { totalCount } } bySlug: article(slug: $slug) { headline } node(id: $id) { id } nodes(ids: [$id]) { id } articles { totalCount nodes { headline } } desk { articles { totalCount } } revisionDiff(article: $id, from: 1, to: 1) { fields { field } } }";

/// Asks with previews and answers the status, the headers that matter and the body without its request id.
async fn ask_with(
    app: &TestApp,
    tokens: &[&str],
    variables: Value,
) -> (u16, String, String, Value) {
    let mut request = app
        .client
        .post(format!("{}/graphql", app.url))
        .header("Accept", "application/graphql-response+json");
    for token in tokens {
        request = request.header("Standfirst-Preview", *token);
    }
    let response = request
        .json(&json!({ "query": ASK, "variables": variables }))
        .send()
        .await
        .unwrap();
    let header = |name: &str| {
        response
            .headers()
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
            .to_owned()
    };
    let (status, caching, referrer) = (
        response.status().as_u16(),
        header("cache-control"),
        header("referrer-policy"),
    );
    let mut answer: Value = response.json().await.unwrap();
    if let Some(extensions) = answer
        .pointer_mut("/errors/0/extensions")
        .and_then(Value::as_object_mut)
    {
        extensions.remove("requestId");
    }
    (status, caching, referrer, answer)
}

async fn link(app: &TestApp, who: &str, id: &str) -> (String, String) {
    let answer = data_as(app, who, LINK, json!({ "id": id })).await;
    let preview = &answer["articlePreviewCreate"]["preview"];
    (
        preview["id"].as_str().unwrap().to_owned(),
        preview["token"].as_str().unwrap().to_owned(),
    )
}

both! {
    async fn case_60_a_preview_opens_its_article_and_nothing_else_until_it_is_revoked_or_over(app: &TestApp) {
        let ann = someone(app, "ann", Role::Author).await;
        let (mine, other) = (file(app, &ann, "Mine").await, file(app, &ann, "Other").await);
        let (preview, token) = link(app, &ann, &mine).await;
        let (status, caching, referrer, answer) = ask_with(app, &[&token], json!({ "id": mine, "slug": "mine" })).await;
        assert_eq!((status, caching.as_str(), referrer.as_str()), (200, "private, no-store", "no-referrer"), "{answer}");
        assert_eq!(answer["data"], json!({
            "byId": { "headline": "Mine", "revisions": null }, "bySlug": { "headline": "Mine" }, "node": null, "nodes": [null],
            "articles": { "totalCount": 0, "nodes": [] }, "desk": null, "revisionDiff": null,
        }));
        let (_, _, _, answer) = ask_with(app, &[&token], json!({ "id": other, "slug": "other" })).await;
        assert_eq!((&answer["data"]["byId"], &answer["data"]["bySlug"]), (&Value::Null, &Value::Null), "it does not open another");

        let access = ann.as_str();
        let torn = format!("{}x", &token[..token.len() - 1]);
        let (status, caching, _, refused) = ask_with(app, &["nonsense"], json!({ "id": mine, "slug": "mine" })).await;
        assert_eq!((status, caching.as_str(), &refused["errors"][0]["extensions"]["code"]), (401, "private, no-store", &json!("UNAUTHENTICATED")));
        for tokens in [&[""] as &[&str], &[access], &[torn.as_str()], &[token.as_str(), token.as_str()], &[token.as_str(), access]] {
            let (status, _, _, answer) = ask_with(app, tokens, json!({ "id": mine, "slug": "mine" })).await;
            assert_eq!((status, &answer), (401, &refused));
        }
        let (status, _) = app.ask_as(&token, "{ articles { totalCount } }", json!({})).await;
        assert_eq!(status, 401, "a preview is no access token");

        let (_, second) = link(app, &ann, &mine).await;
        let revoke = "mutation($id: ID, $article: ID) { articlePreviewRevoke(input: { id: $id, article: $article }) { revokedCount userErrors { code } } }";
        let answer = data_as(app, &ann, revoke, json!({ "id": preview })).await;
        assert_eq!(answer["articlePreviewRevoke"], json!({ "revokedCount": 1, "userErrors": [] }));
        assert_eq!(ask_with(app, &[&token], json!({ "id": mine, "slug": "mine" })).await.3, refused, "revoked");
        assert_eq!(ask_with(app, &[&second], json!({ "id": mine, "slug": "mine" })).await.0, 200, "the other link is good yet");
        app.set_clock(1_599);
        assert_eq!(ask_with(app, &[&second], json!({ "id": mine, "slug": "mine" })).await.0, 200);
        app.set_clock(1_600);
        assert_eq!(ask_with(app, &[&second], json!({ "id": mine, "slug": "mine" })).await.3, refused, "over");
    }

    async fn links_are_given_out_by_those_whose_article_it_is_and_once_under_a_key(app: &TestApp) {
        let (ann, ben) = (someone(app, "ann", Role::Author).await, someone(app, "ben", Role::Author).await);
        let admin = someone(app, "ada", Role::Admin).await;
        let id = file(app, &ann, "Mine").await;
        app.set_clock(1_001);
        let refused = data_as(app, &ben, LINK, json!({ "id": id })).await;
        assert_eq!(refused["articlePreviewCreate"], json!({ "preview": null, "userErrors": [{ "code": "NOT_FOUND" }] }));
        let once = data_as(app, &ann, LINK, json!({ "id": id, "key": "k" })).await;
        assert_eq!(once, data_as(app, &ann, LINK, json!({ "id": id, "key": "k" })).await);
        let log = data_as(app, &admin, "query($id: ID!) { auditLog(filter: { subject: $id }) { nodes { act } } }", json!({ "id": id })).await;
        assert_eq!(log["auditLog"]["nodes"], json!([{ "act": "articlePreviewCreate" }, { "act": "articleCreate" }]));
        let revoke = "mutation($id: ID!) { articlePreviewRevoke(input: { article: $id }) { revokedCount userErrors { code } } }";
        let foreign = data_as(app, &ben, revoke, json!({ "id": id })).await;
        assert_eq!(foreign["articlePreviewRevoke"]["userErrors"][0]["code"], "NOT_FOUND");
        assert_eq!(data_as(app, &admin, revoke, json!({ "id": id })).await["articlePreviewRevoke"]["revokedCount"], 1);
        let log = data_as(app, &admin, "{ auditLog(filter: { act: \"articlePreviewRevoke\" }) { nodes { actor { name } } } }", json!({})).await;
        assert_eq!(log["auditLog"]["nodes"], json!([{ "actor": { "name": "ada@paper.example" } }]));
    }
}
