//! Persisted documents: what clients may name in place of sending its text.
//!
//! There are two kinds. **Trusted** documents are given to the server beforehand: those of `operations/`, and a newsroom's own. **Registered** ones
//! are sent once with their hash by Apollo's clients and named by it from then on. A document is registered only after it was found valid, and only
//! under the hash of its own bytes, so that nobody can put another in its place. Where trusted documents alone are run, nothing is registered.

mod hash;
mod naming;
mod registered;
mod strangers;
mod trusted;

use std::{fmt, sync::Arc};

use standfirst_domain::error::ErrorCode;

pub use hash::DocumentHash;
pub use naming::Naming;
pub use trusted::{Trusted, Untrustworthy};

use self::{registered::Registered, strangers::Strangers};
use crate::{http::errors::Rejection, limits::Limits};

/// What Apollo's clients look for in an answer to send the document's text next.
const NOT_FOUND: &str = "PersistedQueryNotFound";

/// Whether documents have to be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Trust {
    /// Any document is run.
    #[default]
    Off,
    /// Any document is run; those that are not trusted are counted and logged.
    Prefer,
    /// Trusted documents alone are run, whoever asks.
    Only,
}

/// The documents that can be named. One for the whole process.
pub struct Persisted {
    trust: Trust,
    trusted: Trusted,
    registered: Registered,
    strangers: Strangers,
}

/// The document that a request is about.
#[derive(Debug)]
pub struct Chosen {
    /// Its text.
    pub text: Arc<str>,
    /// Under which hash it is to be registered once it was found valid.
    register: Option<DocumentHash>,
    is_trusted: bool,
}

impl Persisted {
    /// These trusted documents, and room for those that clients register.
    pub fn new(trust: Trust, trusted: Trusted, limits: &Limits) -> Self {
        Self {
            trust,
            trusted,
            registered: Registered::new(limits.persisted_bytes),
            strangers: Strangers::default(),
        }
    }

    /// How many requests brought a document that is not trusted, where that is looked at.
    pub fn strangers(&self) -> u64 {
        self.strangers.count()
    }

    /// The document that a request names, brings, or both.
    ///
    /// # Errors
    /// It names none that is known, brings one that is not of the hash that it names, or one that is not trusted where it has to be.
    pub fn choose(
        &self,
        text: Option<String>,
        naming: Option<Naming>,
    ) -> Result<Chosen, Rejection> {
        match (text, naming) {
            (None, None) => Err(Rejection::bad_request("The request has no `query`.")),
            (None, Some(naming)) => self.named(&naming),
            (Some(text), None) => self.sent(text.into(), None),
            (Some(text), Some(Naming::Extension(hash))) => {
                if DocumentHash::of(&text) == hash {
                    return self.sent(text.into(), Some(hash));
                }
                Err(Rejection::bad_request(
                    "The document in `query` is not of the hash in `extensions.persistedQuery`.",
                ))
            }
            (Some(_), Some(Naming::Hash(_) | Naming::Name(_))) => Err(Rejection::bad_request(
                "The request has both `query` and `documentId`; send one of them.",
            )),
        }
    }

    /// What came of a document: it was found valid, and may be registered.
    pub fn accept(&self, chosen: &Chosen) {
        if let Some(hash) = chosen.register {
            self.registered.keep(hash, Arc::clone(&chosen.text));
        }
        if self.trust == Trust::Prefer && !chosen.is_trusted {
            self.strangers.note(DocumentHash::of(&chosen.text));
        }
    }

    fn named(&self, naming: &Naming) -> Result<Chosen, Rejection> {
        let (hash, message) = match naming {
            Naming::Extension(hash) => (Some(*hash), NOT_FOUND),
            Naming::Hash(hash) => (Some(*hash), ErrorCode::PersistedQueryNotFound.sentence()),
            Naming::Name(_) => (None, ErrorCode::PersistedQueryNotFound.sentence()),
        };
        let trusted = match naming {
            Naming::Extension(hash) | Naming::Hash(hash) => self.trusted.of_hash(*hash),
            Naming::Name(name) => self.trusted.of_name(name),
        };
        if let Some(text) = trusted {
            return Ok(Chosen::trusted(text));
        }
        let registered = hash
            .filter(|_| self.trust != Trust::Only)
            .and_then(|hash| self.registered.find(hash));
        registered
            .map(|text| Chosen::untrusted(text, None))
            .ok_or_else(|| Rejection::new(ErrorCode::PersistedQueryNotFound, message))
    }

    fn sent(&self, text: Arc<str>, register: Option<DocumentHash>) -> Result<Chosen, Rejection> {
        if self.trust == Trust::Off && register.is_none() {
            return Ok(Chosen::untrusted(text, None));
        }
        if self.trusted.has(&text) {
            return Ok(Chosen::trusted(text));
        }
        if self.trust == Trust::Only {
            return Err(Rejection::as_said(ErrorCode::PersistedQueryRequired));
        }
        Ok(Chosen::untrusted(text, register))
    }
}

impl Chosen {
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
impl Default for Persisted {
    fn default() -> Self {
        Self::new(Trust::Off, Trusted::default(), &Limits::default())
    }
}

impl fmt::Debug for Persisted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Persisted")
            .field("trust", &self.trust)
            .finish_non_exhaustive()
    }
}
