//! From columns to the newsroom's types and back. What does not decode says which table and which row.

use sea_orm::prelude::Uuid;
use serde::{Serialize, de::DeserializeOwned};
use standfirst_domain::{
    contributor::Contributor,
    error::Error,
    ids::{ContributorId, SectionId, TagId},
    section::Section,
    slug::Slug,
    tag::Tag,
    text::Name,
};

use super::names::{contributor, section, tag};

/// Says of a row that it does not decode.
pub(crate) fn unreadable<E>(table: &'static str, key: impl ToString) -> impl FnOnce(E) -> Error
where
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let key = key.to_string();
    move |source| Error::Unreadable {
        table,
        key,
        source: source.into(),
    }
}

/// Reads a JSON column.
pub(crate) fn json<T: DeserializeOwned>(
    text: &str,
    table: &'static str,
    key: impl ToString,
) -> Result<T, Error> {
    serde_json::from_str(text).map_err(unreadable(table, key))
}

/// Writes a JSON column.
pub(crate) fn to_json<T: Serialize>(value: &T) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|error| Error::Storage(Box::new(error)))
}

/// Writes an enum whose serde form is one word.
pub(crate) fn word<T: Serialize>(value: T) -> Result<String, Error> {
    let quoted = to_json(&value)?;
    Ok(quoted.trim_matches('"').to_owned())
}

/// Reads an enum whose serde form is one word.
pub(crate) fn from_word<T: DeserializeOwned>(
    word: &str,
    table: &'static str,
    key: impl ToString,
) -> Result<T, Error> {
    serde_json::from_value(serde_json::Value::String(word.to_owned()))
        .map_err(unreadable(table, key))
}

/// Reads a whole number that is never negative.
pub(crate) fn whole(number: i64, table: &'static str, key: impl ToString) -> Result<u32, Error> {
    u32::try_from(number).map_err(unreadable(table, key))
}

fn slug_and_name(
    table: &'static str,
    id: Uuid,
    slug: &str,
    name: &str,
) -> Result<(Slug, Name), Error> {
    let slug = Slug::from_stored(slug.to_owned());
    let name = Name::parse(name).map_err(unreadable(table, id))?;
    Ok((slug, name))
}

impl TryFrom<tag::Model> for Tag {
    type Error = Error;
    fn try_from(row: tag::Model) -> Result<Self, Error> {
        let (slug, name) = slug_and_name("tag", row.id, &row.slug, &row.name)?;
        let kind = from_word(&row.kind, "tag", row.id)?;
        Ok(Self {
            id: TagId::from_uuid(row.id),
            slug,
            name,
            kind,
            description: row.description,
            version: whole(row.version, "tag", row.id)?,
        })
    }
}

impl TryFrom<section::Model> for Section {
    type Error = Error;
    fn try_from(row: section::Model) -> Result<Self, Error> {
        let (slug, name) = slug_and_name("section", row.id, &row.slug, &row.name)?;
        Ok(Self {
            id: SectionId::from_uuid(row.id),
            slug,
            name,
            description: row.description,
            version: whole(row.version, "section", row.id)?,
        })
    }
}

impl TryFrom<contributor::Model> for Contributor {
    type Error = Error;
    fn try_from(row: contributor::Model) -> Result<Self, Error> {
        let (slug, name) = slug_and_name("contributor", row.id, &row.slug, &row.name)?;
        let kind = from_word(&row.kind, "contributor", row.id)?;
        let portrait = row
            .portrait
            .as_deref()
            .map(|text| json(text, "contributor", row.id))
            .transpose()?;
        Ok(Self {
            id: ContributorId::from_uuid(row.id),
            slug,
            name,
            kind,
            biography: row.biography,
            portrait,
            version: whole(row.version, "contributor", row.id)?,
        })
    }
}
