//! What a draft carries: its names are shown within it although no reader meets them. Their own pages and lists go on showing what readers see.

use std::sync::Arc;

use async_graphql::Result;
use standfirst_domain::{article::Card, ids::SectionId};

use crate::graphql::{
    contributor::{Contributor, Credit},
    errors::fault,
    reading::{Reading, Seen},
    section::Section,
    tag::Tag,
};

/// Tags of a draft in order. Tags that were merged into one appear once.
pub async fn tags(reading: &Arc<Reading>, card: &Card) -> Result<Vec<Tag>> {
    let asked = card.tags.iter().copied();
    let found = reading.backroom.tags.many(asked).await.map_err(fault)?;
    let mut shown: Vec<Tag> = Vec::with_capacity(card.tags.len());
    for tag in card.tags.iter().filter_map(|id| found.get(id)) {
        if !shown.iter().any(|known| known.entity().id == tag.id) {
            shown.push(Tag::from(Seen::new(Arc::clone(tag), reading)));
        }
    }
    Ok(shown)
}

/// Section of a draft.
pub async fn section(reading: &Arc<Reading>, id: SectionId) -> Result<Option<Section>> {
    let found = reading.backroom.sections.one(id).await.map_err(fault)?;
    Ok(found.map(|section| Section::from(Seen::new(section, reading))))
}

/// Credits of a draft in order.
pub async fn byline(reading: &Arc<Reading>, card: &Card) -> Result<Vec<Credit>> {
    let asked = card.byline.iter().map(|credit| credit.contributor);
    let contributors = &reading.backroom.contributors;
    let found = contributors.many(asked).await.map_err(fault)?;
    let shown = card.byline.iter().filter_map(|credit| {
        let contributor = found.get(&credit.contributor)?;
        let contributor = Contributor::from(Seen::new(Arc::clone(contributor), reading));
        Some(Credit::new(contributor, credit.role))
    });
    Ok(shown.collect())
}
