//! What the desk shows: head revisions, lists of them, what became of each, the paper at other times, and who did what.

use serde_json::{Value, json};
use standfirst_domain::{account::Role, text::Headline};

use super::{data_as, file, someone};
use crate::support::{TestApp, at, both, record_with};

const LIST: &str = "query($filter: DeskFilter, $after: Cursor) { desk { articles(first: 3, after: $after, filter: $filter) { totalCount nodes { headline status tags { name } } pageInfo { hasNextPage endCursor } } } }";

fn headlines(list: &Value) -> Vec<&str> {
    let nodes = list["nodes"].as_array().unwrap().iter();
    nodes
        .map(|node| node["headline"].as_str().unwrap())
        .collect()
}

both! {
    async fn a_list_of_the_desk_is_walked_by_the_last_change_and_authors_meet_their_own(app: &TestApp) {
        let (ann, ben) = (someone(app, "ann", Role::Author).await, someone(app, "ben", Role::Author).await);
        let editor = someone(app, "eve", Role::Editor).await;
        for (second, who, headline) in [(1_001, &ann, "One"), (1_002, &ben, "Two"), (1_003, &ann, "Three"), (1_004, &ben, "Four")] {
            app.set_clock(second);
            file(app, who, headline).await;
        }
        app.import(&[record_with("Public", json!({ "tags": ["Harbour"] }))]).await;
        let list = data_as(app, &editor, LIST, json!({})).await["desk"]["articles"].take();
        assert_eq!((headlines(&list), &list["totalCount"]), (vec!["Four", "Three", "Two"], &json!(5)));
        let rest = data_as(app, &editor, LIST, json!({ "after": list["pageInfo"]["endCursor"] })).await["desk"]["articles"].take();
        assert_eq!((headlines(&rest), &rest["pageInfo"]["hasNextPage"]), (vec!["One", "Public"], &json!(false)));
        let drafts = data_as(app, &editor, LIST, json!({ "filter": { "statuses": ["DRAFT", "IN_REVIEW"] } })).await["desk"]["articles"].take();
        assert_eq!((headlines(&drafts), &drafts["totalCount"]), (vec!["Four", "Three", "Two"], &json!(4)));
        let own = data_as(app, &ann, LIST, json!({})).await["desk"]["articles"].take();
        assert_eq!((headlines(&own), &own["totalCount"]), (vec!["Three", "One"], &json!(2)));
        let mine = data_as(app, &editor, LIST, json!({ "filter": { "mine": true } })).await["desk"]["articles"].take();
        assert_eq!((headlines(&mine), &mine["totalCount"]), (vec![], &json!(0)));
    }

    async fn a_page_of_the_desk_costs_the_same_for_one_article_and_for_many(app: &TestApp) {
        let editor = someone(app, "eve", Role::Editor).await;
        let query = "query($first: Int!) { desk { articles(first: $first) { nodes { headline wordCount bodyText tags { name } section { name } byline { contributor { name } } revisions(first: 2) { nodes { number changed article { headline bodyText } } } } } } }";
        let records: Vec<_> = (0..20).map(|n| record_with(&format!("A{n}"), json!({ "status": "draft", "tags": [format!("t{n}")], "section": format!("s{n}"), "authors": [format!("w{n}")] }))).collect();
        app.import(&records).await;
        let mut costs = Vec::new();
        for first in [1, 20] {
            data_as(app, &editor, "{ viewer { id } }", json!({})).await;
            let before = app.store.statements();
            let answer = data_as(app, &editor, query, json!({ "first": first })).await;
            costs.push(app.store.statements() - before);
            let articles = &answer["desk"]["articles"]["nodes"];
            assert_eq!(articles[0]["tags"].as_array().unwrap().len(), 1, "names that only drafts carry are shown within them");
            assert_eq!((&articles[0]["wordCount"], &articles[0]["bodyText"]), (&json!(4), &articles[0]["revisions"]["nodes"][0]["article"]["bodyText"]));
        }
        assert!(costs[0] == costs[1] && costs[0] <= 6, "{costs:?}");
        let before = app.store.statements();
        data_as(app, &editor, "{ desk { articles(first: 20) { nodes { headline status slug } } } }", json!({})).await;
        assert_eq!(app.store.statements() - before, 1, "a page drags no bodies along");
    }

    async fn revisions_tell_what_changed_and_by_whom(app: &TestApp) {
        let (ann, ben) = (someone(app, "ann", Role::Author).await, someone(app, "ben", Role::Author).await);
        let id = file(app, &ann, "One").await;
        let amend = "mutation($id: ID!) { articleUpdate(input: { id: $id, expectedVersion: 1, note: \"Closer.\", change: { headline: \"Two\", kicker: \"Port\" } }) { userErrors { message } } }";
        data_as(app, &ann, amend, json!({ "id": id })).await;
        let query = "query($id: ID!) { desk { article(id: $id) { revisions { totalCount nodes { number note changed actor { name } article { headline } } } } } revisionDiff(article: $id, from: 1, to: 2) { fields { field before after } blocks { change } } }";
        let answer = data_as(app, &ann, query, json!({ "id": id })).await;
        assert_eq!(answer["desk"]["article"]["revisions"], json!({ "totalCount": 2, "nodes": [
            { "number": 2, "note": "Closer.", "changed": ["headline", "kicker"], "actor": { "name": "ann@paper.example" }, "article": { "headline": "Two" } },
            { "number": 1, "note": null, "changed": [], "actor": { "name": "ann@paper.example" }, "article": { "headline": "One" } },
        ] }));
        assert_eq!(answer["revisionDiff"], json!({ "blocks": [], "fields": [
            { "field": "headline", "before": "One", "after": "Two" }, { "field": "kicker", "before": null, "after": "Port" },
        ] }));
        let hidden = data_as(app, &ben, query, json!({ "id": id })).await;
        assert_eq!(hidden, json!({ "desk": { "article": null }, "revisionDiff": null }));
    }

    async fn the_paper_at_another_time_is_that_time_s_throughout(app: &TestApp) {
        let id = app.import(&[record_with("Early", json!({ "tags": ["Harbour"], "slug": "early" }))]).await[0];
        app.import(&[record_with("Late", json!({ "tags": ["Harbour"], "published_at": at(5_000).to_string() }))]).await;
        app.act(id, |story| story.amend(standfirst_domain::story::Content { headline: Headline::parse("Mended").unwrap(), ..story.head.content.clone() }, None, None, at(2_000))).await;
        app.act(id, |story| story.publish(None, None, at(2_000))).await;
        app.act(id, |story| story.unpublish(at(3_000))).await;
        app.set_clock(4_000);
        let editor = someone(app, "eve", Role::Editor).await;
        let query = "query($at: DateTime) { article(slug: \"early\", asOf: $at) { headline bodyText tags { name articles { totalCount nodes { headline } } } } articles(asOf: $at) { totalCount nodes { headline } } }";
        let seen = |answer: &Value| (answer["article"]["headline"].clone(), answer["articles"]["totalCount"].clone(), answer["article"]["tags"][0]["articles"]["totalCount"].clone());
        for (second, expected) in [
            (1_500, (json!("Early"), json!(1), json!(1))),
            (2_500, (json!("Mended"), json!(1), json!(1))),
            (3_500, (Value::Null, json!(0), Value::Null)),
            (6_000, (Value::Null, json!(1), Value::Null)),
        ] {
            let answer = data_as(app, &editor, query, json!({ "at": at(second).to_string() })).await;
            assert_eq!(seen(&answer), expected, "{second}");
        }
        for role in [Role::Reader, Role::Partner, Role::Author] {
            let who = someone(app, role.as_str(), role).await;
            let (_, answer) = app.ask_as(&who, query, json!({ "at": at(6_000).to_string() })).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN", "{role}: {answer}");
            assert_eq!(answer["data"], json!({ "article": null, "articles": null }), "{role}");
        }
        let (_, answer) = app.ask(query, json!({ "at": at(6_000).to_string() })).await;
        assert_eq!(answer["errors"][1]["extensions"]["code"], "FORBIDDEN", "{answer}");
    }

    async fn the_audit_log_is_for_admins_and_is_walked_from_the_latest(app: &TestApp) {
        let (ann, admin) = (someone(app, "ann", Role::Author).await, someone(app, "ada", Role::Admin).await);
        app.set_clock(1_001);
        let id = file(app, &ann, "One").await;
        app.set_clock(1_002);
        let submit = "mutation($id: ID!) { articleSubmit(input: { id: $id, expectedVersion: 1 }) { userErrors { message } } }";
        data_as(app, &ann, submit, json!({ "id": id })).await;
        app.set_clock(1_003);
        file(app, &ann, "Two").await;
        let articles = json!({ "from": at(1_001).to_string() });
        let query = "query($after: Cursor, $filter: AuditFilter) { auditLog(first: 2, after: $after, filter: $filter) { nodes { act actor { name } subject { kind id } version } pageInfo { hasNextPage endCursor } } }";
        let first = data_as(app, &admin, query, json!({ "filter": articles })).await["auditLog"].take();
        let acts = |part: &Value| part["nodes"].as_array().unwrap().iter().map(|line| line["act"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
        assert_eq!(acts(&first), ["articleCreate", "articleSubmit"]);
        assert_eq!(first["nodes"][1], json!({ "act": "articleSubmit", "actor": { "name": "ann@paper.example" }, "subject": { "kind": "ARTICLE", "id": id }, "version": 2 }));
        let rest = data_as(app, &admin, query, json!({ "filter": articles, "after": first["pageInfo"]["endCursor"] })).await["auditLog"].take();
        assert_eq!((acts(&rest), &rest["pageInfo"]["hasNextPage"]), (vec!["articleCreate".to_owned()], &json!(false)));
        for (filter, expected) in [
            (json!({ "subject": id }), 2), (json!({ "act": "articleSubmit" }), 1), (json!({ "from": at(1_002).to_string(), "until": at(1_003).to_string() }), 1),
            (json!({ "actor": id }), 0), (json!({ "act": "articleCreate", "subject": id }), 1),
        ] {
            let part = data_as(app, &admin, query, json!({ "filter": filter })).await["auditLog"].take();
            assert_eq!(acts(&part).len(), expected, "{filter}");
        }
        let (_, answer) = app.ask_as(&ann, query, json!({})).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN");
        let (status, answer) = app.ask(query, json!({})).await;
        assert_eq!((status, &answer["errors"][0]["extensions"]["code"]), (401, &json!("UNAUTHENTICATED")));
    }
}
