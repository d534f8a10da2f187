//! GraphQL client that sends one POST request after another.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::Failure;

/// Number of articles per page of a list.
const PAGE_SIZE: u32 = 100;

pub struct Client {
    client: reqwest::Client,
    url: String,
    credential: Option<String>,
}

impl Client {
    pub fn anonymous(url: &str) -> Result<Self, Failure> {
        let client = reqwest::Client::builder()
            .timeout(Duration::from_secs(60))
            .build()?;
        Ok(Self {
            client,
            url: url.to_owned(),
            credential: None,
        })
    }

    pub fn with_credential(url: &str, credential: String) -> Result<Self, Failure> {
        let credential = Some(credential);
        Ok(Self {
            credential,
            ..Self::anonymous(url)?
        })
    }

    /// Sends a request. Returns the response and the time until its last byte.
    pub async fn query_timed(
        &self,
        query: &str,
        variables: Value,
    ) -> Result<(Value, Duration), Failure> {
        let body = json!({ "query": query, "variables": variables });
        let mut request = self.client.post(&self.url).json(&body);
        if let Some(credential) = &self.credential {
            request = request.bearer_auth(credential);
        }
        let started = Instant::now();
        let bytes = request.send().await?.bytes().await?;
        let duration = started.elapsed();
        Ok((serde_json::from_slice(&bytes)?, duration))
    }

    /// Sends a request and returns its data. An error in the response is a failure.
    pub async fn query(&self, query: &str, variables: Value) -> Result<Value, Failure> {
        let (mut answer, _) = self.query_timed(query, variables).await?;
        match answer.get("errors") {
            None => Ok(answer["data"].take()),
            Some(errors) => Err(format!("{query} failed: {errors}").into()),
        }
    }

    /// Ids of all articles, by the id in their source.
    pub async fn articles(&self) -> Result<BTreeMap<String, String>, Failure> {
        let (mut articles, mut after) = (BTreeMap::new(), Value::Null);
        loop {
            let page = self
                .query(
                    "query Articles($first: Int!, $after: Cursor) { articles(first: $first, after: $after) { nodes { id source { id } } pageInfo { hasNextPage endCursor } } }",
                    json!({ "first": PAGE_SIZE, "after": after }),
                )
                .await?;
            let list = &page["articles"];
            for node in list["nodes"].as_array().into_iter().flatten() {
                if let (Some(source), Some(id)) =
                    (node["source"]["id"].as_str(), node["id"].as_str())
                {
                    articles.insert(source.to_owned(), id.to_owned());
                }
            }
            if list["pageInfo"]["hasNextPage"] != true {
                return Ok(articles);
            }
            after = list["pageInfo"]["endCursor"].clone();
        }
    }
}

/// Source ids of the articles of a list, in order.
pub fn source_ids(list: &Value) -> Vec<String> {
    let nodes = list["nodes"].as_array().into_iter().flatten();
    nodes
        .map(|node| node["source"]["id"].as_str().unwrap_or("").to_owned())
        .collect()
}
