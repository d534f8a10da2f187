//! Parts that the inputs of mutations share: idempotency key, object id and expected version.

use async_graphql::{Context, ID, InputObject, Result};
use standfirst_domain::{
    command::VersionedChange, command_context::CommandContext, error::UserError, permission::Action,
};

use super::{
    ids::ObjectId,
    input::non_negative,
    input_validator::InputValidator,
    write_context::{Authorization, guard},
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
    /// Checks the permission matrix for an action, and returns the command context.
    ///
    /// # Errors
    /// The permission matrix does not allow the action, or the idempotency key is invalid.
    pub fn authorize(&self, ctx: &Context<'_>, action: Action) -> Result<CommandContext> {
        self.context(ctx, &guard(ctx, action)?)
    }

    /// Command context of an authorized mutation.
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
    /// Change of the object.
    ///
    /// # Errors
    /// All errors of the input.
    pub fn versioned_change<I: ObjectId, C>(
        &self,
        mut validator: InputValidator,
        change: Option<C>,
    ) -> Result<VersionedChange<I, C>, Vec<UserError>> {
        let id = validator.id("id", &self.id);
        let versioned = |(id, change)| VersionedChange {
            id,
            expected_version: non_negative(self.expected_version),
            change,
        };
        validator.finish(id.zip(change).map(versioned))
    }
}
