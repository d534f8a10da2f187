//! Tags, section and byline of a draft. They are shown within the draft even if no reader sees them
//! elsewhere. Their own pages and lists show what readers see.

use std::sync::Arc;

use async_graphql::Result;
use standfirst_domain::{article::Card, ids::SectionId};

use crate::graphql::{
    contributor::{Contributor, Credit},
    read_context::ReadContext,
    section::Section,
    tag::Tag,
    taxonomy::TaxonomyObject,
};

/// Tags of a draft in order. Tags that were merged into one appear once.
pub async fn tags(read_context: &Arc<ReadContext>, card: &Card) -> Result<Vec<Tag>> {
    let asked = card.tags.iter().copied();
    let found = read_context.desk_loaders.tags.many(asked).await?;
    let mut shown: Vec<Tag> = Vec::with_capacity(card.tags.len());
    for tag in card.tags.iter().filter_map(|id| found.get(id)) {
        if !shown.iter().any(|known| known.entity().id == tag.id) {
            shown.push(Tag::new(Arc::clone(tag), read_context));
        }
    }
    Ok(shown)
}

/// Section of a draft.
pub async fn section(read_context: &Arc<ReadContext>, id: SectionId) -> Result<Option<Section>> {
    let found = read_context.desk_loaders.sections.one(id).await?;
    Ok(found.map(|section| Section::new(section, read_context)))
}

/// Credits of a draft in order.
pub async fn byline(read_context: &Arc<ReadContext>, card: &Card) -> Result<Vec<Credit>> {
    let asked = card.byline.iter().map(|credit| credit.contributor);
    let contributors = &read_context.desk_loaders.contributors;
    let found = contributors.many(asked).await?;
    let shown = card.byline.iter().filter_map(|credit| {
        let contributor = found.get(&credit.contributor)?;
        let contributor = Contributor::new(Arc::clone(contributor), read_context);
        Some(Credit::new(contributor, credit.role))
    });
    Ok(shown.collect())
}
