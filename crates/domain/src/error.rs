//! Errors of the newsroom. A [`UserError`] tells the caller how to correct the input. An [`Error`]
//! is a failure of a port; most of them concern the operator of the server.

mod code;

pub use code::ErrorCode;

use crate::ids::{ArticleId, PreviewId};

/// Reason against a command. The caller can correct it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct UserError {
    /// Machine-readable kind of the reason.
    pub code: ErrorCode,
    /// Path of the input field that the reason is about, from the input object.
    pub field: Option<String>,
    /// Description of the problem, in one sentence.
    pub message: String,
    /// Advice on the remedy.
    pub hint: Option<String>,
}

impl UserError {
    /// Error of an input that is out of range or malformed.
    pub fn input(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            code: ErrorCode::BadUserInput,
            field: Some(field.into()),
            message: message.into(),
            hint: None,
        }
    }

    /// Error of an input that holds the id of a `noun` that does not exist.
    pub fn not_found(field: impl Into<String>, noun: &str) -> Self {
        Self {
            code: ErrorCode::NotFound,
            field: Some(field.into()),
            message: format!("There is no {noun} of this id."),
            hint: Some(format!("Look the {noun} up and take its id from there.")),
        }
    }

    /// Error of a command that the state of the article does not allow.
    pub fn invalid_state(message: impl Into<String>) -> Self {
        Self {
            code: ErrorCode::InvalidState,
            field: None,
            message: message.into(),
            hint: None,
        }
    }

    /// Adds advice on the remedy.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

type Source = Box<dyn std::error::Error + Send + Sync>;

/// Failure of a port.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The store did not answer; nothing was written.
    #[error("the store does not answer")]
    Unavailable(#[source] Source),
    /// The store did not answer in time; nothing was written.
    #[error("the store did not answer in time")]
    Timeout,
    /// Every connection to the store stayed in use until the acquire timeout; nothing was written.
    #[error("every connection to the store is in use")]
    Overloaded,
    /// Another transaction held the rows to be written until the lock timeout; nothing was written.
    #[error("another transaction holds the rows to be written")]
    Busy(#[source] Source),
    /// The connection was lost during a commit. The transaction may or may not be committed, so the
    /// caller must read before writing again.
    #[error("the connection to the store was lost during a commit")]
    OutcomeUnknown(#[source] Source),
    /// A preview version made the database, and this version does not read its tables.
    #[error("a preview version made the database, and this version does not read its tables")]
    DatabaseOfPreviewVersion,
    /// A stored row does not decode.
    #[error("the row {key} of {table} does not decode")]
    Unreadable {
        /// Table of the row.
        table: &'static str,
        /// Key of the row.
        key: String,
        /// Reason why the row does not decode.
        #[source]
        source: Source,
    },
    /// A row that the migrations create is missing.
    #[error("the row that the migrations write into {table} is missing")]
    RowMissing {
        /// Table that lacks the row.
        table: &'static str,
    },
    /// The command named another version than the present one.
    #[error("the version is {current} by now")]
    Conflict {
        /// Present version.
        current: u32,
    },
    /// Another node acquired the lease of a consumer, so this node may no longer write under it.
    #[error("another node acquired the lease of the consumer {consumer}")]
    LeaseLost {
        /// Name of the consumer.
        consumer: String,
    },
    /// Another rebuild of the related lists took the place of this one.
    #[error("another rebuild replaced the rebuild of generation {generation} of the related lists")]
    RebuildReplaced {
        /// Generation that this rebuild was writing.
        generation: i64,
    },
    /// The idempotency key was sent with a different command before.
    #[error("the idempotency key was sent with a different command before")]
    KeyReused,
    /// A command with the same idempotency key is in progress.
    #[error("a command with the same idempotency key is in progress")]
    InProgress,
    /// There are reasons against the command, and the caller can correct them.
    #[error("the command is invalid for {} reasons", .0.len())]
    Invalid(Vec<UserError>),
    /// The article does not exist, or is outside the actor's scope.
    #[error("there is no article {}", .0.as_uuid())]
    ArticleNotFound(ArticleId),
    /// The preview link does not exist.
    #[error("there is no preview link {}", .0.as_uuid())]
    PreviewNotFound(PreviewId),
    /// No key may sign at this moment, so no token was issued.
    #[error("no signing key is valid at this moment")]
    NoSigningKey,
    /// A field of the schema was resolved without the data of a request.
    #[error("a field was resolved outside of a request")]
    OutsideRequest,
    /// The store or a task failed for a reason that has no variant of its own.
    #[error("the store failed")]
    Storage(#[source] Source),
}

impl Error {
    /// Code that clients receive.
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
            Self::ArticleNotFound(_) | Self::PreviewNotFound(_) => ErrorCode::NotFound,
            // Clients can do nothing about these: they are met at the start or in background tasks,
            // or they are faults of the server or its data.
            Self::DatabaseOfPreviewVersion
            | Self::Unreadable { .. }
            | Self::RowMissing { .. }
            | Self::LeaseLost { .. }
            | Self::RebuildReplaced { .. }
            | Self::NoSigningKey
            | Self::OutsideRequest
            | Self::Storage(_) => ErrorCode::Internal,
        }
    }
}
