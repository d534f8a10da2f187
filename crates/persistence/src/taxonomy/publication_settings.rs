//! What the publication says of itself, where it was changed here: one row, or none while it says what the configuration does.

use sea_orm::{ConnectionTrait, FromQueryResult};
use standfirst_domain::{
    audit::{Subject, SubjectKind},
    change_log::Change,
    error::Error,
    language::Language,
    publication::{PublicationSettings, PublicationSettingsUpdate, TimeZone},
    text::Name,
};
use uuid::Uuid;

use super::doing::{Doing, at_version};
use crate::{
    rows::decode::{unreadable, whole},
    store::Store,
};

const SELECT: &str =
    "SELECT p.version, p.name, p.timezone, p.language FROM publication p WHERE p.id = 1";

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
        let timezone = TimeZone::get(&row.timezone).map_err(unreadable("publication", 1))?;
        Ok(Self {
            version: whole(row.version, "publication", 1)?,
            name: Name::parse(&row.name).map_err(unreadable("publication", 1))?,
            timezone,
            language: Language::parse(&row.language).map_err(unreadable("publication", 1))?,
        })
    }
}

/// What the publication says of itself, if that was ever changed here.
pub(super) async fn read(store: &Store) -> Result<Option<PublicationSettings>, Error> {
    let mut sql = store.sql();
    sql.push(SELECT);
    let row = store
        .rows::<PublicationSettingsRow>(sql)
        .await?
        .into_iter()
        .next();
    row.map(PublicationSettings::try_from).transpose()
}

/// Changes it.
pub(super) async fn carry_out<C: ConnectionTrait>(
    doing: Doing<'_, C>,
    act: &PublicationSettingsUpdate,
) -> Result<PublicationSettings, Error> {
    let is_done = doing.begin().await?.is_some();
    let mut sql = doing.sql();
    sql.push(SELECT);
    let row = doing
        .rows::<PublicationSettingsRow>(sql)
        .await?
        .into_iter()
        .next();
    let kept = row.map(PublicationSettings::try_from).transpose()?;
    let before = kept.unwrap_or_else(|| act.configured.clone());
    if is_done {
        return Ok(before);
    }
    at_version(before.version, act.expected_version)?;
    let after = before.changed(&act.change);
    let mut sql = doing.sql();
    let values = [
        sql.bind(i64::from(after.version)),
        sql.bind(after.name.as_str()),
        sql.bind(after.timezone.iana_name().unwrap_or("UTC")),
        sql.bind(after.language.as_str()),
    ]
    .join(", ");
    sql.push(&format!(
        "INSERT INTO publication (id, version, name, timezone, language) VALUES (1, {values}) ON CONFLICT (id) DO UPDATE \
         SET version = excluded.version, name = excluded.name, timezone = excluded.timezone, language = excluded.language"
    ));
    doing.execute(sql).await?;
    let subject = Subject::named(SubjectKind::Publication, "publication");
    let change = Some(Change::Publication);
    doing
        .end(subject, after.version, Uuid::nil(), change)
        .await?;
    Ok(after)
}
