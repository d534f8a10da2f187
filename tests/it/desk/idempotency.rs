//! Acts that are retried under the same idempotency key.

use futures::future::join_all;
use serde_json::{Value, json};
use standfirst_domain::{
    account::{AccountChange, Role},
    command_context::CommandContext,
    permission::Action,
    ports::StoryReads,
};

use super::{Person, document, on};
use crate::support::{TestApp, both};

impl Person<'_> {
    /// Sends an act under a key and returns the status and the response.
    async fn send(&self, key: &str, mutation: &str, input: &Value) -> (u16, Value) {
        let request = self.app.client.post(format!("{}/graphql", self.app.url));
        let response = request
            .header("Accept", "application/graphql-response+json")
            .header(
                "Authorization",
                format!("Bearer {}", self.credential().await),
            )
            .header("Idempotency-Key", key)
            .json(&json!({ "query": document(mutation), "variables": { "input": input } }))
            .send()
            .await
            .unwrap();
        (response.status().as_u16(), response.json().await.unwrap())
    }
}

both! {
    async fn case_94_a_retried_act_is_not_done_twice(app: &TestApp) {
        let editor = Person::new(app, "ed", Role::Editor).await;
        let input = json!({ "headline": "Once" });
        let (_, first) = editor.send("k-1", "articleCreate", &input).await;
        let (_, again) = editor.send("k-1", "articleCreate", &input).await;
        assert_eq!(first["data"], again["data"]);
        assert_eq!(app.store.article_count().await.unwrap(), 1);
        let (_, reused) = editor.send("k-1", "articleCreate", &json!({ "headline": "Twice" })).await;
        assert_eq!(reused["errors"][0]["extensions"]["code"], "IDEMPOTENCY_KEY_REUSED");
        let other = Person::new(app, "eve", Role::Editor).await;
        let (_, theirs) = other.send("k-1", "articleCreate", &input).await;
        assert_ne!(theirs["data"]["articleCreate"]["article"]["id"], first["data"]["articleCreate"]["article"]["id"], "each caller has keys of its own");
        let filed = &first["data"]["articleCreate"]["article"];
        let publish = on(filed, json!({}));
        let (_, published) = editor.send("k-2", "articlePublish", &publish).await;
        let amended = editor.done("articleUpdate", on(&published["data"]["articlePublish"]["article"], json!({ "change": { "headline": "Later" } }))).await;
        let (_, replayed) = editor.send("k-2", "articlePublish", &publish).await;
        let replayed = &replayed["data"]["articlePublish"];
        assert_eq!((&replayed["userErrors"], &replayed["article"]["version"]), (&json!([]), &amended["version"]), "the outcome is stored and the selection is read again");
        app.set_clock(1_000 + 25 * 3_600);
        let (_, tomorrow) = editor.send("k-1", "articleCreate", &json!({ "headline": "A day later" })).await;
        assert_eq!(tomorrow["data"]["articleCreate"]["article"]["headline"], "A day later", "a key is stored for 24 hours");
    }

    async fn case_94_a_retry_after_losing_access_does_not_get_the_stored_response(app: &TestApp) {
        let editor = Person::new(app, "ed", Role::Editor).await;
        let other = Person::new(app, "eve", Role::Editor).await;
        let filed = other.done("articleCreate", json!({ "headline": "Theirs" })).await;
        let amend = on(&filed, json!({ "change": { "kicker": "K" } }));
        let (_, done) = editor.send("k", "articleUpdate", &amend).await;
        other.done("articleUpdate", on(&done["data"]["articleUpdate"]["article"], json!({ "change": { "headline": "A later secret" } }))).await;
        app.auth.change_account(CommandContext::for_system(Action::AccountChangeRole, app.now()), editor.id, AccountChange::Role(Role::Author)).await.unwrap();
        let author = Person { role: Role::Author, ..editor };
        let (_, replayed) = author.send("k", "articleUpdate", &amend).await;
        assert_eq!(replayed["data"]["articleUpdate"]["userErrors"][0]["code"], "NOT_FOUND", "{replayed}");
        assert!(!replayed.to_string().contains("secret"), "{replayed}");
    }

    async fn case_94_a_retry_may_be_formatted_differently(app: &TestApp) {
        let editor = Person::new(app, "ed", Role::Editor).await;
        let literal = "mutation { articleCreate(input: { headline: \"E\", kicker: \"K\", body: { blocks: [{ paragraph: { runs: [{ text: { text: \"a\", marks: [STRONG] } }] } }] }, idempotencyKey: \"e\" }) { article { id } userErrors { code } } }";
        let input = json!({ "idempotencyKey": "e", "body": { "blocks": [{ "paragraph": { "runs": [{ "text": { "marks": ["STRONG"], "text": "a" } }] } }] }, "kicker": "K", "headline": "E" });
        let (_, first) = editor.ask(literal, json!({})).await;
        assert!(first["data"]["articleCreate"]["article"]["id"].is_string(), "{first}");
        let (_, again) = editor.ask(&document("articleCreate"), json!({ "input": input })).await;
        assert_eq!(first["data"]["articleCreate"]["article"]["id"], again["data"]["articleCreate"]["article"]["id"], "{again}");
    }

    async fn case_94_twenty_concurrent_requests_under_one_key_are_one_act(app: &TestApp) {
        let editor = Person::new(app, "ed", Role::Editor).await;
        let input = json!({ "headline": "Once" });
        let answers = join_all((0..20).map(|_| editor.send("one", "articleCreate", &input))).await;
        let mut ids: Vec<&Value> = answers.iter().map(|(_, answer)| &answer["data"]["articleCreate"]["article"]["id"]).filter(|id| id.is_string()).collect();
        ids.dedup();
        assert_eq!(ids.len(), 1, "{answers:#?}");
        for (_, answer) in &answers {
            let code = &answer["errors"][0]["extensions"]["code"];
            assert!(code.is_null() || code == "IDEMPOTENCY_IN_PROGRESS", "{answer}");
        }
        assert_eq!(app.store.article_count().await.unwrap(), 1);
    }

    async fn case_94_a_key_is_visible_ascii_and_belongs_to_one_act(app: &TestApp) {
        let editor = Person::new(app, "ed", Role::Editor).await;
        let long = "k".repeat(256);
        for key in [long.as_str(), "two words", "\u{fc}"] {
            let (status, answer) = editor.send(key, "articleCreate", &json!({ "headline": "A" })).await;
            assert_eq!((status, &answer["errors"][0]["extensions"]["code"]), (400, &json!("BAD_REQUEST")), "{key}: {answer}");
            let (_, answer) = editor.ask(&document("articleCreate"), json!({ "input": { "headline": "A", "idempotencyKey": key } })).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{key}: {answer}");
        }
        let two = "mutation { a: articleCreate(input: { headline: \"A\", idempotencyKey: \"a\" }) { article { id } } b: articleCreate(input: { headline: \"B\", idempotencyKey: \"b\" }) { article { id } } }";
        let (_, first) = editor.ask(two, json!({})).await;
        let (_, again) = editor.ask(two, json!({})).await;
        assert_eq!(first, again);
        assert_eq!(app.store.article_count().await.unwrap(), 2);
        let request = app.client.post(format!("{}/graphql", app.url)).header("Accept", "application/graphql-response+json");
        let refused = request.header("Authorization", format!("Bearer {}", editor.credential().await)).header("Idempotency-Key", "c").json(&json!({ "query": two })).send().await.unwrap();
        assert_eq!(refused.status(), 400, "one key in the header cannot serve two acts");
    }

    async fn a_rejected_act_is_decided_again_on_retry(app: &TestApp) {
        let editor = Person::new(app, "ed", Role::Editor).await;
        let filed = editor.done("articleCreate", json!({ "headline": "A" })).await;
        let retract = on(&filed, json!({ "reason": "Wrong." }));
        let (_, refused) = editor.send("r", "articleRetract", &retract).await;
        assert_eq!(refused["data"]["articleRetract"]["userErrors"][0]["code"], "INVALID_STATE");
        let (_, again) = editor.send("r", "articleRetract", &retract).await;
        assert_eq!(refused["data"], again["data"]);
    }
}
