//! From names to identities: what an import names is found by what makes two names the same, or made.

use std::collections::{HashMap, HashSet};

use sea_orm::{
    ActiveModelTrait, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel, prelude::Uuid,
};
use standfirst_domain::{
    error::Error,
    ids::{ContributorId, SectionId, TagId},
    intake::{NamedCredit, NamedTag},
    moment::Moment,
    slug::Slug,
    text::Name,
};

use crate::{
    dialect::Engine,
    failure::told,
    numbering::Numbering,
    rows::{
        decode::word,
        names::{contributor, section, tag},
    },
    sql::Sql,
    taxonomy::taken,
};

/// The identities of what a batch names, by the key of the name.
pub(super) struct Names {
    pub(super) sections: HashMap<String, Uuid>,
    pub(super) tags: HashMap<String, Uuid>,
    pub(super) contributors: HashMap<String, Uuid>,
}

#[derive(FromQueryResult)]
struct NameRow {
    id: Uuid,
    name_key: String,
}

/// What is not yet known by its name, with the slug it gets.
struct New<'a, T> {
    key: String,
    id: Uuid,
    slug: Slug,
    named: &'a T,
}

struct Resolver<'a, C> {
    connection: &'a C,
    engine: Engine,
    now: Moment,
}

/// Finds or makes all that a batch names.
pub(super) async fn resolve<C: ConnectionTrait>(
    connection: &C,
    engine: Engine,
    named: (&[&Name], &[&NamedTag], &[&NamedCredit]),
    now: Moment,
) -> Result<Names, Error> {
    let resolver = Resolver {
        connection,
        engine,
        now,
    };
    let sections = resolver
        .resolve(
            "section",
            named.0,
            |name| *name,
            SectionId::mint,
            SectionId::as_uuid,
            section_row,
        )
        .await?;
    let tags = resolver
        .resolve(
            "tag",
            named.1,
            |tag| &tag.name,
            TagId::mint,
            TagId::as_uuid,
            tag_row,
        )
        .await?;
    let credits = named.2;
    let contributors = resolver
        .resolve(
            "contributor",
            credits,
            |credit| &credit.name,
            ContributorId::mint,
            ContributorId::as_uuid,
            contributor_row,
        )
        .await?;
    Ok(Names {
        sections,
        tags,
        contributors,
    })
}

impl<C: ConnectionTrait> Resolver<'_, C> {
    async fn resolve<T, I, A>(
        &self,
        table: &str,
        named: &[T],
        name_of: impl Fn(&T) -> &Name,
        mint: impl Fn(Moment, [u8; 10]) -> I,
        uuid: impl Fn(I) -> Uuid,
        row: impl Fn(New<'_, T>, String) -> Result<A, Error>,
    ) -> Result<HashMap<String, Uuid>, Error>
    where
        A: ActiveModelTrait + Send + Sync,
    {
        let mut wanted: Vec<(String, &T)> = named
            .iter()
            .map(|named| (name_of(named).key(), named))
            .collect();
        let mut met = HashSet::new();
        wanted.retain(|(key, _)| met.insert(key.clone()));
        let mut found = self.found(table, &wanted).await?;
        wanted.retain(|(key, _)| !found.contains_key(key));
        if wanted.is_empty() {
            return Ok(found);
        }
        let plain = wanted.iter().map(|(_, named)| slug_for(name_of(named)));
        let mut numbering = Numbering::knowing(self.taken(table, plain.collect()).await?);
        let mut rows = Vec::with_capacity(wanted.len());
        for (key, named) in wanted {
            let wanted = slug_for(name_of(named));
            let slug = loop {
                match numbering.give_out(&wanted) {
                    Ok(free) => break free,
                    Err(asked) => numbering.learn(self.taken(table, asked).await?),
                }
            };
            let id = uuid(mint(self.now, rand::random()));
            found.insert(key.clone(), id);
            let name = name_of(named).as_str().to_owned();
            rows.push(row(
                New {
                    key,
                    id,
                    slug,
                    named,
                },
                name,
            )?);
        }
        while !rows.is_empty() {
            let some: Vec<A> = rows.split_off(rows.len().saturating_sub(500));
            A::Entity::insert_many(some)
                .exec_without_returning(self.connection)
                .await
                .map_err(told)?;
        }
        Ok(found)
    }

    async fn taken(&self, table: &str, slugs: Vec<Slug>) -> Result<HashSet<String>, Error> {
        taken(self.connection, self.engine, (table, None), &slugs).await
    }

    async fn found<T>(
        &self,
        table: &str,
        wanted: &[(String, &T)],
    ) -> Result<HashMap<String, Uuid>, Error> {
        let mut sql = Sql::new(self.engine);
        let keys = sql.bind_texts(wanted.iter().map(|(key, _)| key.as_str()));
        sql.push(&format!(
            "SELECT {id} AS id, t.name_key FROM {keys} k JOIN {table} t ON t.name_key = k.id",
            // A tag that was merged is its new self.
            id = if table == "tag" {
                "COALESCE(t.merged_into, t.id)"
            } else {
                "t.id"
            },
        ));
        let rows = NameRow::find_by_statement(sql.statement())
            .all(self.connection)
            .await
            .map_err(told)?;
        Ok(rows.into_iter().map(|row| (row.name_key, row.id)).collect())
    }
}

/// A name of nothing but punctuation gets a slug of its characters' numbers: `c++` would be `c`, `+++` is `u2b-u2b-u2b`.
fn slug_for(name: &Name) -> Slug {
    Slug::of(name.as_str())
}

fn section_row(new: New<'_, &Name>, name: String) -> Result<section::ActiveModel, Error> {
    Ok(section::Model {
        id: new.id,
        slug: new.slug.as_str().to_owned(),
        name,
        name_key: new.key,
        description: None,
        version: 1,
    }
    .into_active_model())
}

fn tag_row(new: New<'_, &NamedTag>, name: String) -> Result<tag::ActiveModel, Error> {
    let kind = word(new.named.kind)?;
    Ok(tag::Model {
        id: new.id,
        slug: new.slug.as_str().to_owned(),
        name,
        name_key: new.key,
        kind,
        description: None,
        version: 1,
        merged_into: None,
        retired_at: None,
    }
    .into_active_model())
}

fn contributor_row(
    new: New<'_, &NamedCredit>,
    name: String,
) -> Result<contributor::ActiveModel, Error> {
    let kind = word(new.named.kind)?;
    let biography = new.named.biography.clone();
    let slug = new.slug.as_str().to_owned();
    Ok(contributor::Model {
        id: new.id,
        slug,
        name,
        name_key: new.key,
        kind,
        biography,
        portrait: None,
        version: 1,
    }
    .into_active_model())
}
