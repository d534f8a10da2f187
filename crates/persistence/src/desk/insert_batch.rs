//! Rows to be inserted, collected by table: for one article or for a batch of new ones.

use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use standfirst_domain::{
    article::Card,
    error::Error,
    showing::{Showing, ShowingKind},
    story::{Amendment, Story},
};

use super::encode::{
    Digest, article_row, contributor_rows, index_entry, link_rows, pick_rows, revision_row,
    showing_row, slug_row, tag_rows,
};
use crate::{
    failure::into_domain_error,
    index::{self, IndexEntry},
    rows::{
        article, revision,
        showing::{
            self, contributor as showing_contributor, link as showing_link, pick as showing_pick,
            tag as showing_tag,
        },
        slug,
    },
    transaction::Transaction,
};

/// Most rows in one INSERT: the widest table has 22 columns, and SQLite binds at most 32,766
/// values.
const ROWS_AT_ONCE: usize = 500;

/// Rows to be inserted, by table.
#[derive(Default)]
pub(super) struct InsertBatch {
    articles: Vec<article::ActiveModel>,
    pub(super) slugs: Vec<slug::ActiveModel>,
    pub(super) revisions: Vec<revision::ActiveModel>,
    showings: Vec<showing::ActiveModel>,
    tags: Vec<showing_tag::ActiveModel>,
    contributors: Vec<showing_contributor::ActiveModel>,
    links: Vec<showing_link::ActiveModel>,
    picks: Vec<showing_pick::ActiveModel>,
    index_entries: Vec<IndexEntry>,
}

impl InsertBatch {
    /// Adds the rows of a new story.
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

    /// Adds the rows of a showing: its own, and those of everything it carries.
    pub(super) fn add_showing(
        &mut self,
        story: &Story,
        showing: &Showing,
        card: &Card,
    ) -> Result<(), Error> {
        self.showings
            .push(showing_row(story.id, showing, card)?.into_active_model());
        // A tombstone is in no list, and search does not find it.
        if showing.kind == ShowingKind::Tombstone {
            return Ok(());
        }
        self.tags.extend(tag_rows(story.id, showing, card));
        self.contributors
            .extend(contributor_rows(story.id, showing, card));
        self.links.extend(link_rows(story, showing));
        self.picks.extend(pick_rows(story, showing));
        self.index_entries.extend(index_entry(story, showing, card));
        Ok(())
    }

    /// Inserts the rows, in the order of the foreign keys.
    pub(super) async fn insert(self, transaction: &Transaction) -> Result<(), Error> {
        insert(transaction, self.articles).await?;
        insert(transaction, self.slugs).await?;
        insert(transaction, self.revisions).await?;
        insert(transaction, self.showings).await?;
        insert(transaction, self.tags).await?;
        insert(transaction, self.contributors).await?;
        insert(transaction, self.links).await?;
        insert(transaction, self.picks).await?;
        index::write_entries(transaction, &self.index_entries).await
    }
}

async fn insert<A: ActiveModelTrait + Send + Sync>(
    transaction: &Transaction,
    rows: Vec<A>,
) -> Result<(), Error> {
    let mut rows = rows.into_iter();
    loop {
        let some: Vec<A> = rows.by_ref().take(ROWS_AT_ONCE).collect();
        if some.is_empty() {
            return Ok(());
        }
        A::Entity::insert_many(some)
            .exec_without_returning(transaction)
            .await
            .map_err(into_domain_error)?;
    }
}
