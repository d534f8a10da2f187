//! Commands on collections: creating one, and setting its items.

use std::collections::HashSet;

use async_trait::async_trait;
use sea_orm::FromQueryResult;
use standfirst_domain::{
    audit::{Subject, SubjectKind},
    change_log::Change,
    collection::{Collection, CollectionCommand, CollectionItem, CollectionUpdate},
    command::{TaxonomyCommand, WithSlug},
    command_context::CommandContext,
    error::{Error, UserError},
    ids::{ArticleId, CollectionId},
    ports::CollectionStore,
    slug::Slug,
    text::{Headline, Name},
};
use uuid::Uuid;

use crate::{
    change_log::ChangeLogWriter,
    command::{Command, check_version},
    desk::{self, audit::NewAuditEntry},
    rows::decode::{outcome_id, to_u32, unreadable},
    store::Store,
    taxonomy::slugs::WantedSlug,
    transaction::Transaction,
};

#[derive(FromQueryResult)]
struct CollectionRow {
    id: Uuid,
    slug: String,
    name: String,
    description: Option<String>,
    version: i64,
}

#[derive(FromQueryResult)]
struct ItemRow {
    article_id: Uuid,
    headline: Option<String>,
}

#[derive(FromQueryResult)]
struct ArticleIdRow {
    id: Uuid,
}

#[async_trait]
impl CollectionStore for Store {
    async fn collection(
        &self,
        context: CommandContext,
        act: CollectionCommand,
    ) -> Result<Collection, Error> {
        self.transaction((context, act), |transaction, (context, act)| {
            Box::pin(carry_out(Command::new(transaction, context), act))
        })
        .await
    }
}

async fn carry_out(command: Command<'_>, act: &CollectionCommand) -> Result<Collection, Error> {
    let Command {
        transaction,
        context,
    } = command;
    if let Some(outcome) = command.begin().await? {
        return find(transaction, outcome_id(&outcome)?).await;
    }
    desk::slugs::lock(transaction).await?;
    let (collection, change) = match act {
        TaxonomyCommand::Create(new) => (create(command, new).await?, None),
        TaxonomyCommand::Update(arranging) => {
            let change = Change::Collection(arranging.id);
            (set_items(command, arranging).await?, Some(change))
        }
    };
    let id = collection.id.as_uuid();
    let entry = NewAuditEntry {
        subject: Subject::from_id(SubjectKind::Collection, id),
        version: Some(collection.version),
        reason: None,
    };
    let writer = ChangeLogWriter::from_change(context.at, change);
    command.end(entry, &id.simple().to_string(), writer).await?;
    Ok(collection)
}

/// Reads a collection with all its items, and locks it until the transaction ends.
async fn find(transaction: &Transaction, id: Uuid) -> Result<Collection, Error> {
    let mut sql = transaction.sql();
    let bound = sql.bind(id);
    sql.push(&format!(
        "SELECT c.id, c.slug, c.name, c.description, c.version FROM collection c WHERE c.id = {bound}{}",
        transaction.engine().for_change()
    ));
    let row = transaction.rows::<CollectionRow>(sql).await?;
    let absent = || Error::Invalid(vec![UserError::not_found("id", "collection")]);
    let row = row.into_iter().next().ok_or_else(absent)?;
    let mut sql = transaction.sql();
    let bound = sql.bind(id);
    sql.push(&format!(
        "SELECT i.article_id, i.headline FROM collection_item i WHERE i.collection_id = {bound} ORDER BY i.position"
    ));
    let items = transaction.rows::<ItemRow>(sql).await?;
    let items = items.into_iter().map(item).collect::<Result<Vec<_>, _>>()?;
    Ok(Collection {
        id: CollectionId::from_uuid(row.id),
        slug: Slug::from_stored(row.slug),
        name: Name::parse(&row.name).map_err(unreadable("collection", row.id))?,
        description: row.description,
        version: to_u32(row.version, "collection", row.id)?,
        arrangement: items.clone(),
        items,
    })
}

async fn create(command: Command<'_>, new: &WithSlug<Collection>) -> Result<Collection, Error> {
    let transaction = command.transaction;
    let mut collection = new.entry.clone();
    let wanted = WantedSlug {
        table: "collection",
        id: collection.id.as_uuid(),
        slug: &collection.slug,
        is_chosen: new.slug_is_chosen,
    };
    let slug = wanted.assign(transaction).await?;
    collection.slug = slug.map_err(|reason| Error::Invalid(vec![reason]))?;
    let mut sql = transaction.sql();
    let values = [
        sql.bind(collection.id.as_uuid()),
        sql.bind(collection.slug.as_str()),
        sql.bind(collection.name.as_str()),
        sql.bind(collection.description.clone()),
        sql.bind(i64::from(collection.version)),
        sql.bind(command.context.at.as_millis()),
    ]
    .join(", ");
    sql.push(&format!(
        "INSERT INTO collection (id, slug, name, description, version, updated_at) VALUES ({values})"
    ));
    transaction.execute(sql).await?;
    Ok(collection)
}

async fn set_items(
    command: Command<'_>,
    arranging: &CollectionUpdate,
) -> Result<Collection, Error> {
    let transaction = command.transaction;
    let before = find(transaction, arranging.id.as_uuid()).await?;
    check_version(before.version, arranging.expected_version)?;
    let mut collection = arranging.change.applied_to(&before);
    collection.version += 1;
    check_articles(transaction, &collection.items).await?;
    let mut sql = transaction.sql();
    let id = sql.bind(collection.id.as_uuid());
    let (name, description) = (
        sql.bind(collection.name.as_str()),
        sql.bind(collection.description.clone()),
    );
    let (version, now) = (
        sql.bind(i64::from(collection.version)),
        sql.bind(command.context.at.as_millis()),
    );
    sql.push(&format!(
        "UPDATE collection SET name = {name}, description = {description}, version = {version}, updated_at = {now} WHERE id = {id}"
    ));
    transaction.execute(sql).await?;
    replace_items(transaction, &collection).await?;
    Ok(collection)
}

async fn replace_items(transaction: &Transaction, collection: &Collection) -> Result<(), Error> {
    let mut sql = transaction.sql();
    let id = sql.bind(collection.id.as_uuid());
    sql.push(&format!(
        "DELETE FROM collection_item WHERE collection_id = {id}"
    ));
    transaction.execute(sql).await?;
    if collection.items.is_empty() {
        return Ok(());
    }
    let mut sql = transaction.sql();
    let id = sql.bind(collection.id.as_uuid());
    let mut rows = Vec::with_capacity(collection.items.len());
    for (position, item) in (0_i64..).zip(&collection.items) {
        let headline = item.headline.as_ref().map(Headline::as_str);
        let values = [
            id.clone(),
            sql.bind(position),
            sql.bind(item.article.as_uuid()),
            sql.bind(headline),
        ];
        rows.push(format!("({})", values.join(", ")));
    }
    sql.push(&format!(
        "INSERT INTO collection_item (collection_id, position, article_id, headline) VALUES {}",
        rows.join(", ")
    ));
    transaction.execute(sql).await.map(drop)
}

/// Checks that the articles of all items exist.
async fn check_articles(transaction: &Transaction, items: &[CollectionItem]) -> Result<(), Error> {
    let mut sql = transaction.sql();
    let ids = sql.bind_ids(items.iter().map(|item| item.article.as_uuid()));
    sql.push(&format!(
        "SELECT a.id FROM {ids} k JOIN article a ON a.id = k.id"
    ));
    let rows = transaction.rows::<ArticleIdRow>(sql).await?;
    let existing: HashSet<Uuid> = rows.into_iter().map(|row| row.id).collect();
    let absent: Vec<UserError> = items
        .iter()
        .enumerate()
        .filter(|(_, item)| !existing.contains(&item.article.as_uuid()))
        .map(|(place, _)| UserError::not_found(format!("items[{place}].article"), "article"))
        .collect();
    if absent.is_empty() {
        Ok(())
    } else {
        Err(Error::Invalid(absent))
    }
}

fn item(row: ItemRow) -> Result<CollectionItem, Error> {
    let headline = row.headline.as_deref().map(Headline::parse).transpose();
    Ok(CollectionItem {
        article: ArticleId::from_uuid(row.article_id),
        headline: headline.map_err(unreadable("collection_item", row.article_id))?,
    })
}
