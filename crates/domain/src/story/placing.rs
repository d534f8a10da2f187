//! How revisions come before readers: the one place where showings open and close.

use std::{collections::BTreeMap, sync::Arc};

use super::{Act, Amendment, Revision, Story};
use crate::{
    article::{Article, Card, Draft, Status},
    ids::RevisionNumber,
    moment::Moment,
    showing::{Showing, ShowingKind, Window},
};

impl Story {
    pub(super) fn begin(&self, act: Act, now: Moment) -> Amendment {
        let mut story = self.clone();
        story.version = story.version.saturating_add(1);
        if story.is_public(now) {
            story.retraction = None;
        }
        Amendment::of(act, story, now)
    }

    /// The revision that everybody saw last, were they never to see another; `None` if they never saw one.
    pub(super) fn shown(&self, now: Moment) -> Option<&Arc<Revision>> {
        let number = self
            .showings
            .iter()
            .rfind(|showing| showing.has_been_public(now))?
            .revision;
        self.kept.iter().find(|revision| revision.number == number)
    }

    /// Whether everybody may see the article itself at a moment.
    pub fn is_public(&self, now: Moment) -> bool {
        let open =
            |showing: &Showing| showing.kind == ShowingKind::Full && showing.public.holds(now);
        self.showings.iter().any(open)
    }

    /// Whether a tombstone stands before everybody at a moment.
    pub(super) fn is_buried(&self, now: Moment) -> bool {
        let open =
            |showing: &Showing| showing.kind == ShowingKind::Tombstone && showing.public.holds(now);
        self.showings.iter().any(open)
    }

    pub(super) fn forget_what_never_was(&mut self, now: Moment) {
        let was = |moment: &Moment| *moment < now;
        self.first_published_at = self.first_published_at.filter(was);
        self.published_at = self.published_at.filter(was);
    }

    /// The article as the desk has it. Dates that it does not bear yet are those it would bear if it were published now.
    pub fn draft(&self, now: Moment) -> Draft {
        let published_at = self.published_at.unwrap_or(now);
        let article = Article {
            id: self.id,
            revision: self.head.number,
            card: self.card(&self.head, ShowingKind::Full),
            first_published_at: self.first_published_at.unwrap_or(published_at),
            published_at,
            updated_at: self.updated_at,
        };
        Draft {
            article,
            body: Some(Arc::clone(&self.head.content.body)),
            status: self.status,
            owner: self.owner,
            expires_at: self.expires_at,
            retraction: self.retraction.clone(),
        }
    }

    /// What a revision says to readers, save its body, with what the story has to add.
    fn card(&self, revision: &Revision, kind: ShowingKind) -> Card {
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
            retraction: self
                .retraction
                .clone()
                .filter(|_| kind == ShowingKind::Tombstone),
            embargoed_until: self.embargoed_until,
            word_count: content.body.word_count(),
            version: self.version,
        }
    }
}

/// Where a revision is put, and under which dates.
struct Placing {
    kind: ShowingKind,
    public: Window,
    trusted: Window,
    first_published_at: Moment,
    published_at: Moment,
}

impl Amendment {
    pub(super) fn of(act: Act, story: Story, at: Moment) -> Self {
        Self {
            act,
            at,
            reason: None,
            story,
            cards: BTreeMap::new(),
            withdrawn: Vec::new(),
            slug_is_made: false,
        }
    }

    /// Puts a revision before readers from a moment on. What stood there ends when it begins, and what was to come and has not begun is dropped.
    pub(super) fn place(&mut self, revision: &Arc<Revision>, from: Moment) {
        let now = self.at;
        let story = &mut self.story;
        let public_from = story
            .embargoed_until
            .map_or(from, |embargo| embargo.max(from));
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
        let public = Window {
            from: public_from,
            until,
        };
        if !public.is_empty() {
            story.first_published_at = Some(first_published_at);
            story.published_at = Some(published_at);
        }
        if public_from <= now {
            story.retraction = None;
        }
        story.updated_at = public_from;
        story.status = Status::Published;
        story.deleted_from = None;
        let trusted = Window { from, until };
        if !public.is_empty() || !trusted.is_empty() {
            story.published = Some(revision.number);
        }
        self.open(
            revision,
            Placing {
                kind: ShowingKind::Full,
                public,
                trusted,
                first_published_at,
                published_at,
            },
        );
    }

    /// Leaves a tombstone in the place of what was before readers.
    pub(super) fn leave_tombstone(&mut self, revision: &Arc<Revision>, from: Moment) {
        let window = Window {
            from,
            until: Moment::NEVER,
        };
        let published_at = self.story.published_at.unwrap_or(from);
        let first_published_at = self.story.first_published_at.unwrap_or(published_at);
        self.open(
            revision,
            Placing {
                kind: ShowingKind::Tombstone,
                public: window,
                trusted: window,
                first_published_at,
                published_at,
            },
        );
    }

    /// Takes everything from readers at a moment, also what was to come.
    pub(super) fn clear(&mut self, at: Moment) {
        self.story.published = self.story.shown(at).map(|revision| revision.number);
        self.end_showings(|showing| showing.ended_by(at, at));
    }

    /// Takes back what not everybody has seen yet.
    pub(super) fn withdraw_what_is_to_come(&mut self) {
        let now = self.at;
        self.end_showings(|showing| {
            if showing.has_been_public(now) {
                Some(showing)
            } else {
                showing.ended_by(now, now)
            }
        });
    }

    /// Ends showings, the latest first. One of which nothing is left never was before anybody: it is withdrawn. The last that had
    /// been cut short for a window that lies ahead and now never opens stays for as long as that window would have.
    pub(super) fn end_showings(&mut self, end: impl Fn(Showing) -> Option<Showing>) {
        let now = self.at;
        let lies_ahead = |window: Window| !window.is_empty() && window.from > now;
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
            if lies_ahead(before.0) && !left(|showing| showing.public) {
                public = Some(before.0);
            }
            if lies_ahead(before.1) && !left(|showing| showing.trusted) {
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
    pub(super) fn place_again(&mut self) {
        let now = self.at;
        if self.story.status != Status::Published {
            return;
        }
        if self.story.expires_at.is_some_and(|expiry| expiry <= now) {
            return self.clear(now);
        }
        let placings = self.placings_to_come();
        let only_dates_change = placings.is_empty();
        let again = self
            .story
            .published
            .filter(|_| only_dates_change)
            .map(|published| (published, now));
        self.withdraw_what_is_to_come();
        self.date_what_is_public();
        let updated_at = self.story.updated_at;
        for (number, from) in placings.into_iter().chain(again) {
            let Some(revision) = self
                .story
                .kept
                .iter()
                .find(|revision| revision.number == number)
                .cloned()
            else {
                continue;
            };
            self.place(&revision, from);
        }
        if let (true, Some(showing)) = (only_dates_change, self.story.showings.last_mut()) {
            showing.updated_at = updated_at;
            self.story.updated_at = updated_at;
        }
    }

    /// Lets what everybody sees stay until the expiry as it is now, unless something is to come before.
    pub(super) fn date_what_is_public(&mut self) {
        let now = self.at;
        let until = self.story.expires_at.unwrap_or(Moment::NEVER).max(now);
        let full = self
            .story
            .showings
            .iter_mut()
            .filter(|showing| showing.kind == ShowingKind::Full);
        for showing in full.filter(|showing| showing.public.holds(now)) {
            showing.public.until = until;
            if showing.trusted.holds(now) {
                showing.trusted.until = until;
            }
        }
    }

    /// The revisions that not everybody has seen yet, and since or from when those trusted to hold an embargo do.
    fn placings_to_come(&self) -> Vec<(RevisionNumber, Moment)> {
        let now = self.at;
        let to_come = |showing: &&Showing| {
            let over = showing.public.until <= now && showing.trusted.until <= now;
            showing.kind == ShowingKind::Full && !over && !showing.has_been_public(now)
        };
        let showings = self.story.showings.iter().filter(to_come);
        showings
            .map(|showing| (showing.revision, showing.trusted.from.max(now)))
            .collect()
    }

    fn open(&mut self, revision: &Arc<Revision>, placing: Placing) {
        let now = self.at;
        let Placing {
            kind,
            public,
            trusted,
            first_published_at,
            published_at,
        } = placing;
        let placed: Vec<u32> = self.cards.keys().copied().collect();
        self.end_showings(|showing| {
            let stays = placed.contains(&showing.number) || showing.has_begun(now);
            if stays {
                showing.ended_by(public.from, trusted.from)
            } else {
                None
            }
        });
        if public.is_empty() && trusted.is_empty() {
            return;
        }
        let story = &mut self.story;
        let number = story.next_showing;
        story.next_showing = number.saturating_add(1);
        story.showings.push(Showing {
            number,
            revision: revision.number,
            kind,
            public,
            trusted,
            owner: story.owner,
            section: revision.content.section,
            first_published_at,
            published_at,
            updated_at: story.updated_at,
        });
        let card = story.card(revision, kind);
        self.cards.insert(number, card);
    }
}
