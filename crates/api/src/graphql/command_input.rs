//! Parts that the inputs of mutations share: idempotency key, object id and expected version.

use async_graphql::{Context, ID, InputObject, Result};
use standfirst_domain::{
    command::VersionedChange,
    command_context::CommandContext,
    error::{Error as Failure, UserError},
};

use super::{
    ids::GlobalId, input::non_negative, input_validator::InputValidator,
    user_errors::split_user_errors, write_context::Authorization,
};

/// Idempotency key of an input.
#[derive(InputObject)]
pub struct IdempotentInput {
    /// Idempotency key: 1 to 255 visible ASCII characters, kept for 24 hours. A repeated mutation
    /// with the same key and input is not executed twice. It takes precedence over the
    /// `Idempotency-Key` header; use it if a document contains several mutations.
    pub idempotency_key: Option<String>,
}

impl IdempotentInput {
    /// Command context of the mutation.
    ///
    /// # Errors
    /// The idempotency key is invalid.
    pub fn context(
        &self,
        ctx: &Context<'_>,
        authorization: &Authorization,
    ) -> Result<CommandContext> {
        authorization.context(ctx, self.idempotency_key.as_deref())
    }
}

/// Object to change, with the version that the caller has read.
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
    /// Command context of the mutation.
    ///
    /// # Errors
    /// The idempotency key is invalid.
    pub fn context(
        &self,
        ctx: &Context<'_>,
        authorization: &Authorization,
    ) -> Result<CommandContext> {
        self.sent.context(ctx, authorization)
    }

    /// Change of the object.
    ///
    /// # Errors
    /// All errors of the input.
    pub fn versioned_change<I, C>(
        &self,
        mut validator: InputValidator,
        noun: &str,
        of_kind: impl Fn(GlobalId) -> Option<I>,
        change: Option<C>,
    ) -> Result<VersionedChange<I, C>, Vec<UserError>> {
        let id = validator.id("id", noun, &self.id, of_kind);
        let versioned = |(id, change)| VersionedChange {
            id,
            expected_version: non_negative(self.expected_version),
            change,
        };
        validator.finish(id.zip(change).map(versioned))
    }
}

/// Executes a command, unless its input has errors.
///
/// # Errors
/// An error that the caller cannot fix.
pub async fn execute<A, T, F>(
    command: Result<A, Vec<UserError>>,
    run: impl FnOnce(A) -> F,
) -> Result<Result<T, Vec<UserError>>>
where
    F: Future<Output = Result<T, Failure>>,
{
    match command {
        Ok(command) => split_user_errors(run(command).await),
        Err(errors) => Ok(Err(errors)),
    }
}
