//! Errors of fields: a code, a fixed sentence, and the cause for the log.
//!
//! A nullable field that can fail returns `Option<Result<T>>` and not `Result<Option<T>>`. The
//! engine lets the error of a field that returns `Result` null the parent too, whatever the schema
//! says, and stops it only inside an `Option`.
//!
//! The cause is the error's `source`, which is never sent. The transport adds the request id, logs
//! each cause once and sends the rest.

use std::{any::Any, sync::Arc};

use async_graphql::{Error, ErrorExtensionValues, InputType, InputValueError};
use standfirst_domain::error::{Error as Failure, ErrorCode};

/// Extension in which a field hands the seconds of `Retry-After` to the transport. It is not sent.
pub const RETRY_AFTER: &str = "retryAfterSeconds";

/// Failure of a port, shared by all fields that waited for the same read.
pub type SharedError = Arc<Failure>;

/// Converts a failure of a port to a field's error.
pub fn field_error(failure: impl Into<SharedError>) -> Error {
    let failure = failure.into();
    let code = failure.code();
    let source: Arc<dyn Any + Send + Sync> = failure;
    Error {
        message: code.sentence().to_owned(),
        source: Some(source),
        extensions: Some(code_extension(code)),
    }
}

/// Cause of an error that [`field_error`] made, for the log.
pub fn cause(error: &Error) -> Option<&Failure> {
    error.source.as_deref()?.downcast_ref()
}

/// Creates the error of a field that is resolved outside of a request.
pub fn outside_request() -> Error {
    field_error(Failure::OutsideRequest)
}

/// Creates the error of an argument that is out of range or malformed.
pub fn bad_input(message: impl Into<String>) -> Error {
    coded_error(ErrorCode::BadUserInput, message)
}

/// Creates an error with the fixed sentence of a code.
pub fn code_error(code: ErrorCode) -> Error {
    coded_error(code, code.sentence())
}

/// Creates an error of a caller that may retry after some seconds.
pub fn rate_limit_error(code: ErrorCode, seconds: u64) -> Error {
    let mut error = code_error(code);
    if let Some(extensions) = &mut error.extensions {
        extensions.set(RETRY_AFTER, seconds);
    }
    error
}

/// Creates an error with a code and a message.
pub fn coded_error(code: ErrorCode, message: impl Into<String>) -> Error {
    Error {
        message: message.into(),
        source: None,
        extensions: Some(code_extension(code)),
    }
}

/// Creates the error of a value that does not have the form of its scalar.
pub fn invalid_scalar<T: InputType>(message: &str) -> InputValueError<T> {
    InputValueError::custom(message).with_extension("code", ErrorCode::BadUserInput.as_str())
}

fn code_extension(code: ErrorCode) -> ErrorExtensionValues {
    let mut extensions = ErrorExtensionValues::default();
    extensions.set("code", code.as_str());
    extensions
}
