//! What can go wrong, said twice: a [`Refusal`] is for the person who can mend it, an [`Error`] for the one who runs the house.

use crate::ids::ArticleId;

/// The codes that clients may rely on, as `extensions.code` of a GraphQL error or `code` of a user error. A code never changes its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorCode {
    /// The request cannot be read as GraphQL over HTTP.
    BadRequest,
    /// The document does not fit the schema.
    GraphqlValidationFailed,
    /// An argument is out of its range or not of its form.
    BadUserInput,
    /// A cursor is not one that this list handed out.
    InvalidCursor,
    /// The document nests deeper than is served.
    QueryTooDeep,
    /// The document asks for more than is served at once.
    QueryTooComplex,
    /// Several requests in one body.
    BatchNotAllowed,
    /// The method cannot do this.
    MethodNotAllowed,
    /// No offered media type is one that we write.
    NotAcceptable,
    /// The body is larger than is read.
    PayloadTooLarge,
    /// The body is not of a media type that we read.
    UnsupportedMediaType,
    /// The body did not arrive in time.
    RequestTimeout,
    /// No such door.
    NotFound,
    /// The version named is not the present one.
    Conflict,
    /// The article's state does not allow the act.
    InvalidState,
    /// The slug belongs to another.
    SlugTaken,
    /// The idempotency key was sent with another act before.
    IdempotencyKeyReused,
    /// The act is being done under the same idempotency key.
    IdempotencyInProgress,
    /// A credential was presented that is not good, or one is needed and none was presented.
    Unauthenticated,
    /// The one who asks may not do this.
    Forbidden,
    /// Asked too often.
    RateLimited,
    /// The store did not answer.
    Unavailable,
    /// The answer took too long.
    Timeout,
    /// The store was lost while it acknowledged a write: it may stand or not.
    OutcomeUnknown,
    /// A fault of ours.
    Internal,
}

/// The table of codes: name, HTTP status of a request that fails with it, and whether trying again can help.
const CODES: [(ErrorCode, &str, u16, bool); 25] = [
    (ErrorCode::BadRequest, "BAD_REQUEST", 400, false),
    (
        ErrorCode::GraphqlValidationFailed,
        "GRAPHQL_VALIDATION_FAILED",
        400,
        false,
    ),
    (ErrorCode::BadUserInput, "BAD_USER_INPUT", 400, false),
    (ErrorCode::InvalidCursor, "INVALID_CURSOR", 400, false),
    (ErrorCode::QueryTooDeep, "QUERY_TOO_DEEP", 400, false),
    (ErrorCode::QueryTooComplex, "QUERY_TOO_COMPLEX", 400, false),
    (ErrorCode::BatchNotAllowed, "BATCH_NOT_ALLOWED", 400, false),
    (
        ErrorCode::MethodNotAllowed,
        "METHOD_NOT_ALLOWED",
        405,
        false,
    ),
    (ErrorCode::NotAcceptable, "NOT_ACCEPTABLE", 406, false),
    (ErrorCode::PayloadTooLarge, "PAYLOAD_TOO_LARGE", 413, false),
    (
        ErrorCode::UnsupportedMediaType,
        "UNSUPPORTED_MEDIA_TYPE",
        415,
        false,
    ),
    (ErrorCode::RequestTimeout, "REQUEST_TIMEOUT", 408, true),
    (ErrorCode::NotFound, "NOT_FOUND", 404, false),
    (ErrorCode::Conflict, "CONFLICT", 200, true),
    (ErrorCode::InvalidState, "INVALID_STATE", 200, false),
    (ErrorCode::SlugTaken, "SLUG_TAKEN", 200, false),
    (
        ErrorCode::IdempotencyKeyReused,
        "IDEMPOTENCY_KEY_REUSED",
        200,
        false,
    ),
    (
        ErrorCode::IdempotencyInProgress,
        "IDEMPOTENCY_IN_PROGRESS",
        200,
        true,
    ),
    (ErrorCode::Unauthenticated, "UNAUTHENTICATED", 401, false),
    (ErrorCode::Forbidden, "FORBIDDEN", 200, false),
    (ErrorCode::RateLimited, "RATE_LIMITED", 429, true),
    (ErrorCode::Unavailable, "UNAVAILABLE", 503, true),
    (ErrorCode::Timeout, "TIMEOUT", 504, true),
    (ErrorCode::OutcomeUnknown, "OUTCOME_UNKNOWN", 503, false),
    (ErrorCode::Internal, "INTERNAL", 500, false),
];

impl ErrorCode {
    /// All codes, in the order of the table.
    pub fn all() -> impl Iterator<Item = Self> {
        CODES.iter().map(|(code, ..)| *code)
    }

    /// The code as clients read it.
    pub fn as_str(self) -> &'static str {
        self.row().1
    }

    /// The HTTP status of a request that fails with it as a whole.
    pub fn http_status(self) -> u16 {
        self.row().2
    }

    /// Whether the same request may succeed later.
    pub fn is_retryable(self) -> bool {
        self.row().3
    }

    fn row(self) -> (Self, &'static str, u16, bool) {
        CODES
            .iter()
            .find(|(code, ..)| *code == self)
            .copied()
            .unwrap_or((Self::Internal, "INTERNAL", 500, false))
    }
}

/// One reason against an act, for the person who can mend it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    /// What kind of reason.
    pub code: ErrorCode,
    /// The input it is about, as a path from the input object.
    pub field: Option<String>,
    /// What is wrong, in a sentence.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl Refusal {
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
    Refused(Vec<Refusal>),
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
            Self::OutcomeUnknown(_) => ErrorCode::OutcomeUnknown,
            Self::Conflict { .. } => ErrorCode::Conflict,
            Self::KeyReused => ErrorCode::IdempotencyKeyReused,
            Self::InProgress => ErrorCode::IdempotencyInProgress,
            Self::Refused(_) => ErrorCode::InvalidState,
            Self::Absent(_) => ErrorCode::NotFound,
            Self::Unreadable { .. } | Self::Storage(_) => ErrorCode::Internal,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{CODES, ErrorCode};

    #[test]
    fn every_code_stands_once_in_the_table() {
        for (code, name, ..) in CODES {
            assert_eq!(code.as_str(), name);
            assert_eq!(
                ErrorCode::all()
                    .filter(|other| other.as_str() == name)
                    .count(),
                1,
                "{name}"
            );
        }
    }
}
