//! What a content refers to, and how its tags follow those that were merged into others.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use super::{Amendment, Content, Picks, Story};
use crate::{
    article::Card,
    contributor::Credit,
    ids::{ArticleId, ContributorId, SectionId, TagId},
    slug::Slug,
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

/// What a content may name that there is not, by the field that names it, as a path from the content.
pub fn places(content: &Content, absent: &References) -> Vec<(String, &'static str)> {
    let mut places = Vec::new();
    if content
        .section
        .is_some_and(|id| absent.sections.contains(&id))
    {
        places.push(("section".to_owned(), "section"));
    }
    for (place, id) in content.tags.iter().enumerate() {
        if absent.tags.contains(id) {
            places.push((format!("tags[{place}]"), "tag"));
        }
    }
    for (place, credit) in content.byline.iter().enumerate() {
        if absent.contributors.contains(&credit.contributor) {
            places.push((format!("byline[{place}].contributor"), "contributor"));
        }
    }
    let Picks { pinned, excluded } = &content.picks;
    for (list, ids) in [("pinned", pinned), ("excluded", excluded)] {
        for (place, id) in ids.iter().enumerate() {
            if absent.picked.contains(id) {
                places.push((format!("{list}[{place}]"), "article"));
            }
        }
    }
    places
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
    /// Gives the new head revision, and what it puts before readers, another slug than was wanted.
    pub fn take_slug(&mut self, slug: Slug) {
        let head = Arc::make_mut(&mut self.story.head);
        head.content.slug = slug.clone();
        let number = head.number;
        let head = Arc::clone(&self.story.head);
        for kept in self
            .story
            .kept
            .iter_mut()
            .filter(|kept| kept.number == number)
        {
            *kept = Arc::clone(&head);
        }
        let of_head = self
            .story
            .showings
            .iter()
            .filter(|showing| showing.revision == number);
        for showing in of_head {
            if let Some(card) = self.cards.get_mut(&showing.number) {
                card.slug = slug.clone();
            }
        }
    }

    /// Lets the slug get a number where another article has it, since nobody chose it.
    #[must_use]
    pub const fn numbering_its_slug(mut self, is_made: bool) -> Self {
        self.slug_is_made = is_made;
        self
    }

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
