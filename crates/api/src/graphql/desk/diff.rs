//! Differences between two revisions. `domain/story/diff.rs` computes them.

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
    errors::field_error,
    ids::GlobalId,
    read_context::ReadContext,
};

/// Differences between two revisions of an article.
#[derive(SimpleObject)]
pub struct RevisionDiff {
    /// Fields that differ, except the body.
    fields: Vec<FieldChange>,
    /// Blocks of the body that differ: removed blocks first, then all others in their new order.
    blocks: Vec<BlockChange>,
}

/// A field that differs between two revisions.
#[derive(SimpleObject)]
pub struct FieldChange {
    /// Name of the field in `Article`, or `pinned` or `excluded` for the related articles set by an
    /// editor.
    field: String,
    /// Old value as text. Null if the field was empty.
    before: Option<String>,
    /// New value as text. Null if the field is empty.
    after: Option<String>,
}

/// A block of the body that differs between two revisions.
#[derive(SimpleObject)]
pub struct BlockChange {
    /// Kind of the difference.
    change: BlockChangeKind,
    /// Block in the old revision. Null for an added block.
    before: Option<BodyBlock>,
    /// Block in the new revision. Null for a removed block.
    after: Option<BodyBlock>,
    /// Index of the block in the new body, or in the old body if it was removed, counted from 0.
    position: u32,
}

/// Kind of difference between two versions of a block.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub enum BlockChangeKind {
    /// The block was added.
    Added,
    /// The block was removed.
    Removed,
    /// The content of the block was changed.
    Changed,
    /// The block was moved without a change of its content.
    Moved,
}

/// Differences between two revisions; `None` if a revision does not exist or the caller may not
/// read it.
pub async fn between(
    ctx: &Context<'_>,
    article: &ID,
    from: u32,
    to: u32,
) -> Result<Option<RevisionDiff>> {
    let (Some(view), Some(id)) = (view(ctx)?, GlobalId::decode_as(article)) else {
        return Ok(None);
    };
    let read_context = ReadContext::from_graphql(ctx)?;
    let draft = read_context
        .desk_loaders
        .drafts
        .one((view, Key::Id(id)))
        .await;
    if draft?.is_none() {
        return Ok(None);
    }
    let desk = &read_context.desk_loaders.desk;
    let read = |number| desk.revision(id, RevisionNumber(number));
    let found = try_join(read(from), read(to)).await;
    let (Some(before), Some(after)) = found.map_err(field_error)? else {
        return Ok(None);
    };
    let (before, after) = (&before.content, &after.content);
    let names = Names::load(read_context, &[before, after]).await?;
    let fields = diff::field_changes(before, after, &names).into_iter();
    let changes = diff::block_changes(&before.body, &after.body).into_iter();
    Ok(Some(RevisionDiff {
        fields: fields.map(FieldChange::from).collect(),
        blocks: changes
            .map(|change| shown(change, id, (before, after), read_context))
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
    read_context: &Arc<ReadContext>,
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
            .and_then(|from| block(id, &before.body, from, read_context)),
        after: change
            .to()
            .and_then(|to| block(id, &after.body, to, read_context)),
        position: u32::try_from(place).unwrap_or(u32::MAX),
    }
}

/// Names of the tags, sections and contributors in the two revisions.
struct Names {
    tags: HashMap<TagId, Arc<Tag>>,
    sections: HashMap<SectionId, Arc<Section>>,
    contributors: HashMap<ContributorId, Arc<Contributor>>,
}

impl Names {
    async fn load(read_context: &ReadContext, contents: &[&Content]) -> Result<Self> {
        let tags = contents.iter().flat_map(|content| content.tags.clone());
        let sections = contents.iter().filter_map(|content| content.section);
        let credits = contents.iter().flat_map(|content| content.byline.clone());
        let read = try_join3(
            read_context.desk_loaders.tags.many(tags),
            read_context.desk_loaders.sections.many(sections),
            read_context
                .desk_loaders
                .contributors
                .many(credits.map(|credit| credit.contributor)),
        );
        let (tags, sections, contributors) = read.await?;
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
            .map_or_else(|| GlobalId::Tag(id).encode().0, |tag| tag.name.to_string())
    }

    fn section(&self, id: SectionId) -> String {
        let name = self
            .sections
            .get(&id)
            .map(|section| section.name.to_string());
        name.unwrap_or_else(|| GlobalId::Section(id).encode().0)
    }

    fn contributor(&self, id: ContributorId) -> String {
        let name = self
            .contributors
            .get(&id)
            .map(|contributor| contributor.name.to_string());
        name.unwrap_or_else(|| GlobalId::Contributor(id).encode().0)
    }

    fn article(&self, id: ArticleId) -> String {
        GlobalId::Article(id).encode().0
    }
}
