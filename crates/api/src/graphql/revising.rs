//! What the inputs of acts have in common: by what an act is known should it be sent again, what it is done to, and what its reasons become when the
//! stylebook was asked.

use async_graphql::{Context, ID, InputObject, Result};
use standfirst_domain::{
    error::{Error as Failure, Refusal},
    mandate::Mandate,
    stylebook::Amending,
};

use super::{acting::Warrant, form::Form, ids::Named, input::counted, user_errors::mendable};

/// By what an act is known should it be sent again.
#[derive(InputObject)]
pub struct Sent {
    /// Idempotency key: 1 to 255 visible ASCII characters, kept for 24 hours. A repeated mutation
    /// with the same key and input is not executed twice. It takes precedence over the
    /// `Idempotency-Key` header; use it if a document contains several mutations.
    pub idempotency_key: Option<String>,
}

impl Sent {
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
pub struct Revised {
    /// Id of the object to change.
    pub id: ID,
    /// Version of the object that the caller has read. If it is not the current version, the
    /// mutation fails with CONFLICT and changes nothing.
    pub expected_version: i32,
    #[graphql(flatten)]
    pub sent: Sent,
}

impl Revised {
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
    pub fn amending<I, C>(
        &self,
        mut form: Form,
        noun: &str,
        of_kind: impl Fn(Named) -> Option<I>,
        change: Option<C>,
    ) -> Result<Amending<I, C>, Vec<Refusal>> {
        let id = form.id("id", noun, &self.id, of_kind);
        let amending = |(id, change)| Amending {
            id,
            expected_version: counted(self.expected_version),
            change,
        };
        form.settled(id.zip(change).map(amending))
    }
}

/// What came of an act, where reading its input left no reasons against it.
///
/// # Errors
/// What the caller cannot mend.
pub async fn carried_out<A, T, F>(
    read: Result<A, Vec<Refusal>>,
    carry_out: impl FnOnce(A) -> F,
) -> Result<Result<T, Vec<Refusal>>>
where
    F: Future<Output = Result<T, Failure>>,
{
    match read {
        Ok(act) => mendable(carry_out(act).await),
        Err(reasons) => Ok(Err(reasons)),
    }
}
