//! Publication settings: one row, or none until an admin changes a setting.

use async_trait::async_trait;
use sea_orm::FromQueryResult;
use standfirst_domain::{
    audit::{Subject, SubjectKind},
    change_log::Change,
    command_context::CommandContext,
    error::Error,
    language::Language,
    ports::PublicationSettingsStore,
    publication::{PublicationSettings, PublicationSettingsUpdate, TimeZone},
    text::Name,
};
use uuid::Uuid;

use crate::{
    change_log::ChangeLogWriter,
    command::{Command, check_version},
    desk::{self, audit::NewAuditEntry},
    rows::decode::{to_u32, unreadable},
    store::Store,
};

const TABLE: &str = "publication_settings";
const SELECT: &str =
    "SELECT p.version, p.name, p.timezone, p.language FROM publication_settings p WHERE p.id = 1";

#[derive(FromQueryResult)]
struct PublicationSettingsRow {
    version: i64,
    name: String,
    timezone: String,
    language: String,
}

impl TryFrom<PublicationSettingsRow> for PublicationSettings {
    type Error = Error;

    fn try_from(row: PublicationSettingsRow) -> Result<Self, Error> {
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
    async fn publication_settings(&self) -> Result<Option<PublicationSettings>, Error> {
        let mut sql = self.sql();
        sql.push(SELECT);
        let rows = self.rows::<PublicationSettingsRow>(sql).await?;
        rows.into_iter()
            .next()
            .map(PublicationSettings::try_from)
            .transpose()
    }

    async fn update_publication_settings(
        &self,
        context: CommandContext,
        act: PublicationSettingsUpdate,
    ) -> Result<PublicationSettings, Error> {
        self.transaction((context, act), |transaction, (context, act)| {
            Box::pin(update(Command::new(transaction, context), act))
        })
        .await
    }
}

async fn update(
    command: Command<'_>,
    act: &PublicationSettingsUpdate,
) -> Result<PublicationSettings, Error> {
    let Command {
        transaction,
        context,
    } = command;
    let is_done = command.begin().await?.is_some();
    if !is_done {
        // There may be no row to lock: the lock on names serializes the changes of the settings
        // too.
        desk::slugs::lock(transaction).await?;
    }
    let mut sql = transaction.sql();
    sql.push(SELECT);
    let row = transaction.row::<PublicationSettingsRow>(sql).await?;
    let stored = row.map(PublicationSettings::try_from).transpose()?;
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
    let entry = NewAuditEntry {
        subject: Subject::from_name(SubjectKind::Publication, "publication"),
        version: Some(after.version),
        reason: None,
    };
    let writer = ChangeLogWriter::from_change(context.at, Some(Change::Publication));
    let outcome = Uuid::nil().simple().to_string();
    command.end(entry, &outcome, writer).await?;
    Ok(after)
}
