//! The acts on collections: one is made, and one is arranged.

use std::collections::HashSet;

use sea_orm::{ConnectionTrait, FromQueryResult};
use standfirst_domain::{
    audit::{Subject, SubjectKind},
    change_log::Change,
    collection::{Collection, CollectionCommand, CollectionUpdate, Item},
    error::{Error, UserError},
    ids::{ArticleId, CollectionId},
    slug::Slug,
    taxonomy::{TaxonomyCommand, WithSlug},
    text::{Headline, Name},
};
use uuid::Uuid;

use super::{
    doing::{Doing, at_version},
    slugs::Wanted,
};
use crate::rows::decode::{unreadable, whole};

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
struct ArticleRow {
    id: Uuid,
}

/// Carries out an act on a collection.
pub(super) async fn carry_out<C: ConnectionTrait>(
    doing: Doing<'_, C>,
    act: &CollectionCommand,
) -> Result<Collection, Error> {
    if let Some(done) = doing.begin().await? {
        return doing.collection(done).await;
    }
    let (collection, change) = match act {
        TaxonomyCommand::Create(new) => (doing.define_collection(new).await?, None),
        TaxonomyCommand::Update(arranging) => {
            let change = Change::Collection(arranging.id);
            (doing.arrange(arranging).await?, Some(change))
        }
    };
    let id = collection.id.as_uuid();
    let subject = Subject::of(SubjectKind::Collection, id);
    doing.end(subject, collection.version, id, change).await?;
    Ok(collection)
}

impl<C: ConnectionTrait> Doing<'_, C> {
    /// A collection as it stands, with all its items, held until the act ends.
    async fn collection(&self, id: Uuid) -> Result<Collection, Error> {
        let mut sql = self.sql();
        let bound = sql.bind(id);
        sql.push(&format!(
            "SELECT c.id, c.slug, c.name, c.description, c.version FROM collection c WHERE c.id = {bound}{}",
            self.engine.for_change()
        ));
        let row = self.rows::<CollectionRow>(sql).await?.into_iter().next();
        let absent = || Error::Invalid(vec![UserError::absent("id", "collection")]);
        let row = row.ok_or_else(absent)?;
        let mut sql = self.sql();
        let bound = sql.bind(id);
        sql.push(&format!(
            "SELECT i.article_id, i.headline FROM collection_item i WHERE i.collection_id = {bound} ORDER BY i.position"
        ));
        let items = self.rows::<ItemRow>(sql).await?.into_iter().map(item);
        let items = items.collect::<Result<Vec<Item>, _>>()?;
        Ok(Collection {
            id: CollectionId::from_uuid(row.id),
            slug: Slug::kept(row.slug),
            name: Name::parse(&row.name).map_err(unreadable("collection", row.id))?,
            description: row.description,
            version: whole(row.version, "collection", row.id)?,
            arrangement: items.clone(),
            items,
        })
    }

    async fn define_collection(&self, new: &WithSlug<Collection>) -> Result<Collection, Error> {
        let mut collection = new.entry.clone();
        let wanted = Wanted {
            noun: "collection",
            id: collection.id.as_uuid(),
            slug: &collection.slug,
            is_chosen: new.slug_is_chosen,
        };
        let slug = self.slug_for(&wanted).await?;
        collection.slug = slug.map_err(|reason| Error::Invalid(vec![reason]))?;
        let mut sql = self.sql();
        let values = [
            sql.bind(collection.id.as_uuid()),
            sql.bind(collection.slug.as_str()),
            sql.bind(collection.name.as_str()),
            sql.bind(collection.description.clone()),
            sql.bind(i64::from(collection.version)),
            sql.bind(self.at().as_millis()),
        ]
        .join(", ");
        sql.push(&format!(
            "INSERT INTO collection (id, slug, name, description, version, updated_at) VALUES ({values})"
        ));
        self.execute(sql).await?;
        Ok(collection)
    }

    async fn arrange(&self, arranging: &CollectionUpdate) -> Result<Collection, Error> {
        let before = self.collection(arranging.id.as_uuid()).await?;
        at_version(before.version, arranging.expected_version)?;
        let mut collection = arranging.change.applied_to(&before);
        collection.version += 1;
        self.see_articles(&collection.items).await?;
        let mut sql = self.sql();
        let id = sql.bind(collection.id.as_uuid());
        let (name, description) = (
            sql.bind(collection.name.as_str()),
            sql.bind(collection.description.clone()),
        );
        let (version, now) = (
            sql.bind(i64::from(collection.version)),
            sql.bind(self.at().as_millis()),
        );
        sql.push(&format!(
            "UPDATE collection SET name = {name}, description = {description}, version = {version}, updated_at = {now} WHERE id = {id}"
        ));
        self.execute(sql).await?;
        self.put(&collection).await?;
        Ok(collection)
    }

    /// Puts the items of a collection in the place of those that it had.
    async fn put(&self, collection: &Collection) -> Result<(), Error> {
        let mut sql = self.sql();
        let id = sql.bind(collection.id.as_uuid());
        sql.push(&format!(
            "DELETE FROM collection_item WHERE collection_id = {id}"
        ));
        self.execute(sql).await?;
        if collection.items.is_empty() {
            return Ok(());
        }
        let mut sql = self.sql();
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
        self.execute(sql).await.map(|_| ())
    }

    /// Sees that the articles of all items are there.
    async fn see_articles(&self, items: &[Item]) -> Result<(), Error> {
        let mut sql = self.sql();
        let ids = sql.bind_ids(items.iter().map(|item| item.article.as_uuid()));
        sql.push(&format!(
            "SELECT a.id FROM {ids} k JOIN article a ON a.id = k.id"
        ));
        let rows = self.rows::<ArticleRow>(sql).await?;
        let there: HashSet<Uuid> = rows.into_iter().map(|row| row.id).collect();
        let absent: Vec<UserError> = items
            .iter()
            .enumerate()
            .filter(|(_, item)| !there.contains(&item.article.as_uuid()))
            .map(|(place, _)| UserError::absent(format!("items[{place}].article"), "article"))
            .collect();
        if absent.is_empty() {
            Ok(())
        } else {
            Err(Error::Invalid(absent))
        }
    }
}

fn item(row: ItemRow) -> Result<Item, Error> {
    let headline = row.headline.as_deref().map(Headline::parse).transpose();
    Ok(Item {
        article: ArticleId::from_uuid(row.article_id),
        headline: headline.map_err(unreadable("collection_item", row.article_id))?,
    })
}
