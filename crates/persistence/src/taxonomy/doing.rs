//! An act while it is done: the connection it runs on, and how it begins and ends.

use sea_orm::{ConnectionTrait, ExecResult, FromQueryResult};
use standfirst_domain::{
    audit::Subject,
    change_log::{Change, NameChange},
    command_context::CommandContext,
    error::Error,
    moment::Moment,
};
use uuid::Uuid;

use crate::{
    change_log::Journal,
    desk::{
        audit::{self, Line},
        idempotency, slugs,
    },
    dialect::Engine,
    failure::told,
    sql::Sql,
};

/// An act while it is done.
pub(super) struct Doing<'a, C> {
    pub(super) connection: &'a C,
    pub(super) engine: Engine,
    context: &'a CommandContext,
}

impl<'a, C: ConnectionTrait> Doing<'a, C> {
    pub(super) const fn new(
        connection: &'a C,
        engine: Engine,
        context: &'a CommandContext,
    ) -> Self {
        Self {
            connection,
            engine,
            context,
        }
    }

    /// When it is done.
    pub(super) const fn at(&self) -> Moment {
        self.context.at
    }

    /// What the same act was done to, if it was done before. If not, no other act gives out names until this one ends.
    pub(super) async fn begin(&self) -> Result<Option<Uuid>, Error> {
        let done = idempotency::begin(self.connection, self.engine, self.context).await?;
        if let Some(outcome) = done {
            let id = Uuid::parse_str(&outcome).map_err(|error| Error::Storage(Box::new(error)))?;
            return Ok(Some(id));
        }
        slugs::lock(self.connection, self.engine).await?;
        Ok(None)
    }

    /// Ends it: its line in the audit log, what an answer is made of should it be sent again, and last its entry in the change log.
    pub(super) async fn end(
        &self,
        subject: Subject,
        version: u32,
        outcome: Uuid,
        change: Option<Change>,
    ) -> Result<(), Error> {
        let merged = match &change {
            Some(Change::Tag(_, NameChange::Merged { into })) => Some(into.as_uuid()),
            _ => None,
        };
        let reason = merged.map(|into| format!("into {}", into.simple()));
        let line = Line {
            subject,
            version: Some(version),
            reason: reason.as_deref(),
        };
        audit::note(self.connection, self.engine, self.context, line).await?;
        let outcome = outcome.simple().to_string();
        idempotency::end(self.connection, self.engine, self.context, &outcome).await?;
        let mut journal = Journal::default();
        if let Some(change) = change {
            journal.note_change(self.at(), change);
        }
        journal.close(self.connection, self.engine).await
    }

    /// A statement to be written.
    pub(super) const fn sql(&self) -> Sql {
        Sql::new(self.engine)
    }

    pub(super) async fn rows<R: FromQueryResult>(&self, sql: Sql) -> Result<Vec<R>, Error> {
        R::find_by_statement(sql.statement())
            .all(self.connection)
            .await
            .map_err(told)
    }

    pub(super) async fn execute(&self, sql: Sql) -> Result<ExecResult, Error> {
        let done = self.connection.execute_raw(sql.statement()).await;
        done.map_err(told)
    }
}

/// That whoever acts has seen the version that there is.
pub(super) const fn at_version(current: u32, expected: u32) -> Result<(), Error> {
    if current == expected {
        Ok(())
    } else {
        Err(Error::Conflict { current })
    }
}
