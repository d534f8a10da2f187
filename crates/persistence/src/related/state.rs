//! State of the related index: the active generation, and the one that a rebuild is building.
//!
//! The state is one row of one table. Each transaction that changes lists locks it first, so that
//! one of them runs at a time, on all nodes together.

use sea_orm::{ConnectionTrait, FromQueryResult, Statement};
use standfirst_domain::{
    error::Error,
    moment::Moment,
    ports::FencingToken,
    related_index::{CONSUMER, RelatedIndexStatus},
};

use crate::{failure::into_domain_error, store::Store, transaction::Transaction};

/// Lease of a rebuild: time after which another may start, unless the rebuild extends the lease.
pub(super) const LEASE_MILLIS: i64 = 15_000;

/// Number of a generation of idf table, term vectors, postings and lists.
pub(super) type Generation = i64;

/// Row of the state.
#[derive(Debug, Clone, FromQueryResult)]
pub(super) struct IndexState {
    /// Active generation; 0 if none was activated yet.
    pub(super) generation: Generation,
    pub(super) articles: i64,
    pub(super) changed: i64,
    pub(super) passed_over: i64,
    pub(super) computed_at: i64,
    pub(super) position: i64,
    /// Greatest generation that was ever started. Numbers are not used twice, so that rows of an
    /// interrupted rebuild are never taken for those of a later one.
    pub(super) latest: Generation,
    building: Option<Generation>,
    building_until: i64,
}

#[derive(FromQueryResult)]
struct FencingTokenRow {
    fencing_token: i64,
}

const SELECT_STATE: &str = "SELECT generation, articles, changed, passed_over, computed_at, position, latest, building, building_until FROM related_state WHERE id = 1";

impl IndexState {
    /// Loads the state without locking it.
    pub(super) async fn load(transaction: &Transaction) -> Result<Self, Error> {
        let mut sql = transaction.sql();
        sql.push(SELECT_STATE);
        transaction.row(sql).await?.ok_or_else(missing)
    }

    /// Active generation.
    pub(super) const fn active(&self) -> Option<Generation> {
        if self.generation > 0 {
            Some(self.generation)
        } else {
            None
        }
    }

    /// Number of articles from which the active idf table was computed.
    pub(super) fn corpus_size(&self) -> u32 {
        u32::try_from(self.articles).unwrap_or(u32::MAX)
    }

    /// Generation that is being built. Its rebuild may have been interrupted.
    pub(super) const fn building(&self) -> Option<Generation> {
        self.building
    }

    pub(super) fn status(&self) -> RelatedIndexStatus {
        RelatedIndexStatus {
            is_built: self.generation > 0,
            articles: u64::try_from(self.articles).unwrap_or(0),
            changed: u64::try_from(self.changed).unwrap_or(0),
            passed_over: u64::try_from(self.passed_over).unwrap_or(0),
            computed_at: Moment::from_millis(self.computed_at),
            position: u64::try_from(self.position).unwrap_or(0),
            building_until: self
                .building
                .map(|_| Moment::from_millis(self.building_until)),
        }
    }
}

/// Reads the state outside of a transaction.
pub(super) async fn read(store: &Store) -> Result<IndexState, Error> {
    let mut sql = store.sql();
    sql.push(SELECT_STATE);
    let rows = store.rows::<IndexState>(sql).await?;
    rows.into_iter().next().ok_or_else(missing)
}

/// Locks the state until the transaction ends.
pub(super) async fn lock(transaction: &Transaction) -> Result<IndexState, Error> {
    let mut sql = transaction.sql();
    sql.push(SELECT_STATE)
        .push(transaction.engine().for_update());
    let row = transaction.row::<IndexState>(sql).await?;
    row.ok_or_else(missing)
}

/// Locks the state for the consumer of the change log.
///
/// # Errors
/// [`Error::LeaseLost`] if another node holds the lease of the consumer now.
pub(super) async fn lock_with_fencing_token(
    transaction: &Transaction,
    fencing_token: FencingToken,
) -> Result<IndexState, Error> {
    let state = lock(transaction).await?;
    // The row of the consumer stays locked too, so that the lease cannot move before the commit.
    check_fencing_token(transaction, fencing_token).await?;
    Ok(state)
}

const fn missing() -> Error {
    Error::RowMissing {
        table: "related_state",
    }
}

async fn check_fencing_token(
    transaction: &Transaction,
    fencing_token: FencingToken,
) -> Result<(), Error> {
    let mut sql = transaction.sql();
    let name = sql.bind(CONSUMER);
    sql.push(&format!(
        "SELECT fencing_token FROM consumer WHERE name = {name}{}",
        transaction.engine().for_share()
    ));
    let row = transaction.row::<FencingTokenRow>(sql).await?;
    match row {
        Some(row) if u64::try_from(row.fencing_token) == Ok(fencing_token) => Ok(()),
        _ => Err(Error::LeaseLost {
            consumer: CONSUMER.to_owned(),
        }),
    }
}

/// Starts a new generation; `None` while another rebuild holds its lease.
pub(super) async fn start_generation(
    store: &Store,
    now: Moment,
) -> Result<Option<(IndexState, Generation)>, Error> {
    store
        .transaction((), move |transaction, ()| {
            Box::pin(async move {
                let state = lock(transaction).await?;
                if state.building.is_some() && state.building_until > now.as_millis() {
                    return Ok(None);
                }
                let generation = state.latest + 1;
                let until = now.plus_millis(LEASE_MILLIS).as_millis();
                let start = "UPDATE related_state SET latest = $1, building = $1, building_until = $2 WHERE id = 1";
                execute(transaction, start, [generation, until]).await?;
                // Refreshes noted for an interrupted rebuild mean nothing to this one.
                execute(transaction, "DELETE FROM related_pending", []).await?;
                Ok(Some((state, generation)))
            })
        })
        .await
}

/// Extends the lease of a rebuild.
///
/// # Errors
/// [`Error::RebuildReplaced`] if another rebuild started since.
pub(super) async fn extend_lease(
    transaction: &Transaction,
    generation: Generation,
    now: Moment,
) -> Result<(), Error> {
    let until = now.plus_millis(LEASE_MILLIS).as_millis();
    let extend = "UPDATE related_state SET building_until = $2 WHERE id = 1 AND building = $1";
    match execute(transaction, extend, [generation, until]).await? {
        1 => Ok(()),
        _ => Err(Error::RebuildReplaced { generation }),
    }
}

/// Gives up the lease of a rebuild, if the rebuild still holds it.
pub(super) async fn release_lease(
    transaction: &Transaction,
    generation: Generation,
) -> Result<(), Error> {
    let release = "UPDATE related_state SET building = NULL, building_until = 0 WHERE id = 1 AND building = $1";
    execute(transaction, release, [generation]).await.map(drop)
}

/// Values of the state when a generation is activated.
#[derive(Clone, Copy)]
pub(super) struct Activation {
    pub(super) generation: Generation,
    /// Number of articles from which the idf table was computed.
    pub(super) articles: i64,
    /// Number of articles that changed since.
    pub(super) changed: i64,
    /// Number of articles that were passed over since.
    pub(super) passed_over: i64,
    /// Moment at which the idf table was computed.
    pub(super) computed_at: Moment,
    /// Head of the change log when the rebuild started.
    pub(super) position: i64,
}

impl Activation {
    /// Activates the generation and ends the lease of its rebuild.
    ///
    /// # Errors
    /// [`Error::RebuildReplaced`] if another rebuild started since.
    pub(super) async fn apply(&self, transaction: &Transaction) -> Result<(), Error> {
        let activate = "UPDATE related_state SET generation = $1, articles = $2, changed = $3, passed_over = $4, computed_at = $5, position = $6, building = NULL, building_until = 0 \
                        WHERE id = 1 AND building = $1";
        let values = [
            self.generation,
            self.articles,
            self.changed,
            self.passed_over,
            self.computed_at.as_millis(),
            self.position,
        ];
        match execute(transaction, activate, values).await? {
            1 => Ok(()),
            _ => Err(Error::RebuildReplaced {
                generation: self.generation,
            }),
        }
    }
}

/// Counts articles that were refreshed since the idf table was computed.
pub(super) async fn count_changed(transaction: &Transaction, articles: i64) -> Result<(), Error> {
    let count = "UPDATE related_state SET changed = changed + $1 WHERE id = 1";
    execute(transaction, count, [articles]).await.map(drop)
}

/// Counts articles that were left to the next rebuild.
pub(super) async fn count_passed_over(
    transaction: &Transaction,
    articles: i64,
) -> Result<(), Error> {
    let count = "UPDATE related_state SET changed = changed + $1, passed_over = passed_over + $1 WHERE id = 1";
    execute(transaction, count, [articles]).await.map(drop)
}

/// Executes a statement with whole numbers as its values. Returns the number of affected rows.
pub(super) async fn execute<const N: usize>(
    transaction: &Transaction,
    text: &str,
    values: [i64; N],
) -> Result<u64, Error> {
    let values = values.map(Into::into);
    let statement = Statement::from_sql_and_values(transaction.engine().backend(), text, values);
    let result = transaction
        .execute_raw(statement)
        .await
        .map_err(into_domain_error)?;
    Ok(result.rows_affected())
}
