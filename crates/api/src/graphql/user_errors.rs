//! User errors: everything that the caller can correct, all at once, in the payload of a mutation.

use async_graphql::{Enum, Error, SimpleObject};
use standfirst_domain::{
    error,
    error::{Error as Failure, ErrorCode as Code, UserError},
    error_codes,
};

use super::errors::field_error;

macro_rules! schema_enum {
    ($($variant:ident $name:tt $status:tt $retryable:tt $meaning:tt $hint:tt;)*) => {
        /// Error code, as `code` of a user error or in the `extensions` of an error. The meaning of
        /// a code never changes; new codes may be added.
        #[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
        #[graphql(remote = "error::ErrorCode")]
        pub enum ErrorCode {
            $(#[doc = $meaning] #[doc = $hint] #[graphql(name = $name)] $variant,)*
        }
    };
}

error_codes!(schema_enum);

/// An error in the input or the state of an object that the caller can correct.
#[derive(SimpleObject, Clone)]
#[graphql(name = "UserError")]
pub struct UserErrorObject {
    /// Error code.
    code: ErrorCode,
    /// Path of the input field that caused the error. Null if no single field caused it.
    field: Option<String>,
    /// Description of the error in a sentence.
    message: String,
    /// Suggested correction.
    hint: Option<String>,
}

impl From<UserError> for UserErrorObject {
    fn from(refusal: UserError) -> Self {
        Self {
            code: ErrorCode::from(refusal.code),
            field: refusal.field,
            message: refusal.message,
            hint: refusal.hint,
        }
    }
}

/// Answer of a mutation field: its payload, or the error that makes the field null.
pub type MutationResult<T> = Option<Result<T, Error>>;

/// Splits errors that the caller can correct from other failures.
///
/// # Errors
/// Failures that the caller cannot correct.
pub fn split_user_errors<T>(
    outcome: Result<T, Failure>,
) -> Result<Result<T, Vec<UserError>>, Error> {
    match outcome {
        Ok(done) => Ok(Ok(done)),
        Err(Failure::Invalid(reasons)) => Ok(Err(reasons)),
        Err(Failure::Conflict { current }) => Ok(Err(vec![conflict(current)])),
        Err(Failure::ArticleNotFound(_)) => Ok(Err(vec![UserError::not_found("id", "article")])),
        Err(failure) => Err(field_error(failure)),
    }
}

/// User error for a version that is no longer current.
fn conflict(current: u32) -> UserError {
    UserError {
        code: Code::Conflict,
        field: Some("expectedVersion".to_owned()),
        message: format!(
            "The object was changed in the meantime; its current version is {current}."
        ),
        hint: Some(
            "Read the object again, check the changes, and repeat the mutation with that version."
                .to_owned(),
        ),
    }
}

/// The result and the user errors of a payload.
pub fn into_payload_parts<T>(
    outcome: Result<T, Vec<UserError>>,
) -> (Option<T>, Vec<UserErrorObject>) {
    match outcome {
        Ok(done) => (Some(done), Vec::new()),
        Err(reasons) => (None, to_user_errors(reasons)),
    }
}

/// User errors of a payload.
pub fn to_user_errors(reasons: Vec<UserError>) -> Vec<UserErrorObject> {
    reasons.into_iter().map(UserErrorObject::from).collect()
}
