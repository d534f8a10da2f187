//! API keys: shown once, valid until revoked, and rejected with one response.

use serde_json::{Value, json};
use standfirst_domain::{
    account::Role,
    command_context::CommandContext,
    credential::{KeyScope, KeyText},
    permission::Action,
    ports::ApiKeyStore,
    registry::ApiKey,
    visibility::Grants,
};

use super::{account, token};
use crate::support::{TestApp, at, both, record_with};

const CREATE: &str = "mutation($input: ApiKeyCreateInput!) { apiKeyCreate(input: $input) { secret apiKey { id scope embargo sections expiresAt revokedAt } userErrors { code field } } }";
const REVOKE: &str = "mutation($id: ID!) { apiKeyRevoke(input: { id: $id }) { secret apiKey { revokedAt } userErrors { code field } } }";
const WHO: &str = "{ viewer { role permissions } }";

async fn create(app: &TestApp, credential: &str, input: Value) -> (u16, Value) {
    app.ask_as(credential, CREATE, json!({ "input": input }))
        .await
}

fn opaque(account: &standfirst_domain::account::Account) -> String {
    standfirst_api::GlobalId::Account(account.id)
        .encode()
        .to_string()
}

both! {
    async fn case_76_every_invalid_key_gets_the_same_response(app: &TestApp) {
        let admin = account(app, "ada@paper.example", Role::Admin, None).await;
        let partner = account(app, "news@agency.example", Role::Partner, None).await;
        let admin_token = token(app, &admin);
        let (_, made) = create(app, &admin_token, json!({ "name": "Overnight", "accountId": opaque(&partner), "embargo": true })).await;
        let made = &made["data"]["apiKeyCreate"];
        let secret = made["secret"].as_str().unwrap_or_else(|| panic!("{made}")).to_owned();
        let id = made["apiKey"]["id"].as_str().unwrap().to_owned();
        assert!(secret.starts_with(&format!("sf_live_{id}_")));
        let (status, answer) = app.ask_as(&secret, WHO, json!({})).await;
        assert_eq!((status, &answer["data"]["viewer"]), (200, &json!({ "role": "PARTNER", "permissions": [] })));
        let other = KeyText::new([1; 5], [2; 20]).reveal();
        let (kept, same_id) = (KeyText::new([9; 5], [1; 20]), KeyText::new([9; 5], [3; 20]));
        let for_system = CommandContext::for_system(Action::ApiKeyCreate, at(0));
        app.store.add_key(for_system, ApiKey {
            id: kept.id.clone(),
            digest: app.auth.keyring().digest(kept.secret()),
            account: partner.id,
            name: partner.name.clone(),
            scope: KeyScope::Read,
            grants: Grants::default(),
            created_at: at(0),
            expires_at: None,
            revoked_at: None,
            last_used_at: None,
        }).await.unwrap();
        assert_eq!(app.ask_as(&kept.reveal(), WHO, json!({})).await.0, 200);
        let same_id = same_id.reveal();
        let mut bodies = Vec::new();
        for wrong in [secret[..secret.len() - 1].to_owned(), secret.replace("live", "test"), format!("{secret}0"), other, same_id, "sf_live_".to_owned(), secret.to_uppercase()] {
            let (status, mut answer) = app.ask_as(&wrong, WHO, json!({})).await;
            assert_eq!(status, 401, "{wrong}");
            answer["errors"][0]["extensions"]["requestId"].take();
            bodies.push(answer);
        }
        let (_, revoked) = app.ask_as(&admin_token, REVOKE, json!({ "id": id })).await;
        assert!(revoked["data"]["apiKeyRevoke"]["apiKey"]["revokedAt"].is_string() && revoked["data"]["apiKeyRevoke"]["secret"].is_null(), "{revoked}");
        let (status, mut answer) = app.ask_as(&secret, WHO, json!({})).await;
        assert_eq!(status, 401);
        answer["errors"][0]["extensions"]["requestId"].take();
        assert!(bodies.iter().all(|body| *body == answer), "one response for all");
    }

    async fn a_key_ends_at_its_expiry_and_with_its_account(app: &TestApp) {
        let admin = account(app, "ada@paper.example", Role::Admin, None).await;
        let partner = account(app, "news@agency.example", Role::Partner, None).await;
        let admin_token = token(app, &admin);
        let make = |expires: Value| create(app, &admin_token, json!({ "name": "k", "accountId": opaque(&partner), "expiresAt": expires }));
        let short = make(json!(at(1_010).to_string())).await.1["data"]["apiKeyCreate"]["secret"].as_str().unwrap().to_owned();
        let long = make(Value::Null).await.1["data"]["apiKeyCreate"]["secret"].as_str().unwrap().to_owned();
        assert_eq!(make(json!(at(1).to_string())).await.1["data"]["apiKeyCreate"]["userErrors"][0]["field"], "expiresAt");
        assert_eq!(app.ask_as(&short, WHO, json!({})).await.0, 200);
        app.set_clock(1_010);
        assert_eq!((app.ask_as(&short, WHO, json!({})).await.0, app.ask_as(&long, WHO, json!({})).await.0), (401, 200));
        let suspend = "mutation($id: ID!) { accountSuspend(input: { id: $id }) { account { suspendedAt } userErrors { message } } }";
        let (status, answer) = app.ask_as(&admin_token, suspend, json!({ "id": opaque(&partner) })).await;
        assert_eq!(status, 200, "{answer}");
        assert_eq!(app.ask_as(&long, WHO, json!({})).await.0, 401, "at once on this node");
    }

    async fn case_80_a_new_key_grants_no_more_than_its_creator_has(app: &TestApp) {
        let admin = account(app, "ada@paper.example", Role::Admin, None).await;
        let (partner, other) = (account(app, "news@agency.example", Role::Partner, None).await, account(app, "else@agency.example", Role::Partner, None).await);
        let secret = |answer: &Value| answer["data"]["apiKeyCreate"]["secret"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned();
        let admin_token = token(app, &admin);
        let narrow = secret(&create(app, &admin_token, json!({ "name": "n", "accountId": opaque(&partner), "scope": "WRITE", "sections": [] })).await.1);
        let reading = secret(&create(app, &admin_token, json!({ "name": "r", "accountId": opaque(&partner) })).await.1);
        assert_eq!(create(app, &narrow, json!({ "name": "x", "sections": [] })).await.0, 200, "a key with the same rights");
        for (who, input) in [
            (&narrow, json!({ "name": "x" })),
            (&narrow, json!({ "name": "x", "sections": [], "embargo": true })),
            (&narrow, json!({ "name": "x", "sections": [], "accountId": opaque(&other) })),
            (&narrow, json!({ "name": "x", "sections": [], "accountId": opaque(&admin) })),
            (&reading, json!({ "name": "x", "sections": [] })),
            (&token(app, &partner), json!({ "name": "x", "embargo": true })),
        ] {
            let (_, answer) = create(app, who, input.clone()).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN", "{input}: {answer}");
        }
        let theirs = create(app, &admin_token, json!({ "name": "o", "accountId": opaque(&other) })).await.1["data"]["apiKeyCreate"]["apiKey"]["id"].clone();
        let (_, answer) = app.ask_as(&narrow, REVOKE, json!({ "id": theirs })).await;
        assert_eq!(answer["data"]["apiKeyRevoke"]["userErrors"][0]["field"], "id", "the key of another account is not found");
    }

    async fn each_role_and_key_sees_the_articles_that_it_may(app: &TestApp) {
        app.import(&[
            record_with("Open", json!({ "section": "World" })),
            record_with("Held", json!({ "section": "World", "embargoed_until": at(9_000).to_string() })),
            record_with("Sporting", json!({ "section": "Sport" })),
        ]).await;
        let admin = account(app, "ada@paper.example", Role::Admin, None).await;
        let partner = account(app, "news@agency.example", Role::Partner, None).await;
        let admin_token = token(app, &admin);
        let world = app.data("{ section(slug: \"world\") { id } }", json!({})).await["section"]["id"].clone();
        let mut credentials = vec![(admin_token.clone(), 3)];
        for (role, count) in [(Role::Reader, 2), (Role::Author, 2), (Role::Editor, 3), (Role::Partner, 2)] {
            let who = account(app, &format!("{role}@paper.example"), role, None).await;
            credentials.push((token(app, &who), count));
        }
        for (grants, count) in [(json!({}), 2), (json!({ "embargo": true }), 3), (json!({ "sections": [world] }), 1), (json!({ "sections": [world], "embargo": true }), 2), (json!({ "sections": [] }), 0)] {
            let mut input = grants;
            input["name"] = json!("k");
            input["accountId"] = json!(opaque(&partner));
            let (_, answer) = create(app, &admin_token, input).await;
            credentials.push((answer["data"]["apiKeyCreate"]["secret"].as_str().unwrap().to_owned(), count));
        }
        for (index, (credential, count)) in credentials.iter().enumerate() {
            let (_, answer) = app.ask_as(credential, "{ articles { totalCount nodes { headline } } }", json!({})).await;
            assert_eq!(answer["data"]["articles"]["totalCount"], json!(count), "{index}: {answer}");
        }
    }
}
