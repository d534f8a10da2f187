//! What differs between two revisions, as the schema shows it. What differs is found in `domain/story/diff.rs`.

use std::{collections::HashMap, sync::Arc};

use async_graphql::{Context, Enum, ID, Result, SimpleObject};
use futures::future::{try_join, try_join3};
use standfirst_domain::{
    contributor::Contributor,
    ids::{ArticleId, ContributorId, RevisionNumber, SectionId, TagId},
    listing::Key,
    section::Section,
    story::{
        Content,
        diff::{self, BlockChange as Change, EntityNames},
    },
    tag::Tag,
};

use super::view;
use crate::graphql::{
    body::{BodyBlock, block},
    errors::fault,
    ids::Named,
    reading::Reading,
};

/// What differs between two revisions of an article.
#[derive(SimpleObject)]
pub struct RevisionDiff {
    /// The fields that differ, without the text.
    fields: Vec<FieldChange>,
    /// The blocks of the text that differ: those that are gone first, then the others in the order in which they stand.
    blocks: Vec<BlockChange>,
}

/// A field that differs between two revisions.
#[derive(SimpleObject)]
pub struct FieldChange {
    /// Its name in `Article`, or `pinned` and `excluded` of what an editor picked.
    field: String,
    /// What it was, as printed. Null where it said nothing.
    before: Option<String>,
    /// What it is, as printed. Null where it says nothing.
    after: Option<String>,
}

/// A block of the text that differs between two revisions.
#[derive(SimpleObject)]
pub struct BlockChange {
    /// How it differs.
    change: BlockChangeKind,
    /// The block as it was; null of a new one.
    before: Option<BodyBlock>,
    /// The block as it is; null of one that is gone.
    after: Option<BodyBlock>,
    /// Where it stands in the new text, or where it stood in the old one if it is gone, counted from 0.
    position: u32,
}

/// How a block of the text differs.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub enum BlockChangeKind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It says something else.
    Changed,
    /// It says the same in another place.
    Moved,
}

/// What differs between two revisions; nothing where one is not there or not the caller's to read.
pub async fn between(
    ctx: &Context<'_>,
    article: &ID,
    from: u32,
    to: u32,
) -> Result<Option<RevisionDiff>> {
    let (Some(view), Some(Named::Article(id))) = (view(ctx)?, Named::of(article)) else {
        return Ok(None);
    };
    let reading = Reading::of(ctx)?;
    let reach = reading.backroom.drafts.one((view, Key::Id(id))).await;
    if reach.map_err(fault)?.is_none() {
        return Ok(None);
    }
    let desk = &reading.backroom.desk;
    let read = |number| desk.revision(id, RevisionNumber(number));
    let found = try_join(read(from), read(to)).await;
    let (Some(before), Some(after)) = found.map_err(|failure| fault(Arc::new(failure)))? else {
        return Ok(None);
    };
    let (before, after) = (&before.content, &after.content);
    let names = Names::of(reading, &[before, after]).await?;
    let fields = diff::field_changes(before, after, &names).into_iter();
    let changes = diff::block_changes(&before.body, &after.body).into_iter();
    Ok(Some(RevisionDiff {
        fields: fields.map(FieldChange::from).collect(),
        blocks: changes
            .map(|change| shown(change, id, (before, after), reading))
            .collect(),
    }))
}

impl From<diff::FieldChange> for FieldChange {
    fn from(change: diff::FieldChange) -> Self {
        Self {
            field: change.field.to_owned(),
            before: change.before,
            after: change.after,
        }
    }
}

fn shown(
    change: Change,
    id: ArticleId,
    (before, after): (&Content, &Content),
    reading: &Arc<Reading>,
) -> BlockChange {
    let place = change.to().or(change.from()).unwrap_or_default();
    BlockChange {
        change: match change {
            Change::Added { .. } => BlockChangeKind::Added,
            Change::Removed { .. } => BlockChangeKind::Removed,
            Change::Changed { .. } => BlockChangeKind::Changed,
            Change::Moved { .. } => BlockChangeKind::Moved,
        },
        before: change
            .from()
            .and_then(|from| block(id, &before.body, from, reading)),
        after: change
            .to()
            .and_then(|to| block(id, &after.body, to, reading)),
        position: u32::try_from(place).unwrap_or(u32::MAX),
    }
}

/// What the tags, sections and contributors of the two revisions are called.
struct Names {
    tags: HashMap<TagId, Arc<Tag>>,
    sections: HashMap<SectionId, Arc<Section>>,
    contributors: HashMap<ContributorId, Arc<Contributor>>,
}

impl Names {
    async fn of(reading: &Reading, contents: &[&Content]) -> Result<Self> {
        let tags = contents.iter().flat_map(|content| content.tags.clone());
        let sections = contents.iter().filter_map(|content| content.section);
        let credits = contents.iter().flat_map(|content| content.byline.clone());
        let read = try_join3(
            reading.backroom.tags.many(tags),
            reading.backroom.sections.many(sections),
            reading
                .backroom
                .contributors
                .many(credits.map(|credit| credit.contributor)),
        );
        let (tags, sections, contributors) = read.await.map_err(fault)?;
        Ok(Self {
            tags,
            sections,
            contributors,
        })
    }
}

impl EntityNames for Names {
    fn tag(&self, id: TagId) -> String {
        self.tags
            .get(&id)
            .map_or_else(|| Named::Tag(id).to_id().0, |tag| tag.name.to_string())
    }

    fn section(&self, id: SectionId) -> String {
        let name = self
            .sections
            .get(&id)
            .map(|section| section.name.to_string());
        name.unwrap_or_else(|| Named::Section(id).to_id().0)
    }

    fn contributor(&self, id: ContributorId) -> String {
        let name = self
            .contributors
            .get(&id)
            .map(|contributor| contributor.name.to_string());
        name.unwrap_or_else(|| Named::Contributor(id).to_id().0)
    }

    fn article(&self, id: ArticleId) -> String {
        Named::Article(id).to_id().0
    }
}
