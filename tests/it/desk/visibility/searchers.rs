//! The doors of search, which open by the visibility rule alone: what is found, how it is counted, what is cut out of it and what is suggested.

use serde_json::json;

use super::{
    callers::{Caller, Stand},
    newsroom::{Kept, PENDING, WAITING, marker},
    readers::judge_silence,
};
use crate::support::TestApp;

const SEARCHES: &str = "query($marker: String!, $tag: String!, $byTag: String!, $pending: String!, $waiting: String!) {
    found: search(query: $marker, first: 5) { ...All } newest: search(query: $marker, first: 5, orderBy: NEWEST) { ...All } typed: search(query: $marker, first: 5, asYouType: true) { ...All } byTag: search(query: $byTag, first: 5) { ...All }
    pending: search(query: $pending, first: 5) { ...All } waiting: search(query: $waiting, first: 5) { ...All } pendingSuggested: suggest(prefix: $pending) { text }
    all: search(query: \"text\", first: 100) { totalCount nodes { headline } facets { sections(first: 100) { section { slug } count } months { count } } }
    suggested: suggest(prefix: $marker) { text } tag: suggest(prefix: $tag) { text } }
    fragment All on SearchConnection { totalCount edges { score node { headline } headline { text } snippet { text } } facets { tags { tag { slug } count } sections { section { slug } count } contributors { contributor { slug } count } months { count } } }";

/// Search finds of an article in a state what the caller may see, and tells nothing of another.
pub(super) async fn judge_search(app: &TestApp, caller: &Caller, kept: &Kept) {
    let state = kept.state;
    let scene = format!("{}, {state}", caller.name);
    let is_full = caller.finds(state) == Stand::Full;
    let variables = json!({ "marker": marker(state), "tag": format!("tag {state}"), "byTag": format!("text tag:tag-{state}"), "pending": PENDING, "waiting": format!("text tag:{WAITING}") });
    let answer = caller.data(app, None, SEARCHES, &variables).await;
    for door in ["found", "newest", "typed", "byTag"] {
        let search = &answer[door];
        let count = usize::from(is_full);
        assert_eq!(search["totalCount"], json!(count), "{scene}: {door}");
        assert_eq!(
            search["edges"].to_string().contains(&marker(state)),
            is_full,
            "{scene}: {door}"
        );
        for (facet, lengths) in [
            ("tags", 2),
            ("sections", 1),
            ("contributors", 1),
            ("months", 1),
        ] {
            let counted = search["facets"][facet].as_array().map(Vec::len);
            assert_eq!(counted, Some(lengths * count), "{scene}: {door}: {facet}");
        }
    }
    for door in ["pending", "waiting"] {
        assert_eq!(answer[door]["totalCount"], 0, "{scene}: what waits");
        assert_eq!(answer[door]["edges"], json!([]), "{scene}: what waits");
    }
    assert_eq!(answer["pendingSuggested"], json!([]), "{scene}: what waits");
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
    // The desk knows tags before an article carries them before readers.
    if !caller.is_desk() {
        assert_eq!(
            answer["tag"]
                .to_string()
                .contains(&format!("\"tag {state}\"")),
            is_full,
            "{scene}: tag suggested"
        );
    }
    judge_silence(caller, &answer);
}
