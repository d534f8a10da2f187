//! Writer of the change log for one transaction. It collects change records and scheduled changes,
//! and writes them as the last statements.

use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, IntoActiveModel, QueryFilter, QueryOrder,
};
use standfirst_domain::{
    change_log::{Change, ChangeRecord, ScheduledChange, View},
    error::Error,
    ids::ArticleId,
    moment::Moment,
    story::{Amendment, Story},
};

use super::record::to_row;
use crate::{
    failure::into_domain_error,
    rows::{
        change_log::{self, scheduled_change},
        decode::{enum_text, from_enum_text},
    },
    transaction::Transaction,
};

/// Most rows in one INSERT.
const ROWS_AT_ONCE: usize = 1_000;

/// Change records and scheduled changes to be written.
#[derive(Default)]
pub(crate) struct ChangeLogWriter {
    records: Vec<ChangeRecord>,
    scheduled_changes: Vec<scheduled_change::ActiveModel>,
}

#[derive(FromQueryResult)]
struct LogHeadRow {
    position: i64,
}

impl ChangeLogWriter {
    /// A writer of one change that is not about an article, or of none.
    pub(crate) fn from_change(at: Moment, change: Option<Change>) -> Self {
        let record = |change| ChangeRecord {
            at,
            change,
            in_bulk: false,
        };
        Self {
            records: change.map(record).into_iter().collect(),
            scheduled_changes: Vec::new(),
        }
    }

    /// Adds a new story.
    pub(crate) fn add_new(&mut self, amendment: &Amendment) -> Result<(), Error> {
        self.records.extend(amendment.records(None));
        self.schedule(&amendment.story, amendment.at)
    }

    /// Adds the changes that a command made to a story, after the scheduled changes that were due
    /// before it.
    pub(crate) async fn add_amendment(
        &mut self,
        transaction: &Transaction,
        before: &Story,
        amendment: &Amendment,
    ) -> Result<(), Error> {
        self.add_due(transaction, before, amendment.at).await?;
        self.records.extend(amendment.records(Some(before)));
        // The command may have moved any date, so the whole schedule is replaced.
        scheduled_change::Entity::delete_many()
            .filter(scheduled_change::Column::ArticleId.eq(before.id.as_uuid()))
            .exec(transaction)
            .await
            .map_err(into_domain_error)?;
        self.schedule(&amendment.story, amendment.at)
    }

    /// Adds the scheduled changes of a story that are due, and deletes them from the schedule.
    pub(crate) async fn add_due(
        &mut self,
        transaction: &Transaction,
        story: &Story,
        now: Moment,
    ) -> Result<(), Error> {
        let due = due(transaction, story.id, now).await?;
        if due.is_empty() {
            return Ok(());
        }
        let records = due
            .into_iter()
            .filter_map(|change| story.due_record(change));
        self.records.extend(records);
        scheduled_change::Entity::delete_many()
            .filter(scheduled_change::Column::ArticleId.eq(story.id.as_uuid()))
            .filter(scheduled_change::Column::DueAt.lte(now.as_millis()))
            .exec(transaction)
            .await
            .map_err(into_domain_error)?;
        Ok(())
    }

    fn schedule(&mut self, story: &Story, now: Moment) -> Result<(), Error> {
        for ScheduledChange { at, view } in story.scheduled_changes(now) {
            let row = scheduled_change::Model {
                article_id: story.id.as_uuid(),
                due_at: at.as_millis(),
                view: enum_text(view)?,
            };
            self.scheduled_changes.push(row.into_active_model());
        }
        Ok(())
    }

    /// Writes everything that was added. This must be the last step of the transaction: raising the
    /// head locks it, and from then on every other transaction that writes waits for the commit.
    pub(crate) async fn write(self, transaction: &Transaction) -> Result<(), Error> {
        for some in self.scheduled_changes.chunks(ROWS_AT_ONCE) {
            scheduled_change::Entity::insert_many(some.to_vec())
                .exec_without_returning(transaction)
                .await
                .map_err(into_domain_error)?;
        }
        if self.records.is_empty() {
            return Ok(());
        }
        let first = raise_head(transaction, self.records.len()).await?;
        let rows = (first..).zip(&self.records).map(|(position, record)| {
            to_row(position, record).map(IntoActiveModel::into_active_model)
        });
        let rows: Vec<change_log::ActiveModel> = rows.collect::<Result<_, _>>()?;
        for some in rows.chunks(ROWS_AT_ONCE) {
            change_log::Entity::insert_many(some.to_vec())
                .exec_without_returning(transaction)
                .await
                .map_err(into_domain_error)?;
        }
        Ok(())
    }
}

/// Raises the head of the log by a number of records. Answers the first of the new positions.
///
/// The row of the head is locked until the commit. So positions have no gap, and become visible in
/// their order: a consumer that read position 7 has missed no lower one.
async fn raise_head(transaction: &Transaction, records: usize) -> Result<i64, Error> {
    let count = i64::try_from(records).unwrap_or(i64::MAX);
    let mut sql = transaction.sql();
    sql.push(&transaction.engine().raise_head());
    sql.bind(count);
    let head = transaction.row::<LogHeadRow>(sql).await?;
    let head = head.ok_or(Error::RowMissing {
        table: "change_log_head",
    })?;
    Ok(head.position - count + 1)
}

/// The scheduled changes of an article that are due and not recorded yet, in order.
async fn due(
    transaction: &Transaction,
    id: ArticleId,
    now: Moment,
) -> Result<Vec<ScheduledChange>, Error> {
    let rows = scheduled_change::Entity::find()
        .filter(scheduled_change::Column::ArticleId.eq(id.as_uuid()))
        .filter(scheduled_change::Column::DueAt.lte(now.as_millis()))
        .order_by_asc(scheduled_change::Column::DueAt)
        .order_by_asc(scheduled_change::Column::View)
        .all(transaction)
        .await
        .map_err(into_domain_error)?;
    let read = |row: scheduled_change::Model| {
        let view: View = from_enum_text(&row.view, "scheduled_change", row.article_id)?;
        Ok(ScheduledChange {
            at: Moment::from_millis(row.due_at),
            view,
        })
    };
    rows.into_iter().map(read).collect()
}
