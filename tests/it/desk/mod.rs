//! The desk's reading side over HTTP: drafts, revisions, other times, previews and the audit log, and who meets what of them.

mod previews;
mod reading;
mod sight;

use serde_json::{Value, json};
use standfirst_domain::{account::Role, ids::ArticleId};

use crate::{
    identity::{account, token},
    support::TestApp,
};

/// The identity as clients keep it.
pub(crate) fn opaque(id: ArticleId) -> String {
    standfirst_api::Named::Article(id).to_id().to_string()
}

/// Somebody with a role and their credential.
pub(crate) async fn someone(app: &TestApp, name: &str, role: Role) -> String {
    let who = account(app, &format!("{name}@paper.example"), role, None).await;
    token(app, &who)
}

/// Asks with a credential and answers the data; an error fails the test.
pub(crate) async fn data_as(app: &TestApp, who: &str, query: &str, variables: Value) -> Value {
    let (status, mut answer) = app.ask_as(who, query, variables).await;
    assert!(
        status == 200 && answer.get("errors").is_none(),
        "{status}: {answer:#}"
    );
    answer["data"].take()
}

/// Files a draft and answers its id.
pub(crate) async fn file(app: &TestApp, who: &str, headline: &str) -> String {
    let filing = "mutation($headline: String!) { articleFile(input: { headline: $headline }) { article { id } userErrors { message } } }";
    let answer = data_as(app, who, filing, json!({ "headline": headline })).await;
    answer["articleFile"]["article"]["id"]
        .as_str()
        .unwrap()
        .to_owned()
}
