//! How revisions come before readers: the one place where showings open and close.

use std::{collections::BTreeMap, sync::Arc};

use super::{Act, Amendment, Revision, Story};
use crate::{
    article::{Card, Status},
    ids::RevisionNumber,
    moment::Moment,
    showing::{Face, Showing, Window},
};

impl Story {
    pub(super) fn begin(&self, act: Act, now: Moment) -> Amendment {
        let mut story = self.clone();
        story.version = story.version.saturating_add(1);
        story
            .showings
            .retain(|showing| showing.public.until > now || showing.trusted.until > now);
        Amendment {
            act,
            story,
            cards: BTreeMap::new(),
            withdrawn: Vec::new(),
        }
    }

    /// The revision that everybody saw last, were they never to see another; `None` if they never saw one.
    pub(super) fn shown(&self, now: Moment) -> Option<&Arc<Revision>> {
        let seen = self
            .showings
            .iter()
            .rfind(|showing| showing.has_been_public(now))
            .map(|showing| showing.revision);
        let met = self.first_published_at.is_some_and(|first| first <= now);
        let number = seen.or(self.published.filter(|_| met))?;
        self.kept.iter().find(|revision| revision.number == number)
    }

    /// Whether everybody may see the article itself at a moment.
    pub fn is_public(&self, now: Moment) -> bool {
        self.showings
            .iter()
            .any(|showing| showing.face == Face::Full && showing.public.holds(now))
    }

    /// What a revision says to readers, save its body, with what the story has to add.
    pub(super) fn card(&self, revision: &Revision) -> Card {
        let content = &revision.content;
        Card {
            headline: content.headline.clone(),
            standfirst: content.standfirst.clone(),
            kicker: content.kicker.clone(),
            slug: content.slug.clone(),
            byline: content.byline.clone(),
            dateline: content.dateline.clone(),
            section: content.section,
            tags: content.tags.clone(),
            language: content.language.clone(),
            lead_image: content.lead_image.clone(),
            canonical_url: content.canonical_url.clone(),
            seo: content.seo.clone(),
            source: self.source.clone(),
            corrections: self.corrections.clone(),
            retraction: self.retraction.clone(),
            embargoed_until: self.embargoed_until,
            word_count: content.body.word_count(),
            version: self.version,
        }
    }
}

impl Amendment {
    /// Puts a revision before readers from a moment on. What stood there ends when it begins, and what was to come and has not begun is dropped.
    pub(super) fn place(&mut self, revision: &Arc<Revision>, at: Moment, now: Moment) {
        let story = &mut self.story;
        let public_from = story.embargoed_until.map_or(at, |embargo| embargo.max(at));
        let until = story.expires_at.unwrap_or(Moment::NEVER);
        let was_met = |moment: &Moment| *moment <= now;
        let first_published_at = story
            .first_published_at
            .filter(was_met)
            .unwrap_or(public_from);
        let bears = story
            .published_at
            .filter(|moment| story.status == Status::Published && was_met(moment));
        let published_at = bears.unwrap_or(public_from);
        story.first_published_at = Some(first_published_at);
        story.published_at = Some(published_at);
        story.updated_at = public_from;
        story.status = Status::Published;
        story.retraction = None;
        story.deleted_from = None;
        story.published = Some(revision.number);
        self.open(
            revision,
            Face::Full,
            Window {
                from: public_from,
                until,
            },
            Window { from: at, until },
            now,
        );
    }

    /// Leaves a tombstone in the place of what was before readers.
    pub(super) fn leave_tombstone(&mut self, revision: &Arc<Revision>, at: Moment) {
        let window = Window {
            from: at,
            until: Moment::NEVER,
        };
        self.open(revision, Face::Tombstone, window, window, at);
    }

    /// Takes everything from readers at a moment, also what was to come.
    pub(super) fn clear(&mut self, at: Moment) {
        self.story.published = self.story.shown(at).map(|revision| revision.number);
        self.end_showings(|showing| showing.ended_by(at, at));
    }

    /// Ends showings, the latest first. One of which nothing is left never was before anybody: it is withdrawn. The last that had
    /// been cut short for a window that now never opens stays for as long as that window would have.
    fn end_showings(&mut self, end: impl Fn(Showing) -> Option<Showing>) {
        let (mut public, mut trusted) = (None, None);
        let mut kept = Vec::new();
        for mut showing in std::mem::take(&mut self.story.showings).into_iter().rev() {
            showing.public = showing.public.inheriting(&mut public);
            showing.trusted = showing.trusted.inheriting(&mut trusted);
            let (number, before) = (showing.number, (showing.public, showing.trusted));
            let ended = end(showing);
            let left = |window: fn(&Showing) -> Window| {
                ended
                    .as_ref()
                    .is_some_and(|showing| !window(showing).is_empty())
            };
            if !before.0.is_empty() && !left(|showing| showing.public) {
                public = Some(before.0);
            }
            if !before.1.is_empty() && !left(|showing| showing.trusted) {
                trusted = Some(before.1);
            }
            match ended {
                Some(showing) => kept.push(showing),
                None => {
                    self.cards.remove(&number);
                    self.withdrawn.push(number);
                }
            }
        }
        kept.reverse();
        self.story.showings = kept;
    }

    /// Puts what is or will be before readers there once more, under changed dates of embargo or expiry.
    pub(super) fn place_again(&mut self, now: Moment) {
        if self.story.status != Status::Published {
            return;
        }
        if self.story.expires_at.is_some_and(|expiry| expiry <= now) {
            return self.clear(now);
        }
        let to_come = |showing: &&Showing| !showing.has_been_public(now);
        let mut placings: Vec<(RevisionNumber, Moment)> = self
            .story
            .showings
            .iter()
            .filter(to_come)
            .map(|showing| (showing.revision, showing.trusted.from.max(now)))
            .collect();
        let only_dates_change = placings.is_empty();
        placings.extend(
            self.story
                .published
                .filter(|_| only_dates_change)
                .map(|published| (published, now)),
        );
        self.end_showings(|showing| {
            if showing.has_been_public(now) {
                Some(showing)
            } else {
                showing.ended_by(now, now)
            }
        });
        let updated_at = self.story.updated_at;
        for (number, at) in placings {
            let Some(revision) = self
                .story
                .kept
                .iter()
                .find(|revision| revision.number == number)
                .cloned()
            else {
                continue;
            };
            self.place(&revision, at, now);
        }
        if let (true, Some(showing)) = (only_dates_change, self.story.showings.last_mut()) {
            showing.updated_at = updated_at;
            self.story.updated_at = updated_at;
        }
    }

    fn open(
        &mut self,
        revision: &Arc<Revision>,
        face: Face,
        public: Window,
        trusted: Window,
        now: Moment,
    ) {
        let placed: Vec<u32> = self.cards.keys().copied().collect();
        self.end_showings(|showing| {
            if placed.contains(&showing.number) || showing.has_begun(now) {
                showing.ended_by(public.from, trusted.from)
            } else {
                None
            }
        });
        let story = &mut self.story;
        if public.is_empty() && trusted.is_empty() {
            return;
        }
        let number = story.next_showing;
        story.next_showing = number.saturating_add(1);
        let published_at = story.published_at.unwrap_or(public.from);
        story.showings.push(Showing {
            number,
            revision: revision.number,
            face,
            public,
            trusted,
            owner: story.owner,
            section: revision.content.section,
            first_published_at: story.first_published_at.unwrap_or(published_at),
            published_at,
            updated_at: story.updated_at,
        });
        let card = story.card(revision);
        self.cards.insert(number, card);
    }
}
