//! Read paths with a permission: the desk, the audit log, earlier states and previews.

use serde_json::{Value, json};
use standfirst_domain::{ids::ArticleId, permission::Action};

use super::{
    super::opaque,
    QUERY,
    callers::{Caller, Visible, expected_visibility},
    carried, carries,
    newsroom::{ArticleInState, LATER, PENDING, STATES, WAITING, marker},
    variables,
};
use crate::support::{TestApp, at};

pub(super) const GUARDED: &str = "query($id: ID!, $at: DateTime!) { auditLog(filter: { subject: $id }) { nodes { act } } article(id: $id, asOf: $at) { headline status kicker } articles(first: 100, asOf: $at) { totalCount nodes { headline kicker } } }";

/// Checks the reads of the desk against the permission matrix.
pub(super) fn assert_desk(caller: &Caller, state: &str, id: ArticleId, answer: &Value) {
    let scene = format!("{}, {state}", caller.name);
    let reads = caller.may(Action::DeskRead);
    let desk = &answer["desk"];
    assert_eq!(desk.is_null(), !caller.is_desk(), "{scene}");
    assert_eq!(
        [&desk["article"], &desk["bySlug"], &answer["revisionDiff"]].map(Value::is_null),
        [!reads; 3],
        "{scene}: desk"
    );
    assert_eq!(
        answer["article"]["revisions"].is_object(),
        caller.finds(state) != Visible::Absent && reads,
        "{scene}: revisions"
    );
    let listed = desk["articles"]["nodes"]
        .as_array()
        .is_some_and(|nodes| nodes.iter().any(|node| node["id"] == json!(opaque(id))));
    assert_eq!(listed, reads, "{scene}: the desk's list");
    if caller.is_desk() {
        // The deleted seed articles and `linking` have no owner.
        let all = if caller.may_for_all(Action::DeskRead) {
            2 * STATES.len() + 1
        } else if reads {
            STATES.len()
        } else {
            0
        };
        assert_eq!(
            desk["articles"]["totalCount"],
            json!(all),
            "{scene}: count of the desk"
        );
    }
}

/// Checks that the audit log is for admins, and that earlier states are for callers who read the
/// whole desk and show the public view.
pub(super) async fn assert_guarded(app: &TestApp, caller: &Caller, state: &str, id: ArticleId) {
    for second in [100, 1_000, LATER] {
        let scene = format!("{}, {state} at {second}", caller.name);
        let answer = caller
            .ask(
                app,
                None,
                GUARDED,
                &json!({ "id": opaque(id), "at": at(second).to_string() }),
            )
            .await;
        let code = |path: &str| {
            let errors = answer["errors"].as_array().into_iter().flatten();
            errors
                .clone()
                .find(|error| error["path"][0] == path)
                .map(|error| error["extensions"]["code"].as_str().unwrap().to_owned())
        };
        let refused = |action| (!caller.may_for_all(action)).then(|| "FORBIDDEN".to_owned());
        let log = if caller.role.is_none() {
            Some("UNAUTHENTICATED".to_owned())
        } else {
            refused(Action::AuditRead)
        };
        assert_eq!(code("auditLog"), log, "{scene}: {answer}");
        assert_eq!(
            (code("article"), code("articles")),
            (refused(Action::DeskRead), refused(Action::DeskRead)),
            "{scene}: {answer}"
        );
        if !caller.may_for_all(Action::DeskRead) {
            assert!(
                !answer.to_string().contains(&marker(state)),
                "{scene}: {answer}"
            );
            return;
        }
        let data = &answer["data"];
        let there = |state: &str| expected_visibility(state, second, false);
        assert_eq!(
            data["article"].is_null(),
            there(state) == Visible::Absent,
            "{scene}"
        );
        assert_eq!(
            data["article"]["status"] == "RETRACTED",
            there(state) == Visible::Tombstone,
            "{scene}"
        );
        assert_eq!(
            data["articles"].to_string().contains(&marker(state)),
            there(state) == Visible::Full,
            "{scene}"
        );
        let count = 1 + STATES
            .into_iter()
            .filter(|state| there(state) == Visible::Full)
            .count();
        assert_eq!(data["articles"]["totalCount"], json!(count), "{scene}");
        assert!(!data.to_string().contains(PENDING), "{scene}");
    }
}

/// Checks that a preview opens its article by id and slug, that it opens no deleted article, and
/// that every other read path is unchanged.
pub(super) async fn assert_previews(
    app: &TestApp,
    caller: &Caller,
    article: &ArticleInState,
    of_another: &str,
    plain: &Value,
) {
    let state = article.state;
    let scene = format!("{}, {state}", caller.name);
    let variables = variables(state, article.id);
    let other = caller.data(app, Some(of_another), QUERY, &variables).await;
    assert_eq!(other, *plain, "{scene}: the preview of another article");
    if state == "deleted" {
        let refused = caller
            .ask(app, Some(&article.preview), QUERY, &variables)
            .await;
        let code = &refused["errors"][0]["extensions"]["code"];
        assert_eq!(
            *code, "UNAUTHENTICATED",
            "{scene}: its preview links have ended"
        );
        assert!(refused.get("data").is_none(), "{scene}: {refused}");
        return;
    }
    let mut shown = caller
        .data(app, Some(&article.preview), QUERY, &variables)
        .await;
    let (mut expected, mut kicker) = (carries(state), Value::Null);
    if state == "pending" {
        kicker = json!(PENDING);
        expected
            .0
            .as_array_mut()
            .unwrap()
            .push(json!({ "name": WAITING }));
    }
    for path in ["article", "bySlug"] {
        let article = shown[path].take();
        assert_eq!(
            (&article["headline"], &article["kicker"], carried(&article)),
            (&json!(marker(state)), &kicker, expected.clone()),
            "{scene}: {path} under preview"
        );
        assert!(
            article["bodyText"].is_string(),
            "{scene}: {path} under preview"
        );
        if path == "article" {
            assert_eq!(
                article["revisions"].is_object(),
                caller.may(Action::DeskRead),
                "{scene}: revisions under preview"
            );
        }
        shown[path] = plain[path].clone();
    }
    assert_eq!(
        shown, *plain,
        "{scene}: its preview opens no other read path"
    );
}
