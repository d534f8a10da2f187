//! Concurrent acts.

use std::{collections::BTreeSet, sync::Arc};

use futures::future::join_all;
use serde_json::{Value, json};
use standfirst_cluster::Cluster;
use standfirst_domain::{
    account::Role,
    change_log::{Change, View},
    ids::ArticleId,
    ports::{ChangeLogReads, StoryReads},
};

use super::{Person, on};
use crate::support::{TestApp, both};

const DEFINE_TAG: &str = "mutation($name: String!) { tagCreate(input: { name: $name, kind: KEYWORD }) { tag { id version } userErrors { code field } } }";
const RENAME_TAG: &str = "mutation($id: ID!, $v: Int!, $name: String!) { tagUpdate(input: { id: $id, expectedVersion: $v, name: $name }) { tag { version } userErrors { code } } }";

/// Number of public change records of an article.
async fn entries(app: &TestApp, id: ArticleId) -> usize {
    let entries = app.store.records(0, 1_000).await.unwrap();
    let public = |change: &Change| matches!(change, Change::Article { article, view: View::Public, .. } if *article == id);
    entries
        .iter()
        .filter(|(_, entry)| public(&entry.change))
        .count()
}

fn identity(article: &Value) -> ArticleId {
    let id = article["id"].as_str().unwrap().into();
    match standfirst_api::GlobalId::decode(&id) {
        Some(standfirst_api::GlobalId::Article(id)) => id,
        other => panic!("{other:?}"),
    }
}

both! {
    async fn case_93_twenty_identical_publishes_make_one_transition_and_one_change_record(app: &TestApp) {
        let editor = Person::new(app, "ed", Role::Editor).await;
        let filed = editor.done("articleCreate", json!({ "headline": "Once" })).await;
        let tries = (0..20).map(|_| editor.act("articlePublish", on(&filed, json!({}))));
        let payloads = join_all(tries).await;
        let done = payloads.iter().filter(|payload| payload["article"].is_object()).count();
        let conflicts = payloads.iter().filter(|payload| payload["userErrors"][0]["code"] == "CONFLICT").count();
        assert_eq!((done, conflicts), (1, 19), "{payloads:#?}");
        let id = identity(&filed);
        assert_eq!(app.store.story(id).await.unwrap().unwrap().version, 2);
        assert_eq!(entries(app, id).await, 1);
    }

    async fn publishing_again_or_with_another_expiry_writes_a_change_record(app: &TestApp) {
        let editor = Person::new(app, "ed", Role::Editor).await;
        let filed = editor.done("articleCreate", json!({ "headline": "Again" })).await;
        let published = editor.done("articlePublish", on(&filed, json!({}))).await;
        app.set_clock(1_001);
        let again = editor.done("articlePublish", on(&published, json!({}))).await;
        assert_eq!(entries(app, identity(&filed)).await, 2, "readers see new dates and a new version");
        editor.done("articleExpire", on(&again, json!({ "at": crate::support::at(9_000).to_string() }))).await;
        assert_eq!(entries(app, identity(&filed)).await, 3);
    }

    async fn case_92_exactly_one_of_a_hundred_updates_of_one_version_succeeds(app: &TestApp) {
        let editor = Person::new(app, "ed", Role::Editor).await;
        let filed = editor.done("articleCreate", json!({ "headline": "Start", "kicker": "Start" })).await;
        let change = |n: usize| json!({ "change": { "headline": format!("H{n}"), "kicker": format!("H{n}") } });
        let payloads = join_all((0..100).map(|n| editor.act("articleUpdate", on(&filed, change(n))))).await;
        let won: Vec<_> = payloads.iter().filter(|payload| payload["article"].is_object()).collect();
        assert_eq!(won.len(), 1);
        let lost = payloads.iter().filter(|payload| payload["userErrors"][0]["code"] == "CONFLICT").count();
        assert_eq!(lost, 99);
        let story = app.store.story(identity(&filed)).await.unwrap().unwrap();
        let content = &story.head.content;
        assert_eq!(content.headline.as_str(), won[0]["article"]["headline"].as_str().unwrap());
        assert_eq!(content.kicker.as_ref().map(|kicker| kicker.as_str()), Some(content.headline.as_str()), "one update as a whole");
    }

    async fn case_65_fifty_articles_with_one_headline_get_fifty_slugs(app: &TestApp) {
        let editor = Person::new(app, "ed", Role::Editor).await;
        let filed = join_all((0..50).map(|_| editor.done("articleCreate", json!({ "headline": "Ferry late" })))).await;
        let slugs: BTreeSet<&str> = filed.iter().map(|article| article["slug"].as_str().unwrap()).collect();
        assert_eq!(slugs.len(), 50, "{slugs:?}");
    }

    async fn case_93_concurrent_publish_unpublish_and_delete_equal_some_serial_order(app: &TestApp) {
        let editor = Person::new(app, "ed", Role::Editor).await;
        let filed = editor.done("articleCreate", json!({ "headline": "Contested" })).await;
        let published = editor.done("articlePublish", on(&filed, json!({}))).await;
        let acts = ["articleUnpublish", "articleDelete", "articlePublish"].map(|act| editor.act(act, on(&published, json!({}))));
        let done = join_all(acts).await.into_iter().filter(|payload| payload["article"].is_object()).count();
        assert_eq!(done, 1, "both updates name the same version");
        assert_eq!(app.store.story(identity(&filed)).await.unwrap().unwrap().version, 3);
    }

    async fn case_52_the_slug_of_a_draft_of_another_author_reveals_nothing(app: &TestApp) {
        let author = Person::new(app, "ada", Role::Author).await;
        let other = Person::new(app, "bob", Role::Author).await;
        author.done("articleCreate", json!({ "headline": "The secret plan", "slug": "the-plan" })).await;
        let suffixed = other.done("articleCreate", json!({ "headline": "The plan" })).await;
        assert_eq!(suffixed["slug"], "the-plan-2");
        let payload = other.act("articleCreate", json!({ "headline": "Mine", "slug": "the-plan" })).await;
        assert_eq!(payload["userErrors"][0]["code"], "SLUG_TAKEN");
        assert!(!payload.to_string().contains("secret"), "{payload}");
    }

    async fn case_98_an_invalid_input_rejects_the_document_before_its_first_act(app: &TestApp) {
        let editor = Person::new(app, "ed", Role::Editor).await;
        let document = "mutation($a: ArticleCreateInput!, $b: ArticleCreateInput!) { a: articleCreate(input: $a) { article { id } } ...Rest } fragment Rest on Mutation { b: articleCreate(input: $b) { article { id } } }";
        for wrong in [json!({ "headline": "B", "language": "not a language" }), json!({ "headline": "B", "canonicalUrl": "ftp://x" })] {
            let (status, answer) = editor.ask(document, json!({ "a": { "headline": "A" }, "b": wrong })).await;
            assert_eq!((status, &answer["errors"][0]["extensions"]["code"]), (400, &json!("BAD_USER_INPUT")), "{answer}");
            assert_eq!(app.store.article_count().await.unwrap(), 0, "no act ran");
        }
        let version = "mutation { a: articleCreate(input: { headline: \"A\" }) { article { id } } b: articleSubmit(input: { id: \"x\", expectedVersion: -1 }) { article { id } } }";
        let (status, answer) = editor.ask(version, json!({})).await;
        assert_eq!((status, &answer["errors"]), (200, &json!(null)), "the act itself rejects an unknown version: {answer}");
    }

    async fn the_same_act_twice_in_a_document_under_one_key_is_done_once(app: &TestApp) {
        let editor = Person::new(app, "ed", Role::Editor).await;
        let document = "mutation($no: Boolean = false, $yes: Boolean = true) {
            articleCreate(input: { headline: \"Once\" }) { article { id } }
            articleCreate(input: { headline: \"Once\" }) { article { slug } userErrors { code } }
            ...More ... @include(if: $yes) { articleCreate(input: { headline: \"Once\" }) { article { headline } } }
            two: articleCreate(input: { headline: \"Two\" }) @include(if: $no) { article { slug } }
            two: articleCreate(input: { headline: \"Two\" }) @skip(if: $no) { article { slug } }
        } fragment More on Mutation { articleCreate(input: { headline: \"Once\" }) { article { status } } }";
        let (status, answer) = editor.ask(document, json!({})).await;
        assert_eq!(status, 200, "{answer}");
        let filed = &answer["data"]["articleCreate"]["article"];
        assert_eq!((&filed["slug"], &filed["headline"], &filed["status"]), (&json!("once"), &json!("Once"), &json!("DRAFT")), "{answer}");
        assert_eq!(answer["data"]["two"]["article"]["slug"], "two");
        assert_eq!(app.store.article_count().await.unwrap(), 2, "each act ran once");
    }

    async fn case_98_each_act_of_a_document_is_committed_alone(app: &TestApp) {
        let editor = Person::new(app, "ed", Role::Editor).await;
        let document = "mutation { a: articleCreate(input: { headline: \"A\" }) { article { slug } userErrors { code } }
            b: articleCreate(input: { headline: \"B\", slug: \"a\" }) { article { slug } userErrors { code } }
            c: articleCreate(input: { headline: \"C\" }) { article { slug } userErrors { code } } }";
        let (status, answer) = editor.ask(document, json!({})).await;
        assert_eq!(status, 200);
        assert_eq!(answer["data"], json!({
            "a": { "article": { "slug": "a" }, "userErrors": [] }, "b": { "article": null, "userErrors": [{ "code": "SLUG_TAKEN" }] }, "c": { "article": { "slug": "c" }, "userErrors": [] },
        }));
        assert_eq!(app.store.article_count().await.unwrap(), 2);
    }
}

#[actix_web::test]
async fn creating_articles_while_their_tag_is_renamed_causes_no_deadlock() {
    let cluster = Arc::new(
        tokio::task::spawn_blocking(|| Cluster::start().unwrap())
            .await
            .unwrap(),
    );
    let app = TestApp::open(cluster.database().unwrap(), tempfile::tempdir().unwrap()).await;
    let editor = Person::new(&app, "ed", Role::Editor).await;
    let author = Person::new(&app, "ada", Role::Author).await;
    let (_, made) = editor.ask(DEFINE_TAG, json!({ "name": "Ferries" })).await;
    let tag = made["data"]["tagCreate"]["tag"].clone();
    let creating = async |writer: usize| {
        for number in 0..8 {
            let input =
                json!({ "headline": format!("Filed {writer} {number}"), "tags": [tag["id"]] });
            author.done("articleCreate", input).await;
        }
    };
    let renaming = async {
        for version in 1..=8 {
            let input =
                json!({ "id": tag["id"], "v": version, "name": format!("Ferries {version}") });
            let (_, renamed) = editor.ask(RENAME_TAG, input).await;
            assert_eq!(
                renamed["data"]["tagUpdate"]["tag"]["version"],
                version + 1,
                "{renamed}"
            );
        }
    };
    tokio::join!(join_all((0..3).map(creating)), renaming);
    assert_eq!(
        deadlocks(&app).await,
        0,
        "acts take their locks in one order"
    );
}

/// Number of deadlocks that the database has found.
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
