//! What an act makes of a story that is kept: its row changes, and its showings end, go and come.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel,
    QueryFilter,
};
use standfirst_domain::{
    error::Error,
    story::{Amendment, Story},
};

use super::{
    encode::{Digest, article_row, revision_row, slug_row},
    sheets::Sheets,
    slugs,
};
use crate::{
    change_log::Journal,
    dialect::Engine,
    failure::told,
    index,
    rows::{article, showing},
};

/// Writes what an act made of a story and notes what of it is public. With a digest, the act was to take in what a source made of its record.
pub(super) async fn amendment<C: ConnectionTrait>(
    connection: &C,
    engine: Engine,
    before: &Story,
    amendment: &Amendment,
    digest: Option<&Digest>,
    journal: &mut Journal,
) -> Result<(), Error> {
    let story = &amendment.story;
    let mut row = article_row(story, digest)?.into_active_model().reset_all();
    if digest.is_none() {
        row.not_set(article::Column::SourceDigest);
        row.not_set(article::Column::SourceVersion);
    }
    article::Entity::update(row)
        .exec(connection)
        .await
        .map_err(told)?;
    let mut sheets = Sheets::default();
    if story.head.number != before.head.number {
        sheets
            .revisions
            .push(revision_row(story.id, &story.head)?.into_active_model());
        if story.head.content.slug != before.head.content.slug {
            slugs::lock(connection, engine).await?;
            if slugs::take(connection, story.id, &story.head.content.slug).await? {
                sheets.slugs.push(slug_row(story).into_active_model());
            }
        }
    }
    change_showings(connection, engine, before, amendment, &mut sheets).await?;
    sheets.send(connection, engine).await?;
    journal.note(connection, before, amendment).await
}

/// Ends, drops and opens showings so that the table says what the amendment says.
async fn change_showings<C: ConnectionTrait>(
    connection: &C,
    engine: Engine,
    before: &Story,
    amendment: &Amendment,
    sheets: &mut Sheets,
) -> Result<(), Error> {
    let story = &amendment.story;
    let id = story.id.as_uuid();
    if !amendment.withdrawn.is_empty() {
        let dropped = amendment.withdrawn.iter().copied();
        index::forget(connection, engine, story.id, dropped).await?;
        let numbers = amendment.withdrawn.iter().map(|number| i64::from(*number));
        let dropped = showing::Entity::delete_many()
            .filter(showing::Column::ArticleId.eq(id))
            .filter(showing::Column::Number.is_in(numbers));
        dropped.exec(connection).await.map_err(told)?;
    }
    for showing in &story.showings {
        match (
            before
                .showings
                .iter()
                .find(|kept| kept.number == showing.number),
            amendment.cards.get(&showing.number),
        ) {
            (None, Some(card)) => sheets.add_showing(story, showing, card)?,
            (Some(kept), _) if kept != showing => {
                let ended = showing::ActiveModel {
                    article_id: Set(id),
                    number: Set(i64::from(showing.number)),
                    public_until: Set(showing.public.until.as_millis()),
                    trusted_until: Set(showing.trusted.until.as_millis()),
                    ..Default::default()
                };
                showing::Entity::update(ended)
                    .exec(connection)
                    .await
                    .map_err(told)?;
            }
            _ => {}
        }
    }
    Ok(())
}
