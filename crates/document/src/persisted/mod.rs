//! PersistedDocuments documents: what clients may name in place of sending its text.
//!
//! There are two kinds. **TrustedDocuments** documents are given to the server beforehand: those of `operations/`, and a newsroom's own. **RegisteredDocuments** ones
//! are sent once with their hash by Apollo's clients and named by it from then on. A document is registered only after it was found valid, and only
//! under the hash of its own bytes, so that nobody can put another in its place. Where trusted documents alone are run, nothing is registered.

mod hash;
mod reference;
mod registered;
mod trusted;
mod untrusted_log;

use std::{fmt, sync::Arc};

use standfirst_domain::error::ErrorCode;

pub use hash::DocumentHash;
pub use reference::DocumentReference;
pub use trusted::{InvalidTrustedDocument, TrustedDocuments};

use self::{registered::RegisteredDocuments, untrusted_log::UntrustedDocumentLog};
use crate::{limits::DocumentLimits, rejection::DocumentRejection};

/// What Apollo's clients look for in an answer to send the document's text next.
const NOT_FOUND: &str = "PersistedQueryNotFound";

/// Whether documents have to be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TrustPolicy {
    /// Any document is run.
    #[default]
    Off,
    /// Any document is run; those that are not trusted are counted and logged.
    Prefer,
    /// TrustedDocuments documents alone are run, whoever asks.
    Only,
}

/// The documents that can be named. One for the whole process.
pub struct PersistedDocuments {
    trust: TrustPolicy,
    trusted: TrustedDocuments,
    registered: RegisteredDocuments,
    untrusted: UntrustedDocumentLog,
}

/// The document that a request is about.
#[derive(Debug)]
pub struct ChosenDocument {
    /// Its text.
    pub text: Arc<str>,
    /// Under which hash it is to be registered once it was found valid.
    register: Option<DocumentHash>,
    is_trusted: bool,
}

impl PersistedDocuments {
    /// These trusted documents, and room for those that clients register.
    pub fn new(trust: TrustPolicy, trusted: TrustedDocuments, limits: &DocumentLimits) -> Self {
        Self {
            trust,
            trusted,
            registered: RegisteredDocuments::new(limits.persisted_bytes),
            untrusted: UntrustedDocumentLog::default(),
        }
    }

    /// How many requests brought a document that is not trusted, where that is looked at.
    pub fn untrusted_requests(&self) -> u64 {
        self.untrusted.count()
    }

    /// The document that a request names, brings, or both.
    ///
    /// # Errors
    /// It names none that is known, brings one that is not of the hash that it names, or one that is not trusted where it has to be.
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

    /// What came of a document: it was found valid, and may be registered.
    pub fn accept(&self, chosen: &ChosenDocument) {
        if let Some(hash) = chosen.register {
            self.registered.keep(hash, Arc::clone(&chosen.text));
        }
        if self.trust == TrustPolicy::Prefer && !chosen.is_trusted {
            self.untrusted.note(DocumentHash::from_text(&chosen.text));
        }
    }

    fn named(&self, reference: &DocumentReference) -> Result<ChosenDocument, DocumentRejection> {
        let (hash, message) = match reference {
            DocumentReference::Extension(hash) => (Some(*hash), NOT_FOUND),
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
            .and_then(|hash| self.registered.find(hash));
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

/// What ships with the server, any document besides, and the room of the default limits.
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
