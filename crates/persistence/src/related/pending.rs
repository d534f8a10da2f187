//! What changed while a generation is being built, and is looked at again before the generation is put in force.

use sea_orm::{ConnectionTrait, FromQueryResult, Statement, prelude::Uuid};
use standfirst_domain::{
    error::Error,
    ids::{ArticleId, CollectionId},
    moment::Moment,
};

use super::{
    following::members,
    neighbours::Shelf,
    patience,
    rebuild::Building,
    refresh::{mend_some, refresh},
    state::{self, State},
};
use crate::{failure::into_domain_error, store::Work, transaction::Transaction};

/// How many of those that changed meanwhile are looked at again in one transaction.
const AGAIN_AT_ONCE: usize = 8;

/// What the builder of a generation has to look at again before it is put in force, as it is at a moment.
#[derive(FromQueryResult)]
pub(super) struct Pending {
    pub(super) id: Uuid,
    pub(super) is_collection: bool,
    pub(super) changed_at: i64,
}

impl Pending {
    /// Notes it while a generation is being built.
    pub(super) async fn note(self, transaction: &Transaction, state: &State) -> Result<(), Error> {
        if state.building().is_none() {
            return Ok(());
        }
        let note = "INSERT INTO related_pending (id, is_collection, changed_at) VALUES ($1, $2, $3) \
                    ON CONFLICT (id) DO UPDATE SET changed_at = excluded.changed_at WHERE related_pending.changed_at < excluded.changed_at";
        let values = [
            self.id.into(),
            self.is_collection.into(),
            self.changed_at.into(),
        ];
        let note = Statement::from_sql_and_values(transaction.engine().backend(), note, values);
        transaction
            .execute_raw(note)
            .await
            .map_err(into_domain_error)
            .map(drop)
    }

    /// One that is to be looked at, if there is any.
    pub(super) async fn next(transaction: &Transaction) -> Result<Option<Self>, Error> {
        let mut sql = transaction.sql();
        sql.push("SELECT id, is_collection, changed_at FROM related_pending ORDER BY id LIMIT 1");
        transaction.row(sql).await
    }

    /// It was looked at.
    pub(super) async fn done(self, transaction: &Transaction) -> Result<(), Error> {
        let mut sql = transaction.sql();
        let id = sql.bind(self.id);
        sql.push(&format!("DELETE FROM related_pending WHERE id = {id}"));
        transaction.execute(sql).await.map(drop)
    }
}

impl Building {
    /// Puts the generation in force, unless something changed that was not looked at again. What is counted as changed and passed over is what was counted
    /// since `put` was.
    pub(super) async fn put_in_force(&self, put: &state::InForce) -> Result<bool, Error> {
        let put = *put;
        let put: Work<bool> = Box::new(move |transaction| {
            Box::pin(async move {
                let state = state::held(transaction).await?;
                let shelf = Shelf {
                    transaction,
                    generation: put.generation,
                };
                let is_behind = Pending::next(transaction).await?.is_some();
                if is_behind || !shelf.torn(1).await?.is_empty() {
                    return Ok(false);
                }
                let now = state::InForce {
                    changed: state.changed - put.changed,
                    passed_over: state.passed_over - put.passed_over,
                    ..put
                };
                now.put(transaction).await?;
                Ok(true)
            })
        });
        patience::write(&self.store, put).await
    }

    /// Looks again at some of what changed since the rebuild began.
    pub(super) async fn catch_up(&self, weighed: u32) -> Result<(), Error> {
        let this = self.clone();
        let step: Work<()> = Box::new(move |transaction| {
            let this = this.clone();
            Box::pin(async move {
                let state = state::held(transaction).await?;
                state::go_on(transaction, this.generation, this.clock.now()).await?;
                let shelf = Shelf {
                    transaction,
                    generation: this.generation,
                };
                for _ in 0..AGAIN_AT_ONCE {
                    let Some(next) = Pending::next(transaction).await? else {
                        break;
                    };
                    this.look_again(shelf, next, (&state, weighed)).await?;
                }
                mend_some(shelf, weighed).await.map(drop)
            })
        });
        patience::write(&self.store, step).await
    }

    /// Looks at an article again, or notes the members of a collection to be looked at.
    async fn look_again(
        &self,
        shelf: Shelf<'_>,
        next: Pending,
        (state, weighed): (&State, u32),
    ) -> Result<(), Error> {
        let transaction = shelf.transaction;
        if next.is_collection {
            let now = self.clock.now().max(Moment::from_millis(next.changed_at));
            for id in members(shelf, CollectionId::from_uuid(next.id), now).await? {
                let member = Pending {
                    id: id.as_uuid(),
                    is_collection: false,
                    changed_at: next.changed_at,
                };
                member.note(transaction, state).await?;
            }
        } else {
            let now = self.clock.now().max(Moment::from_millis(next.changed_at));
            refresh(shelf, weighed, ArticleId::from_uuid(next.id), now).await?;
        }
        next.done(transaction).await
    }
}
