//! What reviews broke once.

use std::sync::Arc;

use futures::future::join_all;
use serde_json::{Value, json};
use standfirst_cluster::Cluster;
use standfirst_domain::{
    account::{AccountChange, Role},
    command_context::CommandContext,
    permission::Action,
};

use super::{Person, on, seen};
use crate::support::{TestApp, at, both};

const DEFINE: &str = "mutation($name: String!) { tagDefine(input: { name: $name, kind: KEYWORD }) { tag { id version } userErrors { code field } } }";
const RENAME: &str = "mutation($id: ID!, $v: Int!, $name: String!) { tagRename(input: { id: $id, expectedVersion: $v, name: $name }) { tag { version } userErrors { code } } }";

both! {
    async fn an_editor_arranges_from_all_that_a_collection_holds(app: &TestApp) {
        let editor = Person::new(app, "ed", Role::Editor).await;
        let author = Person::new(app, "ada", Role::Author).await;
        let live = editor.done("articleFile", json!({ "headline": "Live" })).await;
        let live = editor.done("articlePublish", on(&live, json!({}))).await;
        let later = editor.done("articleFile", json!({ "headline": "Later" })).await;
        let later = editor.done("articlePublish", on(&later, json!({ "at": at(9_000).to_string() }))).await;
        let (_, made) = editor.ask("mutation { collectionDefine(input: { name: \"Home\" }) { collection { id } } }", json!({})).await;
        let arrange = "mutation($id: ID!, $items: [CollectionItemInput!]!) { collectionArrange(input: { id: $id, expectedVersion: 1, items: $items }) { collection { items { headline } arrangement { headline article { headline } } } userErrors { code } } }";
        let items = json!([{ "article": later["id"], "headline": "Soon" }, { "article": live["id"] }]);
        let (_, arranged) = editor.ask(arrange, json!({ "id": made["data"]["collectionDefine"]["collection"]["id"], "items": items })).await;
        let collection = &arranged["data"]["collectionArrange"]["collection"];
        let whole = json!([{ "headline": "Soon", "article": { "headline": "Later" } }, { "headline": null, "article": { "headline": "Live" } }]);
        assert_eq!((&collection["items"], &collection["arrangement"]), (&json!([{ "headline": "Live" }]), &whole), "{arranged}");
        let read = "{ collection(slug: \"home-1\") { id } home: collection(slug: \"home\") { items { headline } arrangement { headline article { headline } } } }";
        let (_, by_editor) = editor.ask(read, json!({})).await;
        assert_eq!(by_editor["data"]["home"]["arrangement"], whole, "{by_editor}");
        let (_, by_author) = author.ask(read, json!({})).await;
        assert_eq!((&by_author["data"]["home"]["arrangement"], &by_author["data"]["home"]["items"]), (&Value::Null, &json!([{ "headline": "Live" }])));
        assert_eq!(app.data(read, json!({})).await["home"]["arrangement"], Value::Null);
    }

    async fn revisions_do_not_nest(app: &TestApp) {
        let author = Person::new(app, "ada", Role::Author).await;
        let filed = author.done("articleFile", json!({ "headline": "One" })).await;
        let query = "query($id: ID!) { desk { article(id: $id) { revisions { nodes { number article { headline revisions { totalCount } } } } } } }";
        let (_, answer) = author.ask(query, json!({ "id": filed["id"] })).await;
        assert_eq!(answer["data"]["desk"]["article"]["revisions"]["nodes"], json!([{ "number": 1, "article": { "headline": "One", "revisions": null } }]), "{answer}");
    }

    async fn an_author_does_not_bring_back_what_an_editor_retired(app: &TestApp) {
        let editor = Person::new(app, "ed", Role::Editor).await;
        let author = Person::new(app, "ada", Role::Author).await;
        let (_, made) = author.ask(DEFINE, json!({ "name": "Old" })).await;
        let tag = &made["data"]["tagDefine"]["tag"];
        editor.ask("mutation($id: ID!) { tagRetire(input: { id: $id, expectedVersion: 1 }) { userErrors { code } } }", json!({ "id": tag["id"] })).await;
        let (_, refused) = author.ask(DEFINE, json!({ "name": "OLD" })).await;
        assert_eq!(refused["data"]["tagDefine"], json!({ "tag": null, "userErrors": [{ "code": "INVALID_STATE", "field": "name" }] }));
        let (_, back) = editor.ask(DEFINE, json!({ "name": "Old" })).await;
        assert_eq!(back["data"]["tagDefine"]["tag"]["id"], tag["id"]);
    }

    async fn case_60_links_end_with_their_makers_leave_and_with_the_article(app: &TestApp) {
        let author = Person::new(app, "ada", Role::Author).await;
        let editor = Person::new(app, "ed", Role::Editor).await;
        let link = "mutation($id: ID!) { articlePreviewLink(input: { id: $id, forSeconds: 604800 }) { preview { token } } }";
        let mut tokens = Vec::new();
        for headline in ["Leak", "Gone"] {
            let filed = author.done("articleFile", json!({ "headline": headline })).await;
            let (_, made) = author.ask(link, json!({ "id": filed["id"] })).await;
            tokens.push((filed, made["data"]["articlePreviewLink"]["preview"]["token"].as_str().unwrap().to_owned()));
        }
        let opens = async |token: &str| {
            let request = app.client.post(format!("{}/graphql", app.url)).header("Standfirst-Preview", token);
            request.json(&json!({ "query": "{ publication { name } }" })).send().await.unwrap().status().as_u16()
        };
        assert_eq!((opens(&tokens[0].1).await, opens(&tokens[1].1).await), (200, 200));
        let deleted = editor.done("articleDelete", on(&tokens[1].0, json!({}))).await;
        editor.done("articleRestore", on(&deleted, json!({}))).await;
        assert_eq!((opens(&tokens[0].1).await, opens(&tokens[1].1).await), (200, 401), "a link ends with its article, also where that comes back");
        app.auth.change_account(CommandContext::for_system(Action::AccountSuspend, app.now()), author.id, AccountChange::Suspend).await.unwrap();
        assert_eq!(opens(&tokens[0].1).await, 401);
        assert_eq!(seen(app, &tokens[0].0).await, Value::Null);
    }
}

#[actix_web::test]
async fn filing_beside_renaming_stands_in_nobodys_way() {
    let cluster = Arc::new(
        tokio::task::spawn_blocking(|| Cluster::start().unwrap())
            .await
            .unwrap(),
    );
    let app = TestApp::open(cluster.database().unwrap(), tempfile::tempdir().unwrap()).await;
    let editor = Person::new(&app, "ed", Role::Editor).await;
    let author = Person::new(&app, "ada", Role::Author).await;
    let (_, made) = editor.ask(DEFINE, json!({ "name": "Ferries" })).await;
    let tag = made["data"]["tagDefine"]["tag"].clone();
    let filing = async |writer: usize| {
        for number in 0..8 {
            let input =
                json!({ "headline": format!("Filed {writer} {number}"), "tags": [tag["id"]] });
            author.done("articleFile", input).await;
        }
    };
    let renaming = async {
        for version in 1..=8 {
            let input =
                json!({ "id": tag["id"], "v": version, "name": format!("Ferries {version}") });
            let (_, renamed) = editor.ask(RENAME, input).await;
            assert_eq!(
                renamed["data"]["tagRename"]["tag"]["version"],
                version + 1,
                "{renamed}"
            );
        }
    };
    tokio::join!(join_all((0..3).map(filing)), renaming);
    assert_eq!(
        deadlocks(&app).await,
        0,
        "acts take their locks in one order"
    );
}

/// How often the database found transactions waiting for each other.
async fn deadlocks(app: &TestApp) -> i64 {
    use sea_orm::{ConnectionTrait, DbBackend, Statement};
    let connection = sea_orm::Database::connect(&app.database).await.unwrap();
    let question = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";
    let row = connection
        .query_one_raw(Statement::from_string(DbBackend::Postgres, question))
        .await
        .unwrap()
        .unwrap();
    row.try_get("", "deadlocks").unwrap()
}
