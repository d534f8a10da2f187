//! How the schema says that something went wrong: a code, a fixed sentence, and the cause kept aside for the log.
//!
//! A nullable field that can fail answers `Option<Result<T>>` and not the other way round: the engine lets the error of a field that answers
//! `Result` null the parent too, whatever the schema says, and stops it only inside an `Option`.
//!
//! The cause travels as the error's `source`, which is never sent. The transport adds the request id, logs each cause once and sends the rest.

use std::{any::Any, sync::Arc};

use async_graphql::{Error, ErrorExtensionValues, InputType, InputValueError};
use standfirst_domain::error::{Error as Failure, ErrorCode};

/// Under which a field hands the transport the seconds of `Retry-After`. It is never sent in the body.
pub const RETRY_AFTER: &str = "retryAfterSeconds";

/// A failure of a port, shared by all fields that waited for the same read.
pub type SharedError = Arc<Failure>;

/// A failure of a port, as a field's error.
pub fn field_error(failure: SharedError) -> Error {
    let code = failure.code();
    let source: Arc<dyn Any + Send + Sync> = failure;
    Error {
        message: code.sentence().to_owned(),
        source: Some(source),
        extensions: Some(coded(code)),
    }
}

/// An argument that is out of its range or not of its form.
pub fn bad_input(message: impl Into<String>) -> Error {
    coded_error(ErrorCode::BadUserInput, message)
}

/// What is refused under a code about which there is nothing more to say.
pub fn code_error(code: ErrorCode) -> Error {
    coded_error(code, code.sentence())
}

/// What is refused under a code until so many seconds have passed.
pub fn rate_limit_error(code: ErrorCode, seconds: u64) -> Error {
    let mut error = code_error(code);
    if let Some(extensions) = &mut error.extensions {
        extensions.set(RETRY_AFTER, seconds);
    }
    error
}

/// An argument refused under a code.
pub fn coded_error(code: ErrorCode, message: impl Into<String>) -> Error {
    Error {
        message: message.into(),
        source: None,
        extensions: Some(coded(code)),
    }
}

/// A value that is not of its scalar's form.
pub fn invalid_scalar<T: InputType>(message: &str) -> InputValueError<T> {
    InputValueError::custom(message).with_extension("code", ErrorCode::BadUserInput.as_str())
}

fn coded(code: ErrorCode) -> ErrorExtensionValues {
    let mut extensions = ErrorExtensionValues::default();
    extensions.set("code", code.as_str());
    extensions
}
