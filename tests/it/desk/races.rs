//! Many at once.

use std::collections::BTreeSet;

use futures::future::join_all;
use serde_json::{Value, json};
use standfirst_domain::{
    account::Role,
    change_log::{Change, View},
    ids::ArticleId,
    ports::{ChangeLog, Desk},
};

use super::{Person, on};
use crate::support::{TestApp, both};

/// How many entries for everybody the change log has of an article.
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
    match standfirst_api::Named::of(&id) {
        Some(standfirst_api::Named::Article(id)) => id,
        other => panic!("{other:?}"),
    }
}

both! {
    async fn case_93_twenty_identical_publishes_make_one_transition_and_one_entry(app: &TestApp) {
        let editor = Person::new(app, "ed", Role::Editor).await;
        let filed = editor.done("articleFile", json!({ "headline": "Once" })).await;
        let tries = (0..20).map(|_| editor.act("articlePublish", on(&filed, json!({}))));
        let payloads = join_all(tries).await;
        let done = payloads.iter().filter(|payload| payload["article"].is_object()).count();
        let conflicts = payloads.iter().filter(|payload| payload["userErrors"][0]["code"] == "CONFLICT").count();
        assert_eq!((done, conflicts), (1, 19), "{payloads:#?}");
        let id = identity(&filed);
        assert_eq!(app.store.story(id).await.unwrap().unwrap().version, 2);
        assert_eq!(entries(app, id).await, 1);
    }

    async fn publishing_again_or_under_another_expiry_is_told_on_the_change_log(app: &TestApp) {
        let editor = Person::new(app, "ed", Role::Editor).await;
        let filed = editor.done("articleFile", json!({ "headline": "Again" })).await;
        let published = editor.done("articlePublish", on(&filed, json!({}))).await;
        app.set_clock(1_001);
        let again = editor.done("articlePublish", on(&published, json!({}))).await;
        assert_eq!(entries(app, identity(&filed)).await, 2, "its dates and its version changed before readers");
        editor.done("articleExpire", on(&again, json!({ "at": crate::support::at(9_000).to_string() }))).await;
        assert_eq!(entries(app, identity(&filed)).await, 3);
    }

    async fn case_92_a_hundred_amends_of_one_version_have_exactly_one_winner(app: &TestApp) {
        let editor = Person::new(app, "ed", Role::Editor).await;
        let filed = editor.done("articleFile", json!({ "headline": "Start", "kicker": "Start" })).await;
        let change = |n: usize| json!({ "change": { "headline": format!("H{n}"), "kicker": format!("H{n}") } });
        let payloads = join_all((0..100).map(|n| editor.act("articleAmend", on(&filed, change(n))))).await;
        let won: Vec<_> = payloads.iter().filter(|payload| payload["article"].is_object()).collect();
        assert_eq!(won.len(), 1);
        let lost = payloads.iter().filter(|payload| payload["userErrors"][0]["code"] == "CONFLICT").count();
        assert_eq!(lost, 99);
        let story = app.store.story(identity(&filed)).await.unwrap().unwrap();
        let content = &story.head.content;
        assert_eq!(content.headline.as_str(), won[0]["article"]["headline"].as_str().unwrap());
        assert_eq!(content.kicker.as_ref().map(|kicker| kicker.as_str()), Some(content.headline.as_str()), "no mix of fields");
    }

    async fn case_65_fifty_filings_of_one_headline_get_fifty_slugs(app: &TestApp) {
        let editor = Person::new(app, "ed", Role::Editor).await;
        let filed = join_all((0..50).map(|_| editor.done("articleFile", json!({ "headline": "Ferry late" })))).await;
        let slugs: BTreeSet<&str> = filed.iter().map(|article| article["slug"].as_str().unwrap()).collect();
        assert_eq!(slugs.len(), 50, "{slugs:?}");
    }

    async fn case_93_publishing_beside_unpublishing_beside_deleting_equals_some_order(app: &TestApp) {
        let editor = Person::new(app, "ed", Role::Editor).await;
        let filed = editor.done("articleFile", json!({ "headline": "Contested" })).await;
        let published = editor.done("articlePublish", on(&filed, json!({}))).await;
        let acts = ["articleUnpublish", "articleDelete", "articlePublish"].map(|act| editor.act(act, on(&published, json!({}))));
        let done = join_all(acts).await.into_iter().filter(|payload| payload["article"].is_object()).count();
        assert_eq!(done, 1, "they name the same version");
        assert_eq!(app.store.story(identity(&filed)).await.unwrap().unwrap().version, 3);
    }

    async fn case_52_a_slug_of_somebody_elses_draft_tells_nothing_of_it(app: &TestApp) {
        let author = Person::new(app, "ada", Role::Author).await;
        let other = Person::new(app, "bob", Role::Author).await;
        author.done("articleFile", json!({ "headline": "The secret plan", "slug": "the-plan" })).await;
        let suffixed = other.done("articleFile", json!({ "headline": "The plan" })).await;
        assert_eq!(suffixed["slug"], "the-plan-2");
        let payload = other.act("articleFile", json!({ "headline": "Mine", "slug": "the-plan" })).await;
        assert_eq!(payload["userErrors"][0]["code"], "SLUG_TAKEN");
        assert!(!payload.to_string().contains("secret"), "{payload}");
    }

    async fn case_98_an_input_that_cannot_be_read_stops_a_document_before_its_first_act(app: &TestApp) {
        let editor = Person::new(app, "ed", Role::Editor).await;
        let document = "mutation($a: ArticleFileInput!, $b: ArticleFileInput!) { a: articleFile(input: $a) { article { id } } ...Rest } fragment Rest on Mutation { b: articleFile(input: $b) { article { id } } }";
        for wrong in [json!({ "headline": "B", "language": "not a language" }), json!({ "headline": "B", "canonicalUrl": "ftp://x" })] {
            let (status, answer) = editor.ask(document, json!({ "a": { "headline": "A" }, "b": wrong })).await;
            assert_eq!((status, &answer["errors"][0]["extensions"]["code"]), (400, &json!("BAD_USER_INPUT")), "{answer}");
            assert_eq!(app.store.article_count().await.unwrap(), 0, "nothing was carried out");
        }
        let version = "mutation { a: articleFile(input: { headline: \"A\" }) { article { id } } b: articleSubmit(input: { id: \"x\", expectedVersion: -1 }) { article { id } } }";
        let (status, answer) = editor.ask(version, json!({})).await;
        assert_eq!((status, &answer["errors"]), (200, &json!(null)), "a version that there is not is for its own act to refuse: {answer}");
    }

    async fn what_is_written_twice_under_one_key_is_done_once(app: &TestApp) {
        let editor = Person::new(app, "ed", Role::Editor).await;
        let document = "mutation($no: Boolean = false, $yes: Boolean = true) {
            articleFile(input: { headline: \"Once\" }) { article { id } }
            articleFile(input: { headline: \"Once\" }) { article { slug } userErrors { code } }
            ...More ... @include(if: $yes) { articleFile(input: { headline: \"Once\" }) { article { headline } } }
            two: articleFile(input: { headline: \"Two\" }) @include(if: $no) { article { slug } }
            two: articleFile(input: { headline: \"Two\" }) @skip(if: $no) { article { slug } }
        } fragment More on Mutation { articleFile(input: { headline: \"Once\" }) { article { status } } }";
        let (status, answer) = editor.ask(document, json!({})).await;
        assert_eq!(status, 200, "{answer}");
        let filed = &answer["data"]["articleFile"]["article"];
        assert_eq!((&filed["slug"], &filed["headline"], &filed["status"]), (&json!("once"), &json!("Once"), &json!("DRAFT")), "{answer}");
        assert_eq!(answer["data"]["two"]["article"]["slug"], "two");
        assert_eq!(app.store.article_count().await.unwrap(), 2, "each was carried out once");
    }

    async fn case_98_each_act_of_a_document_stands_alone(app: &TestApp) {
        let editor = Person::new(app, "ed", Role::Editor).await;
        let document = "mutation { a: articleFile(input: { headline: \"A\" }) { article { slug } userErrors { code } }
            b: articleFile(input: { headline: \"B\", slug: \"a\" }) { article { slug } userErrors { code } }
            c: articleFile(input: { headline: \"C\" }) { article { slug } userErrors { code } } }";
        let (status, answer) = editor.ask(document, json!({})).await;
        assert_eq!(status, 200);
        assert_eq!(answer["data"], json!({
            "a": { "article": { "slug": "a" }, "userErrors": [] }, "b": { "article": null, "userErrors": [{ "code": "SLUG_TAKEN" }] }, "c": { "article": { "slug": "c" }, "userErrors": [] },
        }));
        assert_eq!(app.store.article_count().await.unwrap(), 2);
    }
}
