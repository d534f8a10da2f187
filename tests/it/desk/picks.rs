//! What editors choose to stand beside an article.

use serde_json::{Value, json};
use standfirst_domain::account::Role;

use super::{Person, on};
use crate::support::{TestApp, both};

async fn beside(app: &TestApp, article: &Value) -> Vec<String> {
    let query = "query($id: ID!) { article(id: $id) { related { edges { score node { headline } reasons { __typename } } } } }";
    let found = app.data(query, json!({ "id": article["id"] })).await;
    let edges = found["article"]["related"]["edges"].as_array().unwrap();
    edges
        .iter()
        .map(|edge| {
            format!(
                "{} {}",
                edge["node"]["headline"].as_str().unwrap(),
                edge["reasons"][0]["__typename"].as_str().unwrap()
            )
        })
        .collect()
}

both! {
    async fn pins_come_first_when_they_are_published_under_the_visibility_rule(app: &TestApp) {
        let editor = Person::new(app, "ed", Role::Editor).await;
        let mut articles = Vec::new();
        for headline in ["Subject", "One", "Two", "Hidden"] {
            let filed = editor.done("articleFile", json!({ "headline": headline })).await;
            articles.push(match headline {
                "Hidden" => filed,
                _ => editor.done("articlePublish", on(&filed, json!({}))).await,
            });
        }
        let [subject, one, two, hidden] = &articles[..] else { panic!() };
        let id = |article: &Value| article["id"].clone();
        assert_eq!(beside(app, subject).await, Vec::<String>::new());
        let picked = editor.done("articlePick", on(subject, json!({ "pinned": [id(two), id(hidden), id(one)] }))).await;
        assert_eq!(beside(app, subject).await, Vec::<String>::new(), "a revision is seen when it is published");
        let published = editor.done("articlePublish", on(&picked, json!({}))).await;
        assert_eq!(beside(app, subject).await, ["Two EditorsPick", "One EditorsPick"]);
        let changed = editor.done("articlePick", on(&published, json!({ "pinned": [id(one)], "excluded": [id(two)] }))).await;
        let published = editor.done("articlePublish", on(&changed, json!({}))).await;
        assert_eq!(beside(app, subject).await, ["One EditorsPick"]);
        let cleared = editor.done("articlePick", on(&published, json!({ "pinned": null }))).await;
        editor.done("articlePublish", on(&cleared, json!({}))).await;
        assert_eq!(beside(app, subject).await, Vec::<String>::new());
        let wrong = on(&cleared, json!({ "expectedVersion": 99, "pinned": [id(subject), "x"], "excluded": [id(one)] }));
        assert_eq!(editor.refused("articlePick", wrong).await, ["BAD_USER_INPUT pinned[0]", "CONFLICT expectedVersion", "NOT_FOUND pinned[1]"]);
    }
}
