//! Suggestions for the prefix of a word.

use serde_json::{Value, json};

use super::harbour;
use crate::support::{TestApp, both, record_with};

const SUGGEST: &str = "query($prefix: String!) { suggest(prefix: $prefix) { __typename text ... on HeadlineSuggestion { article { slug } } ... on TagSuggestion { tag { slug } } } }";

async fn texts(app: &TestApp, prefix: &str) -> Vec<String> {
    let data = app.data(SUGGEST, json!({ "prefix": prefix })).await;
    let mut texts: Vec<String> = data["suggest"]
        .as_array()
        .unwrap()
        .iter()
        .map(|suggestion| suggestion["text"].as_str().unwrap().to_owned())
        .collect();
    texts.sort();
    texts
}

both! {
    async fn suggestions_are_headlines_and_tags_with_a_word_of_the_prefix(app: &TestApp) {
        app.import(&harbour()).await;
        app.import(&[record_with("渡轮停航", json!({ "tags": ["渡轮"], "language": "zh" }))]).await;
        assert_eq!(texts(app, "ferr").await, ["Ferries", "Ferry fares rise", "Night ferry cancelled"]);
        assert_eq!(texts(app, "night fer").await, ["Night ferry cancelled"]);
        assert_eq!(texts(app, "FÉRR").await, texts(app, "ferr").await, "folded");
        assert_eq!(texts(app, "渡").await, ["渡轮", "渡轮停航"], "one character is enough in scripts without spaces");
        for nothing in ["", " ", "f", "é", "-", "zeppelin", "!!", "\"", "tag:"] {
            assert_eq!(texts(app, nothing).await, Vec::<String>::new(), "{nothing:?}");
        }
        let data = app.data(SUGGEST, json!({ "prefix": "weat" })).await;
        assert_eq!(data["suggest"], json!([{ "__typename": "TagSuggestion", "text": "Weather", "tag": { "slug": "weather" } }]));
        let one = app.data("{ suggest(prefix: \"ferr\", first: 1) { text } }", json!({})).await;
        assert_eq!(one["suggest"].as_array().map(Vec::len), Some(1));
    }

    async fn long_prefixes_and_numbers_out_of_range_are_rejected(app: &TestApp) {
        for (prefix, first, status) in [("x".repeat(400), 8, 200), ("x".repeat(401), 8, 400), ("fe\u{7}".to_owned(), 8, 400), ("fe".to_owned(), 0, 400), ("fe".to_owned(), 101, 400)] {
            let query = "query($prefix: String!, $first: Int) { suggest(prefix: $prefix, first: $first) { text } }";
            let (_, answer) = app.ask(query, json!({ "prefix": prefix, "first": first })).await;
            let code = if status == 400 { json!("BAD_USER_INPUT") } else { Value::Null };
            assert_eq!(answer["errors"][0]["extensions"]["code"], code, "{first}, {} characters: {answer}", prefix.len());
        }
    }
}
