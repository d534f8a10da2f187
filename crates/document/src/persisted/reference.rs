//! References to documents: Apollo's extension `persistedQuery`, and `documentId` of the appendix
//! on persisted documents of the specification GraphQL over HTTP.

use serde_json::{Map, Value};

use crate::{document_hash::DocumentHash, rejection::DocumentRejection};

/// Reference of a request to a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DocumentReference {
    /// Hash in `extensions.persistedQuery`.
    Extension(DocumentHash),
    /// Hash in a `documentId` with the prefix `sha256:`.
    Hash(DocumentHash),
    /// Any other `documentId`: the name of a trusted document.
    Name(String),
}

impl DocumentReference {
    /// Parses `extensions.persistedQuery`; `None` where there is none.
    ///
    /// # Errors
    /// The extension has another form or version.
    pub fn from_extensions(
        extensions: &Map<String, Value>,
    ) -> Result<Option<Self>, DocumentRejection> {
        let persisted = match extensions.get("persistedQuery") {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::Object(persisted)) => persisted,
            Some(_) => {
                return Err(DocumentRejection::bad_request(
                    "`extensions.persistedQuery` must be an object with `version` and `sha256Hash`.",
                ));
            }
        };
        if persisted.get("version").and_then(Value::as_u64) != Some(1) {
            return Err(DocumentRejection::bad_request(
                "`extensions.persistedQuery.version` must be 1; no other is known.",
            ));
        }
        let hash = persisted.get("sha256Hash").and_then(Value::as_str);
        match hash.and_then(DocumentHash::parse) {
            Some(hash) => Ok(Some(Self::Extension(hash))),
            None => Err(DocumentRejection::bad_request(
                "`extensions.persistedQuery.sha256Hash` must be a SHA-256 in 64 hexadecimal digits.",
            )),
        }
    }

    /// Parses a `documentId`.
    ///
    /// # Errors
    /// The prefix `sha256:` stands before something else than a SHA-256.
    pub fn from_document_id(id: String) -> Result<Self, DocumentRejection> {
        let Some(digits) = id.strip_prefix("sha256:") else {
            return Ok(Self::Name(id));
        };
        DocumentHash::parse(digits).map(Self::Hash).ok_or_else(|| {
            DocumentRejection::bad_request(
                "`documentId` must have a SHA-256 in 64 hexadecimal digits after `sha256:`.",
            )
        })
    }
}
