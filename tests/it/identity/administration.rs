//! Reading accounts and keys, and the stored records of acts on them.

use futures::future::join_all;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use standfirst_api::Settings;
use standfirst_domain::account::{Account, Role};

use super::{PASSWORD, account, token};
use crate::support::{TestApp, at, both};

const KEY: &str = "mutation($input: ApiKeyCreateInput!) { apiKeyCreate(input: $input) { secret apiKey { id name expiresAt } userErrors { code field message } } }";
const REVOKE: &str = "mutation($input: ApiKeyRevokeInput!) { apiKeyRevoke(input: $input) { apiKey { revokedAt } userErrors { code field } } }";
const CREATE: &str = "mutation($input: AccountCreateInput!) { accountCreate(input: $input) { account { id login } userErrors { code field } } }";
const ACCOUNTS: &str = "query($first: Int, $after: Cursor) { accounts(first: $first, after: $after) { totalCount pageInfo { endCursor hasNextPage } nodes { login role apiKeys { id name scope embargo sections createdAt expiresAt revokedAt lastUsedAt } } } }";

fn opaque(account: &Account) -> String {
    standfirst_api::GlobalId::Account(account.id)
        .encode()
        .to_string()
}

fn code(answer: &Value) -> &str {
    answer["errors"][0]["extensions"]["code"]
        .as_str()
        .unwrap_or("none")
}

/// All rows of a table as text.
async fn all_of(app: &TestApp, table: &str, columns: &str) -> Vec<String> {
    let connection = sea_orm::Database::connect(&app.database).await.unwrap();
    let backend = connection.get_database_backend();
    let sql = format!("SELECT CAST({columns} AS TEXT) AS text FROM {table}");
    let rows = connection
        .query_all_raw(Statement::from_string(backend, sql))
        .await
        .unwrap();
    rows.iter()
        .map(|row| {
            row.try_get::<Option<String>>("", "text")
                .unwrap()
                .unwrap_or_default()
        })
        .collect()
}

both! {
    async fn only_admins_read_accounts_and_keys(app: &TestApp) {
        let admin = account(app, "ada@paper.example", Role::Admin, None).await;
        let partner = account(app, "news@agency.example", Role::Partner, None).await;
        let editor = account(app, "ed@paper.example", Role::Editor, None).await;
        let by_admin = token(app, &admin);
        for (name, of) in [("One", &partner), ("Two", &partner), ("Three", &editor)] {
            let (_, made) = app.ask_as(&by_admin, KEY, json!({ "input": { "name": name, "accountId": opaque(of) } })).await;
            assert!(made["data"]["apiKeyCreate"]["secret"].is_string(), "{made}");
        }
        let before = app.store.statements();
        let (_, answer) = app.ask_as(&by_admin, ACCOUNTS, json!({ "first": 2 })).await;
        assert_eq!(app.store.statements() - before, 3, "the list, the count and the keys, for any number of accounts");
        let list = &answer["data"]["accounts"];
        assert_eq!((&list["totalCount"], &list["nodes"][0]["login"], &list["nodes"][1]["login"]), (&json!(3), &json!("ada@paper.example"), &json!("ed@paper.example")), "{answer}");
        assert_eq!(list["nodes"][1]["apiKeys"][0]["name"], "Three");
        let (_, rest) = app.ask_as(&by_admin, ACCOUNTS, json!({ "first": 2, "after": list["pageInfo"]["endCursor"] })).await;
        assert_eq!(rest["data"]["accounts"]["nodes"][0]["apiKeys"].as_array().unwrap().len(), 2);
        assert!(!rest.to_string().contains("digest") && !rest.to_string().contains("secret"));
        let one = "query($id: ID!) { account(id: $id) { login apiKeys { name } } }";
        let (_, found) = app.ask_as(&by_admin, one, json!({ "id": opaque(&editor) })).await;
        assert_eq!(found["data"]["account"], json!({ "login": "ed@paper.example", "apiKeys": [{ "name": "Three" }] }));
        for unknown in ["x".to_owned(), opaque(&editor).replace('A', "B")] {
            assert_eq!(app.ask_as(&by_admin, one, json!({ "id": unknown })).await.1["data"]["account"], Value::Null);
        }
        for role in [Role::Reader, Role::Partner, Role::Author, Role::Editor] {
            let who = token(app, &account(app, &format!("{role}@paper.example"), role, None).await);
            for (query, variables) in [(ACCOUNTS, json!({})), (one, json!({ "id": opaque(&editor) })), (one, json!({ "id": "x" }))] {
                let (_, answer) = app.ask_as(&who, query, variables).await;
                assert_eq!(code(&answer), "FORBIDDEN", "{role}: {answer}");
            }
        }
        assert_eq!(app.ask(ACCOUNTS, json!({})).await.0, 401);
    }

    async fn partners_read_their_own_keys(app: &TestApp) {
        let admin = account(app, "ada@paper.example", Role::Admin, None).await;
        let partner = account(app, "news@agency.example", Role::Partner, Some(PASSWORD)).await;
        let other = account(app, "else@agency.example", Role::Partner, None).await;
        for of in [&partner, &other] {
            app.ask_as(&token(app, &admin), KEY, json!({ "input": { "name": of.login.as_str(), "accountId": opaque(of) } })).await;
        }
        let own = "{ viewer { apiKeys { name lastUsedAt } } }";
        let (_, answer) = app.ask_as(&token(app, &partner), own, json!({})).await;
        assert_eq!(answer["data"]["viewer"]["apiKeys"], json!([{ "name": "news@agency.example", "lastUsedAt": null }]));
        for role in [Role::Reader, Role::Author, Role::Editor] {
            let who = account(app, &format!("{role}@paper.example"), role, None).await;
            let (_, answer) = app.ask_as(&token(app, &who), own, json!({})).await;
            assert_eq!((code(&answer), &answer["data"]["viewer"]), ("FORBIDDEN", &json!({ "apiKeys": null })), "{role}");
        }
        let open = "mutation($p: String!) { sessionOpen(input: { email: \"news@agency.example\", password: $p }) { session { accessToken account { login apiKeys { name } } } } }";
        let (_, answer) = app.ask(open, json!({ "p": PASSWORD })).await;
        assert_eq!(answer["data"]["sessionOpen"]["session"]["account"], json!({ "login": "news@agency.example", "apiKeys": null }), "the key was not used yet");
        assert_eq!(code(&answer), "UNAUTHENTICATED");
    }

    async fn case_94_a_retried_key_creation_does_not_return_the_secret_again(app: &TestApp) {
        let admin = token(app, &account(app, "ada@paper.example", Role::Admin, None).await);
        let input = json!({ "name": "Feed", "idempotencyKey": "k-1" });
        let (_, first) = app.ask_as(&admin, KEY, json!({ "input": input })).await;
        let (_, again) = app.ask_as(&admin, KEY, json!({ "input": input })).await;
        let (first, again) = (&first["data"]["apiKeyCreate"], &again["data"]["apiKeyCreate"]);
        assert!(first["secret"].is_string());
        assert_eq!((&again["apiKey"], &again["secret"]), (&first["apiKey"], &Value::Null));
        let (_, reused) = app.ask_as(&admin, KEY, json!({ "input": { "name": "Other", "idempotencyKey": "k-1" } })).await;
        assert_eq!(code(&reused), "IDEMPOTENCY_KEY_REUSED");
        let create = json!({ "input": { "email": "bea@paper.example", "name": "Bea", "role": "AUTHOR", "password": PASSWORD, "idempotencyKey": "k-2" } });
        let answers = join_all((0..5).map(|_| app.ask_as(&admin, CREATE, create.clone()))).await;
        for (_, answer) in answers {
            assert!(answer["data"]["accountCreate"]["account"]["login"] == "bea@paper.example" || code(&answer) == "IDEMPOTENCY_IN_PROGRESS", "{answer}");
        }
        let mut other = create.clone();
        other["input"]["password"] = json!("another battery staple");
        assert_eq!(code(&app.ask_as(&admin, CREATE, other).await.1), "IDEMPOTENCY_KEY_REUSED", "the password is part of the request");
        let by_header = app.client.post(format!("{}/graphql", app.url)).header("Authorization", format!("Bearer {admin}")).header("Idempotency-Key", "k-3");
        let revoke = json!({ "query": REVOKE, "variables": { "input": { "id": first["apiKey"]["id"] } } });
        let revoked: Value = by_header.try_clone().unwrap().json(&revoke).send().await.unwrap().json().await.unwrap();
        app.set_clock(1_050);
        let again: Value = by_header.json(&revoke).send().await.unwrap().json().await.unwrap();
        assert_eq!((revoked["data"].clone(), revoked["data"]["apiKeyRevoke"]["apiKey"]["revokedAt"].is_string()), (again["data"].clone(), true), "{revoked}");
    }

    async fn no_secret_of_an_act_is_stored(app: &TestApp) {
        let ada = account(app, "ada@paper.example", Role::Admin, None).await;
        let admin = token(app, &ada);
        let (_, made) = app.ask_as(&admin, KEY, json!({ "input": { "name": "Feed", "idempotencyKey": "k-1" } })).await;
        let secret = made["data"]["apiKeyCreate"]["secret"].as_str().unwrap().to_owned();
        let create = json!({ "input": { "email": "bea@paper.example", "name": "Bea", "role": "AUTHOR", "password": PASSWORD, "idempotencyKey": "k-2" } });
        app.ask_as(&admin, CREATE, create).await;
        let (_, id) = secret.rsplit_once('_').unwrap();
        let mut kept = Vec::new();
        for column in ["act", "subject", "subject_key", "reason"] {
            kept.extend(all_of(app, "audit", column).await);
        }
        for column in ["idempotency_key", "outcome"] {
            kept.extend(all_of(app, "idempotency_record", column).await);
        }
        assert!(kept.iter().any(|text| text == "apiKeyCreate") && kept.iter().any(|text| text == "accountCreate"), "{kept:?}");
        for text in &kept {
            assert!(!text.contains(id) && !text.contains(PASSWORD) && !text.contains("argon2"), "{text}");
        }
        let variables = json!({ "input": { "email": "bea@paper.example", "name": "Bea", "role": "AUTHOR", "password": PASSWORD, "idempotencyKey": "k-2" } });
        let other_node = TestApp::open_as(app.database.clone(), tempfile::tempdir().unwrap(), Settings::default()).await;
        let (_, answer) = other_node.ask_as(&token(&other_node, &ada), CREATE, variables).await;
        assert_eq!(code(&answer), "IDEMPOTENCY_KEY_REUSED", "the stored hashes cannot be attacked without the pepper");
    }

    async fn case_80_a_key_cannot_create_a_key_that_outlives_it(app: &TestApp) {
        let admin = account(app, "ada@paper.example", Role::Admin, None).await;
        let partner = account(app, "news@agency.example", Role::Partner, None).await;
        let until = at(2_000).to_string();
        let (_, made) = app.ask_as(&token(app, &admin), KEY, json!({ "input": { "name": "k", "scope": "WRITE", "accountId": opaque(&partner), "expiresAt": until } })).await;
        let key = made["data"]["apiKeyCreate"]["secret"].as_str().unwrap().to_owned();
        for input in [json!({ "name": "x" }), json!({ "name": "x", "expiresAt": null }), json!({ "name": "x", "expiresAt": at(2_001).to_string() })] {
            let (_, answer) = app.ask_as(&key, KEY, json!({ "input": input })).await;
            assert_eq!(code(&answer), "FORBIDDEN", "{answer}");
        }
        let (_, answer) = app.ask_as(&key, KEY, json!({ "input": { "name": "x", "expiresAt": until } })).await;
        assert!(answer["data"]["apiKeyCreate"]["secret"].is_string(), "{answer}");
        let (_, answer) = app.ask_as(&token(app, &partner), KEY, json!({ "input": { "name": "x" } })).await;
        assert!(answer["data"]["apiKeyCreate"]["secret"].is_string(), "a partner with a session may: {answer}");
    }

    async fn an_account_of_an_unknown_contributor_gets_a_user_error(app: &TestApp) {
        let admin = token(app, &account(app, "ada@paper.example", Role::Admin, None).await);
        let unknown = standfirst_api::GlobalId::Contributor(standfirst_domain::ids::ContributorId::new(at(0), [1; 10])).encode();
        let (_, answer) = app.ask_as(&admin, CREATE, json!({ "input": { "email": "b@paper.example", "name": "B", "role": "AUTHOR", "contributorId": unknown.to_string() } })).await;
        assert_eq!(answer["data"]["accountCreate"]["userErrors"], json!([{ "code": "NOT_FOUND", "field": "contributorId" }]), "{answer}");
    }
}
