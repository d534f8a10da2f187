//! The GraphQL client of the editors.

use serde_json::{Value, json};

/// Client of one editor, with the tags to choose from.
#[derive(Clone)]
pub(super) struct EditorClient {
    pub(super) client: reqwest::Client,
    pub(super) credential: String,
    pub(super) tags: Vec<Value>,
}

impl EditorClient {
    /// Sends a GraphQL request and returns the whole response.
    pub(super) async fn send(
        &self,
        url: &str,
        query: &str,
        variables: Value,
    ) -> Result<Value, reqwest::Error> {
        let request = self
            .client
            .post(url)
            .bearer_auth(&self.credential)
            .json(&json!({ "query": query, "variables": variables }));
        request.send().await?.json().await
    }
}
