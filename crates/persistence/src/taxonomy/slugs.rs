//! Names and slugs of tags, sections, contributors and collections. Each belongs to one item, and a
//! former slug stays with its item.

use std::collections::HashSet;

use sea_orm::FromQueryResult;
use standfirst_domain::{
    error::{Error, ErrorCode, UserError},
    slug::Slug,
    text::Name,
};
use uuid::Uuid;

use crate::{numbering::SlugNumbering, transaction::Transaction};

#[derive(FromQueryResult)]
struct SlugRow {
    slug: String,
}

#[derive(FromQueryResult)]
struct HolderRow {
    id: Uuid,
}

/// A slug that an item is to get.
pub(crate) struct WantedSlug<'a> {
    /// Table of the item, and its noun in a sentence.
    pub(crate) table: &'static str,
    /// Identifier of the item.
    pub(crate) id: Uuid,
    pub(crate) slug: &'a Slug,
    /// The command fails when another item has the slug. If `false`, the slug gets a number.
    pub(crate) is_chosen: bool,
}

impl WantedSlug<'_> {
    /// Finds the slug that the item gets. The inner error is the reason why it cannot have the slug
    /// that was chosen.
    pub(crate) async fn assign(
        &self,
        transaction: &Transaction,
    ) -> Result<Result<Slug, UserError>, Error> {
        let taken = self.taken(transaction, std::slice::from_ref(self.slug));
        let taken = taken.await?;
        if self.is_chosen && !taken.is_empty() {
            return Ok(Err(slug_taken(self.table, self.slug)));
        }
        let mut numbering = SlugNumbering::new(taken);
        loop {
            match numbering.assign(self.slug) {
                Ok(free) => return Ok(Ok(free)),
                Err(unknown) => numbering.add_taken(self.taken(transaction, &unknown).await?),
            }
        }
    }

    async fn taken(
        &self,
        transaction: &Transaction,
        slugs: &[Slug],
    ) -> Result<HashSet<String>, Error> {
        taken(transaction, (self.table, Some(self.id)), slugs).await
    }
}

/// The slugs among these that items of a table have or had, except one item.
pub(crate) async fn taken(
    transaction: &Transaction,
    (table, except): (&str, Option<Uuid>),
    slugs: &[Slug],
) -> Result<HashSet<String>, Error> {
    let mut sql = transaction.sql();
    let except = sql.bind(except.unwrap_or_default());
    let keys = sql.bind_texts(slugs.iter().map(Slug::as_str));
    sql.push(&format!(
        "SELECT t.slug FROM {keys} k JOIN {table} t ON t.slug = k.id WHERE t.id <> {except} \
         UNION SELECT f.slug FROM {keys} k JOIN former_slug f ON f.slug = k.id AND f.entity = '{table}' WHERE f.entity_id <> {except}"
    ));
    let rows = transaction.rows::<SlugRow>(sql).await?;
    Ok(rows.into_iter().map(|row| row.slug).collect())
}

/// Replaces the slug of an item in the table of former slugs: the old slug stays with the item, and
/// the new one is no longer a former one.
pub(super) async fn change(
    transaction: &Transaction,
    (table, id): (&str, Uuid),
    before: &Slug,
    after: &Slug,
) -> Result<(), Error> {
    if before == after {
        return Ok(());
    }
    let mut sql = transaction.sql();
    let slug = sql.bind(after.as_str());
    sql.push(&format!(
        "DELETE FROM former_slug WHERE entity = '{table}' AND slug = {slug}"
    ));
    transaction.execute(sql).await?;
    let mut sql = transaction.sql();
    let (slug, id) = (sql.bind(before.as_str()), sql.bind(id));
    sql.push(&format!(
        "INSERT INTO former_slug (entity, slug, entity_id) VALUES ('{table}', {slug}, {id})"
    ));
    transaction.execute(sql).await.map(drop)
}

/// The item that has a name, spelling aside.
pub(super) async fn holder_of_name(
    transaction: &Transaction,
    table: &str,
    name: &Name,
) -> Result<Option<Uuid>, Error> {
    let mut sql = transaction.sql();
    let key = sql.bind(name.key());
    sql.push(&format!(
        "SELECT t.id FROM {table} t WHERE t.name_key = {key}"
    ));
    let rows = transaction.rows::<HolderRow>(sql).await?;
    Ok(rows.first().map(|row| row.id))
}

fn slug_taken(noun: &str, slug: &Slug) -> UserError {
    UserError {
        code: ErrorCode::SlugTaken,
        field: Some("slug".to_owned()),
        message: format!("The slug {slug} belongs to another {noun}."),
        hint: Some("Choose another slug.".to_owned()),
    }
}

/// The reason against a name that another item has.
pub(super) fn name_taken(noun: &str) -> UserError {
    UserError::input("name", format!("Another {noun} has this name."))
        .hint(format!("Use that {noun}, or choose another name."))
}
