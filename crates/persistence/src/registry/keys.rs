//! API keys as they are kept: the digest of the secret, and what the key opens.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use sea_orm::{FromQueryResult, prelude::Uuid};
use standfirst_domain::{
    account::Account,
    credential::KeyId,
    error::{Error, ErrorCode, UserError},
    ids::{AccountId, SectionId},
    moment::Moment,
    registry::{ApiKey, Digest},
    text::Name,
    visibility::Grants,
};

use super::{
    accounts::{self, AccountRow, CountRow},
    execute, row,
};
use crate::{
    dialect::Engine,
    rows::{
        decode::{from_word, json, to_json, unreadable, word},
        found::readable,
    },
    sql::Sql,
    store::Store,
    transaction::Transaction,
};

const COLUMNS: &str = "k.id, k.digest, k.account_id AS holder_id, k.name, k.scope, k.embargo, k.sections, k.made_at, k.expires_at, \
     k.revoked_at, k.last_used_at";

#[derive(FromQueryResult)]
struct KeyRow {
    id: String,
    digest: Vec<u8>,
    holder_id: Uuid,
    name: String,
    scope: String,
    embargo: bool,
    sections: Option<String>,
    made_at: i64,
    expires_at: Option<i64>,
    revoked_at: Option<i64>,
    last_used_at: Option<i64>,
}

#[derive(FromQueryResult)]
struct KeyAndAccount {
    #[sea_orm(nested)]
    key: KeyRow,
    #[sea_orm(nested)]
    account: AccountRow,
}

impl KeyRow {
    fn key(&self) -> Result<ApiKey, Error> {
        let id = &self.id;
        let digest =
            <[u8; 32]>::try_from(self.digest.as_slice()).map_err(unreadable("api_key", id))?;
        let sections: Option<BTreeSet<SectionId>> = self
            .sections
            .as_deref()
            .map(|text| json(text, "api_key", id))
            .transpose()?;
        Ok(ApiKey {
            id: KeyId::parse(id)
                .ok_or("the id is none")
                .map_err(unreadable("api_key", id))?,
            digest: Digest(digest),
            account: AccountId::from_uuid(self.holder_id),
            name: Name::parse(&self.name).map_err(unreadable("api_key", id))?,
            scope: from_word(&self.scope, "api_key", id)?,
            grants: Grants {
                embargo: self.embargo,
                sections,
            },
            made_at: Moment::from_millis(self.made_at),
            expires_at: self.expires_at.map(Moment::from_millis),
            revoked_at: self.revoked_at.map(Moment::from_millis),
            last_used_at: self.last_used_at.map(Moment::from_millis),
        })
    }
}

pub(super) async fn by_id(store: &Store, id: &KeyId) -> Result<Option<(ApiKey, Account)>, Error> {
    let mut sql = store.sql();
    let id = sql.bind(id.as_str());
    sql.push(&format!(
        "SELECT {COLUMNS}, {} FROM api_key k JOIN account a ON a.id = k.account_id WHERE k.id = {id}",
        accounts::COLUMNS
    ));
    let rows = store.rows::<KeyAndAccount>(sql).await?;
    rows.first()
        .map(|row| Ok((row.key.key()?, row.account.account()?)))
        .transpose()
}

pub(super) async fn add(
    transaction: &Transaction,
    engine: Engine,
    key: &ApiKey,
) -> Result<(), Error> {
    if accounts::held(transaction, engine, key.account)
        .await?
        .is_none()
    {
        return Err(Error::Invalid(vec![UserError {
            code: ErrorCode::NotFound,
            field: Some("accountId".to_owned()),
            message: "There is no account of this id.".to_owned(),
            hint: Some("Look the account up and take its id from there.".to_owned()),
        }]));
    }
    if good_keys(transaction, engine, key).await? >= ApiKey::MOST_OF_ONE {
        let reason = format!("The account has {} good keys.", ApiKey::MOST_OF_ONE);
        let reason = UserError::state(reason).hint("Revoke those that nobody uses.");
        return Err(Error::Invalid(vec![reason]));
    }
    let mut sql = Sql::new(engine);
    let sections = key.grants.sections.as_ref().map(to_json).transpose()?;
    let values = [
        sql.bind(key.id.as_str()),
        sql.bind(key.digest.0.to_vec()),
        sql.bind(key.account.as_uuid()),
        sql.bind(key.name.as_str()),
        sql.bind(word(key.scope)?),
        sql.bind(key.grants.embargo),
        sql.bind(sections),
        sql.bind(key.made_at.as_millis()),
        sql.bind(key.expires_at.map(Moment::as_millis)),
    ];
    sql.push(&format!(
        "INSERT INTO api_key (id, digest, account_id, name, scope, embargo, sections, made_at, expires_at) VALUES ({}) \
         ON CONFLICT DO NOTHING",
        values.join(", ")
    ));
    if execute(transaction, sql).await? == 0 {
        return Err(Error::Invalid(vec![UserError {
            code: ErrorCode::Conflict,
            field: None,
            message: "The key could not be given a name of its own.".to_owned(),
            hint: Some("Ask again.".to_owned()),
        }]));
    }
    Ok(())
}

/// How many keys of the account are good when another is made. The account is held, so that nobody makes one beside.
async fn good_keys(
    transaction: &Transaction,
    engine: Engine,
    new: &ApiKey,
) -> Result<usize, Error> {
    let mut sql = Sql::new(engine);
    let (account, now) = (
        sql.bind(new.account.as_uuid()),
        sql.bind(new.made_at.as_millis()),
    );
    sql.push(&format!(
        "SELECT COUNT(*) AS count FROM api_key WHERE account_id = {account} AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > {now})"
    ));
    let found: Option<CountRow> = row(transaction, sql).await?;
    Ok(found.map_or(0, |row| usize::try_from(row.count).unwrap_or(usize::MAX)))
}

/// The keys of accounts, those that are not revoked first, and of these the latest.
pub(super) async fn of_accounts(
    store: &Store,
    accounts: &[AccountId],
) -> Result<HashMap<AccountId, Arc<Vec<ApiKey>>>, Error> {
    let mut sql = store.sql();
    let asked = sql.bind_ids(accounts.iter().map(|id| id.as_uuid()));
    let most = sql.bind(i64::try_from(ApiKey::MOST_OF_ONE).unwrap_or(i64::MAX));
    sql.push(&format!(
        "SELECT r.* FROM (SELECT {COLUMNS}, ROW_NUMBER() OVER (PARTITION BY k.account_id \
         ORDER BY CASE WHEN k.revoked_at IS NULL THEN 0 ELSE 1 END, k.made_at DESC, k.id) AS place \
         FROM {asked} q JOIN api_key k ON k.account_id = q.id) r WHERE r.place <= {most} ORDER BY r.place"
    ));
    let mut keys: HashMap<AccountId, Vec<ApiKey>> = HashMap::new();
    for row in store.rows::<KeyRow>(sql).await? {
        if let Some(key) = readable(row.key()) {
            keys.entry(key.account).or_default().push(key);
        }
    }
    Ok(keys
        .into_iter()
        .map(|(account, keys)| (account, Arc::new(keys)))
        .collect())
}

pub(super) async fn revoke(
    transaction: &Transaction,
    engine: Engine,
    id: &KeyId,
    now: Moment,
) -> Result<Option<ApiKey>, Error> {
    let mut sql = Sql::new(engine);
    let (now, bound) = (sql.bind(now.as_millis()), sql.bind(id.as_str()));
    sql.push(&format!(
        "UPDATE api_key SET revoked_at = {now} WHERE id = {bound} AND revoked_at IS NULL"
    ));
    execute(transaction, sql).await?;
    kept(transaction, engine, id.as_str()).await
}

/// A key as it is kept.
pub(super) async fn kept(
    transaction: &Transaction,
    engine: Engine,
    id: &str,
) -> Result<Option<ApiKey>, Error> {
    let mut sql = Sql::new(engine);
    let bound = sql.bind(id);
    sql.push(&format!(
        "SELECT {COLUMNS} FROM api_key k WHERE k.id = {bound}"
    ));
    let found: Option<KeyRow> = row(transaction, sql).await?;
    found.as_ref().map(KeyRow::key).transpose()
}

/// Writes the use down, unless one that is as late is.
pub(super) async fn note_use(
    transaction: &Transaction,
    engine: Engine,
    id: &KeyId,
    now: Moment,
) -> Result<(), Error> {
    let mut sql = Sql::new(engine);
    let (at, id) = (sql.bind(now.as_millis()), sql.bind(id.as_str()));
    sql.push(&format!(
        "UPDATE api_key SET last_used_at = {at} WHERE id = {id} AND (last_used_at IS NULL OR last_used_at < {at})"
    ));
    execute(transaction, sql).await.map(drop)
}
