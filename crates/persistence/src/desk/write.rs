//! Writing an amendment of a stored story: its row is updated, and its showings end, disappear and
//! begin.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
};
use standfirst_domain::{
    error::Error,
    ids::ArticleId,
    showing::Showing,
    story::{Amendment, Story},
};

use super::{
    encode::{Digest, article_row, revision_row, slug_row},
    insert_batch::InsertBatch,
    slugs,
};
use crate::{
    change_log::ChangeLogWriter,
    failure::into_domain_error,
    index,
    rows::{article, showing},
    transaction::Transaction,
};

/// Writes an amendment and adds its public changes to the change log. A digest means that an import
/// took in a new state of the source record.
pub(super) async fn amendment(
    transaction: &Transaction,
    before: &Story,
    amendment: &Amendment,
    digest: Option<&Digest>,
    writer: &mut ChangeLogWriter,
) -> Result<(), Error> {
    let story = &amendment.story;
    let mut row = article_row(story, digest)?.into_active_model().reset_all();
    if digest.is_none() {
        // These two say which state of the source an import took in last.
        row.not_set(article::Column::SourceDigest);
        row.not_set(article::Column::SourceVersion);
    }
    article::Entity::update(row)
        .exec(transaction)
        .await
        .map_err(into_domain_error)?;
    let mut batch = InsertBatch::default();
    if story.head.number != before.head.number {
        batch
            .revisions
            .push(revision_row(story.id, &story.head)?.into_active_model());
        if story.head.content.slug != before.head.content.slug {
            slugs::lock(transaction).await?;
            if slugs::is_new(transaction, story.id, &story.head.content.slug).await? {
                batch.slugs.push(slug_row(story).into_active_model());
            }
        }
    }
    if !amendment.withdrawn.is_empty() {
        delete_showings(transaction, story.id, &amendment.withdrawn).await?;
    }
    for showing in &story.showings {
        let number = showing.number;
        let stored = before.showings.iter().find(|old| old.number == number);
        match (stored, amendment.cards.get(&number)) {
            (None, Some(card)) => batch.add_showing(story, showing, card)?,
            (Some(old), _) if old != showing => end_showing(transaction, story.id, showing).await?,
            _ => {}
        }
    }
    batch.insert(transaction).await?;
    writer.add_amendment(transaction, before, amendment).await
}

/// Deletes showings that never came before readers.
async fn delete_showings(
    transaction: &Transaction,
    id: ArticleId,
    numbers: &[u32],
) -> Result<(), Error> {
    // The foreign key reaches the index entries, but not the text that SQLite keeps of them.
    index::delete_entries(transaction, id, numbers.iter().copied()).await?;
    let numbers = numbers.iter().map(|number| i64::from(*number));
    showing::Entity::delete_many()
        .filter(showing::Column::ArticleId.eq(id.as_uuid()))
        .filter(showing::Column::Number.is_in(numbers))
        .exec(transaction)
        .await
        .map_err(into_domain_error)?;
    Ok(())
}

/// Moves the end of a showing. Nothing else of a showing ever changes.
async fn end_showing(
    transaction: &Transaction,
    id: ArticleId,
    showing: &Showing,
) -> Result<(), Error> {
    let ended = showing::ActiveModel {
        article_id: Set(id.as_uuid()),
        number: Set(i64::from(showing.number)),
        public_until: Set(showing.public.until.as_millis()),
        trusted_until: Set(showing.trusted.until.as_millis()),
        ..Default::default()
    };
    showing::Entity::update(ended)
        .exec(transaction)
        .await
        .map_err(into_domain_error)?;
    Ok(())
}
