//! Related articles: arguments, explanations and the number of statements.

use std::collections::HashMap;

use serde_json::{Value, json};
use standfirst_domain::{account::Role, ids::ArticleId, text::Label};

use crate::{
    desk::{Person, on},
    support::{TestApp, at, both, record_with},
};

const EXPLAIN: &str = "query($article: ID!, $other: ID!) { explainRelated(article: $article, other: $other) { score rank absence lastScore article { id } other { id } reasons { ...Why } } }
    fragment Why on RelatedReason { __typename contribution ... on SharedTags { tags { name } } ... on SimilarText { words } ... on CloseInTime { days } }";
const LIST: &str = "query($id: ID!) { article(id: $id) { related(first: 100) { edges { node { id } score reasons { __typename contribution ... on SharedTags { tags { name } } ... on SimilarText { words } ... on CloseInTime { days } } } } } }";

fn opaque(id: ArticleId) -> String {
    standfirst_api::GlobalId::Article(id).encode().to_string()
}

/// Forty articles about a flood and twenty about other subjects.
fn archive() -> Vec<Value> {
    let subjects = ["opera", "budget", "chess", "harvest"];
    let article = |number: i64| {
        let (title, body, tag) = if number < 40 {
            (
                format!("Flood report {number}"),
                format!(
                    "The embankment at Callow Weir gave way near sluice {}. Crews from district {} pumped water.",
                    number % 4,
                    number % 7
                ),
                "Flood",
            )
        } else {
            let subject = subjects[usize::try_from(number % 4).unwrap()];
            (
                format!("On {subject} {number}"),
                format!(
                    "A season of {subject} opened with applause in hall {}.",
                    number % 3
                ),
                subject,
            )
        };
        let days = 86_400 * (number % 20);
        record_with(
            &format!("{number}"),
            json!({ "title": title, "body": body, "tags": [tag], "section": format!("Section {}", number % 3), "published_at": at(days).to_string() }),
        )
    };
    (0..60).map(article).collect()
}

async fn explained(app: &TestApp, article: ArticleId, other: ArticleId) -> Value {
    let variables = json!({ "article": opaque(article), "other": opaque(other) });
    app.data(EXPLAIN, variables).await["explainRelated"].take()
}

async fn list(app: &TestApp, article: ArticleId) -> Vec<Value> {
    let mut found = app.data(LIST, json!({ "id": opaque(article) })).await;
    match found["article"]["related"]["edges"].take() {
        Value::Array(edges) => edges,
        other => panic!("{other}"),
    }
}

fn sum(of: &Value) -> f64 {
    let reasons = of["reasons"].as_array().unwrap().iter();
    reasons
        .map(|reason| reason["contribution"].as_f64().unwrap())
        .sum()
}

fn is_near(one: f64, other: f64) -> bool {
    (one - other).abs() < 1e-6
}

async fn start(app: &TestApp) -> Vec<ArticleId> {
    app.set_clock(86_400 * 30);
    let ids = app.import(&archive()).await;
    app.relate().await;
    ids
}

both! {
    async fn explanations_agree_with_the_related_list_for_every_pair(app: &TestApp) {
        let ids = start(app).await;
        let mut absences: HashMap<String, usize> = HashMap::new();
        for subject in [ids[0], ids[45]] {
            let list = list(app, subject).await;
            assert!(!list.is_empty());
            for other in &ids {
                let explanation = explained(app, subject, *other).await;
                assert_eq!((&explanation["article"]["id"], &explanation["other"]["id"]), (&json!(opaque(subject)), &json!(opaque(*other))));
                let score = explanation["score"].as_f64().unwrap();
                assert!(is_near(sum(&explanation), score) && (0.0..=1.0).contains(&score), "{explanation}");
                let place = list.iter().position(|edge| edge["node"]["id"] == opaque(*other));
                match (place, explanation["rank"].as_u64()) {
                    (Some(place), Some(rank)) => {
                        let edge = &list[place];
                        assert_eq!((place + 1, &edge["score"], &edge["reasons"], &explanation["absence"]), (usize::try_from(rank).unwrap(), &explanation["score"], &explanation["reasons"], &Value::Null), "{explanation}");
                        assert!(is_near(sum(edge), edge["score"].as_f64().unwrap()) && score > 0.0);
                    }
                    (None, None) => {
                        let absence = explanation["absence"].as_str().unwrap().to_owned();
                        match absence.as_str() {
                            "OUTRANKED" => assert!(list.len() >= 30 && score > 0.0 && score <= explanation["lastScore"].as_f64().unwrap(), "{explanation}"),
                            "TOO_LITTLE_IN_COMMON" => assert_eq!((score, &explanation["reasons"], &explanation["lastScore"]), (0.0, &json!([]), &Value::Null), "{explanation}"),
                            "SAME_ARTICLE" => assert_eq!(subject, *other),
                            _ => panic!("{explanation}"),
                        }
                        *absences.entry(absence).or_default() += 1;
                    }
                    _ => panic!("the list and the explanation differ: {explanation}"),
                }
            }
        }
        assert_eq!(absences["SAME_ARTICLE"], 2, "{absences:?}");
        assert!(absences["OUTRANKED"] >= 5 && absences["TOO_LITTLE_IN_COMMON"] >= 40, "{absences:?}");
    }

    async fn explanations_of_invisible_articles_are_null(app: &TestApp) {
        let mut records = archive();
        records.push(record_with("later", json!({ "body": "The embankment at Callow Weir gave way near sluice 1.", "tags": ["Flood"], "published_at": at(86_400 * 90).to_string() })));
        app.set_clock(86_400 * 30);
        let ids = app.import(&records).await;
        app.relate().await;
        let (hidden, never) = (ids[60], ArticleId::new(at(0), [9; 10]));
        for other in [hidden, never] {
            assert_eq!(explained(app, ids[0], other).await, Value::Null);
            assert_eq!(explained(app, other, ids[0]).await, Value::Null);
        }
        let found = app.data("{ one: explainRelated(article: \"x\", other: \"y\") { score } }", json!({})).await;
        assert_eq!(found["one"], Value::Null);
        assert!(!explained(app, ids[0], ids[4]).await.is_null());
        let (now, reason) = (app.now(), Label::parse("It was wrong.").unwrap());
        app.act(ids[4], move |story| story.retract(reason.clone(), now)).await;
        app.set_clock(86_400 * 30 + 1);
        assert_eq!(explained(app, ids[0], ids[4]).await, Value::Null, "a retracted article has no explanation");
    }

    async fn editors_picks_and_exclusions_are_explained(app: &TestApp) {
        let ids = start(app).await;
        let editor = Person::new(app, "ed", Role::Editor).await;
        let subject = app.data("query($id: ID!) { article(id: $id) { id version } }", json!({ "id": opaque(ids[0]) })).await["article"].take();
        let near = list(app, ids[0]).await[0]["node"]["id"].clone();
        let far = opaque(ids[50]);
        let picked = editor.done("articleSetRelated", on(&subject, json!({ "pinned": [far], "excluded": [near] }))).await;
        editor.done("articlePublish", on(&picked, json!({}))).await;
        let of = async |other: &Value| app.data(EXPLAIN, json!({ "article": opaque(ids[0]), "other": other })).await["explainRelated"].take();
        let excluded = of(&near).await;
        assert_eq!((&excluded["rank"], &excluded["absence"]), (&Value::Null, &json!("EXCLUDED_BY_EDITOR")), "{excluded}");
        let pinned = of(&json!(far)).await;
        assert_eq!((&pinned["rank"], &pinned["score"], &pinned["reasons"][0]["__typename"]), (&json!(1), &json!(1.0), &json!("EditorsPick")), "{pinned}");
        assert!(is_near(sum(&pinned), 1.0));
    }

    async fn arguments_narrow_the_related_list(app: &TestApp) {
        let ids = start(app).await;
        let whole = list(app, ids[0]).await;
        let ask = async |arguments: &str| {
            let query = format!("query($id: ID!) {{ article(id: $id) {{ related({arguments}) {{ edges {{ score node {{ id publishedAt section {{ slug }} }} }} }} }} }}");
            let mut found = app.data(&query, json!({ "id": opaque(ids[0]) })).await;
            found["article"]["related"]["edges"].as_array_mut().unwrap().drain(..).collect::<Vec<Value>>()
        };
        let sections = ask("first: 100, sections: [\"section-1\", \"nowhere\"]").await;
        assert!(sections.len() >= 5 && sections.iter().all(|edge| edge["node"]["section"]["slug"] == "section-1"), "{sections:?}");
        assert_eq!(ask("sections: [\"nowhere\"]").await, Vec::<Value>::new());
        assert_eq!(ask("first: 100, sections: []").await.len(), whole.len());
        let recent = ask("first: 100, maxAgeDays: 20").await;
        let from = at(86_400 * 10).to_string();
        assert!(!recent.is_empty() && recent.len() < whole.len() && recent.iter().all(|edge| edge["node"]["publishedAt"].as_str().unwrap() >= from.as_str()), "{recent:?}");
        let bar = whole[4]["score"].as_f64().unwrap();
        let good = ask(&format!("first: 100, minScore: {bar}")).await;
        assert!(good.len() >= 5 && good.len() < whole.len() && good.iter().all(|edge| edge["score"].as_f64().unwrap() >= bar));
        let (first, second) = (whole[0]["node"]["id"].clone(), &whole[1]["node"]["id"]);
        let without = ask(&format!("first: 1, excludeIds: [{first}]")).await;
        assert_eq!(&without[0]["node"]["id"], second, "the next article moves up");
        let great = "query($id: ID!) { article(id: $id) { related(minScore: 99999999999999999999999) { nodes { id } } } }";
        let (_, answer) = app.ask(great, json!({ "id": opaque(ids[0]) })).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{answer}");
        for (arguments, words) in [
            ("first: 0", "`first` must be from 1 to 100."),
            ("maxAgeDays: 0", "`maxAgeDays` must be from 1 to 36500."),
            ("maxAgeDays: 36501", "`maxAgeDays` must be from 1 to 36500."),
            ("minScore: -0.1", "`minScore` must be from 0 to 1."),
            ("minScore: 1.1", "`minScore` must be from 0 to 1."),
            ("excludeIds: [\"x\"]", "`excludeIds` accepts only ids of articles."),
            (&format!("sections: [{}]", vec!["\"a\""; 21].join(", ")), "`sections` takes at most 20 entries."),
        ] {
            let (_, answer) = app.ask(&format!("query($id: ID!) {{ article(id: $id) {{ related({arguments}) {{ nodes {{ id }} }} }} }}"), json!({ "id": opaque(ids[0]) })).await;
            assert_eq!((&answer["errors"][0]["extensions"]["code"], &answer["errors"][0]["message"]), (&json!("BAD_USER_INPUT"), &json!(words)), "{answer}");
        }
    }

    async fn related_lists_of_one_or_fifty_articles_take_one_statement(app: &TestApp) {
        start(app).await;
        let sent = async |query: &str, variables: Value| {
            let before = app.store.statements();
            let answer = app.data(query, variables).await;
            (app.store.statements() - before, answer)
        };
        let query = "query($first: Int!) { articles(first: $first) { nodes { related(first: 3, maxAgeDays: 60, minScore: 0.001) { edges { score reasons { contribution } node { id } } } } } }";
        for first in [1, 50] {
            let (statements, answer) = sent(query, json!({ "first": first })).await;
            assert!(answer["articles"]["nodes"][0]["related"]["edges"].as_array().is_some_and(|edges| edges.len() == 3), "{answer}");
            assert_eq!(statements, 3, "one for the list, one for the related lists and one for their articles: {first}");
        }
        let tag = "query($dedupe: Dedupe) { tag(slug: \"flood\") { articles(first: 20, dedupe: $dedupe) { nodes { headline related(first: 3, dedupe: $dedupe) { nodes { headline } } } } } }";
        for dedupe in [Value::Null, json!("PAGE")] {
            let (statements, _) = sent(tag, json!({ "dedupe": dedupe })).await;
            assert!((3..=4).contains(&statements), "the tag, its articles, their related lists, and the related articles that are not in the list: {statements}");
        }
        let sections = query.replace("minScore: 0.001", "sections: [\"section-0\", \"section-1\"]");
        assert_eq!(sent(&sections, json!({ "first": 50 })).await.0, 4, "one more for the named sections");
    }
}
