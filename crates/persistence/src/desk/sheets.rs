//! Rows to be written, gathered by table and sent table by table: for one article or for a batch of new ones.

use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel};
use standfirst_domain::{
    article::Card,
    error::Error,
    showing::{Showing, ShowingKind},
    story::{Amendment, Story},
};

use super::encode::{
    Digest, article_row, contributor_rows, leaf, link_rows, pick_rows, revision_row, showing_row,
    slug_row, tag_rows,
};
use crate::{
    dialect::Engine,
    failure::told,
    index::{self, Leaf},
    rows::{
        article, revision,
        showing::{
            self, contributor as showing_contributor, link as showing_link, pick as showing_pick,
            tag as showing_tag,
        },
        slug,
    },
};

/// At most so many rows in one statement: the widest table has 22 columns, and SQLite binds 32,766 values.
const ROWS_AT_ONCE: usize = 500;

/// Rows to be written, gathered by table.
#[derive(Default)]
pub(super) struct Sheets {
    articles: Vec<article::ActiveModel>,
    pub(super) slugs: Vec<slug::ActiveModel>,
    pub(super) revisions: Vec<revision::ActiveModel>,
    showings: Vec<showing::ActiveModel>,
    tags: Vec<showing_tag::ActiveModel>,
    contributors: Vec<showing_contributor::ActiveModel>,
    links: Vec<showing_link::ActiveModel>,
    picks: Vec<showing_pick::ActiveModel>,
    leaves: Vec<Leaf>,
}

impl Sheets {
    /// Gathers the rows of a new story.
    pub(super) fn add_new(
        &mut self,
        amendment: &Amendment,
        digest: Option<&Digest>,
    ) -> Result<(), Error> {
        let story = &amendment.story;
        self.articles
            .push(article_row(story, digest)?.into_active_model());
        self.slugs.push(slug_row(story).into_active_model());
        self.revisions
            .push(revision_row(story.id, &story.head)?.into_active_model());
        for showing in &story.showings {
            if let Some(card) = amendment.cards.get(&showing.number) {
                self.add_showing(story, showing, card)?;
            }
        }
        Ok(())
    }

    pub(super) fn add_showing(
        &mut self,
        story: &Story,
        showing: &Showing,
        card: &Card,
    ) -> Result<(), Error> {
        self.showings
            .push(showing_row(story.id, showing, card)?.into_active_model());
        if showing.kind == ShowingKind::Tombstone {
            return Ok(());
        }
        self.tags.extend(tag_rows(story.id, showing, card));
        self.contributors
            .extend(contributor_rows(story.id, showing, card));
        self.links.extend(link_rows(story, showing));
        self.picks.extend(pick_rows(story, showing));
        self.leaves.extend(leaf(story, showing, card));
        Ok(())
    }

    /// Sends the rows, what others refer to first.
    pub(super) async fn send<C: ConnectionTrait>(
        self,
        connection: &C,
        engine: Engine,
    ) -> Result<(), Error> {
        insert(connection, self.articles).await?;
        insert(connection, self.slugs).await?;
        insert(connection, self.revisions).await?;
        insert(connection, self.showings).await?;
        insert(connection, self.tags).await?;
        insert(connection, self.contributors).await?;
        insert(connection, self.links).await?;
        insert(connection, self.picks).await?;
        index::write(connection, engine, &self.leaves).await
    }
}

async fn insert<C, A>(connection: &C, rows: Vec<A>) -> Result<(), Error>
where
    C: ConnectionTrait,
    A: ActiveModelTrait + Send + Sync,
{
    let mut rows = rows.into_iter();
    loop {
        let some: Vec<A> = rows.by_ref().take(ROWS_AT_ONCE).collect();
        if some.is_empty() {
            return Ok(());
        }
        A::Entity::insert_many(some)
            .exec_without_returning(connection)
            .await
            .map_err(told)?;
    }
}
