//! Names and slugs of tags, sections, contributors and collections: each is one's own, and a former slug stays with whose it was.

use std::collections::HashSet;

use sea_orm::{ConnectionTrait, FromQueryResult};
use standfirst_domain::{
    error::{Error, ErrorCode, UserError},
    slug::Slug,
    text::Name,
};
use uuid::Uuid;

use super::doing::Doing;
use crate::{dialect::Engine, failure::told, numbering::Numbering, sql::Sql};

/// A slug that is taken.
#[derive(FromQueryResult)]
struct SlugRow {
    slug: String,
}

/// Whose a name is.
#[derive(FromQueryResult)]
struct HolderRow {
    id: Uuid,
}

/// What is wanted for an entry.
pub(super) struct Wanted<'a> {
    /// The table, and what the entry is called in a sentence.
    pub(super) noun: &'static str,
    /// Whose it shall be.
    pub(super) id: Uuid,
    pub(super) slug: &'a Slug,
    /// Whether another's having the slug stands against the act.
    pub(super) is_chosen: bool,
}

impl<C: ConnectionTrait> Doing<'_, C> {
    /// Whose a name is, spelling aside.
    pub(super) async fn holder_of_name(
        &self,
        noun: &str,
        name: &Name,
    ) -> Result<Option<Uuid>, Error> {
        let mut sql = self.sql();
        let key = sql.bind(name.key());
        sql.push(&format!(
            "SELECT t.id FROM {noun} t WHERE t.name_key = {key}"
        ));
        let rows = self.rows::<HolderRow>(sql).await?;
        Ok(rows.first().map(|row| row.id))
    }

    /// The slug that an entry gets, or why it cannot have the one that was chosen.
    pub(super) async fn slug_for(
        &self,
        wanted: &Wanted<'_>,
    ) -> Result<Result<Slug, UserError>, Error> {
        let Wanted {
            noun,
            id,
            slug,
            is_chosen,
        } = *wanted;
        let is_taken = self.anothers(noun, id, std::slice::from_ref(slug)).await?;
        if is_chosen && !is_taken.is_empty() {
            return Ok(Err(slug_taken(noun, slug)));
        }
        let mut numbering = Numbering::knowing(is_taken);
        loop {
            match numbering.give_out(slug) {
                Ok(free) => return Ok(Ok(free)),
                Err(asked) => numbering.learn(self.anothers(noun, id, &asked).await?),
            }
        }
    }

    async fn anothers(
        &self,
        noun: &str,
        id: Uuid,
        slugs: &[Slug],
    ) -> Result<HashSet<String>, Error> {
        taken(self.connection, self.engine, (noun, Some(id)), slugs).await
    }

    /// Leaves the former slug of an entry with it, and takes its new one from its former ones.
    pub(super) async fn change_slug(
        &self,
        noun: &str,
        id: Uuid,
        before: &Slug,
        after: &Slug,
    ) -> Result<(), Error> {
        if before == after {
            return Ok(());
        }
        let mut sql = self.sql();
        let slug = sql.bind(after.as_str());
        sql.push(&format!(
            "DELETE FROM former_slug WHERE noun = '{noun}' AND slug = {slug}"
        ));
        self.execute(sql).await?;
        let mut sql = self.sql();
        let (slug, id) = (sql.bind(before.as_str()), sql.bind(id));
        sql.push(&format!(
            "INSERT INTO former_slug (noun, slug, id) VALUES ('{noun}', {slug}, {id})"
        ));
        self.execute(sql).await.map(|_| ())
    }
}

/// Which of these slugs are or were those of entries of a noun, save of one.
pub(crate) async fn taken<C: ConnectionTrait>(
    connection: &C,
    engine: Engine,
    (noun, save): (&str, Option<Uuid>),
    slugs: &[Slug],
) -> Result<HashSet<String>, Error> {
    let mut sql = Sql::new(engine);
    let save = sql.bind(save.unwrap_or_default());
    let keys = sql.bind_texts(slugs.iter().map(Slug::as_str));
    sql.push(&format!(
        "SELECT t.slug FROM {keys} k JOIN {noun} t ON t.slug = k.id WHERE t.id <> {save} \
         UNION SELECT f.slug FROM {keys} k JOIN former_slug f ON f.slug = k.id AND f.noun = '{noun}' WHERE f.id <> {save}"
    ));
    let rows = SlugRow::find_by_statement(sql.statement())
        .all(connection)
        .await
        .map_err(told)?;
    Ok(rows.into_iter().map(|row| row.slug).collect())
}

fn slug_taken(noun: &str, slug: &Slug) -> UserError {
    UserError {
        code: ErrorCode::SlugTaken,
        field: Some("slug".to_owned()),
        message: format!("The slug {slug} belongs to another {noun}."),
        hint: Some("Choose another slug.".to_owned()),
    }
}

/// That a name is another's.
pub(super) fn name_taken(noun: &str) -> UserError {
    UserError::input("name", format!("Another {noun} has this name."))
        .hint(format!("Use that {noun}, or choose another name."))
}
