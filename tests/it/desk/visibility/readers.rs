//! Read paths of readers, which follow the visibility rule only.

use serde_json::{Value, json};

use super::{
    callers::{Caller, Visible},
    carried, carries,
    newsroom::{PENDING, STATES, WAITING, marker},
};
use crate::support::TestApp;

pub(super) const NODES: &str = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename } articles(last: 100, orderBy: RECENTLY_UPDATED) { totalCount nodes { headline } } }";

/// Checks lookups, lists, counts and related articles for the article in a state.
pub(super) fn assert_visibility(caller: &Caller, state: &str, answer: &Value) {
    let scene = format!("{}, {state}", caller.name);
    let stand = caller.finds(state);
    for path in ["article", "bySlug", "node"] {
        let found = match (&answer[path], answer[path]["status"].as_str()) {
            (Value::Null, _) => Visible::Absent,
            (_, Some("RETRACTED")) => Visible::Tombstone,
            _ => Visible::Full,
        };
        assert_eq!(found, stand, "{scene}: {path}");
    }
    assert_eq!(
        answer["nodes"][0].is_null(),
        stand == Visible::Absent,
        "{scene}: nodes"
    );
    let is_full = stand == Visible::Full;
    if is_full {
        assert_eq!(carried(&answer["article"]), carries(state), "{scene}");
    }
    for path in [
        "articles",
        "byTag",
        "bySection",
        "byAuthor",
        "tag",
        "section",
        "contributor",
        "collection",
        "front",
        "linking",
    ] {
        let is_reachable = path != "linking" || caller.finds_linking();
        assert_eq!(
            answer[path].to_string().contains(&marker(state)),
            is_full && is_reachable,
            "{scene}: {path}"
        );
    }
    for path in ["byTag", "bySection", "byAuthor"] {
        assert_eq!(
            answer[path]["totalCount"],
            json!(usize::from(is_full)),
            "{scene}: count of {path}"
        );
    }
    for (noun, list) in [
        ("tag", "tags"),
        ("section", "sections"),
        ("contributor", "contributors"),
    ] {
        let is_listed = is_full || caller.is_desk();
        assert_eq!(!answer[noun].is_null(), is_listed, "{scene}: {noun}");
        let slug = if noun == "contributor" {
            format!("\"author-{state}\"")
        } else {
            format!("\"{noun}-{state}\"")
        };
        assert_eq!(
            answer[list].to_string().contains(&slug),
            is_listed,
            "{scene}: {list}"
        );
        if is_listed {
            assert_eq!(
                answer[noun]["articles"]["totalCount"],
                json!(usize::from(is_full)),
                "{scene}: count of the {noun}"
            );
        }
    }
    assert_eq!(
        answer["tags"]
            .to_string()
            .contains(&format!("\"{WAITING}\"")),
        caller.is_desk(),
        "{scene}: the tag of an unpublished revision"
    );
    assert_eq!(
        !answer["collection"].is_null(),
        is_full || caller.is_desk(),
        "{scene}: collection"
    );
}

/// Checks counts that do not depend on the requested article.
pub(super) fn assert_counts(caller: &Caller, state: &str, answer: &Value) {
    let scene = format!("{}, {state}", caller.name);
    let full = caller.counts() - usize::from(caller.finds_linking());
    assert_length(caller, &answer["articles"]);
    let items = answer["front"]["items"].as_array().map_or(0, Vec::len);
    assert_eq!(items, full, "{scene}: front");
    let shared = if full == 0 && !caller.is_desk() {
        Value::Null
    } else {
        json!(full)
    };
    assert_eq!(
        answer["shared"]
            .pointer("/articles/totalCount")
            .cloned()
            .unwrap_or_default(),
        shared,
        "{scene}: count of the tag of all articles"
    );
}

/// Checks the length and the count of a list of all articles.
pub(super) fn assert_length(caller: &Caller, list: &Value) {
    let (count, nodes) = (&list["totalCount"], list["nodes"].as_array().unwrap());
    assert_eq!(
        (count, nodes.len()),
        (&json!(caller.counts()), caller.counts()),
        "{}: {list}",
        caller.name
    );
}

/// Checks that no invisible article is in a response, apart from the reads of the desk.
pub(super) fn assert_nothing_hidden(caller: &Caller, answer: &Value) {
    let mut public = answer.clone();
    public.as_object_mut().unwrap().remove("desk");
    let text = public.to_string();
    for state in STATES
        .into_iter()
        .filter(|state| caller.finds(state) == Visible::Absent)
    {
        assert!(
            !text.contains(&marker(state)),
            "{}: {state} is in {text}",
            caller.name
        );
    }
    assert!(
        !text.contains(PENDING),
        "{}: an unpublished revision is in {text}",
        caller.name
    );
}

/// Checks that tags, sections, contributors and collections are found by id exactly when they are
/// found by slug, and that a list in another order has the same length.
pub(super) async fn assert_taxonomy(app: &TestApp, caller: &Caller, state: &str, ids: &[Value]) {
    let answer = caller.data(app, None, NODES, &json!({ "ids": ids })).await;
    let is_listed = caller.finds(state) == Visible::Full || caller.is_desk();
    let found: Vec<bool> = answer["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|node| !node.is_null())
        .collect();
    assert_eq!(
        found,
        vec![is_listed; ids.len()],
        "{}, {state}: lookup by id",
        caller.name
    );
    assert_length(caller, &answer["articles"]);
    assert_nothing_hidden(caller, &answer);
}
