//! Item of the archive dataset.

use serde_json::Value;

use crate::{Failure, corpus::text};

/// Item of the archive dataset.
pub struct Item {
    pub slug: String,
    pub headline: String,
    pub body: String,
    pub published_at: String,
}

impl Item {
    /// Parses a line of NDJSON.
    pub fn parse(line: &str) -> Result<Self, Failure> {
        let record: Value = serde_json::from_str(line)?;
        let field = |name| text(&record, name).to_owned();
        Ok(Self {
            slug: field("slug"),
            headline: field("title"),
            body: field("body"),
            published_at: field("published_at"),
        })
    }
}
