//! Which generation is in force, and which is being built beside it. The row is held by whoever changes lists, so that one does at a time.

use sea_orm::{ConnectionTrait, FromQueryResult, Statement};
use standfirst_domain::{
    error::Error,
    keeping::{CONSUMER, Standing},
    moment::Moment,
    ports::FencingToken,
};

use crate::{dialect::Engine, failure::told, sql::Sql, store::Store, transaction::Transaction};

/// For how long a rebuild has the tables to itself unless it goes on.
pub(super) const BUILDING_MILLIS: i64 = 15_000;

/// A generation of weights, portraits and lists.
pub(super) type Generation = i64;

/// The row of the state.
#[derive(Debug, Clone, FromQueryResult)]
pub(super) struct State {
    pub(super) generation: Generation,
    pub(super) articles: i64,
    pub(super) changed: i64,
    pub(super) passed_over: i64,
    pub(super) computed_at: i64,
    pub(super) position: i64,
    pub(super) latest: Generation,
    pub(super) building: Option<Generation>,
    pub(super) building_until: i64,
}

#[derive(FromQueryResult)]
struct FenceRow {
    fencing_token: i64,
}

const COLUMNS: &str = "SELECT generation, articles, changed, passed_over, computed_at, position, latest, building, building_until FROM related_state WHERE id = 1";

impl State {
    /// As it stands.
    pub(super) async fn of(transaction: &Transaction, engine: Engine) -> Result<Self, Error> {
        let mut sql = Sql::new(engine);
        sql.push(COLUMNS);
        let row = Self::find_by_statement(sql.statement());
        row.one(transaction).await.map_err(told)?.ok_or_else(absent)
    }

    /// The generation in force.
    pub(super) const fn in_force(&self) -> Option<Generation> {
        if self.generation > 0 {
            Some(self.generation)
        } else {
            None
        }
    }

    /// Of how many articles its weights were reckoned.
    pub(super) fn weighed(&self) -> u32 {
        u32::try_from(self.articles).unwrap_or(u32::MAX)
    }

    /// The generation that is being built, whether or not its builder is still there.
    pub(super) const fn building(&self) -> Option<Generation> {
        self.building
    }

    pub(super) fn standing(&self) -> Standing {
        Standing {
            is_there: self.generation > 0,
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

pub(super) async fn read(store: &Store) -> Result<State, Error> {
    let mut sql = store.sql();
    sql.push(COLUMNS);
    let rows = store.rows::<State>(sql).await?;
    rows.into_iter().next().ok_or_else(absent)
}

/// The state, held until the transaction ends.
pub(super) async fn held(transaction: &Transaction, engine: Engine) -> Result<State, Error> {
    let mut sql = Sql::new(engine);
    sql.push(COLUMNS).push(engine.for_update());
    let row = State::find_by_statement(sql.statement());
    let row = row.one(transaction).await.map_err(told)?;
    row.ok_or_else(absent)
}

/// As [`held`], by the consumer whose fencing token was not raised, and is not until the transaction ends.
pub(super) async fn held_under(
    fencing_token: FencingToken,
    transaction: &Transaction,
    engine: Engine,
) -> Result<State, Error> {
    let state = held(transaction, engine).await?;
    under_fence(transaction, engine, fencing_token).await?;
    Ok(state)
}

fn absent() -> Error {
    Error::Storage("the state of related lists is missing".into())
}

async fn under_fence(
    transaction: &Transaction,
    engine: Engine,
    fencing_token: FencingToken,
) -> Result<(), Error> {
    let mut sql = Sql::new(engine);
    let name = sql.bind(CONSUMER);
    sql.push(&format!(
        "SELECT fencing_token FROM consumer WHERE name = {name}{}",
        engine.for_share()
    ));
    let row = FenceRow::find_by_statement(sql.statement());
    let row = row.one(transaction).await.map_err(told)?;
    match row {
        Some(row) if u64::try_from(row.fencing_token) == Ok(fencing_token) => Ok(()),
        _ => Err(Error::Conflict { current: 0 }),
    }
}

/// Begins a generation beside the one in force; `None` while another is being built.
pub(super) async fn begin(
    store: &Store,
    now: Moment,
) -> Result<Option<(State, Generation)>, Error> {
    let engine = store.engine();
    store
        .transaction(Box::new(move |transaction| {
            Box::pin(async move {
                let state = held(transaction, engine).await?;
                if state.building.is_some() && state.building_until > now.as_millis() {
                    return Ok(None);
                }
                let generation = state.latest + 1;
                let until = now.plus_millis(BUILDING_MILLIS).as_millis();
                let set = "UPDATE related_state SET latest = $1, building = $1, building_until = $2 WHERE id = 1";
                execute(transaction, engine, set, [generation, until]).await?;
                execute(transaction, engine, "DELETE FROM related_pending", []).await?;
                Ok(Some((state, generation)))
            })
        }))
        .await
}

/// Goes on building: others leave the tables alone for another while.
///
/// # Errors
/// [`Error::Conflict`] when another rebuild began since.
pub(super) async fn go_on(
    transaction: &Transaction,
    engine: Engine,
    generation: Generation,
    now: Moment,
) -> Result<(), Error> {
    let until = now.plus_millis(BUILDING_MILLIS).as_millis();
    let set = "UPDATE related_state SET building_until = $2 WHERE id = 1 AND building = $1";
    match execute(transaction, engine, set, [generation, until]).await? {
        1 => Ok(()),
        _ => Err(Error::Conflict { current: 0 }),
    }
}

/// A generation as it is put in force.
#[derive(Clone, Copy)]
pub(super) struct InForce {
    pub(super) generation: Generation,
    /// Of how many articles its weights were reckoned.
    pub(super) articles: i64,
    /// How many articles changed since.
    pub(super) changed: i64,
    /// How many were passed over since.
    pub(super) passed_over: i64,
    /// When its weights were reckoned.
    pub(super) computed_at: Moment,
    /// The head of the change log when it was begun.
    pub(super) position: i64,
}

impl InForce {
    /// Puts it in the place of the one before.
    ///
    /// # Errors
    /// [`Error::Conflict`] when another rebuild began since.
    pub(super) async fn put(&self, transaction: &Transaction, engine: Engine) -> Result<(), Error> {
        let set = "UPDATE related_state SET generation = $1, articles = $2, changed = $3, passed_over = $4, computed_at = $5, position = $6, building = NULL, building_until = 0 \
                   WHERE id = 1 AND building = $1";
        let at = self.computed_at.as_millis();
        let values = [
            self.generation,
            self.articles,
            self.changed,
            self.passed_over,
            at,
            self.position,
        ];
        match execute(transaction, engine, set, values).await? {
            1 => Ok(()),
            _ => Err(Error::Conflict { current: 0 }),
        }
    }
}

/// Counts articles that changed since the weights were reckoned.
pub(super) async fn count_changed(
    transaction: &Transaction,
    engine: Engine,
    changed: i64,
) -> Result<(), Error> {
    let set = "UPDATE related_state SET changed = changed + $1 WHERE id = 1";
    execute(transaction, engine, set, [changed]).await.map(drop)
}

/// Counts articles that changed and were passed over.
pub(super) async fn count_passed_over(
    transaction: &Transaction,
    engine: Engine,
    articles: i64,
) -> Result<(), Error> {
    let set = "UPDATE related_state SET changed = changed + $1, passed_over = passed_over + $1 WHERE id = 1";
    execute(transaction, engine, set, [articles])
        .await
        .map(drop)
}

/// Executes a statement over whole numbers, and answers how many rows it touched.
pub(super) async fn execute<const N: usize>(
    transaction: &Transaction,
    engine: Engine,
    text: &str,
    values: [i64; N],
) -> Result<u64, Error> {
    let values = values.map(Into::into);
    let statement = Statement::from_sql_and_values(engine.backend(), text, values);
    let done = transaction.execute_raw(statement).await.map_err(told)?;
    Ok(done.rows_affected())
}
