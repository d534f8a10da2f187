//! API keys: their reads and the commands on them.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use async_trait::async_trait;
use sea_orm::{FromQueryResult, prelude::Uuid};
use standfirst_domain::{
    account::Account,
    audit::{Subject, SubjectKind},
    command_context::CommandContext,
    credential::KeyId,
    error::{Error, ErrorCode, UserError},
    ids::{AccountId, SectionId},
    moment::Moment,
    registry::{ApiKey, ApiKeyStore, Digest},
    text::Name,
    visibility::Grants,
};

use super::credentials::{ACCOUNT_COLUMNS, AccountRow, absent, end, lock_account};
use crate::{
    command::Command,
    rows::{
        count::CountRow,
        decode::{Malformed, enum_text, from_enum_text, json, log_and_skip, to_json, unreadable},
    },
    store::Store,
    transaction::Transaction,
};

const KEY_COLUMNS: &str = "k.id, k.digest, k.account_id AS holder_id, k.name, k.scope, k.embargo, k.sections, k.created_at, k.expires_at, \
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
    created_at: i64,
    expires_at: Option<i64>,
    revoked_at: Option<i64>,
    last_used_at: Option<i64>,
}

#[derive(FromQueryResult)]
struct KeyAndAccountRow {
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
                .ok_or(Malformed::KeyId)
                .map_err(unreadable("api_key", id))?,
            digest: Digest(digest),
            account: AccountId::from_uuid(self.holder_id),
            name: Name::parse(&self.name).map_err(unreadable("api_key", id))?,
            scope: from_enum_text(&self.scope, "api_key", id)?,
            grants: Grants {
                embargo: self.embargo,
                sections,
            },
            created_at: Moment::from_millis(self.created_at),
            expires_at: self.expires_at.map(Moment::from_millis),
            revoked_at: self.revoked_at.map(Moment::from_millis),
            last_used_at: self.last_used_at.map(Moment::from_millis),
        })
    }
}

#[async_trait]
impl ApiKeyStore for Store {
    async fn keys_of(
        &self,
        accounts: Arc<[AccountId]>,
    ) -> Result<HashMap<AccountId, Arc<Vec<ApiKey>>>, Error> {
        let mut sql = self.sql();
        let ids = sql.bind_ids(accounts.iter().map(|id| id.as_uuid()));
        let most = sql.bind(i64::try_from(ApiKey::MOST_OF_ONE).unwrap_or(i64::MAX));
        sql.push(&format!(
            "SELECT r.* FROM (SELECT {KEY_COLUMNS}, ROW_NUMBER() OVER (PARTITION BY k.account_id \
             ORDER BY CASE WHEN k.revoked_at IS NULL THEN 0 ELSE 1 END, k.created_at DESC, k.id) AS place \
             FROM {ids} q JOIN api_key k ON k.account_id = q.id) r WHERE r.place <= {most} ORDER BY r.place"
        ));
        let mut keys: HashMap<AccountId, Vec<ApiKey>> = HashMap::new();
        for row in self.rows::<KeyRow>(sql).await? {
            if let Some(key) = log_and_skip(row.key()) {
                keys.entry(key.account).or_default().push(key);
            }
        }
        Ok(keys
            .into_iter()
            .map(|(account, keys)| (account, Arc::new(keys)))
            .collect())
    }

    async fn add_key(&self, context: CommandContext, key: ApiKey) -> Result<ApiKey, Error> {
        self.transaction((context, key), |transaction, (context, key)| {
            Box::pin(create(Command::new(transaction, context), key))
        })
        .await
    }

    async fn key(&self, id: KeyId) -> Result<Option<(ApiKey, Account)>, Error> {
        let mut sql = self.sql();
        let id = sql.bind(id.as_str());
        sql.push(&format!(
            "SELECT {KEY_COLUMNS}, {ACCOUNT_COLUMNS} FROM api_key k JOIN account a ON a.id = k.account_id WHERE k.id = {id}"
        ));
        let rows = self.rows::<KeyAndAccountRow>(sql).await?;
        rows.first()
            .map(|row| Ok((row.key.key()?, row.account.account()?)))
            .transpose()
    }

    async fn revoke_key(&self, context: CommandContext, id: KeyId) -> Result<ApiKey, Error> {
        self.transaction((context, id), |transaction, (context, id)| {
            Box::pin(revoke(Command::new(transaction, context), id))
        })
        .await
    }

    async fn record_key_use(&self, id: KeyId, now: Moment) -> Result<(), Error> {
        self.transaction((id, now), |transaction, (id, now)| {
            Box::pin(async move {
                let mut sql = transaction.sql();
                let (now, id) = (sql.bind(now.as_millis()), sql.bind(id.as_str()));
                // Several nodes may record uses at once: the latest stays.
                sql.push(&format!(
                    "UPDATE api_key SET last_used_at = {now} WHERE id = {id} AND (last_used_at IS NULL OR last_used_at < {now})"
                ));
                transaction.execute(sql).await.map(drop)
            })
        })
        .await
    }
}

async fn create(command: Command<'_>, new: &ApiKey) -> Result<ApiKey, Error> {
    let transaction = command.transaction;
    if let Some(outcome) = command.begin().await? {
        return find(transaction, &outcome).await;
    }
    // The lock keeps concurrent commands from creating more keys than an account may have.
    if lock_account(transaction, new.account).await?.is_none() {
        return Err(Error::Invalid(vec![UserError {
            code: ErrorCode::NotFound,
            field: Some("accountId".to_owned()),
            message: "There is no account of this id.".to_owned(),
            hint: Some("Look the account up and take its id from there.".to_owned()),
        }]));
    }
    if valid_keys(transaction, new).await? >= ApiKey::MOST_OF_ONE as u64 {
        let reason = format!("The account has {} valid keys.", ApiKey::MOST_OF_ONE);
        let reason =
            UserError::invalid_state(reason).hint("Revoke the keys that are no longer used.");
        return Err(Error::Invalid(vec![reason]));
    }
    insert(transaction, new).await?;
    end(command, subject(&new.id), None).await?;
    Ok(new.clone())
}

async fn insert(transaction: &Transaction, key: &ApiKey) -> Result<(), Error> {
    let mut sql = transaction.sql();
    let sections = key.grants.sections.as_ref().map(to_json).transpose()?;
    let values = [
        sql.bind(key.id.as_str()),
        sql.bind(key.digest.0.to_vec()),
        sql.bind(key.account.as_uuid()),
        sql.bind(key.name.as_str()),
        sql.bind(enum_text(key.scope)?),
        sql.bind(key.grants.embargo),
        sql.bind(sections),
        sql.bind(key.created_at.as_millis()),
        sql.bind(key.expires_at.map(Moment::as_millis)),
    ];
    sql.push(&format!(
        "INSERT INTO api_key (id, digest, account_id, name, scope, embargo, sections, created_at, expires_at) VALUES ({}) \
         ON CONFLICT DO NOTHING",
        values.join(", ")
    ));
    if transaction.execute(sql).await? == 1 {
        return Ok(());
    }
    Err(Error::Invalid(vec![UserError {
        code: ErrorCode::Conflict,
        field: None,
        message: "The generated id of the key is already in use, so no key was created.".to_owned(),
        hint: Some("Send the request again.".to_owned()),
    }]))
}

/// Number of keys of the account that are valid when a new key is created.
async fn valid_keys(transaction: &Transaction, new: &ApiKey) -> Result<u64, Error> {
    let mut sql = transaction.sql();
    let (account, now) = (
        sql.bind(new.account.as_uuid()),
        sql.bind(new.created_at.as_millis()),
    );
    sql.push(&format!(
        "SELECT COUNT(*) AS count FROM api_key WHERE account_id = {account} AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > {now})"
    ));
    let row = transaction.row::<CountRow>(sql).await?;
    Ok(row.map_or(0, |row| row.number()))
}

async fn revoke(command: Command<'_>, id: &KeyId) -> Result<ApiKey, Error> {
    let Command {
        transaction,
        context,
    } = command;
    if let Some(outcome) = command.begin().await? {
        return find(transaction, &outcome).await;
    }
    let key = find(transaction, id.as_str()).await?;
    if !context.allows(Some(key.account)) {
        return Err(absent("key"));
    }
    let mut sql = transaction.sql();
    let (now, bound) = (sql.bind(context.at.as_millis()), sql.bind(id.as_str()));
    sql.push(&format!(
        "UPDATE api_key SET revoked_at = {now} WHERE id = {bound} AND revoked_at IS NULL"
    ));
    transaction.execute(sql).await?;
    let revoked = find(transaction, id.as_str()).await?;
    end(command, subject(id), None).await?;
    Ok(revoked)
}

async fn find(transaction: &Transaction, id: &str) -> Result<ApiKey, Error> {
    let mut sql = transaction.sql();
    let id = sql.bind(id);
    sql.push(&format!(
        "SELECT {KEY_COLUMNS} FROM api_key k WHERE k.id = {id}"
    ));
    let row = transaction.row::<KeyRow>(sql).await?;
    row.ok_or_else(|| absent("key"))?.key()
}

fn subject(key: &KeyId) -> Subject {
    Subject::from_name(SubjectKind::ApiKey, key.as_str())
}
