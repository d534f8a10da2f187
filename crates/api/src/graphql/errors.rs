//! How the schema says that something went wrong: a code, a fixed sentence, and the cause kept aside for the log.
//!
//! A nullable field that can fail answers `Option<Result<T>>` and not the other way round: the engine lets the error of a field that answers
//! `Result` null the parent too, whatever the schema says, and stops it only inside an `Option`.
//!
//! The cause travels as the error's `source`, which is never sent. The transport adds the request id, logs each cause once and sends the rest.

use std::{any::Any, sync::Arc};

use async_graphql::{Error, ErrorExtensionValues, InputType, InputValueError};
use standfirst_domain::error::{Error as Failure, ErrorCode};

/// A failure of a port, shared by all fields that waited for the same read.
pub type Fault = Arc<Failure>;

/// A failure of a port, as a field's error.
pub fn fault(failure: Fault) -> Error {
    let code = failure.code();
    let source: Arc<dyn Any + Send + Sync> = failure;
    Error {
        message: sentence(code).to_owned(),
        source: Some(source),
        extensions: Some(coded(code)),
    }
}

/// An argument that is out of its range or not of its form.
pub fn refusal(message: impl Into<String>) -> Error {
    refused(ErrorCode::BadUserInput, message)
}

/// An argument refused under a code.
pub fn refused(code: ErrorCode, message: impl Into<String>) -> Error {
    Error {
        message: message.into(),
        source: None,
        extensions: Some(coded(code)),
    }
}

/// A value that is not of its scalar's form.
pub fn refused_value<T: InputType>(message: &str) -> InputValueError<T> {
    InputValueError::custom(message).with_extension("code", ErrorCode::BadUserInput.as_str())
}

/// The sentence that clients read for faults that they cannot mend.
pub const fn sentence(code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::Unavailable => {
            "The archive does not answer at present. Please try again in a moment."
        }
        ErrorCode::Timeout => {
            "The answer took too long. Please ask for less, or try again in a moment."
        }
        ErrorCode::Unauthenticated => {
            "What was presented to come in with is not good, or nothing was presented where it is needed."
        }
        ErrorCode::Forbidden => "Your role does not allow this.",
        ErrorCode::OutcomeUnknown => {
            "The answer was lost on the way, so the act may stand or not. Look before you repeat it, or repeat it with the same Idempotency-Key."
        }
        ErrorCode::IdempotencyKeyReused => {
            "The idempotency key was sent with another act before. Choose a new key for a new act."
        }
        ErrorCode::IdempotencyInProgress => {
            "The same act is being done under this idempotency key. Please send it again in a moment."
        }
        ErrorCode::RateLimited => "There were too many failures. Please wait before you try again.",
        _ => "Something went wrong on our side. It was logged under the request id.",
    }
}

fn coded(code: ErrorCode) -> ErrorExtensionValues {
    let mut extensions = ErrorExtensionValues::default();
    extensions.set("code", code.as_str());
    extensions
}
