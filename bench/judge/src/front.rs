//! Whoever asks the server by POST, one request after the other.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::Failure;

/// How many articles are listed at once.
const PAGE: u32 = 100;

pub struct Front {
    client: reqwest::Client,
    url: String,
    credential: Option<String>,
}

impl Front {
    pub fn stranger(url: &str) -> Result<Self, Failure> {
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
            ..Self::stranger(url)?
        })
    }

    /// The whole response, and how long it took to its last byte.
    pub async fn timed(&self, query: &str, variables: Value) -> Result<(Value, Duration), Failure> {
        let body = json!({ "query": query, "variables": variables });
        let mut request = self.client.post(&self.url).json(&body);
        if let Some(credential) = &self.credential {
            request = request.bearer_auth(credential);
        }
        let began = Instant::now();
        let bytes = request.send().await?.bytes().await?;
        let took = began.elapsed();
        Ok((serde_json::from_slice(&bytes)?, took))
    }

    /// What was asked for; errors are failures.
    pub async fn ask(&self, query: &str, variables: Value) -> Result<Value, Failure> {
        let (mut answer, _) = self.timed(query, variables).await?;
        match answer.get("errors") {
            None => Ok(answer["data"].take()),
            Some(errors) => Err(format!("{query} was answered {errors}").into()),
        }
    }

    /// The ids of all articles, by what their source calls them.
    pub async fn articles(&self) -> Result<BTreeMap<String, String>, Failure> {
        let (mut articles, mut after) = (BTreeMap::new(), Value::Null);
        loop {
            let page = self
                .ask(
                    "query Articles($first: Int!, $after: Cursor) { articles(first: $first, after: $after) { nodes { id source { id } } pageInfo { hasNextPage endCursor } } }",
                    json!({ "first": PAGE, "after": after }),
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

/// What the source calls the articles of a list, in order.
pub fn sources(list: &Value) -> Vec<String> {
    let nodes = list["nodes"].as_array().into_iter().flatten();
    nodes
        .map(|node| node["source"]["id"].as_str().unwrap_or("").to_owned())
        .collect()
}
