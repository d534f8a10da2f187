//! What can go wrong, said twice: a [`UserError`] is for the person who can mend it, an [`Error`] for the one who runs the house.

mod code;

pub use code::ErrorCode;

use crate::ids::ArticleId;

/// One reason against an act, for the person who can mend it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct UserError {
    /// What kind of reason.
    pub code: ErrorCode,
    /// The input it is about, as a path from the input object.
    pub field: Option<String>,
    /// What is wrong, in a sentence.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl UserError {
    /// An input is out of its range or not of its form.
    pub fn input(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            code: ErrorCode::BadUserInput,
            field: Some(field.into()),
            message: message.into(),
            hint: None,
        }
    }

    /// There is nothing of an id that the input names.
    pub fn absent(field: impl Into<String>, noun: &str) -> Self {
        Self {
            code: ErrorCode::NotFound,
            field: Some(field.into()),
            message: format!("There is no {noun} of this id."),
            hint: Some(format!("Look the {noun} up and take its id from there.")),
        }
    }

    /// The article's state does not allow it.
    pub fn state(message: impl Into<String>) -> Self {
        Self {
            code: ErrorCode::InvalidState,
            field: None,
            message: message.into(),
            hint: None,
        }
    }

    /// With a word on what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

type Source = Box<dyn std::error::Error + Send + Sync>;

/// Why a port could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The store did not answer; nothing was written.
    #[error("the store does not answer")]
    Unavailable(#[source] Source),
    /// The store did not answer in time; nothing was written.
    #[error("the store did not answer in time")]
    Timeout,
    /// More is asked of the store than it can take on at once; nothing was begun.
    #[error("every connection to the store is in use")]
    Overloaded,
    /// Another writer holds what was to be changed, and did not let go in time; nothing was written.
    #[error("another writer holds what was to be changed")]
    Busy(#[source] Source),
    /// The store was lost while it acknowledged a write: look before writing again.
    #[error("the store was lost while it acknowledged a write")]
    OutcomeUnknown(#[source] Source),
    /// A row does not decode.
    #[error("a row of {table} does not decode: {key}")]
    Unreadable {
        /// The table it is in.
        table: &'static str,
        /// Its key.
        key: String,
        /// What is wrong with it.
        #[source]
        source: Source,
    },
    /// The article is not at the version that was named.
    #[error("the article is at version {current}")]
    Conflict {
        /// Its present version.
        current: u32,
    },
    /// The key of an act was sent with another act before.
    #[error("the idempotency key was sent with another act before")]
    KeyReused,
    /// The same act is being done under the same key.
    #[error("the act is being done under the same idempotency key")]
    InProgress,
    /// There are reasons against the act.
    #[error("the act was refused for {} reasons", .0.len())]
    Invalid(Vec<UserError>),
    /// There is no such article.
    #[error("there is no article {}", .0.as_uuid())]
    Absent(ArticleId),
    /// The store failed in a way that we did not foresee.
    #[error("the store failed")]
    Storage(#[source] Source),
}

impl Error {
    /// The code under which clients learn of it.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Unavailable(_) => ErrorCode::Unavailable,
            Self::Timeout => ErrorCode::Timeout,
            Self::Overloaded => ErrorCode::Overloaded,
            Self::Busy(_) => ErrorCode::ResourceBusy,
            Self::OutcomeUnknown(_) => ErrorCode::OutcomeUnknown,
            Self::Conflict { .. } => ErrorCode::Conflict,
            Self::KeyReused => ErrorCode::IdempotencyKeyReused,
            Self::InProgress => ErrorCode::IdempotencyInProgress,
            Self::Invalid(_) => ErrorCode::InvalidState,
            Self::Absent(_) => ErrorCode::NotFound,
            Self::Unreadable { .. } | Self::Storage(_) => ErrorCode::Internal,
        }
    }
}
