//! What the inputs of acts have in common: by what an act is known should it be sent again, what it is done to, and what its reasons become when the
//! taxonomy was asked.

use async_graphql::{Context, ID, InputObject, Result};
use standfirst_domain::{
    command_context::CommandContext,
    error::{Error as Failure, UserError},
    taxonomy::VersionedChange,
};

use super::{acting::Authorization, form::Form, ids::Named, input::counted, user_errors::mendable};

/// By what an act is known should it be sent again.
#[derive(InputObject)]
pub struct Sent {
    /// A key of your choice, 1 to 255 visible ASCII characters, kept for 24 hours: sent again with the same input, the act is not done twice. In
    /// place of the header Idempotency-Key where a document has several acts.
    pub idempotency_key: Option<String>,
}

impl Sent {
    /// The command context of the act.
    ///
    /// # Errors
    /// A key that is none.
    pub fn context(
        &self,
        ctx: &Context<'_>,
        authorization: &Authorization,
    ) -> Result<CommandContext> {
        authorization.context(ctx, self.idempotency_key.as_deref())
    }
}

/// To what an act is done, and which version of it its caller has seen.
#[derive(InputObject)]
pub struct Revised {
    /// To what it is done.
    pub id: ID,
    /// The version that you have seen. Another one is refused with CONFLICT, so that nobody overwrites what they have not read.
    pub expected_version: i32,
    #[graphql(flatten)]
    pub sent: Sent,
}

impl Revised {
    /// The command context of the act.
    ///
    /// # Errors
    /// A key that is none.
    pub fn context(
        &self,
        ctx: &Context<'_>,
        authorization: &Authorization,
    ) -> Result<CommandContext> {
        self.sent.context(ctx, authorization)
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
    ) -> Result<VersionedChange<I, C>, Vec<UserError>> {
        let id = form.id("id", noun, &self.id, of_kind);
        let amending = |(id, change)| VersionedChange {
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
    read: Result<A, Vec<UserError>>,
    carry_out: impl FnOnce(A) -> F,
) -> Result<Result<T, Vec<UserError>>>
where
    F: Future<Output = Result<T, Failure>>,
{
    match read {
        Ok(act) => mendable(carry_out(act).await),
        Err(reasons) => Ok(Err(reasons)),
    }
}
