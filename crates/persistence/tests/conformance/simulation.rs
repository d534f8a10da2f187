//! A simulation of the articles that readers see, second by second. It knows nothing of showings:
//! the visibility rule is compared with it.

use std::{collections::BTreeMap, sync::Arc};

use standfirst_domain::{
    article::Status,
    ids::{AccountId, RevisionNumber},
    moment::Moment,
    slug::Slug,
    story::{Revision, Story},
    visibility::{Audience, Grants},
};

use crate::support::at;

/// A command on a story, one in each second.
#[derive(Debug, Clone)]
pub(crate) enum StoryCommand {
    Amend(Fields),
    Publish(Option<i64>),
    Unpublish,
    Retract,
    Delete,
    Restore,
    Embargo(Option<i64>),
    Expire(Option<i64>),
    Correct(Fields),
    /// The source changed: state, delay of publication, delay of an embargo, and content.
    TakeIn(SourceState, Option<i64>, Option<i64>, Fields),
}

/// The fields of a revision by which it is found: indexes of its slug and its section among those
/// of the test.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields {
    pub(crate) slug: usize,
    pub(crate) section: Option<usize>,
}

/// State of an article at its source.
#[derive(Debug, Clone, Copy)]
pub(crate) enum SourceState {
    Draft,
    Retracted,
    Published,
}

/// The revision that one kind of reader sees, or the revision whose tombstone is seen.
pub(crate) type SeenRevision = Option<Result<RevisionNumber, RevisionNumber>>;

/// A history after it was played: its revisions, and what readers saw in each second.
pub(crate) struct PlayedHistory {
    pub(crate) owner: Option<AccountId>,
    pub(crate) written: BTreeMap<RevisionNumber, Arc<Revision>>,
    pub(crate) seconds_seen: Vec<Simulation>,
}

impl PlayedHistory {
    /// The revision that an audience sees in a second, as far as its licence covers the section.
    pub(crate) fn seen(&self, audience: &Audience, second: usize) -> SeenRevision {
        let simulation = &self.seconds_seen[second];
        match audience {
            Audience::Public => simulation.public,
            Audience::Desk => simulation.trusted,
            Audience::Author(account) if self.owner == Some(*account) => simulation.trusted,
            Audience::Author(_) => simulation.public,
            Audience::Partner(Grants { embargo, sections }) => {
                let seen = if *embargo {
                    simulation.trusted
                } else {
                    simulation.public
                };
                seen.filter(|seen| {
                    let section = self.revision(*seen).content.section;
                    sections.as_ref().is_none_or(|licensed| {
                        section.is_some_and(|section| licensed.contains(&section))
                    })
                })
            }
        }
    }

    /// Returns whether an audience saw the article under a slug in a second or before.
    pub(crate) fn was_seen_as(&self, slug: &Slug, audience: &Audience, second: usize) -> bool {
        (0..=second)
            .filter_map(|second| self.seen(audience, second))
            .any(|seen| self.revision(seen).content.slug == *slug)
    }

    /// The revision that is seen, or whose tombstone is seen.
    pub(crate) fn revision(&self, seen: Result<RevisionNumber, RevisionNumber>) -> &Revision {
        &self.written[&seen.unwrap_or_else(|retracted| retracted)]
    }
}

/// The simulated articles, second by second.
#[derive(Default, Clone)]
pub(crate) struct Simulation {
    public: SeenRevision,
    trusted: SeenRevision,
    scheduled: Vec<ScheduledRevision>,
    /// The revision that was public last.
    last_public: Option<RevisionNumber>,
    /// The second in which that revision became public, and the public revision before.
    public_since: i64,
    public_before: Option<RevisionNumber>,
    /// The public revision that expired last.
    expired: Option<RevisionNumber>,
    embargo: Option<i64>,
    expiry: Option<i64>,
}

/// A revision that trusted readers see from one second and all readers from another, unless a later
/// revision becomes public no later.
#[derive(Clone, Copy)]
struct ScheduledRevision {
    revision: RevisionNumber,
    at: i64,
    public_at: i64,
    started: bool,
}

impl Simulation {
    /// Starts, publishes and expires what is due in this second.
    pub(crate) fn tick(&mut self, second: i64) {
        for scheduled in self
            .scheduled
            .iter_mut()
            .filter(|scheduled| !scheduled.started && second >= scheduled.at)
        {
            scheduled.started = true;
            self.trusted = Some(Ok(scheduled.revision));
        }
        if let Some(due) = self
            .scheduled
            .iter()
            .rposition(|scheduled| second >= scheduled.public_at)
        {
            let revision = self.scheduled[due].revision;
            self.public = Some(Ok(revision));
            self.scheduled.drain(..=due);
            if self.public_since != second {
                (self.public_before, self.public_since) = (self.last_public, second);
            }
            self.last_public = Some(revision);
        }
        if self.expiry.is_some_and(|expiry| expiry <= second) {
            if let Some(Ok(revision)) = self.public {
                (self.public, self.expired) = (None, Some(revision));
            }
            self.trusted = self.trusted.filter(Result::is_err);
        }
    }

    /// Applies a command that the store accepted.
    pub(crate) fn apply(
        &mut self,
        command: &StoryCommand,
        second: i64,
        before: &Story,
        after: &Story,
    ) {
        let later = |delay: &Option<i64>| delay.map_or(second, |delay| second + delay);
        match command {
            StoryCommand::Amend(_) => {}
            StoryCommand::Publish(_) | StoryCommand::Correct(_) => {
                let at = if let StoryCommand::Publish(delay) = command {
                    later(delay)
                } else {
                    second
                };
                self.scheduled.retain(|scheduled| scheduled.started);
                self.place(after.head.number, at);
            }
            StoryCommand::Unpublish if after.status == Status::Retracted => {
                self.scheduled.clear();
                self.retract(second);
            }
            StoryCommand::Unpublish | StoryCommand::Delete => self.clear(second),
            StoryCommand::Retract => self.retract(second),
            StoryCommand::Restore => {
                if before.deleted_from == Some(Status::Retracted) {
                    self.retract(second);
                }
            }
            StoryCommand::TakeIn(SourceState::Draft, _, embargo, _) => {
                self.embargo = embargo.map(|delay| second + delay);
                self.expiry = seconds(after.expires_at);
                self.clear(second);
            }
            StoryCommand::TakeIn(SourceState::Retracted, _, embargo, _) => {
                self.embargo = embargo.map(|delay| second + delay);
                self.expiry = seconds(after.expires_at);
                if self.last_public.is_some() {
                    self.retract(second)
                } else {
                    self.clear(second)
                }
            }
            StoryCommand::TakeIn(SourceState::Published, delay, embargo, _) => {
                if self.scheduled.iter().any(|scheduled| scheduled.started) {
                    self.trusted = None;
                }
                self.scheduled.clear();
                self.embargo = embargo.map(|delay| second + delay);
                self.expiry = seconds(after.expires_at);
                self.expired = None;
                self.place(after.head.number, later(delay));
            }
            StoryCommand::Embargo(delay) => self.change_dates(
                delay.map(|delay| second + delay),
                self.expiry,
                second,
                after,
            ),
            StoryCommand::Expire(delay) => self.change_dates(
                self.embargo,
                delay.map(|delay| second + delay),
                second,
                after,
            ),
        }
    }

    /// Removes everything that readers see. A revision that became public in this second was never
    /// seen.
    fn clear(&mut self, second: i64) {
        if self.public_since == second {
            self.last_public = self.public_before;
        }
        (self.public, self.trusted, self.expired) = (None, None, None);
        self.scheduled.clear();
    }

    /// Puts a tombstone in the place of the revision that was public last. Without one there is
    /// nothing to retract.
    fn retract(&mut self, second: i64) {
        let last_public = self.last_public.unwrap();
        self.clear(second);
        self.last_public = Some(last_public);
        (self.public, self.trusted) = (Some(Err(last_public)), Some(Err(last_public)));
    }

    fn place(&mut self, revision: RevisionNumber, at: i64) {
        let public_at = self.embargo.map_or(at, |embargo| embargo.max(at));
        self.scheduled.push(ScheduledRevision {
            revision,
            at,
            public_at,
            started: false,
        });
    }

    fn change_dates(
        &mut self,
        embargo: Option<i64>,
        expiry: Option<i64>,
        second: i64,
        after: &Story,
    ) {
        (self.embargo, self.expiry) = (embargo, expiry);
        if after.status != Status::Published {
            return;
        }
        let again = self.expired.take().filter(|_| self.scheduled.is_empty());
        for scheduled in std::mem::take(&mut self.scheduled) {
            self.place(scheduled.revision, scheduled.at.max(second));
        }
        if let Some(revision) = again {
            self.place(revision, second);
        }
    }
}

fn seconds(moment: Option<Moment>) -> Option<i64> {
    moment.map(|moment| (moment.as_millis() - at(0).as_millis()) / 1_000)
}
