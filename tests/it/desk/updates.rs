//! Updates of articles: absent fields, null, bodies and user errors.

use serde_json::{Value, json};
use standfirst_domain::account::Role;

use super::{Person, on};
use crate::support::{TestApp, both};

const FULL: &str = "headline standfirst kicker slug canonicalUrl language seo { title description } dateline { place day } leadImage { alt } version id";

fn full() -> Value {
    json!({
        "headline": "Ferry late", "standfirst": "By an hour.", "kicker": "Transport", "slug": "ferry", "language": "cy",
        "canonicalUrl": "https://elsewhere.example/ferry", "seo": { "title": "Ferry", "description": "Late" },
        "dateline": { "place": "Callowmouth", "day": "2026-01-01" }, "leadImage": { "url": "https://pictures.example/1.jpg", "alt": "A ferry" },
    })
}

both! {
    async fn an_absent_variable_keeps_the_field_and_null_clears_it(app: &TestApp) {
        let editor = Person::new(app, "ed", Role::Editor).await;
        let filed = editor.done("articleCreate", full()).await;
        assert_eq!(filed["dateline"], json!({ "place": "Callowmouth", "day": "2026-01-01" }));
        let by_variable = format!("mutation($id: ID!, $v: Int!, $kicker: String, $seo: String) {{ articleUpdate(input: {{ id: $id, expectedVersion: $v,
            change: {{ kicker: $kicker, seo: {{ title: $seo }} }} }}) {{ article {{ {FULL} }} userErrors {{ code field }} }} }}");
        let (_, answer) = editor.ask(&by_variable, json!({ "id": filed["id"], "v": 1 })).await;
        let kept = &answer["data"]["articleUpdate"]["article"];
        assert_eq!((&kept["kicker"], &kept["seo"]["title"], &kept["version"]), (&json!("Transport"), &json!("Ferry"), &json!(2)), "{answer}");
        let (_, answer) = editor.ask(&by_variable, json!({ "id": filed["id"], "v": 2, "kicker": null, "seo": null })).await;
        let cleared = &answer["data"]["articleUpdate"]["article"];
        assert_eq!((&cleared["kicker"], &cleared["seo"]), (&Value::Null, &json!({ "title": null, "description": "Late" })), "{answer}");

        let by_literal = format!("mutation($id: ID!, $v: Int!) {{ articleUpdate(input: {{ id: $id, expectedVersion: $v, change: {{ standfirst: null, seo: {{ description: null }} }} }})
            {{ article {{ {FULL} }} userErrors {{ code field }} }} }}");
        let (_, answer) = editor.ask(&by_literal, json!({ "id": filed["id"], "v": 3 })).await;
        let cleared = &answer["data"]["articleUpdate"]["article"];
        assert_eq!((&cleared["standfirst"], &cleared["seo"]["description"], &cleared["headline"]), (&Value::Null, &Value::Null, &json!("Ferry late")), "{answer}");

        let by_input = json!({ "dateline": null, "leadImage": null, "canonicalUrl": null, "language": null, "slug": null, "seo": null });
        let cleared = editor.done("articleUpdate", json!({ "id": filed["id"], "expectedVersion": 4, "change": by_input })).await;
        for field in ["dateline", "leadImage", "canonicalUrl"] {
            assert_eq!(cleared[field], Value::Null, "{field}");
        }
        assert_eq!((&cleared["language"], &cleared["slug"]), (&json!("en"), &json!("ferry-late")), "a field that cannot be null gets its default");
        assert_eq!(editor.done("articleUpdate", on(&cleared, json!({ "change": {} }))).await["headline"], "Ferry late");
    }

    async fn all_user_errors_are_returned_together_and_nothing_changes(app: &TestApp) {
        let editor = Person::new(app, "ed", Role::Editor).await;
        let unknown = standfirst_api::GlobalId::Tag(standfirst_domain::ids::TagId::new(app.now(), [1; 10])).encode().to_string();
        let wrong = json!({ "headline": "x\u{1}", "kicker": "k".repeat(500), "slug": "No Slug", "tags": ["x"], "section": "y", "byline": [{ "contributor": unknown }] });
        assert_eq!(editor.refused("articleCreate", wrong.clone()).await,
            ["BAD_USER_INPUT headline", "BAD_USER_INPUT kicker", "BAD_USER_INPUT slug", "NOT_FOUND byline[0].contributor", "NOT_FOUND section", "NOT_FOUND tags[0]"]);
        assert_eq!(editor.refused("articleCreate", json!({ "headline": "A", "tags": [unknown] })).await, ["NOT_FOUND tags[0]"]);
        let filed = editor.done("articleCreate", full()).await;
        let stale = json!({ "id": filed["id"], "expectedVersion": 7, "change": { "headline": null, "kicker": "k".repeat(500) } });
        assert_eq!(editor.refused("articleUpdate", stale).await, ["BAD_USER_INPUT change.headline", "BAD_USER_INPUT change.kicker", "CONFLICT expectedVersion"]);
        let both = json!({ "id": filed["id"], "expectedVersion": 1, "change": { "headline": "" }, "correction": " " });
        assert_eq!(editor.refused("articleCorrect", both).await, ["BAD_USER_INPUT change.headline", "BAD_USER_INPUT correction", "INVALID_STATE -"], "the state is checked as well");
        assert_eq!(editor.refused("articleCreate", json!({ "headline": "B", "slug": "ferry" })).await, ["SLUG_TAKEN slug"]);
        let other = editor.done("articleCreate", json!({ "headline": "Other" })).await;
        let taken = json!({ "change": { "slug": "ferry", "tags": [unknown] } });
        assert_eq!(editor.refused("articleUpdate", on(&other, taken)).await, ["NOT_FOUND change.tags[0]", "SLUG_TAKEN change.slug"], "errors that the store finds are included");
        let renamed = editor.done("articleUpdate", on(&other, json!({ "change": { "headline": "Ferry", "slug": null } }))).await;
        assert_eq!(renamed["slug"], "ferry-2", "a generated slug gets a number");
        assert_eq!(editor.done("articleUpdate", on(&renamed, json!({ "change": { "slug": null } }))).await["slug"], "ferry-2", "an article may keep its own slug");
        assert_eq!(editor.done("articleSubmit", on(&filed, json!({}))).await["version"], 2, "the rejected acts changed nothing");
    }

    async fn a_body_is_accepted_as_blocks_markdown_or_html_and_errors_name_the_block(app: &TestApp) {
        let editor = Person::new(app, "ed", Role::Editor).await;
        let target = editor.done("articleCreate", json!({ "headline": "Target" })).await;
        let target = editor.done("articlePublish", on(&target, json!({}))).await;
        let blocks = json!({ "blocks": [
            { "heading": { "level": 2, "runs": [{ "text": { "text": "Late" } }] } },
            { "paragraph": { "runs": [{ "text": { "text": "The ferry, " } }, { "link": { "runs": [{ "text": { "text": "again" } }], "target": { "article": target["id"] } } }] } },
        ] });
        let filed = editor.done("articleCreate", json!({ "headline": "Blocks", "body": blocks })).await;
        editor.done("articlePublish", on(&filed, json!({}))).await;
        let query = "query($id: ID!) { article(id: $id) { bodyText bodyHtml wordCount related { nodes { headline } } } }";
        let seen = app.data(query, json!({ "id": filed["id"] })).await;
        assert_eq!((&seen["article"]["bodyText"], &seen["article"]["wordCount"]), (&json!("Late\n\nThe ferry, again"), &json!(4)));
        assert_eq!(seen["article"]["related"]["nodes"], json!([{ "headline": "Target" }]), "the body links to it");
        for (form, text) in [("markdown", "## Late\n\nThe *ferry*."), ("html", "<h2>Late</h2><p>The <em>ferry</em>.</p>")] {
            let filed = editor.done("articleCreate", json!({ "headline": form, "body": { form: text } })).await;
            editor.done("articlePublish", on(&filed, json!({}))).await;
            assert_eq!(app.data(query, json!({ "id": filed["id"] })).await["article"]["bodyText"], "Late\n\nThe ferry.");
        }
        let wrong = json!({ "headline": "Wrong", "body": { "blocks": [{ "paragraph": { "runs": [{ "text": { "text": "a\u{1}" } }] } }, { "heading": { "level": 9, "runs": [] } }] } });
        let reasons = editor.refused("articleCreate", wrong).await;
        assert!(reasons.iter().any(|reason| reason.contains("body.blocks[0]")) && reasons.iter().any(|reason| reason == "BAD_USER_INPUT body.blocks[1].heading.level"), "{reasons:?}");
        let script = editor.act("articleUpdate", on(&filed, json!({ "change": { "body": { "html": "<p>One</p><script>x</script>" } } }))).await;
        assert_eq!(script["userErrors"][0]["field"], "change.body.html", "{script}");
        let many: Vec<_> = (0..2_000).map(|_| json!({ "divider": {} })).collect();
        editor.done("articleCreate", json!({ "headline": "Long", "body": { "blocks": many } })).await;
    }

    async fn case_58_invalid_times_are_rejected_and_nothing_changes(app: &TestApp) {
        let editor = Person::new(app, "ed", Role::Editor).await;
        let filed = editor.done("articleCreate", json!({ "headline": "A" })).await;
        let document = "mutation($id: ID!, $at: DateTime) { articlePublish(input: { id: $id, expectedVersion: 1, at: $at }) { userErrors { code field } } }";
        for moment in ["2026-10-25T02:30:00", "2026-03-29T02:30", "2026-13-01T00:00:00Z", "2026-01-01T24:00:00Z", "infinity", "tomorrow", "", "0000-01-01T00:00:00Z", "9999-12-31T00:00:00Z", "2026-12-31T23:59:60Z"] {
            let (status, answer) = editor.ask(document, json!({ "id": filed["id"], "at": moment })).await;
            assert_eq!((status, &answer["errors"][0]["extensions"]["code"]), (400, &json!("BAD_USER_INPUT")), "{moment}: {answer}");
        }
        let (_, answer) = editor.ask(document, json!({ "id": filed["id"], "at": "2026-10-25T02:30:00+01:00" })).await;
        assert_eq!(answer["data"]["articlePublish"]["userErrors"], json!([]), "a time with an offset is valid");
    }

    async fn cases_22_to_24_control_characters_and_malformed_ids_are_rejected(app: &TestApp) {
        let editor = Person::new(app, "ed", Role::Editor).await;
        for character in ['\u{1}', '\u{b}', '\u{1f}', '\u{fffe}', '\u{ffff}'] {
            let text = format!("a{character}b");
            let wrong = json!({ "headline": text, "standfirst": text, "kicker": text, "seo": { "title": text }, "dateline": { "place": text } });
            assert_eq!(editor.refused("articleCreate", wrong).await,
                ["BAD_USER_INPUT dateline.place", "BAD_USER_INPUT headline", "BAD_USER_INPUT kicker", "BAD_USER_INPUT seo.title", "BAD_USER_INPUT standfirst"], "{character:?}");
        }
        for (document, variables) in [
            ("mutation($i: ArticleCreateInput!) { articleCreate(input: $i) { userErrors { code } } }", json!({ "i": { "headline": "a\u{0}b" } })),
            ("query($f: ArticleFilter) { articles(filter: $f) { totalCount } }", json!({ "f": { "sections": ["a\u{0}b"] } })),
            ("query($s: String!) { tag(slug: $s) { id } }", json!({ "s": "a\u{0}b" })),
            ("query($i: ID!) { node(id: $i) { id } }", json!({ "i": "a\u{0}b" })),
            ("{ tag(slug: \"a\\u0000b\") { id } }", json!({})),
        ] {
            let (status, answer) = editor.ask(document, variables).await;
            assert_eq!((status, &answer["errors"][0]["extensions"]["code"]), (400, &json!("BAD_USER_INPUT")), "{document}: {answer}");
        }
        for id in ["", "' OR 1=1--", "%00", "QUFBQUFBQUFBQUFBQUFBQUE", "Article:-1", "18446744073709551616"] {
            assert_eq!(editor.refused("articleSubmit", json!({ "id": id, "expectedVersion": 1 })).await, ["NOT_FOUND id"], "{id}");
        }
    }
}
