//! Statement budgets of the shipped documents: equal for one article and for fifty.

use serde_json::{Value, json};

use crate::support::{TestApp, both, operation, record_with};

/// Record with every field that a page can request, and links to the records around it.
fn rich(number: usize) -> Value {
    record_with(
        &format!("Article {number}"),
        json!({
            "slug": format!("article-{number}"),
            "standfirst": "A summary.",
            "format": "markdown",
            "body": format!("First words.\n\n## A heading\n\nSee [another](https://paper.example/{}) and [one more](https://paper.example/{}).", number + 1, number + 2),
            "source_url": format!("https://paper.example/{number}"),
            "authors": [format!("Author {}", number % 7), "Agency"],
            "tags": ["Common", format!("Tag {}", number % 5), format!("Rare {}", number / 2)],
            "section": format!("Section {}", number % 4),
            "image": { "url": "https://images.paper.example/a.jpg", "alt": "A picture" },
            "corrections": [{ "at": "2026-01-01T00:05:00Z", "text": "A figure was wrong." }],
            "related": [format!("Article {}", (number + 1) % 50)],
        }),
    )
}

async fn statements(app: &TestApp, document: &str, variables: Value) -> u64 {
    let before = app.store.statements();
    app.data(&operation(document), variables).await;
    app.store.statements() - before
}

both! {
    async fn shipped_documents_keep_their_statement_budgets_for_one_and_fifty_articles(app: &TestApp) {
        let records: Vec<Value> = (0..52).map(rich).collect();
        for (count, imported) in [(1, 0..1), (52, 1..52)] {
            app.import(&records[imported]).await;
            app.relate().await;
            for (document, variables, budget) in [
                ("front-page", json!({}), 4),
                ("article-page", json!({ "slug": "article-0" }), 9),
                ("tag-page", json!({ "slug": "common" }), 6),
                ("section-page", json!({ "slug": "section-0" }), 6),
                ("contributor-page", json!({ "slug": "agency" }), 6),
                ("search-page", json!({ "query": "article words" }), 12),
                ("search-page", json!({ "query": "article words", "counted": false }), 5),
                ("suggest", json!({ "prefix": "ar" }), 3),
            ] {
                let sent = statements(app, document, variables).await;
                assert!(sent > 0 && sent <= budget, "{document} with {count} articles: {sent} statements, {budget} allowed");
            }
        }
    }

    async fn nested_lists_take_as_many_statements_for_many_parents_as_for_one(app: &TestApp) {
        let records: Vec<Value> = (0..50).map(rich).collect();
        app.import(&records).await;
        app.relate().await;
        let query = "query($first: Int!) { tags(first: $first) { totalCount nodes { name articles(first: 3) { totalCount nodes { headline section { name } related(first: 3) { nodes { headline } } } } } } }";
        let mut costs = Vec::new();
        for first in [1, 25] {
            let before = app.store.statements();
            app.data(query, json!({ "first": first })).await;
            costs.push(app.store.statements() - before);
        }
        assert!(costs[1] <= costs[0] && costs[1] <= 7, "{costs:?}");
    }
}
