//! Names in an import: finds the tags, sections and contributors with these names, and creates the
//! missing ones.

use std::collections::{HashMap, HashSet};

use sea_orm::{ActiveModelTrait, EntityTrait, FromQueryResult, IntoActiveModel, prelude::Uuid};
use standfirst_domain::{
    contributor::Contributor,
    error::Error,
    ids::{ContributorId, SectionId, TagId},
    import::{ImportedCredit, ImportedTag},
    moment::Moment,
    section::Section,
    slug::Slug,
    tag::Tag,
    text::Name,
};

use super::slugs;
use crate::{
    failure::into_domain_error, numbering::SlugNumbering, rows::taxonomy::TaxonomyItem,
    transaction::Transaction,
};

/// Most rows in one INSERT.
const ROWS_AT_ONCE: usize = 500;

/// Names that a batch of articles carries.
pub(crate) struct ImportedNames<'a> {
    pub(crate) sections: Vec<&'a Name>,
    pub(crate) tags: Vec<&'a ImportedTag>,
    pub(crate) credits: Vec<&'a ImportedCredit>,
}

/// Identifiers by name key.
pub(crate) struct ResolvedNames {
    pub(crate) sections: HashMap<String, Uuid>,
    pub(crate) tags: HashMap<String, Uuid>,
    pub(crate) contributors: HashMap<String, Uuid>,
}

#[derive(FromQueryResult)]
struct NameRow {
    id: Uuid,
    name_key: String,
}

/// Finds or creates every item that a batch names. The caller locks the names before.
pub(crate) async fn resolve(
    transaction: &Transaction,
    names: &ImportedNames<'_>,
    now: Moment,
) -> Result<ResolvedNames, Error> {
    let section = |name: &&Name, slug| Section {
        id: SectionId::new(now, rand::random()),
        slug,
        name: (*name).clone(),
        description: None,
        version: 1,
    };
    let tag = |tag: &&ImportedTag, slug| Tag {
        id: TagId::new(now, rand::random()),
        slug,
        name: tag.name.clone(),
        kind: tag.kind,
        description: None,
        version: 1,
    };
    let contributor = |credit: &&ImportedCredit, slug| Contributor {
        id: ContributorId::new(now, rand::random()),
        slug,
        name: credit.name.clone(),
        kind: credit.kind,
        biography: credit.biography.clone(),
        portrait: None,
        version: 1,
    };
    Ok(ResolvedNames {
        sections: find_or_create(transaction, &names.sections, |name| *name, section).await?,
        tags: find_or_create(transaction, &names.tags, |tag| &tag.name, tag).await?,
        contributors: find_or_create(
            transaction,
            &names.credits,
            |credit| &credit.name,
            contributor,
        )
        .await?,
    })
}

async fn find_or_create<T: Sync, N: TaxonomyItem>(
    transaction: &Transaction,
    named: &[T],
    name: impl Fn(&T) -> &Name,
    new: impl Fn(&T, Slug) -> N,
) -> Result<HashMap<String, Uuid>, Error> {
    let mut wanted: Vec<(String, &T)> = named
        .iter()
        .map(|named| (name(named).key(), named))
        .collect();
    let mut seen = HashSet::new();
    wanted.retain(|(key, _)| seen.insert(key.clone()));
    let keys: Vec<&str> = wanted.iter().map(|(key, _)| key.as_str()).collect();
    let mut ids = find(transaction, N::TABLE, &keys).await?;
    wanted.retain(|(key, _)| !ids.contains_key(key));
    if wanted.is_empty() {
        return Ok(ids);
    }
    let slug = |named: &T| Slug::from_any_text(name(named).as_str());
    let slugs: Vec<Slug> = wanted.iter().map(|(_, named)| slug(named)).collect();
    let taken = slugs::taken(transaction, (N::TABLE, None), &slugs).await?;
    let mut numbering = SlugNumbering::new(taken);
    let mut rows = Vec::with_capacity(wanted.len());
    for (key, named) in wanted {
        let wanted = slug(named);
        let slug = loop {
            match numbering.assign(&wanted) {
                Ok(free) => break free,
                Err(unknown) => {
                    let taken = slugs::taken(transaction, (N::TABLE, None), &unknown);
                    numbering.add_taken(taken.await?);
                }
            }
        };
        let item = new(named, slug);
        ids.insert(key, N::uuid(item.id()));
        rows.push(item.to_row()?.into_active_model());
    }
    insert(transaction, rows).await?;
    Ok(ids)
}

async fn insert<A: ActiveModelTrait + Send + Sync>(
    transaction: &Transaction,
    mut rows: Vec<A>,
) -> Result<(), Error> {
    while !rows.is_empty() {
        let some: Vec<A> = rows.split_off(rows.len().saturating_sub(ROWS_AT_ONCE));
        A::Entity::insert_many(some)
            .exec_without_returning(transaction)
            .await
            .map_err(into_domain_error)?;
    }
    Ok(())
}

/// Identifiers of the items with these name keys. A merged tag counts as the tag that replaced it.
async fn find(
    transaction: &Transaction,
    table: &str,
    keys: &[&str],
) -> Result<HashMap<String, Uuid>, Error> {
    let mut sql = transaction.sql();
    let keys = sql.bind_texts(keys.iter().copied());
    let id = if table == "tag" {
        "COALESCE(t.merged_into, t.id)"
    } else {
        "t.id"
    };
    sql.push(&format!(
        "SELECT {id} AS id, t.name_key FROM {keys} k JOIN {table} t ON t.name_key = k.id"
    ));
    let rows = transaction.rows::<NameRow>(sql).await?;
    Ok(rows.into_iter().map(|row| (row.name_key, row.id)).collect())
}
