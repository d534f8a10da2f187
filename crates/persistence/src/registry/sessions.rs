//! Sessions: a chain of refresh tokens, each valid once.
//!
//! One conditional update marks a token as used, so that of several requests that present the token
//! at once one wins, on both engines. A second use proves that two parties hold the same token, and
//! the whole session is closed.
//!
//! Opening and rotating lock the row of the account before they check the credential, as every
//! change of the account does. So a session is not opened with a password that is being changed,
//! and does not survive the command that closes it. An unknown token is rejected by a read, without
//! a transaction: guesses must not occupy the writers.

use async_trait::async_trait;
use sea_orm::{FromQueryResult, prelude::Uuid};
use standfirst_domain::{
    error::Error,
    ids::{AccountId, SessionId},
    moment::Moment,
    registry::{Digest, NewSession, Rotation, SessionStore},
};

use super::credentials::lock_account;
use crate::{sql::Sql, store::Store, transaction::Transaction};

/// The token that replaces a presented one.
struct NextToken {
    digest: Digest,
    until: Moment,
}

#[derive(FromQueryResult)]
struct TokenRow {
    session_id: Uuid,
    account_id: Uuid,
    expires_at: i64,
    used_at: Option<i64>,
    closed_at: Option<i64>,
}

#[async_trait]
impl SessionStore for Store {
    async fn open_session(&self, session: NewSession) -> Result<bool, Error> {
        self.transaction(session, |transaction, session| {
            Box::pin(open(transaction, session))
        })
        .await
    }

    async fn rotate(
        &self,
        presented: Digest,
        next: Digest,
        now: Moment,
        next_until: Moment,
    ) -> Result<Rotation, Error> {
        if !is_known(self, presented).await? {
            return Ok(Rotation::Rejected);
        }
        let next = NextToken {
            digest: next,
            until: next_until,
        };
        self.transaction(
            (presented, next, now),
            |transaction, (presented, next, now)| {
                Box::pin(rotate(transaction, *presented, next, *now))
            },
        )
        .await
    }

    async fn close_session(&self, presented: Digest, now: Moment) -> Result<bool, Error> {
        if !is_known(self, presented).await? {
            return Ok(false);
        }
        self.transaction((presented, now), |transaction, (presented, now)| {
            Box::pin(close(transaction, *presented, *now))
        })
        .await
    }
}

/// Returns whether a session has or had this token.
async fn is_known(store: &Store, presented: Digest) -> Result<bool, Error> {
    let rows = store.rows::<TokenRow>(by_digest(store.sql(), presented));
    Ok(!rows.await?.is_empty())
}

async fn open(transaction: &Transaction, session: &NewSession) -> Result<bool, Error> {
    let account = lock_account(transaction, session.account).await?;
    let is_unchanged = account.is_some_and(|account| {
        account.token_version == session.token_version && account.suspended_at.is_none()
    });
    if !is_unchanged {
        return Ok(false);
    }
    delete_expired(transaction, session.opened_at).await?;
    let mut sql = transaction.sql();
    let values = [
        sql.bind(session.id.as_uuid()),
        sql.bind(session.account.as_uuid()),
        sql.bind(session.opened_at.as_millis()),
    ];
    sql.push(&format!(
        "INSERT INTO session (id, account_id, opened_at) VALUES ({})",
        values.join(", ")
    ));
    transaction.execute(sql).await?;
    let first = NextToken {
        digest: session.token,
        until: session.token_until,
    };
    insert_token(transaction, session.id.as_uuid(), &first).await?;
    Ok(true)
}

async fn rotate(
    transaction: &Transaction,
    presented: Digest,
    next: &NextToken,
    now: Moment,
) -> Result<Rotation, Error> {
    let Some(token) = find(transaction, presented).await? else {
        return Ok(Rotation::Rejected);
    };
    let account = lock_account(transaction, AccountId::from_uuid(token.account_id)).await?;
    let is_first_use = mark_used(transaction, presented, now).await?;
    // Read again under the lock: a command may have closed the session meanwhile.
    let Some(token) = find(transaction, presented).await? else {
        return Ok(Rotation::Rejected);
    };
    if token.closed_at.is_some() {
        return Ok(Rotation::Rejected);
    }
    if !is_first_use {
        if token.used_at.is_none() || token.expires_at <= now.as_millis() {
            return Ok(Rotation::Rejected);
        }
        close_one(transaction, token.session_id, now).await?;
        return Ok(Rotation::Reused(SessionId::from_uuid(token.session_id)));
    }
    let Some(account) = account.filter(|account| account.suspended_at.is_none()) else {
        return Ok(Rotation::Rejected);
    };
    insert_token(transaction, token.session_id, next).await?;
    Ok(Rotation::Rotated(account))
}

async fn close(transaction: &Transaction, presented: Digest, now: Moment) -> Result<bool, Error> {
    match find(transaction, presented).await? {
        Some(token) if token.closed_at.is_none() => {
            close_one(transaction, token.session_id, now).await?;
            Ok(true)
        }
        _ => Ok(false),
    }
}

/// Closes every session of an account.
pub(super) async fn close_all(
    transaction: &Transaction,
    account: AccountId,
    now: Moment,
) -> Result<(), Error> {
    let mut sql = transaction.sql();
    let (now, account) = (sql.bind(now.as_millis()), sql.bind(account.as_uuid()));
    sql.push(&format!(
        "UPDATE session SET closed_at = {now} WHERE account_id = {account} AND closed_at IS NULL"
    ));
    transaction.execute(sql).await.map(drop)
}

/// Marks a token as used. Answers whether this is the first use of a token that has not expired.
async fn mark_used(transaction: &Transaction, token: Digest, now: Moment) -> Result<bool, Error> {
    let mut sql = transaction.sql();
    let (now, token) = (sql.bind(now.as_millis()), sql.bind(token.0.to_vec()));
    sql.push(&format!(
        "UPDATE refresh_token SET used_at = {now} WHERE digest = {token} AND used_at IS NULL AND expires_at > {now}"
    ));
    Ok(transaction.execute(sql).await? == 1)
}

async fn find(transaction: &Transaction, token: Digest) -> Result<Option<TokenRow>, Error> {
    transaction.row(by_digest(transaction.sql(), token)).await
}

fn by_digest(mut sql: Sql, token: Digest) -> Sql {
    let token = sql.bind(token.0.to_vec());
    sql.push(&format!(
        "SELECT t.session_id, s.account_id, t.expires_at, t.used_at, s.closed_at \
         FROM refresh_token t JOIN session s ON s.id = t.session_id WHERE t.digest = {token}"
    ));
    sql
}

async fn close_one(transaction: &Transaction, session: Uuid, now: Moment) -> Result<(), Error> {
    let mut sql = transaction.sql();
    let (now, session) = (sql.bind(now.as_millis()), sql.bind(session));
    sql.push(&format!(
        "UPDATE session SET closed_at = {now} WHERE id = {session} AND closed_at IS NULL"
    ));
    transaction.execute(sql).await.map(drop)
}

async fn insert_token(
    transaction: &Transaction,
    session: Uuid,
    next: &NextToken,
) -> Result<(), Error> {
    let mut sql = transaction.sql();
    let values = [
        sql.bind(next.digest.0.to_vec()),
        sql.bind(session),
        sql.bind(next.until.as_millis()),
    ];
    sql.push(&format!(
        "INSERT INTO refresh_token (digest, session_id, expires_at) VALUES ({})",
        values.join(", ")
    ));
    transaction.execute(sql).await.map(drop)
}

/// Deletes expired tokens, and sessions without tokens. Each sign-in does so, which is often
/// enough.
async fn delete_expired(transaction: &Transaction, now: Moment) -> Result<(), Error> {
    let mut sql = transaction.sql();
    let bound = sql.bind(now.as_millis());
    sql.push(&format!(
        "DELETE FROM refresh_token WHERE expires_at < {bound}"
    ));
    if transaction.execute(sql).await? == 0 {
        return Ok(());
    }
    let mut sql = transaction.sql();
    let bound = sql.bind(now.as_millis());
    sql.push(&format!(
        "DELETE FROM session WHERE opened_at < {bound} AND NOT EXISTS (SELECT 1 FROM refresh_token t WHERE t.session_id = session.id)"
    ));
    transaction.execute(sql).await.map(drop)
}
