//! Publication settings: one row, or none until an admin changes a setting.

use async_trait::async_trait;
use sea_orm::FromQueryResult;
use standfirst_domain::{
    audit::{Subject, SubjectKind},
    error::Error,
    language::Language,
    mandate::Mandate,
    ports::PublicationSettingsStore,
    publication::{Imprint, ImprintAct, TimeZone},
    text::Name,
    wire::Change,
};
use uuid::Uuid;

use crate::{
    command::{Command, check_version},
    desk::{self, audit::AuditEntry},
    rows::decode::{to_u32, unreadable},
    store::Store,
    wire::ChangeLogWriter,
};

const TABLE: &str = "publication_settings";
const SELECT: &str =
    "SELECT p.version, p.name, p.timezone, p.language FROM publication_settings p WHERE p.id = 1";

#[derive(FromQueryResult)]
struct ImprintRow {
    version: i64,
    name: String,
    timezone: String,
    language: String,
}

impl TryFrom<ImprintRow> for Imprint {
    type Error = Error;

    fn try_from(row: ImprintRow) -> Result<Self, Error> {
        Ok(Self {
            version: to_u32(row.version, TABLE, 1)?,
            name: Name::parse(&row.name).map_err(unreadable(TABLE, 1))?,
            timezone: TimeZone::get(&row.timezone).map_err(unreadable(TABLE, 1))?,
            language: Language::parse(&row.language).map_err(unreadable(TABLE, 1))?,
        })
    }
}

#[async_trait]
impl PublicationSettingsStore for Store {
    async fn imprint(&self) -> Result<Option<Imprint>, Error> {
        let mut sql = self.sql();
        sql.push(SELECT);
        let rows = self.rows::<ImprintRow>(sql).await?;
        rows.into_iter().next().map(Imprint::try_from).transpose()
    }

    async fn amend_imprint(&self, mandate: Mandate, act: ImprintAct) -> Result<Imprint, Error> {
        self.transaction((mandate, act), |transaction, (mandate, act)| {
            Box::pin(update(Command::new(transaction, mandate), act))
        })
        .await
    }
}

async fn update(command: Command<'_>, act: &ImprintAct) -> Result<Imprint, Error> {
    let Command {
        transaction,
        mandate,
    } = command;
    let is_done = command.begin().await?.is_some();
    if !is_done {
        // There may be no row to lock: the lock on names serializes the changes of the settings
        // too.
        desk::slugs::lock(transaction).await?;
    }
    let mut sql = transaction.sql();
    sql.push(SELECT);
    let row = transaction.row::<ImprintRow>(sql).await?;
    let stored = row.map(Imprint::try_from).transpose()?;
    let before = stored.unwrap_or_else(|| act.configured.clone());
    if is_done {
        return Ok(before);
    }
    check_version(before.version, act.expected_version)?;
    let after = before.changed(&act.change);
    let mut sql = transaction.sql();
    let values = [
        sql.bind(i64::from(after.version)),
        sql.bind(after.name.as_str()),
        sql.bind(after.timezone.iana_name().unwrap_or("UTC")),
        sql.bind(after.language.as_str()),
    ]
    .join(", ");
    sql.push(&format!(
        "INSERT INTO publication_settings (id, version, name, timezone, language) VALUES (1, {values}) ON CONFLICT (id) DO UPDATE \
         SET version = excluded.version, name = excluded.name, timezone = excluded.timezone, language = excluded.language"
    ));
    transaction.execute(sql).await?;
    let entry = AuditEntry {
        subject: Subject::from_name(SubjectKind::Publication, "publication"),
        version: Some(after.version),
        reason: None,
    };
    let writer = ChangeLogWriter::from_change(mandate.at, Some(Change::Publication));
    let outcome = Uuid::nil().simple().to_string();
    command.end(entry, &outcome, writer).await?;
    Ok(after)
}
