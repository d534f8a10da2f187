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
    fn from(error: UserError) -> Self {
        Self {
            code: ErrorCode::from(error.code),
            field: error.field,
            message: error.message,
            hint: error.hint,
        }
    }
}

/// Answer of a mutation field: its payload, or the error that makes the field null.
pub type MutationResult<T> = Option<Result<T, Error>>;

/// Failure of a mutation.
pub enum MutationError {
    /// Errors that the caller can correct. They go into the payload.
    User(Vec<UserError>),
    /// Any other error. It makes the field null.
    Field(Error),
}

/// Result of a mutation, before it becomes a payload.
pub type Outcome<T> = Result<T, MutationError>;

impl From<Failure> for MutationError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Invalid(reasons) => Self::User(reasons),
            Failure::Conflict { current } => conflict(current).into(),
            // The link of a retried `articlePreviewCreate` is gone with its article.
            Failure::ArticleNotFound(_) | Failure::PreviewNotFound(_) => {
                UserError::not_found("id", "article").into()
            }
            failure => Self::Field(field_error(failure)),
        }
    }
}

impl From<Error> for MutationError {
    fn from(error: Error) -> Self {
        Self::Field(error)
    }
}

impl From<UserError> for MutationError {
    fn from(error: UserError) -> Self {
        Self::User(vec![error])
    }
}

impl From<Vec<UserError>> for MutationError {
    fn from(errors: Vec<UserError>) -> Self {
        Self::User(errors)
    }
}

/// Creates the payload of a mutation from its object and user errors.
pub fn into_payload<T, P>(
    outcome: Outcome<T>,
    payload: impl FnOnce(Option<T>, Vec<UserErrorObject>) -> P,
) -> MutationResult<P> {
    Some(match outcome {
        Ok(object) => Ok(payload(Some(object), Vec::new())),
        Err(MutationError::User(errors)) => {
            let errors = errors.into_iter().map(UserErrorObject::from);
            Ok(payload(None, errors.collect()))
        }
        Err(MutationError::Field(error)) => Err(error),
    })
}

/// Implements the creation of a payload whose fields are an object and `user_errors`.
macro_rules! payload {
    ($payload:ident, $field:ident: $object:ty) => {
        impl $payload {
            /// Creates the payload of a mutation.
            pub fn from_outcome(
                outcome: $crate::graphql::user_errors::Outcome<$object>,
            ) -> $crate::graphql::user_errors::MutationResult<Self> {
                $crate::graphql::user_errors::into_payload(outcome, |$field, user_errors| Self {
                    $field,
                    user_errors,
                })
            }
        }
    };
}
pub(crate) use payload;

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
