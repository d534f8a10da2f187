//! How a request names a document in place of its text, or besides it: by Apollo's extension, or by `documentId` as the appendix of GraphQL over
//! HTTP on persisted documents has it.

use serde_json::{Map, Value};

use super::DocumentHash;
use crate::http::errors::Rejection;

/// What a document is named by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Naming {
    /// `extensions.persistedQuery`.
    Extension(DocumentHash),
    /// `documentId` with the prefix `sha256:`.
    Hash(DocumentHash),
    /// Any other `documentId`: a name that the house gave.
    Name(String),
}

impl Naming {
    /// Reads `extensions.persistedQuery`, if it is there.
    pub fn of_extensions(extensions: &Map<String, Value>) -> Result<Option<Self>, Rejection> {
        let persisted = match extensions.get("persistedQuery") {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::Object(persisted)) => persisted,
            Some(_) => {
                return Err(Rejection::bad_request(
                    "`extensions.persistedQuery` must be an object with `version` and `sha256Hash`.",
                ));
            }
        };
        if persisted.get("version").and_then(Value::as_u64) != Some(1) {
            return Err(Rejection::bad_request(
                "`extensions.persistedQuery.version` must be 1; no other is known.",
            ));
        }
        let hash = persisted.get("sha256Hash").and_then(Value::as_str);
        match hash.and_then(DocumentHash::parse) {
            Some(hash) => Ok(Some(Self::Extension(hash))),
            None => Err(Rejection::bad_request(
                "`extensions.persistedQuery.sha256Hash` must be a SHA-256 in 64 hexadecimal digits.",
            )),
        }
    }

    /// Reads a `documentId`.
    pub fn of_id(id: String) -> Result<Self, Rejection> {
        let Some(digits) = id.strip_prefix("sha256:") else {
            return Ok(Self::Name(id));
        };
        DocumentHash::parse(digits).map(Self::Hash).ok_or_else(|| {
            Rejection::bad_request(
                "`documentId` must have a SHA-256 in 64 hexadecimal digits after `sha256:`.",
            )
        })
    }
}
