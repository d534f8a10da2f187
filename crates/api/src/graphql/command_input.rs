//! What the inputs of acts have in common: by what an act is known should it be sent again, what it is done to, and what its reasons become when the
//! stylebook was asked.

use async_graphql::{Context, ID, InputObject, Result};
use standfirst_domain::{
    error::{Error as Failure, Refusal},
    mandate::Mandate,
    stylebook::Amending,
};

use super::{
    ids::GlobalId, input::counted, input_validator::InputValidator, user_errors::split_user_errors,
    write_context::Warrant,
};

/// By what an act is known should it be sent again.
#[derive(InputObject)]
pub struct IdempotentInput {
    /// Idempotency key: 1 to 255 visible ASCII characters, kept for 24 hours. A repeated mutation
    /// with the same key and input is not executed twice. It takes precedence over the
    /// `Idempotency-Key` header; use it if a document contains several mutations.
    pub idempotency_key: Option<String>,
}

impl IdempotentInput {
    /// The mandate of the act.
    ///
    /// # Errors
    /// A key that is none.
    pub fn mandate(&self, ctx: &Context<'_>, warrant: &Warrant) -> Result<Mandate> {
        warrant.mandate(ctx, self.idempotency_key.as_deref())
    }
}

/// To what an act is done, and which version of it its caller has seen.
#[derive(InputObject)]
pub struct VersionedInput {
    /// Id of the object to change.
    pub id: ID,
    /// Version of the object that the caller has read. If it is not the current version, the
    /// mutation fails with CONFLICT and changes nothing.
    pub expected_version: i32,
    #[graphql(flatten)]
    pub sent: IdempotentInput,
}

impl VersionedInput {
    /// The mandate of the act.
    ///
    /// # Errors
    /// A key that is none.
    pub fn mandate(&self, ctx: &Context<'_>, warrant: &Warrant) -> Result<Mandate> {
        self.sent.mandate(ctx, warrant)
    }

    /// The change of what is named, or every reason against the input.
    ///
    /// # Errors
    /// There are reasons.
    pub fn versioned_change<I, C>(
        &self,
        mut validator: InputValidator,
        noun: &str,
        of_kind: impl Fn(GlobalId) -> Option<I>,
        change: Option<C>,
    ) -> Result<Amending<I, C>, Vec<Refusal>> {
        let id = validator.id("id", noun, &self.id, of_kind);
        let versioned = |(id, change)| Amending {
            id,
            expected_version: counted(self.expected_version),
            change,
        };
        validator.settled(id.zip(change).map(versioned))
    }
}

/// What came of an act, where reading its input left no reasons against it.
///
/// # Errors
/// What the caller cannot mend.
pub async fn execute<A, T, F>(
    read: Result<A, Vec<Refusal>>,
    carry_out: impl FnOnce(A) -> F,
) -> Result<Result<T, Vec<Refusal>>>
where
    F: Future<Output = Result<T, Failure>>,
{
    match read {
        Ok(act) => split_user_errors(carry_out(act).await),
        Err(reasons) => Ok(Err(reasons)),
    }
}
