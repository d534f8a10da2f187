//! Persisted documents, which a request names in place of sending a text.
//!
//! There are two kinds. **Trusted** documents are given to the server at its start: those of
//! `operations/`, and a newsroom's own. **Registered** documents are sent once with their hash by
//! Apollo's clients, and named by it from then on. A document is registered only after it passed
//! every check, and only under the hash of its own bytes, so no client can put another document in
//! its place. Under the policy [`TrustPolicy::Only`] nothing is registered.

mod reference;
mod registered;
mod trusted;
mod untrusted_log;

use std::{fmt, sync::Arc};

use standfirst_domain::error::ErrorCode;

pub use reference::DocumentReference;
pub use trusted::{InvalidTrustedDocument, TrustedDocuments};

use self::{registered::RegisteredDocuments, untrusted_log::UntrustedDocumentLog};
use crate::{document_hash::DocumentHash, limits::DocumentLimits, rejection::DocumentRejection};

/// Message by which Apollo's clients know that they must send the text.
const APOLLO_NOT_FOUND: &str = "PersistedQueryNotFound";

/// Policy on documents that are not trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TrustPolicy {
    /// Runs any document.
    #[default]
    Off,
    /// Runs any document, and counts and logs those that are not trusted.
    Prefer,
    /// Runs trusted documents only, for every client.
    Only,
}

/// The documents that requests can name. A process has one.
pub struct PersistedDocuments {
    trust: TrustPolicy,
    trusted: TrustedDocuments,
    registered: RegisteredDocuments,
    untrusted: UntrustedDocumentLog,
}

/// The document of a request.
#[derive(Debug)]
pub struct ChosenDocument {
    /// Text of the document.
    pub text: Arc<str>,
    /// Hash to register the document under once it passed every check.
    register: Option<DocumentHash>,
    is_trusted: bool,
}

impl PersistedDocuments {
    /// Trusted documents, and an empty store for those that clients register.
    pub fn new(trust: TrustPolicy, trusted: TrustedDocuments, limits: &DocumentLimits) -> Self {
        Self {
            trust,
            trusted,
            registered: RegisteredDocuments::new(limits.persisted_bytes),
            untrusted: UntrustedDocumentLog::default(),
        }
    }

    /// Number of requests with a document that is not trusted, counted under
    /// [`TrustPolicy::Prefer`].
    pub fn untrusted_requests(&self) -> u64 {
        self.untrusted.count()
    }

    /// Finds the document of a request from its text, its reference, or both.
    ///
    /// # Errors
    /// The request has neither, refers to an unknown document, sends a text with another hash, or
    /// sends a document that the policy does not allow.
    pub fn resolve(
        &self,
        text: Option<String>,
        reference: Option<DocumentReference>,
    ) -> Result<ChosenDocument, DocumentRejection> {
        match (text, reference) {
            (None, None) => Err(DocumentRejection::bad_request(
                "The request has no `query`.",
            )),
            (None, Some(reference)) => self.named(&reference),
            (Some(text), None) => self.sent(text.into(), None),
            (Some(text), Some(DocumentReference::Extension(hash))) => {
                if DocumentHash::from_text(&text) == hash {
                    return self.sent(text.into(), Some(hash));
                }
                Err(DocumentRejection::bad_request(
                    "The document in `query` is not of the hash in `extensions.persistedQuery`.",
                ))
            }
            (Some(_), Some(DocumentReference::Hash(_) | DocumentReference::Name(_))) => {
                Err(DocumentRejection::bad_request(
                    "The request has both `query` and `documentId`; send one of them.",
                ))
            }
        }
    }

    /// Registers and logs a document that passed every check, as far as that applies.
    pub fn accept(&self, chosen: &ChosenDocument) {
        if let Some(hash) = chosen.register {
            self.registered.insert(hash, Arc::clone(&chosen.text));
        }
        if self.trust == TrustPolicy::Prefer && !chosen.is_trusted {
            self.untrusted.record(DocumentHash::from_text(&chosen.text));
        }
    }

    fn named(&self, reference: &DocumentReference) -> Result<ChosenDocument, DocumentRejection> {
        let (hash, message) = match reference {
            DocumentReference::Extension(hash) => (Some(*hash), APOLLO_NOT_FOUND),
            DocumentReference::Hash(hash) => {
                (Some(*hash), ErrorCode::PersistedQueryNotFound.sentence())
            }
            DocumentReference::Name(_) => (None, ErrorCode::PersistedQueryNotFound.sentence()),
        };
        let trusted = match reference {
            DocumentReference::Extension(hash) | DocumentReference::Hash(hash) => {
                self.trusted.by_hash(*hash)
            }
            DocumentReference::Name(name) => self.trusted.by_name(name),
        };
        if let Some(text) = trusted {
            return Ok(ChosenDocument::trusted(text));
        }
        let registered = hash
            .filter(|_| self.trust != TrustPolicy::Only)
            .and_then(|hash| self.registered.get(hash));
        registered
            .map(|text| ChosenDocument::untrusted(text, None))
            .ok_or_else(|| DocumentRejection::new(ErrorCode::PersistedQueryNotFound, message))
    }

    fn sent(
        &self,
        text: Arc<str>,
        register: Option<DocumentHash>,
    ) -> Result<ChosenDocument, DocumentRejection> {
        if self.trust == TrustPolicy::Off && register.is_none() {
            return Ok(ChosenDocument::untrusted(text, None));
        }
        if self.trusted.contains(&text) {
            return Ok(ChosenDocument::trusted(text));
        }
        if self.trust == TrustPolicy::Only {
            return Err(DocumentRejection::from_code(
                ErrorCode::PersistedQueryRequired,
            ));
        }
        Ok(ChosenDocument::untrusted(text, register))
    }
}

impl ChosenDocument {
    const fn trusted(text: Arc<str>) -> Self {
        Self {
            text,
            register: None,
            is_trusted: true,
        }
    }

    const fn untrusted(text: Arc<str>, register: Option<DocumentHash>) -> Self {
        Self {
            text,
            register,
            is_trusted: false,
        }
    }
}

/// The documents that ship with the server, under the default limits and the policy
/// [`TrustPolicy::Off`].
impl Default for PersistedDocuments {
    fn default() -> Self {
        Self::new(
            TrustPolicy::Off,
            TrustedDocuments::default(),
            &DocumentLimits::default(),
        )
    }
}

impl fmt::Debug for PersistedDocuments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PersistedDocuments")
            .field("trust", &self.trust)
            .finish_non_exhaustive()
    }
}
