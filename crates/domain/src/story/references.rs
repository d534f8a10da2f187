//! References of a content to tags, sections, contributors and articles, and the replacement of
//! tags that were merged.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use super::{
    aggregate::Story,
    amendment::Amendment,
    revision::{Content, Picks},
};
use crate::{
    article::Card,
    contributor::Credit,
    ids::{ArticleId, ContributorId, SectionId, TagId},
    slug::Slug,
};

/// Identities that a content refers to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct References {
    /// Tags of the content.
    pub tags: BTreeSet<TagId>,
    /// Section of the content.
    pub sections: BTreeSet<SectionId>,
    /// Contributors in the byline.
    pub contributors: BTreeSet<ContributorId>,
    /// Articles that an editor pinned or excluded.
    pub picked: BTreeSet<ArticleId>,
}

impl References {
    /// Collects the references of a content.
    pub fn from_content(content: &Content) -> Self {
        let credited = |credit: &Credit| credit.contributor;
        let picks = &content.picks;
        Self {
            tags: content.tags.iter().copied().collect(),
            sections: content.section.into_iter().collect(),
            contributors: content.byline.iter().map(credited).collect(),
            picked: picks
                .pinned
                .iter()
                .chain(&picks.excluded)
                .copied()
                .collect(),
        }
    }

    /// References that are in `self` and not in `other`.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        Self {
            tags: self.tags.difference(&other.tags).copied().collect(),
            sections: self.sections.difference(&other.sections).copied().collect(),
            contributors: self
                .contributors
                .difference(&other.contributors)
                .copied()
                .collect(),
            picked: self.picked.difference(&other.picked).copied().collect(),
        }
    }
}

/// Fields of a content that name something missing, each with the noun of what is missing. A field
/// is a path from the content, such as `tags[2]`.
pub fn missing_reference_fields(
    content: &Content,
    missing: &References,
) -> Vec<(String, &'static str)> {
    let mut fields = Vec::new();
    if content
        .section
        .is_some_and(|id| missing.sections.contains(&id))
    {
        fields.push(("section".to_owned(), "section"));
    }
    for (index, id) in content.tags.iter().enumerate() {
        if missing.tags.contains(id) {
            fields.push((format!("tags[{index}]"), "tag"));
        }
    }
    for (index, credit) in content.byline.iter().enumerate() {
        if missing.contributors.contains(&credit.contributor) {
            fields.push((format!("byline[{index}].contributor"), "contributor"));
        }
    }
    let Picks { pinned, excluded } = &content.picks;
    for (list, ids) in [("pinned", pinned), ("excluded", excluded)] {
        for (index, id) in ids.iter().enumerate() {
            if missing.picked.contains(id) {
                fields.push((format!("{list}[{index}]"), "article"));
            }
        }
    }
    fields
}

impl Story {
    /// Tags of all revisions in the story.
    pub fn tags(&self) -> BTreeSet<TagId> {
        let tags = self
            .revisions
            .iter()
            .flat_map(|revision| &revision.content.tags);
        tags.copied().collect()
    }

    /// Replaces merged tags in every revision of the story, like
    /// [`Amendment::replace_merged_tags`].
    pub fn replace_merged_tags(&mut self, merged: &HashMap<TagId, TagId>) {
        if merged.is_empty() {
            return;
        }
        for revision in &mut self.revisions {
            replace_merged(&mut Arc::make_mut(revision).content.tags, merged);
        }
        // The head is one of the revisions; both must stay the same value.
        let head = self.head.number;
        if let Some(revision) = self
            .revisions
            .iter()
            .find(|revision| revision.number == head)
        {
            self.head = Arc::clone(revision);
        }
    }
}

impl Amendment {
    /// Gives the head revision, and the cards that show it, another slug.
    pub fn set_slug(&mut self, slug: Slug) {
        let head = Arc::make_mut(&mut self.story.head);
        head.content.slug = slug.clone();
        let number = head.number;
        let head = Arc::clone(&self.story.head);
        for revision in self
            .story
            .revisions
            .iter_mut()
            .filter(|revision| revision.number == number)
        {
            *revision = Arc::clone(&head);
        }
        let showings_of_head = self
            .story
            .showings
            .iter()
            .filter(|showing| showing.revision == number);
        for showing in showings_of_head {
            if let Some(card) = self.cards.get_mut(&showing.number) {
                card.slug = slug.clone();
            }
        }
    }

    /// Sets whether the slug was generated, so that it may get a number when another article has
    /// it.
    #[must_use]
    pub const fn with_generated_slug(mut self, is_generated: bool) -> Self {
        self.slug_is_generated = is_generated;
        self
    }

    /// Replaces each tag that was merged by the tag that it was merged into, and keeps each once.
    /// `merged` maps merged tags to their replacements.
    pub fn replace_merged_tags(&mut self, merged: &HashMap<TagId, TagId>) {
        if merged.is_empty() {
            return;
        }
        for Card { tags, .. } in self.cards.values_mut() {
            replace_merged(tags, merged);
        }
        let head = Arc::make_mut(&mut self.story.head);
        replace_merged(&mut head.content.tags, merged);
        let head = Arc::clone(&self.story.head);
        for revision in &mut self.story.revisions {
            if revision.number == head.number {
                *revision = Arc::clone(&head);
            }
        }
    }
}

fn replace_merged(tags: &mut Vec<TagId>, merged: &HashMap<TagId, TagId>) {
    let mut seen = BTreeSet::new();
    for tag in tags.iter_mut() {
        *tag = merged.get(tag).copied().unwrap_or(*tag);
    }
    tags.retain(|tag| seen.insert(*tag));
}
