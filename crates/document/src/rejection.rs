//! Rejections: the reasons why a document may not run, as values.
//!
//! Every step of this crate returns these types. They know nothing of HTTP; the transport renders
//! them as GraphQL errors with a status.

use std::borrow::Cow;

use async_graphql::Pos;
use standfirst_domain::error::ErrorCode;

/// The reason why a document may not run.
#[derive(Debug)]
pub struct DocumentRejection {
    /// Error code of the rejection as a whole.
    pub code: ErrorCode,
    /// Errors, at least one.
    pub errors: Vec<RequestError>,
}

/// One error in a request.
#[derive(Debug)]
pub struct RequestError {
    /// Error message.
    pub message: Cow<'static, str>,
    /// Positions in the document; empty for an error of the request as a whole.
    pub locations: Vec<Pos>,
    /// Error code, where it differs from that of the whole rejection.
    pub code: Option<ErrorCode>,
    /// Limit that the request exceeds.
    pub limit_exceeded: Option<LimitExceeded>,
}

/// A limit and the largest value that it allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitExceeded {
    /// Name of the limit, as in `docs/limits.md`.
    pub limit: &'static str,
    /// Largest value that the limit allows.
    pub max: u64,
    /// Requested value; `None` where counting stopped at the limit.
    pub cost: Option<u64>,
}

impl RequestError {
    /// An error of the request as a whole.
    pub fn new(message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            message: message.into(),
            locations: Vec::new(),
            code: None,
            limit_exceeded: None,
        }
    }

    /// An error at a position in the document.
    pub(crate) fn at(message: impl Into<Cow<'static, str>>, position: Pos) -> Self {
        Self {
            locations: vec![position],
            ..Self::new(message)
        }
    }

    /// Sets the error's own code.
    #[must_use]
    pub(crate) const fn with_code(mut self, code: ErrorCode) -> Self {
        self.code = Some(code);
        self
    }
}

impl DocumentRejection {
    /// A rejection with a code and one sentence.
    pub(crate) fn new(code: ErrorCode, message: impl Into<Cow<'static, str>>) -> Self {
        Self::from_errors(code, vec![RequestError::new(message)])
    }

    /// A rejection with the fixed sentence of its code.
    pub(crate) fn from_code(code: ErrorCode) -> Self {
        Self::new(code, code.sentence())
    }

    /// A rejection for several errors, under the code of the first or the one that they share.
    pub(crate) const fn from_errors(code: ErrorCode, errors: Vec<RequestError>) -> Self {
        Self { code, errors }
    }

    /// The rejection of a request that cannot be read.
    pub(crate) fn bad_request(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorCode::BadRequest, message)
    }

    /// The rejection of a document that exceeds a limit.
    pub(crate) fn over_limit(code: ErrorCode, limit: &'static str, max: usize) -> Self {
        let message = format!("The document goes beyond the limit of {max} for {limit}.");
        let exceeded = LimitExceeded {
            limit,
            max: max as u64,
            cost: None,
        };
        Self::from_limit(code, message, exceeded)
    }

    /// The rejection of an operation that costs more points than one operation may.
    pub fn over_cost(cost: u64, max: u64) -> Self {
        let message = format!(
            "The operation would cost {cost} points, and {max} are the most that one may cost. Ask for shorter lists, or in several requests."
        );
        let exceeded = LimitExceeded {
            limit: "cost",
            max,
            cost: Some(cost),
        };
        Self::from_limit(ErrorCode::QueryTooComplex, message, exceeded)
    }

    fn from_limit(code: ErrorCode, message: String, exceeded: LimitExceeded) -> Self {
        let error = RequestError {
            limit_exceeded: Some(exceeded),
            ..RequestError::new(message)
        };
        Self::from_errors(code, vec![error])
    }
}

/// Rejects a count beyond a limit on complexity.
pub(crate) fn check_limit(
    limit: &'static str,
    count: usize,
    max: usize,
) -> Result<(), DocumentRejection> {
    if count <= max {
        Ok(())
    } else {
        let code = ErrorCode::QueryTooComplex;
        Err(DocumentRejection::over_limit(code, limit, max))
    }
}
