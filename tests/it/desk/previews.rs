//! Preview links: each opens one article until it expires or is revoked.

use serde_json::{Value, json};
use standfirst_domain::{
    account::{AccountChange, Role},
    command_context::CommandContext,
    permission::Action,
};

use super::{Person, data_as, file, on, seen, someone};
use crate::support::{TestApp, both};

const LINK: &str = "mutation($id: ID!, $key: String) { articlePreviewCreate(input: { id: $id, validForSeconds: 600, idempotencyKey: $key }) { preview { id token expiresAt article { headline } } userErrors { code } } }";
const ASK: &str = "query($id: ID!, $slug: String!) { byId: article(id: $id) { headline revisions { totalCount } } bySlug: article(slug: $slug) { headline } node(id: $id) { id } nodes(ids: [$id]) { id } articles { totalCount nodes { headline } } desk { articles { totalCount } } revisionDiff(article: $id, from: 1, to: 1) { fields { field } } }";

/// Sends a request with preview tokens. Returns the status, the caching headers and the response
/// without its request id.
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
    async fn case_60_a_preview_opens_only_its_article_until_it_is_revoked_or_expires(app: &TestApp) {
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
        assert_eq!((&answer["data"]["byId"], &answer["data"]["bySlug"]), (&Value::Null, &Value::Null), "it opens no other article");

        let access = ann.as_str();
        let damaged = format!("{}x", &token[..token.len() - 1]);
        let (status, caching, _, refused) = ask_with(app, &["nonsense"], json!({ "id": mine, "slug": "mine" })).await;
        assert_eq!((status, caching.as_str(), &refused["errors"][0]["extensions"]["code"]), (401, "private, no-store", &json!("UNAUTHENTICATED")));
        for tokens in [&[""] as &[&str], &[access], &[damaged.as_str()], &[token.as_str(), token.as_str()], &[token.as_str(), access]] {
            let (status, _, _, answer) = ask_with(app, tokens, json!({ "id": mine, "slug": "mine" })).await;
            assert_eq!((status, &answer), (401, &refused));
        }
        let (status, _) = app.ask_as(&token, "{ articles { totalCount } }", json!({})).await;
        assert_eq!(status, 401, "a preview token is not an access token");

        let (_, second) = link(app, &ann, &mine).await;
        let revoke = "mutation($id: ID, $article: ID) { articlePreviewRevoke(input: { id: $id, article: $article }) { revokedCount userErrors { code } } }";
        let answer = data_as(app, &ann, revoke, json!({ "id": preview })).await;
        assert_eq!(answer["articlePreviewRevoke"], json!({ "revokedCount": 1, "userErrors": [] }));
        assert_eq!(ask_with(app, &[&token], json!({ "id": mine, "slug": "mine" })).await.3, refused, "revoked");
        assert_eq!(ask_with(app, &[&second], json!({ "id": mine, "slug": "mine" })).await.0, 200, "the other link is still valid");
        app.set_clock(1_599);
        assert_eq!(ask_with(app, &[&second], json!({ "id": mine, "slug": "mine" })).await.0, 200);
        app.set_clock(1_600);
        assert_eq!(ask_with(app, &[&second], json!({ "id": mine, "slug": "mine" })).await.3, refused, "over");
    }

    async fn preview_links_need_access_to_the_article_and_are_idempotent(app: &TestApp) {
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

    async fn case_60_preview_links_end_when_their_creator_is_suspended_or_the_article_deleted(app: &TestApp) {
        let author = Person::new(app, "ada", Role::Author).await;
        let editor = Person::new(app, "ed", Role::Editor).await;
        let link = "mutation($id: ID!) { articlePreviewCreate(input: { id: $id, validForSeconds: 604800 }) { preview { token } } }";
        let mut tokens = Vec::new();
        for headline in ["Leak", "Gone"] {
            let filed = author.done("articleCreate", json!({ "headline": headline })).await;
            let (_, made) = author.ask(link, json!({ "id": filed["id"] })).await;
            tokens.push((filed, made["data"]["articlePreviewCreate"]["preview"]["token"].as_str().unwrap().to_owned()));
        }
        let opens = async |token: &str| {
            let request = app.client.post(format!("{}/graphql", app.url)).header("Standfirst-Preview", token);
            request.json(&json!({ "query": "{ publication { name } }" })).send().await.unwrap().status().as_u16()
        };
        assert_eq!((opens(&tokens[0].1).await, opens(&tokens[1].1).await), (200, 200));
        let deleted = editor.done("articleDelete", on(&tokens[1].0, json!({}))).await;
        editor.done("articleRestore", on(&deleted, json!({}))).await;
        assert_eq!((opens(&tokens[0].1).await, opens(&tokens[1].1).await), (200, 401), "a link ends when its article is deleted, even if the article is restored");
        app.auth.change_account(CommandContext::for_system(Action::AccountSuspend, app.now()), author.id, AccountChange::Suspend).await.unwrap();
        assert_eq!(opens(&tokens[0].1).await, 401);
        assert_eq!(seen(app, &tokens[0].0).await, Value::Null);
    }
}
