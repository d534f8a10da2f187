//! A command in progress: its transaction and its context, and how every command begins and ends.

use standfirst_domain::{command_context::CommandContext, error::Error};

use crate::{
    change_log::ChangeLogWriter,
    desk::{
        audit::{self, NewAuditEntry},
        idempotency,
    },
    transaction::Transaction,
};

/// A command in progress.
#[derive(Clone, Copy)]
pub(crate) struct Command<'a> {
    pub(crate) transaction: &'a Transaction,
    pub(crate) context: &'a CommandContext,
}

impl<'a> Command<'a> {
    pub(crate) const fn new(transaction: &'a Transaction, context: &'a CommandContext) -> Self {
        Self {
            transaction,
            context,
        }
    }

    /// Begins the command. Answers its outcome if it was carried out before.
    pub(crate) async fn begin(&self) -> Result<Option<String>, Error> {
        idempotency::begin(self.transaction, self.context).await
    }

    /// Ends the command: writes the audit entry, the outcome, and last the change log.
    pub(crate) async fn end(
        &self,
        entry: NewAuditEntry<'_>,
        outcome: &str,
        writer: ChangeLogWriter,
    ) -> Result<(), Error> {
        audit::write(self.transaction, self.context, entry).await?;
        idempotency::end(self.transaction, self.context, outcome).await?;
        writer.write(self.transaction).await
    }
}

/// Checks that the caller saw the present version.
///
/// # Errors
/// [`Error::Conflict`] at another version.
pub(crate) const fn check_version(current: u32, expected: u32) -> Result<(), Error> {
    if current == expected {
        Ok(())
    } else {
        Err(Error::Conflict { current })
    }
}
