//! Search, facets, snippets and suggestions, which follow the visibility rule only.

use serde_json::json;

use super::{
    callers::{Caller, Visible},
    newsroom::{ArticleInState, PENDING, WAITING, marker},
    readers::assert_nothing_hidden,
};
use crate::support::TestApp;

const SEARCHES: &str = "query($marker: String!, $tag: String!, $byTag: String!, $pending: String!, $waiting: String!) {
    found: search(query: $marker, first: 5) { ...All } newest: search(query: $marker, first: 5, orderBy: NEWEST) { ...All } typed: search(query: $marker, first: 5, asYouType: true) { ...All } byTag: search(query: $byTag, first: 5) { ...All }
    pending: search(query: $pending, first: 5) { ...All } waiting: search(query: $waiting, first: 5) { ...All } pendingSuggested: suggest(prefix: $pending) { text }
    all: search(query: \"text\", first: 100) { totalCount nodes { headline } facets { sections(first: 100) { section { slug } count } months { count } } }
    suggested: suggest(prefix: $marker) { text } tag: suggest(prefix: $tag) { text } }
    fragment All on SearchConnection { totalCount edges { score node { headline } headline { text } snippet { text } } facets { tags { tag { slug } count } sections { section { slug } count } contributors { contributor { slug } count } months { count } } }";

/// Checks that search finds the article in a state exactly when the caller may see it.
pub(super) async fn assert_search(app: &TestApp, caller: &Caller, article: &ArticleInState) {
    let state = article.state;
    let scene = format!("{}, {state}", caller.name);
    let is_full = caller.finds(state) == Visible::Full;
    let variables = json!({ "marker": marker(state), "tag": format!("tag {state}"), "byTag": format!("text tag:tag-{state}"), "pending": PENDING, "waiting": format!("text tag:{WAITING}") });
    let answer = caller.data(app, None, SEARCHES, &variables).await;
    for path in ["found", "newest", "typed", "byTag"] {
        let search = &answer[path];
        let count = usize::from(is_full);
        assert_eq!(search["totalCount"], json!(count), "{scene}: {path}");
        assert_eq!(
            search["edges"].to_string().contains(&marker(state)),
            is_full,
            "{scene}: {path}"
        );
        for (facet, lengths) in [
            ("tags", 2),
            ("sections", 1),
            ("contributors", 1),
            ("months", 1),
        ] {
            let counted = search["facets"][facet].as_array().map(Vec::len);
            assert_eq!(counted, Some(lengths * count), "{scene}: {path}: {facet}");
        }
    }
    for path in ["pending", "waiting"] {
        assert_eq!(
            answer[path]["totalCount"], 0,
            "{scene}: an unpublished revision"
        );
        assert_eq!(
            answer[path]["edges"],
            json!([]),
            "{scene}: an unpublished revision"
        );
    }
    assert_eq!(
        answer["pendingSuggested"],
        json!([]),
        "{scene}: an unpublished revision"
    );
    let all = &answer["all"];
    let months = all["facets"]["months"].as_array().unwrap();
    let in_months: u64 = months
        .iter()
        .map(|month| month["count"].as_u64().unwrap())
        .sum();
    assert_eq!(
        (
            &all["totalCount"],
            all["nodes"].as_array().unwrap().len(),
            in_months
        ),
        (
            &json!(caller.counts()),
            caller.counts(),
            caller.counts() as u64
        ),
        "{scene}: all"
    );
    assert_eq!(
        all["facets"]["sections"]
            .to_string()
            .contains(&format!("\"section-{state}\"")),
        is_full,
        "{scene}: sections of all"
    );
    assert_eq!(
        answer["suggested"].to_string().contains(&marker(state)),
        is_full,
        "{scene}: suggested"
    );
    // The desk sees tags before an article with them is published.
    if !caller.is_desk() {
        assert_eq!(
            answer["tag"]
                .to_string()
                .contains(&format!("\"tag {state}\"")),
            is_full,
            "{scene}: tag suggested"
        );
    }
    assert_nothing_hidden(caller, &answer);
}
