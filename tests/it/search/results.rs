//! Search results: ranking, filters, highlights and facets.

use serde_json::json;

use super::{harbour, headlines, shown};
use crate::support::{TestApp, both};

both! {
    async fn a_headline_outranks_a_standfirst_and_a_standfirst_outranks_a_body(app: &TestApp) {
        app.import(&harbour()).await;
        let found = headlines(app, "ferry", "").await;
        assert_eq!(found.len(), 4, "{found:?}");
        assert!(["Night ferry cancelled", "Ferry fares rise"].contains(&found[0].as_str()), "{found:?}");
        assert!(["Night ferry cancelled", "Ferry fares rise"].contains(&found[1].as_str()), "{found:?}");
        assert_eq!(found[2..], ["Council meets", "Dredger at work"]);
        assert_eq!(headlines(app, "ferry", ", orderBy: NEWEST").await, ["Ferry fares rise", "Council meets", "Night ferry cancelled", "Dredger at work"]);
    }

    async fn phrases_exclusions_and_filters_narrow_a_search(app: &TestApp) {
        app.import(&harbour()).await;
        for (query, expected) in [
            ("\"night ferry\"", vec!["Night ferry cancelled"]),
            ("ferry -fares -dredger -council", vec!["Night ferry cancelled"]),
            ("ferry tag:ferries -fog", vec!["Ferry fares rise"]),
            ("ferry section:city -\"new ferry\"", vec!["Ferry fares rise"]),
            ("ferry by:\"Ada Larsen\" -council", vec!["Night ferry cancelled"]),
            ("FERRIES fáres -sound -list -dredger", vec!["Ferry fares rise"]),
            ("zeppelin", vec![]),
            ("ferry tag:zeppelin", vec![]),
        ] {
            assert_eq!(headlines(app, query, "").await, expected, "{query}");
        }
    }

    async fn list_filters_narrow_a_search_and_the_last_word_may_be_a_prefix(app: &TestApp) {
        app.import(&harbour()).await;
        for (query, more, expected) in [
            ("ferry", ", filter: { tags: { all: [\"ferries\"], none: [\"weather\"] } }", vec!["Ferry fares rise"]),
            ("ferry", ", filter: { sections: [\"harbour\"], contributors: [\"ines-holt\"] }", vec!["Dredger at work"]),
            ("ferry", ", filter: { publishedAfter: \"2025-12-12T00:00:00Z\" }", vec!["Ferry fares rise"]),
            ("ferry", ", filter: { languages: [\"de\"] }", vec![]),
            ("ferry", ", filter: { sections: [\"No Slug\"] }", vec![]),
            ("dredg", ", asYouType: true", vec!["Dredger at work"]),
            ("zeppel", ", asYouType: true", vec![]),
        ] {
            assert_eq!(headlines(app, query, more).await, expected, "{query}{more}");
        }
        let nothing = app.data("{ search(query: \"ferry\", filter: { sections: [\"No Slug\"] }) { totalCount pageInfo { hasNextPage hasPreviousPage endCursor } facets { tags { count } months { count } } } }", json!({})).await;
        assert_eq!(nothing["search"], json!({ "totalCount": 0, "pageInfo": { "hasNextPage": false, "hasPreviousPage": false, "endCursor": null }, "facets": { "tags": [], "months": [] } }));
    }

    async fn matches_are_marked_and_markup_stays_text(app: &TestApp) {
        app.import(&harbour()).await;
        let query = "query($query: String!) { search(query: $query) { edges { score headline { text isMatch } standfirst { text isMatch } snippet { text isMatch } short: snippet(length: 40) { text isMatch } } } }";
        let found = app.data(query, json!({ "query": "night ferry fog -fares -council -dredger" })).await;
        let edge = &found["search"]["edges"][0];
        assert_eq!(found["search"]["edges"].as_array().unwrap().len(), 1, "{found}");
        assert_eq!(shown(&edge["headline"]), "[Night] [ferry] cancelled");
        assert_eq!(shown(&edge["standfirst"]), "[Fog] on the sound.");
        assert!(shown(&edge["snippet"]).contains("The [ferry] stayed"), "{edge}");
        assert!(shown(&edge["short"]).contains("[ferry]"), "{edge}");
        let length = shown(&edge["short"]).chars().count();
        assert!(length < 60, "{length}: {edge}");
        let score = edge["score"].as_f64().unwrap();
        assert!(score > 0.0 && score <= 1.0, "{edge}");
        let bread = app.data(query, json!({ "query": "bread" })).await;
        let edge = &bread["search"]["edges"][0];
        assert_eq!((shown(&edge["standfirst"]).as_str(), shown(&edge["headline"]).as_str()), ("", "Bakery opens"));
        assert_eq!(shown(&edge["snippet"]), "[Bread], <b>bold</b> & warm, is sold from six.");
    }

    async fn facets_count_the_results_and_only_requested_facets_are_computed(app: &TestApp) {
        app.import(&harbour()).await;
        let query = "{ search(query: \"ferry\", first: 1) { totalCount facets { tags { tag { name } count } sections(first: 1) { section { slug } count } contributors { contributor { name } count } months { year month count } } } }";
        let data = app.data(query, json!({})).await;
        let search = &data["search"];
        assert_eq!(search["totalCount"], 4);
        let facets = &search["facets"];
        let counts = |facet: &str, noun: &str, name: &str| {
            let entries = facets[facet].as_array().unwrap().iter();
            let mut counts: Vec<_> = entries.map(|entry| (entry[noun][name].as_str().unwrap().to_owned(), entry["count"].as_u64().unwrap())).collect();
            counts.sort();
            counts
        };
        let named = |name: &str, count| (name.to_owned(), count);
        assert_eq!(counts("tags", "tag", "name"), [named("Council", 1), named("Ferries", 2), named("Shipping", 1), named("Weather", 1)]);
        assert_eq!(facets["tags"][0], json!({ "tag": { "name": "Ferries" }, "count": 2 }));
        assert_eq!(facets["sections"].as_array().unwrap().len(), 1, "at most the requested number");
        assert_eq!(counts("contributors", "contributor", "name"), [named("Ada Larsen", 2), named("Ines Holt", 2)]);
        assert_eq!(facets["months"], json!([{ "year": 2025, "month": 12, "count": 4 }]));
    }
}
