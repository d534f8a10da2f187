//! One request answers a whole news page.

use serde_json::json;

use crate::support::{TestApp, both, operation, record, record_with};

both! {
    async fn one_request_returns_a_whole_news_page(app: &TestApp) {
        let mut records = vec![record_with("Bridge opens", json!({
            "slug": "bridge-opens",
            "standfirst": "After fifty days the bridge lifts again.",
            "kicker": "Harbour",
            "format": "markdown",
            "body": "The bridge is open.\n\n## What happened\n\nThe harbour master was pleased. <q data-speaker=\"Marta Oyelaran\" data-role=\"harbour master\">We had nine minutes.</q>\n\nRead [the first report](https://paper.example/stuck) again.",
            "authors": [{ "name": "Ines Moreau", "role": "reporter" }],
            "tags": [{ "name": "Bridge", "kind": "place" }, "Harbour"],
            "section": "City",
            "lang": "en",
            "related": ["Bridge stuck"],
            "corrections": [{ "at": "2026-01-01T00:10:00Z", "text": "It was nine minutes, not eight." }],
        }))];
        records.push(record_with("Bridge stuck", json!({ "tags": ["Bridge"], "section": "City", "source_url": "https://paper.example/stuck" })));
        let tags = |number| if number < 8 { json!(["Harbour", "Bridge"]) } else { json!(["Harbour"]) };
        records.extend((0..60).map(|number| record_with(&format!("Other {number}"), json!({ "tags": tags(number), "section": "World" }))));
        records.push(record("No section"));
        app.import(&records).await;
        app.relate().await;
        let page = app.data(&operation("news-page"), json!({ "slug": "bridge-opens" })).await;
        assert_eq!(page["publication"]["name"], "The Test Courier");
        assert_eq!(page["publication"]["today"]["date"], "2026-01-01");
        let article = &page["article"];
        assert_eq!(article["headline"], "Bridge opens");
        assert_eq!(article["byline"][0]["contributor"]["name"], "Ines Moreau");
        assert_eq!(article["outline"][0]["text"], "What happened");
        assert_eq!(article["corrections"][0]["text"], "It was nine minutes, not eight.");
        let body = article["body"].to_string();
        assert!(body.contains("Marta Oyelaran") && body.contains("harbour master") && body.contains("We had nine minutes."), "{body}");
        let related = article["related"]["edges"].as_array().unwrap();
        assert_eq!(related.len(), 6);
        assert_eq!(related[0]["node"]["headline"], "Bridge stuck");
        for edge in related {
            let contributions: f64 = edge["reasons"].as_array().unwrap().iter().map(|reason| reason["contribution"].as_f64().unwrap()).sum();
            assert!((contributions - edge["score"].as_f64().unwrap()).abs() < 1e-6);
        }
        assert_eq!(page["latest"]["nodes"].as_array().unwrap().len(), 50);
        assert!(page["latest"]["nodes"].as_array().unwrap().iter().any(|node| node["section"]["name"] == "World"));
    }
}
