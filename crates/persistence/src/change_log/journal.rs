//! What a transaction adds to the journal, gathered while it works and written as the last it does.

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel, QueryFilter,
    QueryOrder, Statement,
};
use standfirst_domain::{
    change_log::{Change, ChangeRecord, ScheduledChange, View},
    error::Error,
    ids::ArticleId,
    moment::Moment,
    story::{Amendment, Story},
};

use crate::{
    change_log::record::row,
    dialect::Engine,
    failure::told,
    rows::{
        change_log::{self, scheduled},
        decode::{from_word, word},
    },
};

/// At most so many rows in one statement.
const ROWS_AT_ONCE: usize = 1_000;

/// The records and scheduled changes of a transaction.
#[derive(Default)]
pub(crate) struct Journal {
    records: Vec<ChangeRecord>,
    scheduled_changes: Vec<scheduled::ActiveModel>,
}

#[derive(FromQueryResult)]
struct HeadRow {
    position: i64,
}

impl Journal {
    /// Notes that a new story came.
    pub(crate) fn note_new(&mut self, amendment: &Amendment) -> Result<(), Error> {
        self.records.extend(amendment.records(None));
        self.note_edges(&amendment.story, amendment.at)
    }

    /// Notes what an act made of a story, after what the clock had done to it by then.
    pub(crate) async fn note<C: ConnectionTrait>(
        &mut self,
        connection: &C,
        before: &Story,
        amendment: &Amendment,
    ) -> Result<(), Error> {
        self.note_clock(connection, before, amendment.at).await?;
        self.records.extend(amendment.records(Some(before)));
        let id = before.id.as_uuid();
        scheduled::Entity::delete_many()
            .filter(scheduled::Column::ArticleId.eq(id))
            .exec(connection)
            .await
            .map_err(told)?;
        self.note_edges(&amendment.story, amendment.at)
    }

    /// Notes what the clock alone has done to a story by now.
    pub(crate) async fn note_clock<C: ConnectionTrait>(
        &mut self,
        connection: &C,
        story: &Story,
        now: Moment,
    ) -> Result<(), Error> {
        let due = edges_due(connection, story.id, now).await?;
        if due.is_empty() {
            return Ok(());
        }
        self.records.extend(
            due.into_iter()
                .filter_map(|scheduled| story.passed(scheduled)),
        );
        let past = scheduled::Entity::delete_many()
            .filter(scheduled::Column::ArticleId.eq(story.id.as_uuid()))
            .filter(scheduled::Column::At.lte(now.as_millis()));
        past.exec(connection).await.map_err(told)?;
        Ok(())
    }

    /// Notes what changed beside articles: a name, a collection, the publication.
    pub(crate) fn note_change(&mut self, at: Moment, change: Change) {
        self.records.push(ChangeRecord {
            at,
            change,
            in_bulk: false,
        });
    }

    fn note_edges(&mut self, story: &Story, now: Moment) -> Result<(), Error> {
        for ScheduledChange { at, view } in story.scheduled_changes(now) {
            let row = scheduled::Model {
                article_id: story.id.as_uuid(),
                at: at.as_millis(),
                view: word(view)?,
            };
            self.scheduled_changes.push(row.into_active_model());
        }
        Ok(())
    }

    /// Writes all that was noted. Nothing may follow in the transaction: from here on others who write wait for its end.
    pub(crate) async fn close<C: ConnectionTrait>(
        self,
        connection: &C,
        engine: Engine,
    ) -> Result<(), Error> {
        for scheduled_changes in self.scheduled_changes.chunks(ROWS_AT_ONCE) {
            scheduled::Entity::insert_many(scheduled_changes.to_vec())
                .exec_without_returning(connection)
                .await
                .map_err(told)?;
        }
        if self.records.is_empty() {
            return Ok(());
        }
        let count = i64::try_from(self.records.len()).unwrap_or(i64::MAX);
        let raise =
            Statement::from_sql_and_values(engine.backend(), engine.raise_head(), [count.into()]);
        let head = HeadRow::find_by_statement(raise)
            .one(connection)
            .await
            .map_err(told)?;
        let head = head.ok_or_else(|| Error::Storage("the change log has no head".into()))?;
        let first = head.position - count + 1;
        let rows = (first..).zip(&self.records).map(|(position, record)| {
            row(position, record).map(IntoActiveModel::into_active_model)
        });
        let rows: Vec<change_log::ActiveModel> = rows.collect::<Result<_, _>>()?;
        for some in rows.chunks(ROWS_AT_ONCE) {
            change_log::Entity::insert_many(some.to_vec())
                .exec_without_returning(connection)
                .await
                .map_err(told)?;
        }
        Ok(())
    }
}

/// The scheduled changes of an article that have come by now and are not journalled yet.
async fn edges_due<C: ConnectionTrait>(
    connection: &C,
    id: ArticleId,
    now: Moment,
) -> Result<Vec<ScheduledChange>, Error> {
    let rows = scheduled::Entity::find()
        .filter(scheduled::Column::ArticleId.eq(id.as_uuid()))
        .filter(scheduled::Column::At.lte(now.as_millis()))
        .order_by_asc(scheduled::Column::At)
        .order_by_asc(scheduled::Column::View)
        .all(connection)
        .await
        .map_err(told)?;
    let read = |row: scheduled::Model| {
        let view: View = from_word(&row.view, "scheduled_change", row.article_id)?;
        Ok(ScheduledChange {
            at: Moment::from_millis(row.at),
            view,
        })
    };
    rows.into_iter().map(read).collect()
}
