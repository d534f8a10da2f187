//! Accepted and rejected search queries, equal on both engines and never an internal error (section
//! 5.2 of the security cases).

use serde_json::{Value, json};

use super::{harbour, headlines};
use crate::support::{TestApp, both};

const ALL: &str = "query($query: String!) { search(query: $query, asYouType: true) { totalCount edges { score headline { text } standfirst { text } snippet { text } } facets { tags { count } sections { count } contributors { count } months { count } } } suggest(prefix: $query) { text } }";

async fn code(app: &TestApp, query: &str) -> (u16, Value, Value) {
    let (status, answer) = app.ask(ALL, json!({ "query": query })).await;
    (
        status,
        answer["errors"][0]["extensions"]["code"].clone(),
        answer["errors"][0]["message"].clone(),
    )
}

both! {
    async fn case_25_engine_syntax_is_treated_as_words(app: &TestApp) {
        app.import(&harbour()).await;
        for hostile in [
            "%", "_", "%%", "\" OR NEAR(", "*", "a AND", ":)", "\\", "'\"", "\"", "\"\"", "\"\"\"\"", "-", "--", "-\"", "- -", "^", "fer*", "*rry", "NEAR(ferry fog, 2)", "ferry NEAR/2 fog", "headline:ferry", "{headline}:ferry", "-headline:ferry", "ferry OR 1=1",
            "' OR 1=1--", "'; DROP TABLE article;--", "ferry & !fog | (sound <-> quay)", "ferry:*", "ferry:A", "!ferry", "<->", "<2>", "()", "((", "))", "AND", "OR", "NOT", "NOT ferry", "AND AND AND", "tag:", "section:", "by:", "tag:\"", "-tag:", "tag:%", "section:' OR '1'='1", "by:*", "$1", "?1", ":name", "@x", "\u{feff}",
            "\u{202e}yrref", "\u{fffe}", "ﬀ", "İ", "ß", "🚢", "🏳️‍🌈", "e\u{301}\u{301}\u{301}", "\u{300}", "\t", "\n", "ferry\nfog", "\u{85}", "\u{2028}", "0", "-0", "1e999", "null", "undefined", "\u{1f1e9}", "", " ",
        ] {
            let (status, code, message) = code(app, hostile).await;
            assert!(status == 200 && code.is_null(), "{hostile:?}: {status} {code} {message}");
        }
        for long in ["\u{fdfa}".repeat(63), "\u{fdfa}".repeat(400), format!("ferry {}", "x".repeat(300))] {
            let (status, code, message) = code(app, &long).await;
            assert!(status == 200 && code.is_null(), "{} bytes: {status} {code} {message}", long.len());
        }
        for matches_nothing in ["%", "_", "*", "\" OR NEAR(", "\"", "()", "", " ", "'\"", "\\"] {
            assert_eq!(headlines(app, matches_nothing, "").await, Vec::<String>::new(), "{matches_nothing:?} does not find everything");
        }
        for long in ["(".repeat(10_240), "\"".repeat(10_240), "a ".repeat(5_000), "-".repeat(401), "é".repeat(401)] {
            let (status, code, _) = code(app, &long).await;
            assert_eq!(code, "BAD_USER_INPUT", "{status}: {} bytes", long.len());
        }
        assert_eq!(code(app, &"(".repeat(400)).await.1, Value::Null);
    }

    async fn case_22_control_characters_never_reach_the_engine(app: &TestApp) {
        app.import(&harbour()).await;
        for character in ["\u{0}", "\u{1}", "\u{7}", "\u{8}", "\u{1b}", "\u{7f}", "\u{80}"] {
            for query in [character.to_owned(), format!("ferry{character}"), format!("tag:{character}ferries"), format!("\"a{character}b\"")] {
                let (status, code, message) = code(app, &query).await;
                assert_eq!(code, "BAD_USER_INPUT", "{query:?}: {status} {message}");
            }
        }
    }

    async fn a_query_has_at_most_400_characters_and_64_terms(app: &TestApp) {
        app.import(&harbour()).await;
        let words = |number: usize| "fog ".repeat(number);
        for (query, is_taken) in [
            (words(64), true), (words(65), false), ("é".repeat(400), true), ("é".repeat(401), false), ("🚢".repeat(400), true),
            (format!("{}-x tag:a", words(62)), true), (format!("{}-x tag:a", words(63)), false), ("-a ".repeat(65), false), ("\"a\"".repeat(65), false), ("by:a ".repeat(65), false),
        ] {
            let (status, code, message) = code(app, &query).await;
            assert_eq!(code.is_null(), is_taken, "{query:?}: {status} {message}");
        }
        // 64 terms in every derived part of the query.
        let (status, code, message) = code(app, &"fog \"a b\" -zep tag:a ".repeat(16)).await;
        assert!(status == 200 && code.is_null(), "{status} {code} {message}");
    }

    async fn all_errors_of_a_search_are_returned_together(app: &TestApp) {
        let query = "query($query: String!, $slug: String!) { search(query: $query, filter: { sections: [$slug] }) { totalCount } }";
        let (_, answer) = app.ask(query, json!({ "query": "x".repeat(401), "slug": "a\u{1}b" })).await;
        let message = answer["errors"][0]["message"].as_str().unwrap();
        assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
        assert!(message.contains("query") && message.contains("400") && message.contains("`sections`"), "{message}");
        for (field, named) in [("search(query: \"a\", first: 0)", "`first`"), ("search(query: \"a\", first: 101)", "`first`"), ("search(query: \"ferry\")", "`length`")] {
            app.import(&[crate::support::record_with(&format!("ferry {field}"), json!({}))]).await;
            let (_, answer) = app.ask(&format!("{{ {field} {{ edges {{ snippet(length: 39) {{ text }} }} }} }}"), json!({})).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{answer}");
            assert!(answer["errors"][0]["message"].as_str().unwrap().contains(named), "{answer}");
        }
    }
}
