//! What a content refers to, and how its tags follow those that were merged into others.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use super::{Amendment, Content, Story};
use crate::{
    article::Card,
    contributor::Credit,
    ids::{ArticleId, ContributorId, SectionId, TagId},
};

/// What an amendment puts into the newsroom anew and refers to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct References {
    /// The tags.
    pub tags: BTreeSet<TagId>,
    /// The sections.
    pub sections: BTreeSet<SectionId>,
    /// Those credited.
    pub contributors: BTreeSet<ContributorId>,
    /// The articles picked to stand beside it or not.
    pub picked: BTreeSet<ArticleId>,
}

impl References {
    /// What a content refers to.
    pub fn of(content: &Content) -> Self {
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
}

impl References {
    /// What is referred to here and not there.
    #[must_use]
    pub fn beyond(&self, there: &Self) -> Self {
        Self {
            tags: self.tags.difference(&there.tags).copied().collect(),
            sections: self.sections.difference(&there.sections).copied().collect(),
            contributors: self
                .contributors
                .difference(&there.contributors)
                .copied()
                .collect(),
            picked: self.picked.difference(&there.picked).copied().collect(),
        }
    }
}

impl Story {
    /// The tags of all revisions that acts may need.
    pub fn tags(&self) -> BTreeSet<TagId> {
        let kept = self.kept.iter().flat_map(|revision| &revision.content.tags);
        kept.copied().collect()
    }

    /// As [`Amendment::follow_merges`], of a story as it was kept.
    pub fn follow_merges(&mut self, merged: &HashMap<TagId, TagId>) {
        if merged.is_empty() {
            return;
        }
        for revision in &mut self.kept {
            follow(&mut Arc::make_mut(revision).content.tags, merged);
        }
        let head = self.head.number;
        if let Some(revision) = self.kept.iter().find(|revision| revision.number == head) {
            self.head = Arc::clone(revision);
        }
    }
}

impl Amendment {
    /// Puts the tags in place of those that were merged into them, each once.
    pub fn follow_merges(&mut self, merged: &HashMap<TagId, TagId>) {
        if merged.is_empty() {
            return;
        }
        for Card { tags, .. } in self.cards.values_mut() {
            follow(tags, merged);
        }
        let head = Arc::make_mut(&mut self.story.head);
        follow(&mut head.content.tags, merged);
        let head = Arc::clone(&self.story.head);
        for kept in &mut self.story.kept {
            if kept.number == head.number {
                *kept = Arc::clone(&head);
            }
        }
    }
}

fn follow(tags: &mut Vec<TagId>, merged: &HashMap<TagId, TagId>) {
    let mut met = BTreeSet::new();
    for tag in tags.iter_mut() {
        *tag = merged.get(tag).copied().unwrap_or(*tag);
    }
    tags.retain(|tag| met.insert(*tag));
}
