//! The life of an article, act by act.

use serde_json::{Value, json};
use standfirst_domain::account::Role;

use super::{Person, on, seen};
use crate::support::{TestApp, at, both};

both! {
    async fn readers_see_the_right_state_of_an_article_from_draft_to_retraction(app: &TestApp) {
        let author = Person::new(app, "ada", Role::Author).await;
        let editor = Person::new(app, "ed", Role::Editor).await;
        let draft = author.done("articleCreate", json!({ "headline": "Ferry late", "standfirst": "By an hour." })).await;
        assert_eq!((&draft["status"], &draft["version"], &draft["slug"]), (&json!("DRAFT"), &json!(1), &json!("ferry-late")));
        assert_eq!(seen(app, &draft).await, Value::Null);
        let submitted = author.done("articleSubmit", on(&draft, json!({}))).await;
        assert_eq!(submitted["status"], "IN_REVIEW");
        let returned = editor.done("articleReturn", on(&submitted, json!({ "note": "Who says so?" }))).await;
        assert_eq!(returned["status"], "DRAFT");
        let amended = author.done("articleUpdate", on(&returned, json!({ "change": { "headline": "Ferry an hour late" } }))).await;
        let submitted = author.done("articleSubmit", on(&amended, json!({}))).await;
        let published = editor.done("articlePublish", on(&submitted, json!({}))).await;
        assert_eq!((&published["status"], &published["publishedAt"]), (&json!("PUBLISHED"), &json!(app.now().to_string())));
        assert_eq!(seen(app, &published).await["headline"], "Ferry an hour late");

        let pending = editor.done("articleUpdate", on(&published, json!({ "change": { "headline": "Ferry two hours late" } }))).await;
        assert_eq!(pending["headline"], "Ferry two hours late");
        assert_eq!(seen(app, &pending).await["headline"], "Ferry an hour late", "the change is not published yet");
        let again = editor.done("articlePublish", on(&pending, json!({}))).await;
        assert_eq!(seen(app, &again).await["headline"], "Ferry two hours late");

        let corrected = editor.done("articleCorrect", on(&again, json!({ "change": { "kicker": "Transport" }, "correction": "The ferry was not late on Monday." }))).await;
        assert_eq!(seen(app, &corrected).await["corrections"], json!([{ "text": "The ferry was not late on Monday." }]));
        let away = editor.done("articleUnpublish", on(&corrected, json!({}))).await;
        assert_eq!((seen(app, &away).await, &away["status"]), (Value::Null, &json!("UNPUBLISHED")));
        let back = editor.done("articlePublish", on(&away, json!({}))).await;
        let retracted = editor.done("articleRetract", on(&back, json!({ "reason": "None of it was true." }))).await;
        assert_eq!(seen(app, &retracted).await, json!({ "headline": "Ferry two hours late", "status": "RETRACTED", "retraction": { "reason": "None of it was true." }, "corrections": [] }));
        let listed = app.data("{ articles { totalCount nodes { id } } }", json!({})).await;
        assert_eq!(listed["articles"], json!({ "totalCount": 0, "nodes": [] }));
        assert_eq!(editor.refused("articlePublish", on(&retracted, json!({}))).await, ["BAD_USER_INPUT reason"]);
        let returned = editor.done("articlePublish", on(&retracted, json!({ "reason": "It was true after all." }))).await;
        assert_eq!(seen(app, &returned).await["status"], "PUBLISHED");
        let deleted = editor.done("articleDelete", on(&returned, json!({}))).await;
        assert_eq!((seen(app, &deleted).await, &deleted["status"]), (Value::Null, &json!("DELETED")));
        let restored = editor.done("articleRestore", on(&deleted, json!({}))).await;
        assert_eq!(restored["status"], "UNPUBLISHED");
        let older = editor.done("articleRestore", on(&restored, json!({ "revision": 1, "note": "The first one was best." }))).await;
        assert_eq!((&older["headline"], &older["kicker"]), (&json!("Ferry late"), &Value::Null));
        assert_eq!(editor.refused("articleRestore", on(&older, json!({ "revision": 99 }))).await, ["BAD_USER_INPUT revision"]);
        assert_eq!(editor.refused("articleRestore", on(&older, json!({}))).await, ["INVALID_STATE -"]);
    }

    async fn case_57_a_scheduled_revision_appears_and_expires_by_the_clock_alone(app: &TestApp) {
        let editor = Person::new(app, "ed", Role::Editor).await;
        let draft = editor.done("articleCreate", json!({ "headline": "Polls close" })).await;
        let scheduled = editor.done("articlePublish", on(&draft, json!({ "at": at(2_000).to_string() }))).await;
        let later = editor.done("articleUpdate", on(&scheduled, json!({ "change": { "headline": "A later thought" } }))).await;
        let expiring = editor.done("articleExpire", on(&later, json!({ "at": at(3_000).to_string() }))).await;
        assert_eq!(expiring["expiresAt"], at(3_000).to_string());
        for (second, headline) in [(1_999, Value::Null), (2_000, json!("Polls close")), (2_999, json!("Polls close")), (3_000, Value::Null)] {
            app.set_clock(second);
            assert_eq!(seen(app, &draft).await["headline"], headline, "at {second}");
        }
    }

    async fn a_correction_does_not_publish_pending_changes(app: &TestApp) {
        let editor = Person::new(app, "ed", Role::Editor).await;
        let filed = editor.done("articleCreate", json!({ "headline": "Results", "standfirst": "Old." })).await;
        let published = editor.done("articlePublish", on(&filed, json!({}))).await;
        let pending = editor.done("articleUpdate", on(&published, json!({ "change": { "standfirst": "For tomorrow." } }))).await;
        let scheduled = editor.done("articlePublish", on(&pending, json!({ "at": at(90_000).to_string() }))).await;
        let correction = json!({ "change": { "headline": "Results!" }, "correction": "A typo." });
        assert_eq!(editor.refused("articleCorrect", on(&scheduled, correction.clone())).await, ["INVALID_STATE -"]);
        assert_eq!(seen(app, &filed).await["headline"], "Results");
        let restored = editor.done("articleRestore", on(&scheduled, json!({ "revision": 1 }))).await;
        let published = editor.done("articlePublish", on(&restored, json!({}))).await;
        editor.done("articleCorrect", on(&published, correction)).await;
        assert_eq!(seen(app, &filed).await["headline"], "Results!");
    }

    async fn an_author_cannot_restore_an_article_that_was_published(app: &TestApp) {
        let author = Person::new(app, "ada", Role::Author).await;
        let editor = Person::new(app, "ed", Role::Editor).await;
        let filed = author.done("articleCreate", json!({ "headline": "Libel" })).await;
        let published = editor.done("articlePublish", on(&filed, json!({}))).await;
        let retracted = editor.done("articleRetract", on(&published, json!({ "reason": "A court order." }))).await;
        app.set_clock(1_001);
        let deleted = editor.done("articleDelete", on(&retracted, json!({}))).await;
        assert_eq!(seen(app, &filed).await, Value::Null);
        assert_eq!(author.refused("articleRestore", on(&deleted, json!({}))).await, ["INVALID_STATE -"]);
        assert_eq!(author.refused("articleRestore", on(&deleted, json!({ "revision": 1 }))).await, ["INVALID_STATE -"]);
        assert_eq!(seen(app, &filed).await, Value::Null);
        let restored = editor.done("articleRestore", on(&deleted, json!({}))).await;
        assert_eq!((&restored["status"], &seen(app, &filed).await["status"]), (&json!("RETRACTED"), &json!("RETRACTED")));
        let draft = author.done("articleCreate", json!({ "headline": "Second" })).await;
        let gone = author.done("articleDelete", on(&draft, json!({}))).await;
        assert_eq!(author.done("articleRestore", on(&gone, json!({}))).await["status"], "DRAFT", "an author may restore a draft");
    }

    async fn an_expiry_must_be_in_the_future(app: &TestApp) {
        let editor = Person::new(app, "ed", Role::Editor).await;
        let filed = editor.done("articleCreate", json!({ "headline": "A" })).await;
        assert_eq!(editor.refused("articleExpire", on(&filed, json!({ "at": "1970-01-01T00:00:00Z" }))).await, ["BAD_USER_INPUT at"]);
    }

    async fn an_embargo_is_lifted_by_time_or_by_null_and_not_by_an_absent_field(app: &TestApp) {
        let editor = Person::new(app, "ed", Role::Editor).await;
        let draft = editor.done("articleCreate", json!({ "headline": "Budget" })).await;
        assert_eq!(editor.refused("articleEmbargo", on(&draft, json!({}))).await, ["BAD_USER_INPUT until"]);
        assert_eq!(editor.refused("articleExpire", on(&draft, json!({}))).await, ["BAD_USER_INPUT at"]);
        let held = editor.done("articleEmbargo", on(&draft, json!({ "until": at(5_000).to_string() }))).await;
        let published = editor.done("articlePublish", on(&held, json!({}))).await;
        assert_eq!(seen(app, &published).await, Value::Null);
        let lifted = editor.done("articleEmbargo", on(&published, json!({ "until": null }))).await;
        assert_eq!((seen(app, &lifted).await["headline"].clone(), &lifted["embargoedUntil"]), (json!("Budget"), &Value::Null));
    }

    async fn an_author_finds_only_own_articles(app: &TestApp) {
        let author = Person::new(app, "ada", Role::Author).await;
        let other = Person::new(app, "bob", Role::Author).await;
        let editor = Person::new(app, "ed", Role::Editor).await;
        let draft = author.done("articleCreate", json!({ "headline": "Mine" })).await;
        let nowhere = json!({ "id": standfirst_api::GlobalId::Article(standfirst_domain::ids::ArticleId::new(app.now(), [7; 10])).encode().to_string(), "expectedVersion": 1 });
        for mutation in ["articleSubmit", "articleDelete"] {
            let theirs = other.act(mutation, on(&draft, json!({}))).await;
            assert_eq!(theirs, other.act(mutation, nowhere.clone()).await, "{mutation}: not theirs is as if it were not");
            let stale = other.act(mutation, on(&draft, json!({ "expectedVersion": 9 }))).await;
            assert_eq!(theirs, stale, "{mutation}: nor does a version tell");
        }
        let (_, forbidden) = author.ask("mutation($id: ID!) { articlePublish(input: { id: $id, expectedVersion: 1 }) { userErrors { code } } }", json!({ "id": draft["id"] })).await;
        assert_eq!(forbidden["errors"][0]["extensions"]["code"], "FORBIDDEN");
        let published = editor.done("articlePublish", on(&draft, json!({}))).await;
        assert_eq!(author.refused("articleDelete", on(&published, json!({}))).await, ["INVALID_STATE -"], "the article was published");
        let second = author.done("articleCreate", json!({ "headline": "Second" })).await;
        let gone = author.done("articleDelete", on(&second, json!({}))).await;
        assert_eq!(gone["status"], "DELETED");
    }
}
