//! User errors: what whoever acts can mend, all at once, in the act's payload.

use std::sync::Arc;

use async_graphql::{Enum, Error, SimpleObject};
use standfirst_domain::{
    error,
    error::{Error as Failure, ErrorCode as Code, UserError},
    error_codes,
};

use super::errors::fault;

macro_rules! schema_enum {
    ($($variant:ident $name:tt $status:tt $retryable:tt $meaning:tt $hint:tt;)*) => {
        /// What kind of error, as `code` of a user error or in the `extensions` of an error. A code never changes its meaning, and new ones may come.
        #[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
        #[graphql(remote = "error::ErrorCode")]
        pub enum ErrorCode {
            $(#[doc = $meaning] #[doc = $hint] #[graphql(name = $name)] $variant,)*
        }
    };
}

error_codes!(schema_enum);

/// Something in an act's input or in the state of things that stands against it, and that its caller can mend.
#[derive(SimpleObject, Clone)]
#[graphql(name = "UserError")]
pub struct UserErrorObject {
    /// What kind of reason.
    code: ErrorCode,
    /// The part of the input that it is about.
    field: Option<String>,
    /// What is wrong, in a sentence.
    message: String,
    /// What to do about it.
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

/// Parts what the caller can mend from what they cannot.
///
/// # Errors
/// What they cannot mend.
pub fn mendable<T>(outcome: Result<T, Failure>) -> Result<Result<T, Vec<UserError>>, Error> {
    match outcome {
        Ok(done) => Ok(Ok(done)),
        Err(Failure::Invalid(reasons)) => Ok(Err(reasons)),
        Err(Failure::Conflict { current }) => Ok(Err(vec![conflict(current)])),
        Err(Failure::Absent(_)) => Ok(Err(vec![UserError::absent("id", "article")])),
        Err(failure) => Err(fault(Arc::new(failure))),
    }
}

/// That somebody else was quicker.
fn conflict(current: u32) -> UserError {
    UserError {
        code: Code::Conflict,
        field: Some("expectedVersion".to_owned()),
        message: format!("It was changed meanwhile and is at version {current} now."),
        hint: Some(
            "Read it again, look at what changed, and repeat the act with that version.".to_owned(),
        ),
    }
}

/// What a payload carries of an outcome: what was done, and what can be mended.
pub fn parted<T>(outcome: Result<T, Vec<UserError>>) -> (Option<T>, Vec<UserErrorObject>) {
    match outcome {
        Ok(done) => (Some(done), Vec::new()),
        Err(reasons) => (None, told(reasons)),
    }
}

/// Reasons as the payload carries them.
pub fn told(reasons: Vec<UserError>) -> Vec<UserErrorObject> {
    reasons.into_iter().map(UserErrorObject::from).collect()
}
