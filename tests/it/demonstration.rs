//! The demonstration newsroom and the examples in the documents.

use serde_json::{Value, json};

use crate::support::{TestApp, both};

fn file(path: &str) -> String {
    std::fs::read_to_string(format!("{}/../{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// Records of the demonstration newsroom in the order of import.
fn records() -> Vec<Value> {
    let folder = format!("{}/../examples/newsroom", env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == "ndjson")
    });
    files.sort();
    let lines = files
        .iter()
        .map(|path| std::fs::read_to_string(path).unwrap());
    lines
        .flat_map(|text| {
            text.lines()
                .map(|line| serde_json::from_str(line).unwrap())
                .collect::<Vec<_>>()
        })
        .collect()
}

/// First code block of a language in a document.
fn block(readme: &str, language: &str) -> String {
    let (_, rest) = readme.split_once(&format!("```{language}\n")).unwrap();
    rest.split_once("```").unwrap().0.to_owned()
}

both! {
    async fn the_first_query_of_the_readme_returns_the_printed_response(app: &TestApp) {
        app.set_clock(30_000_000);
        app.import(&records()).await;
        app.relate().await;
        let readme = file("README.md");
        let answer = app.ask(&block(&readme, "graphql"), json!({})).await.1;
        let expected: Value = serde_json::from_str(&block(&readme, "json")).unwrap();
        assert_eq!(answer, expected, "{}", serde_json::to_string_pretty(&answer).unwrap());
    }

    async fn the_search_of_the_documentation_returns_the_printed_response(app: &TestApp) {
        app.set_clock(30_000_000);
        app.import(&records()).await;
        app.relate().await;
        let documentation = file("docs/search.md");
        let answer = app.ask(&block(&documentation, "graphql"), json!({})).await.1;
        let expected: Value = serde_json::from_str(&block(&documentation, "json")).unwrap();
        assert_eq!(answer, expected, "{}", serde_json::to_string_pretty(&answer).unwrap());
        let suggested = app.data("{ suggest(prefix: \"sist\") { text } }", json!({})).await;
        assert_eq!(suggested["suggest"][0]["text"], "Sister Bridge");
    }

    async fn the_demonstration_has_a_correction_a_retraction_an_embargo_an_expiry_and_series(app: &TestApp) {
        app.set_clock(30_000_000);
        let records = records();
        assert!(records.len() >= 60);
        app.import(&records).await;
        let query = "{ all: articles(first: 1) { totalCount }
            corrected: article(slug: \"half-of-flooded-homes-had-no-contents-insurance\") { corrections { text } }
            retracted: article(slug: \"walrus-hauls-out-at-gannet-head\") { status retraction { reason } bodyText }
            embargoed: article(slug: \"what-was-in-the-millennium-box\") { headline }
            expired: article(slug: \"name-the-tram\") { headline }
            series: tags(first: 100, kind: SERIES) { nodes { name articles(first: 1) { totalCount } } } }";
        let data = app.data(query, json!({})).await;
        assert_eq!(data["all"]["totalCount"], records.len() - 3, "all articles but one under embargo, one expired and one retracted");
        assert_eq!(data["corrected"]["corrections"].as_array().unwrap().len(), 1);
        assert_eq!((&data["retracted"]["status"], &data["retracted"]["bodyText"]), (&json!("RETRACTED"), &Value::Null));
        assert_eq!((&data["embargoed"], &data["expired"]), (&Value::Null, &Value::Null));
        assert_eq!(data["series"]["nodes"].as_array().unwrap().len(), 3);
    }
}
