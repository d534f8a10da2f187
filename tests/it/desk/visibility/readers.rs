//! The readers' doors, which open by the visibility rule alone.

use serde_json::{Value, json};

use super::{
    callers::{Caller, Stand},
    carried, carries,
    newsroom::{PENDING, STATES, WAITING, marker},
};
use crate::support::TestApp;

pub(super) const NODES: &str = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename } articles(last: 100, orderBy: RECENTLY_UPDATED) { totalCount nodes { headline } } }";

/// The doors that open by the visibility rule alone.
pub(super) fn judge_visibility(caller: &Caller, state: &str, answer: &Value) {
    let scene = format!("{}, {state}", caller.name);
    let stand = caller.finds(state);
    for door in ["article", "bySlug", "node"] {
        let found = match (&answer[door], answer[door]["status"].as_str()) {
            (Value::Null, _) => Stand::Absent,
            (_, Some("RETRACTED")) => Stand::Tombstone,
            _ => Stand::Full,
        };
        assert_eq!(found, stand, "{scene}: {door}");
    }
    assert_eq!(
        answer["nodes"][0].is_null(),
        stand == Stand::Absent,
        "{scene}: nodes"
    );
    let is_full = stand == Stand::Full;
    if is_full {
        assert_eq!(carried(&answer["article"]), carries(state), "{scene}");
    }
    for door in [
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
        let is_reachable = door != "linking" || caller.finds_linking();
        assert_eq!(
            answer[door].to_string().contains(&marker(state)),
            is_full && is_reachable,
            "{scene}: {door}"
        );
    }
    for door in ["byTag", "bySection", "byAuthor"] {
        assert_eq!(
            answer[door]["totalCount"],
            json!(usize::from(is_full)),
            "{scene}: count of {door}"
        );
    }
    for (noun, list) in [
        ("tag", "tags"),
        ("section", "sections"),
        ("contributor", "contributors"),
    ] {
        let is_there = is_full || caller.is_desk();
        assert_eq!(!answer[noun].is_null(), is_there, "{scene}: {noun}");
        let slug = if noun == "contributor" {
            format!("\"author-{state}\"")
        } else {
            format!("\"{noun}-{state}\"")
        };
        assert_eq!(
            answer[list].to_string().contains(&slug),
            is_there,
            "{scene}: {list}"
        );
        if is_there {
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
        "{scene}: a tag that waits"
    );
    assert_eq!(
        !answer["collection"].is_null(),
        is_full || caller.is_desk(),
        "{scene}: collection"
    );
}

/// The doors whose answers are the same whichever article is asked for.
pub(super) fn judge_counts(caller: &Caller, state: &str, answer: &Value) {
    let scene = format!("{}, {state}", caller.name);
    let full = caller.counts() - usize::from(caller.finds_linking());
    judge_length(caller, &answer["articles"]);
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
        "{scene}: count of a tag that all carry"
    );
}

/// A list of the whole paper.
pub(super) fn judge_length(caller: &Caller, list: &Value) {
    let (count, nodes) = (&list["totalCount"], list["nodes"].as_array().unwrap());
    assert_eq!(
        (count, nodes.len()),
        (&json!(caller.counts()), caller.counts()),
        "{}: {list}",
        caller.name
    );
}

/// Nothing that is not before the caller is in any answer; what the desk shows to those who may read it is left out.
pub(super) fn judge_silence(caller: &Caller, answer: &Value) {
    let mut public = answer.clone();
    public.as_object_mut().unwrap().remove("desk");
    let said = public.to_string();
    for state in STATES
        .into_iter()
        .filter(|state| caller.finds(state) == Stand::Absent)
    {
        assert!(
            !said.contains(&marker(state)),
            "{}: {state} is in {said}",
            caller.name
        );
    }
    assert!(
        !said.contains(PENDING),
        "{}: what waits is in {said}",
        caller.name
    );
}

/// Names are found by their ids where they are found by their slugs, and the paper in another order is no longer.
pub(super) async fn judge_names(app: &TestApp, caller: &Caller, state: &str, ids: &[Value]) {
    let answer = caller.data(app, None, NODES, &json!({ "ids": ids })).await;
    let is_there = caller.finds(state) == Stand::Full || caller.is_desk();
    let found: Vec<bool> = answer["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|node| !node.is_null())
        .collect();
    assert_eq!(
        found,
        vec![is_there; ids.len()],
        "{}, {state}: the ids of its names",
        caller.name
    );
    judge_length(caller, &answer["articles"]);
    judge_silence(caller, &answer);
}
