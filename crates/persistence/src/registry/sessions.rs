//! Sessions: a chain of refresh tokens, each good once.
//!
//! Marking a token as used is one conditional update, so that of many who present it at once one wins, on both engines. Whoever comes second shows
//! that two hold the same token, and the whole session ends.
//!
//! Opening and going on hold the account's row first, as every change of the account does, and only then look at what they were shown: a session is
//! not opened by a password that is being changed, and does not go on beside the act that ends it. What names no session is told apart by a read, so
//! that strangers keep no writer waiting.

use sea_orm::{FromQueryResult, prelude::Uuid};
use standfirst_domain::{
    error::Error,
    ids::{AccountId, SessionId},
    moment::Moment,
    registry::{Digest, NewSession, Rotation},
};

use super::{accounts, execute, row};
use crate::{dialect::Engine, sql::Sql, store::Store, transaction::Transaction};

/// What takes the place of a token.
pub(super) struct Next {
    pub(super) digest: Digest,
    pub(super) until: Moment,
}

#[derive(FromQueryResult)]
struct TokenRow {
    session_id: Uuid,
    account_id: Uuid,
    until: i64,
    used_at: Option<i64>,
    closed_at: Option<i64>,
}

pub(super) async fn open(
    transaction: &Transaction,
    engine: Engine,
    session: &NewSession,
) -> Result<bool, Error> {
    let account = accounts::held(transaction, engine, session.account).await?;
    let is_as_it_was = account.is_some_and(|account| {
        account.token_version == session.token_version && account.suspended_at.is_none()
    });
    if !is_as_it_was {
        return Ok(false);
    }
    forget_the_old(transaction, engine, session.opened_at).await?;
    let mut sql = Sql::new(engine);
    let values = [
        sql.bind(session.id.as_uuid()),
        sql.bind(session.account.as_uuid()),
        sql.bind(session.opened_at.as_millis()),
    ];
    sql.push(&format!(
        "INSERT INTO session (id, account_id, opened_at) VALUES ({})",
        values.join(", ")
    ));
    execute(transaction, sql).await?;
    let first = Next {
        digest: session.token,
        until: session.token_until,
    };
    hand_out(transaction, engine, session.id.as_uuid(), &first).await?;
    Ok(true)
}

/// Whether a session has or had this token.
pub(super) async fn is_known(store: &Store, presented: Digest) -> Result<bool, Error> {
    let rows = store
        .rows::<TokenRow>(question(store.sql(), presented))
        .await?;
    Ok(!rows.is_empty())
}

pub(super) async fn rotate(
    transaction: &Transaction,
    engine: Engine,
    presented: Digest,
    next: &Next,
    now: Moment,
) -> Result<Rotation, Error> {
    let Some(token) = find(transaction, engine, presented).await? else {
        return Ok(Rotation::Refused);
    };
    let account =
        accounts::held(transaction, engine, AccountId::from_uuid(token.account_id)).await?;
    let won = use_up(transaction, engine, presented, now).await?;
    let Some(token) = find(transaction, engine, presented).await? else {
        return Ok(Rotation::Refused);
    };
    if token.closed_at.is_some() {
        return Ok(Rotation::Refused);
    }
    if !won {
        if token.used_at.is_none() || token.until <= now.as_millis() {
            return Ok(Rotation::Refused);
        }
        end(transaction, engine, token.session_id, now).await?;
        return Ok(Rotation::Reused(SessionId::from_uuid(token.session_id)));
    }
    let Some(account) = account.filter(|account| account.suspended_at.is_none()) else {
        return Ok(Rotation::Refused);
    };
    hand_out(transaction, engine, token.session_id, next).await?;
    Ok(Rotation::Rotated(account))
}

pub(super) async fn close(
    transaction: &Transaction,
    engine: Engine,
    presented: Digest,
    now: Moment,
) -> Result<bool, Error> {
    match find(transaction, engine, presented).await? {
        Some(token) if token.closed_at.is_none() => {
            end(transaction, engine, token.session_id, now).await?;
            Ok(true)
        }
        _ => Ok(false),
    }
}

pub(super) async fn close_all(
    transaction: &Transaction,
    engine: Engine,
    account: AccountId,
    now: Moment,
) -> Result<(), Error> {
    let mut sql = Sql::new(engine);
    let (now, account) = (sql.bind(now.as_millis()), sql.bind(account.as_uuid()));
    sql.push(&format!(
        "UPDATE session SET closed_at = {now} WHERE account_id = {account} AND closed_at IS NULL"
    ));
    execute(transaction, sql).await.map(drop)
}

/// Marks a token as used, and says whether this was the first use in its time.
async fn use_up(
    transaction: &Transaction,
    engine: Engine,
    token: Digest,
    now: Moment,
) -> Result<bool, Error> {
    let mut sql = Sql::new(engine);
    let (now, token) = (sql.bind(now.as_millis()), sql.bind(token.0.to_vec()));
    sql.push(&format!(
        "UPDATE refresh_token SET used_at = {now} WHERE digest = {token} AND used_at IS NULL AND until > {now}"
    ));
    Ok(execute(transaction, sql).await? == 1)
}

async fn find(
    transaction: &Transaction,
    engine: Engine,
    token: Digest,
) -> Result<Option<TokenRow>, Error> {
    row(transaction, question(Sql::new(engine), token)).await
}

fn question(mut sql: Sql, token: Digest) -> Sql {
    let token = sql.bind(token.0.to_vec());
    sql.push(&format!(
        "SELECT t.session_id, s.account_id, t.until, t.used_at, s.closed_at \
         FROM refresh_token t JOIN session s ON s.id = t.session_id WHERE t.digest = {token}"
    ));
    sql
}

async fn end(
    transaction: &Transaction,
    engine: Engine,
    session: Uuid,
    now: Moment,
) -> Result<(), Error> {
    let mut sql = Sql::new(engine);
    let (now, session) = (sql.bind(now.as_millis()), sql.bind(session));
    sql.push(&format!(
        "UPDATE session SET closed_at = {now} WHERE id = {session} AND closed_at IS NULL"
    ));
    execute(transaction, sql).await.map(drop)
}

async fn hand_out(
    transaction: &Transaction,
    engine: Engine,
    session: Uuid,
    next: &Next,
) -> Result<(), Error> {
    let mut sql = Sql::new(engine);
    let values = [
        sql.bind(next.digest.0.to_vec()),
        sql.bind(session),
        sql.bind(next.until.as_millis()),
    ];
    sql.push(&format!(
        "INSERT INTO refresh_token (digest, session_id, until) VALUES ({})",
        values.join(", ")
    ));
    execute(transaction, sql).await.map(drop)
}

/// Tokens past their time open nothing; they are swept out when somebody signs in, and sessions without tokens with them.
async fn forget_the_old(
    transaction: &Transaction,
    engine: Engine,
    now: Moment,
) -> Result<(), Error> {
    let mut sql = Sql::new(engine);
    let bound = sql.bind(now.as_millis());
    sql.push(&format!("DELETE FROM refresh_token WHERE until < {bound}"));
    if execute(transaction, sql).await? == 0 {
        return Ok(());
    }
    let mut sql = Sql::new(engine);
    let bound = sql.bind(now.as_millis());
    sql.push(&format!(
        "DELETE FROM session WHERE opened_at < {bound} AND NOT EXISTS (SELECT 1 FROM refresh_token t WHERE t.session_id = session.id)"
    ));
    execute(transaction, sql).await.map(drop)
}
