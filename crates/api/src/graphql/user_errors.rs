//! User errors: what whoever acts can mend, all at once, in the act's payload.

use std::sync::Arc;

use async_graphql::{Error, SimpleObject};
use standfirst_domain::error::{Error as Failure, Refusal};

use super::errors::fault;

/// Something in an act's input or in the state of things that stands against it, and that its caller can mend.
#[derive(SimpleObject, Clone)]
pub struct UserError {
    /// What kind of reason; the table of codes stands in the documentation.
    code: String,
    /// The part of the input that it is about.
    field: Option<String>,
    /// What is wrong, in a sentence.
    message: String,
    /// What to do about it.
    hint: Option<String>,
}

impl From<Refusal> for UserError {
    fn from(refusal: Refusal) -> Self {
        Self {
            code: refusal.code.as_str().to_owned(),
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
pub fn mendable<T>(outcome: Result<T, Failure>) -> Result<Result<T, Vec<Refusal>>, Error> {
    match outcome {
        Ok(done) => Ok(Ok(done)),
        Err(Failure::Refused(reasons)) => Ok(Err(reasons)),
        Err(failure) => Err(fault(Arc::new(failure))),
    }
}

/// Reasons as the payload carries them.
pub fn told(reasons: Vec<Refusal>) -> Vec<UserError> {
    reasons.into_iter().map(UserError::from).collect()
}
