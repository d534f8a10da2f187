//! Acts and reads of editors and authors over HTTP.

mod concurrency;
mod failures;
mod idempotency;
mod life_cycle;
mod previews;
mod queries;
mod related_picks;
mod takedown;
mod taxonomy;
mod updates;
mod visibility;

pub(crate) use visibility::key as partner_key;

use serde_json::{Value, json};
use standfirst_domain::{
    account::Role,
    ids::{AccountId, ArticleId},
};

use crate::{
    identity::{account, token},
    support::TestApp,
};

/// Selection set of every act.
const ANSWER: &str = "article { id version status slug headline standfirst kicker publishedAt firstPublishedAt updatedAt embargoedUntil expiresAt
    language canonicalUrl seo { title description } dateline { place day } leadImage { url alt } section { name } corrections { text at } retraction { reason } }
    userErrors { code field message hint }";

/// User of the desk.
pub(crate) struct Person<'a> {
    app: &'a TestApp,
    pub(crate) id: AccountId,
    role: Role,
}

impl<'a> Person<'a> {
    /// Creates an account with a role.
    pub(crate) async fn new(app: &'a TestApp, name: &str, role: Role) -> Self {
        let account = account(app, &format!("{name}@paper.example"), role, None).await;
        Self {
            app,
            id: account.id,
            role,
        }
    }

    /// Fresh access token.
    pub(crate) async fn credential(&self) -> String {
        use standfirst_domain::ports::AccountStore;
        let account = self.app.store.account(self.id).await.unwrap().unwrap();
        assert_eq!(account.role, self.role);
        token(self.app, &account)
    }

    /// Sends a request and returns the status and the response.
    pub(crate) async fn ask(&self, query: &str, variables: Value) -> (u16, Value) {
        self.app
            .ask_as(&self.credential().await, query, variables)
            .await
    }

    /// Runs an act and returns its payload.
    pub(crate) async fn act(&self, mutation: &str, input: Value) -> Value {
        let (status, mut answer) = self
            .ask(&document(mutation), json!({ "input": input }))
            .await;
        assert!(
            status == 200 && answer.get("errors").is_none(),
            "{mutation}: {status}: {answer:#}"
        );
        answer["data"][mutation].take()
    }

    /// Runs an act that must succeed and returns the article.
    pub(crate) async fn done(&self, mutation: &str, input: Value) -> Value {
        let mut payload = self.act(mutation, input).await;
        assert_eq!(payload["userErrors"], json!([]), "{mutation}");
        payload["article"].take()
    }

    /// Runs an act that must fail and returns its user errors as `CODE field`.
    pub(crate) async fn refused(&self, mutation: &str, input: Value) -> Vec<String> {
        let payload = self.act(mutation, input).await;
        assert_eq!(payload["article"], Value::Null, "{mutation}: {payload:#}");
        let errors = payload["userErrors"].as_array().unwrap();
        let mut reasons: Vec<String> = errors
            .iter()
            .map(|error| {
                let field = error["field"].as_str().unwrap_or("-");
                assert!(error["message"].as_str().unwrap().ends_with('.'), "{error}");
                format!("{} {field}", error["code"].as_str().unwrap())
            })
            .collect();
        reasons.sort();
        reasons
    }
}

/// Document with one act.
pub(crate) fn document(mutation: &str) -> String {
    let (first, rest) = mutation.split_at(1);
    let input = format!("{}{rest}Input", first.to_ascii_uppercase());
    format!("mutation($input: {input}!) {{ {mutation}(input: $input) {{ {ANSWER} }} }}")
}

/// Input of an act on an article at its current version, with further fields.
pub(crate) fn on(article: &Value, more: Value) -> Value {
    let mut input = json!({ "id": article["id"], "expectedVersion": article["version"] });
    for (field, value) in more.as_object().unwrap() {
        input[field] = value.clone();
    }
    input
}

/// Article as anonymous readers see it.
pub(crate) async fn seen(app: &TestApp, article: &Value) -> Value {
    let query = "query($id: ID!) { article(id: $id) { headline status retraction { reason } corrections { text } } }";
    app.data(query, json!({ "id": article["id"] })).await["article"].take()
}

/// Opaque id of an article.
pub(crate) fn opaque(id: ArticleId) -> String {
    standfirst_api::GlobalId::Article(id).encode().to_string()
}

/// Access token of a new account with a role.
pub(crate) async fn someone(app: &TestApp, name: &str, role: Role) -> String {
    let who = account(app, &format!("{name}@paper.example"), role, None).await;
    token(app, &who)
}

/// Sends a request with a credential and returns the data. An error fails the test.
pub(crate) async fn data_as(app: &TestApp, who: &str, query: &str, variables: Value) -> Value {
    let (status, mut answer) = app.ask_as(who, query, variables).await;
    assert!(
        status == 200 && answer.get("errors").is_none(),
        "{status}: {answer:#}"
    );
    answer["data"].take()
}

/// Creates a draft and returns its id.
pub(crate) async fn file(app: &TestApp, who: &str, headline: &str) -> String {
    let filing = "mutation($headline: String!) { articleCreate(input: { headline: $headline }) { article { id } userErrors { message } } }";
    let answer = data_as(app, who, filing, json!({ "headline": headline })).await;
    answer["articleCreate"]["article"]["id"]
        .as_str()
        .unwrap()
        .to_owned()
}
