//! Lists in one request that repeat no article.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::support::{TestApp, both, record_with};

const FRONT: &str = "query($dedupe: Dedupe, $after: Cursor) {
    latest: articles(first: 3, dedupe: $dedupe) { nodes { id headline related(first: 2, dedupe: $dedupe) { nodes { id headline } } } }
    sections(first: 4) { nodes { articles(first: 3, dedupe: $dedupe) { nodes { id headline } } } }
    tag(slug: \"common\") { articles(first: 5, dedupe: $dedupe) { totalCount nodes { id headline } } }
    rest: articles(first: 6, after: $after, dedupe: $dedupe) { nodes { id headline } pageInfo { endCursor hasNextPage } }
    oldest: articles(last: 4, dedupe: $dedupe) { nodes { id headline } pageInfo { startCursor hasPreviousPage } }
}";

fn articles(records: std::ops::Range<usize>) -> Vec<Value> {
    let article = |number: usize| {
        let at = format!("2026-01-01T00:{:02}:00Z", number % 60);
        let more = json!({ "published_at": at, "tags": ["Common", format!("Tag {}", number % 5)], "section": format!("Section {}", number % 4) });
        record_with(&format!("Article {number:02}"), more)
    };
    records.map(article).collect()
}

fn headlines(answer: &Value, found: &mut Vec<String>) {
    match answer {
        Value::Object(fields) => {
            found.extend(
                fields
                    .get("headline")
                    .and_then(Value::as_str)
                    .map(str::to_owned),
            );
            fields.values().for_each(|value| headlines(value, found));
        }
        Value::Array(values) => values.iter().for_each(|value| headlines(value, found)),
        _ => {}
    }
}

fn all(answer: &Value) -> Vec<String> {
    let mut found = Vec::new();
    headlines(answer, &mut found);
    found
}

both! {
    async fn a_search_skips_articles_of_earlier_lists_and_its_cursor_continues(app: &TestApp) {
        app.set_clock(4_000);
        app.import(&articles(0..30)).await;
        let page = "query($after: Cursor) {
            latest: articles(first: 3, dedupe: PAGE) { nodes { headline } }
            search(query: \"article\", orderBy: NEWEST, first: 4, after: $after, dedupe: PAGE) { nodes { headline } pageInfo { endCursor hasNextPage } }
        }";
        let first = app.data(page, json!({})).await;
        assert_eq!(all(&first["latest"]), ["Article 29", "Article 28", "Article 27"]);
        assert_eq!(all(&first["search"]), ["Article 26", "Article 25", "Article 24", "Article 23"]);
        assert_eq!(first["search"]["pageInfo"]["hasNextPage"], true);
        let after = &first["search"]["pageInfo"]["endCursor"];
        let second = app.data(page, json!({ "after": after })).await;
        assert_eq!(all(&second["search"]), ["Article 22", "Article 21", "Article 20", "Article 19"]);
    }

    async fn many_lists_in_one_request_repeat_no_article_and_take_no_more_statements(app: &TestApp) {
        app.set_clock(4_000);
        app.import(&articles(0..60)).await;
        app.relate().await;
        let page = app.data(FRONT, json!({ "dedupe": "PAGE" })).await;
        let shown = all(&page);
        let once: HashSet<&String> = shown.iter().collect();
        assert_eq!(once.len(), shown.len(), "{shown:#?}");
        assert_eq!(shown.len(), 3 + 6 + 12 + 5 + 6 + 4, "every list has the requested length: {page:#}");
        let latest: Vec<&str> = page["latest"]["nodes"].as_array().unwrap().iter().map(|node| node["headline"].as_str().unwrap()).collect();
        assert_eq!(latest, ["Article 59", "Article 58", "Article 57"], "the first list is complete");
        assert_eq!(all(&page["oldest"]), ["Article 03", "Article 02", "Article 01", "Article 00"]);
        assert_eq!(page["tag"]["articles"]["totalCount"], 60, "the count includes skipped articles");
        let mut rest = all(&page["rest"]);
        rest.sort_by(|one, other| other.cmp(one));
        assert_eq!(rest, all(&page["rest"]), "the list keeps its order");
        for _ in 0..5 {
            assert_eq!(app.data(FRONT, json!({ "dedupe": "PAGE" })).await, page, "every request gets the same lists");
        }
        let mut statements = Vec::new();
        for dedupe in [json!(null), json!("PAGE")] {
            let before = app.store.statements();
            app.data(FRONT, json!({ "dedupe": dedupe })).await;
            statements.push(app.store.statements() - before);
        }
        assert!(statements[1] <= statements[0] + 1, "{statements:?}");
        let plain = all(&app.data(FRONT, json!({})).await);
        assert!(plain.iter().collect::<HashSet<_>>().len() < plain.len(), "without `dedupe` the lists repeat articles");
    }

    async fn a_deduplicated_list_continues_from_its_own_cursor(app: &TestApp) {
        app.set_clock(4_000);
        app.import(&articles(0..40)).await;
        let query = "query($after: Cursor) { articles(first: 6, after: $after, dedupe: PAGE) { nodes { headline } } rest: articles(first: 6, after: $after, dedupe: PAGE) { nodes { headline } pageInfo { endCursor hasNextPage } } }";
        let (mut collected, mut after) = (Vec::new(), Value::Null);
        loop {
            let page = app.data(query, json!({ "after": after })).await;
            collected.extend(all(&page));
            if page["rest"]["pageInfo"]["hasNextPage"] == false {
                break;
            }
            after = page["rest"]["pageInfo"]["endCursor"].clone();
        }
        let once: HashSet<&String> = collected.iter().collect();
        assert_eq!((collected.len(), once.len()), (40, 40), "the second column continues as well");
    }
}
