//! A newsroom's front as a simulation that ticks second by second and knows nothing of showings: what the visibility rule is held against.

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

/// What is done to a story, at one second after the other.
#[derive(Debug, Clone)]
pub(crate) enum Doing {
    Amend(Wording),
    Publish(Option<i64>),
    Unpublish,
    Retract,
    Delete,
    Restore,
    Embargo(Option<i64>),
    Expire(Option<i64>),
    Correct(Wording),
    /// The source changed: it is a draft there, retracted there, or published there, now or later and perhaps under an embargo.
    TakeIn(There, Option<i64>, Option<i64>, Wording),
}

/// Of what a revision says, that by which it is found: its slug and its section, each by its place among those of the test.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wording {
    pub(crate) slug: usize,
    pub(crate) section: Option<usize>,
}

/// What has become of an article at its source.
#[derive(Debug, Clone, Copy)]
pub(crate) enum There {
    Draft,
    Retracted,
    Published,
}

/// What stands before one kind of reader: a revision, or a tombstone of one.
pub(crate) type Stand = Option<Result<RevisionNumber, RevisionNumber>>;

/// A history that was lived: what was written in it, and how the front looked at each second.
pub(crate) struct Past {
    pub(crate) owner: Option<AccountId>,
    pub(crate) written: BTreeMap<RevisionNumber, Arc<Revision>>,
    pub(crate) fronts: Vec<Front>,
}

impl Past {
    /// What stands before an audience at a second: what its trust opens, where its licence covers the shelf that the revision stands on.
    pub(crate) fn stand(&self, audience: &Audience, second: usize) -> Stand {
        let front = &self.fronts[second];
        match audience {
            Audience::Public => front.public,
            Audience::Desk => front.trusted,
            Audience::Author(account) if self.owner == Some(*account) => front.trusted,
            Audience::Author(_) => front.public,
            Audience::Partner(Grants { embargo, sections }) => {
                let stand = if *embargo {
                    front.trusted
                } else {
                    front.public
                };
                stand.filter(|stand| {
                    let section = self.revision(*stand).content.section;
                    sections.as_ref().is_none_or(|licensed| {
                        section.is_some_and(|section| licensed.contains(&section))
                    })
                })
            }
        }
    }

    /// Whether the article stood before an audience under a slug at a second or earlier.
    pub(crate) fn was_met_as(&self, slug: &Slug, audience: &Audience, second: usize) -> bool {
        (0..=second)
            .filter_map(|second| self.stand(audience, second))
            .any(|stand| self.revision(stand).content.slug == *slug)
    }

    /// What was written in a revision that stands somewhere, or of which a tombstone does.
    pub(crate) fn revision(&self, stand: Result<RevisionNumber, RevisionNumber>) -> &Revision {
        &self.written[&stand.unwrap_or_else(|buried| buried)]
    }
}

/// A simulation of a newsroom's front, ticking second by second.
#[derive(Default, Clone)]
pub(crate) struct Front {
    public: Stand,
    trusted: Stand,
    coming: Vec<Coming>,
    /// What everybody saw last.
    met: Option<RevisionNumber>,
    /// Since which second, and what they saw last before.
    met_since: i64,
    met_before: Option<RevisionNumber>,
    /// What was put there last, when its time was over.
    lapsed: Option<RevisionNumber>,
    embargo: Option<i64>,
    expiry: Option<i64>,
}

/// A revision that is to stand before trusted readers at one second and before everybody at another, unless a later one opens no later.
#[derive(Clone, Copy)]
struct Coming {
    revision: RevisionNumber,
    at: i64,
    opens: i64,
    started: bool,
}

impl Front {
    pub(crate) fn tick(&mut self, second: i64) {
        for coming in self
            .coming
            .iter_mut()
            .filter(|coming| !coming.started && second >= coming.at)
        {
            coming.started = true;
            self.trusted = Some(Ok(coming.revision));
        }
        if let Some(opened) = self
            .coming
            .iter()
            .rposition(|coming| second >= coming.opens)
        {
            let revision = self.coming[opened].revision;
            self.public = Some(Ok(revision));
            self.coming.drain(..=opened);
            if self.met_since != second {
                (self.met_before, self.met_since) = (self.met, second);
            }
            self.met = Some(revision);
        }
        if self.expiry.is_some_and(|expiry| expiry <= second) {
            if let Some(Ok(revision)) = self.public {
                (self.public, self.lapsed) = (None, Some(revision));
            }
            self.trusted = self.trusted.filter(Result::is_err);
        }
    }

    pub(crate) fn done(&mut self, doing: &Doing, second: i64, before: &Story, after: &Story) {
        let later = |delay: &Option<i64>| delay.map_or(second, |delay| second + delay);
        match doing {
            Doing::Amend(_) => {}
            Doing::Publish(_) | Doing::Correct(_) => {
                let at = if let Doing::Publish(delay) = doing {
                    later(delay)
                } else {
                    second
                };
                self.coming.retain(|coming| coming.started);
                self.place(after.head.number, at);
            }
            Doing::Unpublish if after.status == Status::Retracted => {
                self.coming.clear();
                self.bury(second);
            }
            Doing::Unpublish | Doing::Delete => self.clear(second),
            Doing::Retract => self.bury(second),
            Doing::Restore => {
                if before.deleted_from == Some(Status::Retracted) {
                    self.bury(second);
                }
            }
            Doing::TakeIn(There::Draft, _, embargo, _) => {
                self.embargo = embargo.map(|delay| second + delay);
                self.expiry = seconds(after.expires_at);
                self.clear(second);
            }
            Doing::TakeIn(There::Retracted, _, embargo, _) => {
                self.embargo = embargo.map(|delay| second + delay);
                self.expiry = seconds(after.expires_at);
                if self.met.is_some() {
                    self.bury(second)
                } else {
                    self.clear(second)
                }
            }
            Doing::TakeIn(There::Published, delay, embargo, _) => {
                if self.coming.iter().any(|coming| coming.started) {
                    self.trusted = None;
                }
                self.coming.clear();
                self.embargo = embargo.map(|delay| second + delay);
                self.expiry = seconds(after.expires_at);
                self.lapsed = None;
                self.place(after.head.number, later(delay));
            }
            Doing::Embargo(delay) => self.change_dates(
                delay.map(|delay| second + delay),
                self.expiry,
                second,
                after,
            ),
            Doing::Expire(delay) => self.change_dates(
                self.embargo,
                delay.map(|delay| second + delay),
                second,
                after,
            ),
        }
    }

    /// What opened at this very second was before nobody.
    fn clear(&mut self, second: i64) {
        if self.met_since == second {
            self.met = self.met_before;
        }
        (self.public, self.trusted, self.lapsed) = (None, None, None);
        self.coming.clear();
    }

    /// A tombstone stands in the place of what everybody saw last: nothing is withdrawn that nobody saw.
    fn bury(&mut self, second: i64) {
        let met = self.met.unwrap();
        self.clear(second);
        self.met = Some(met);
        (self.public, self.trusted) = (Some(Err(met)), Some(Err(met)));
    }

    fn place(&mut self, revision: RevisionNumber, at: i64) {
        let opens = self.embargo.map_or(at, |embargo| embargo.max(at));
        self.coming.push(Coming {
            revision,
            at,
            opens,
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
        let again = self.lapsed.take().filter(|_| self.coming.is_empty());
        for coming in std::mem::take(&mut self.coming) {
            self.place(coming.revision, coming.at.max(second));
        }
        if let Some(revision) = again {
            self.place(revision, second);
        }
    }
}

fn seconds(moment: Option<Moment>) -> Option<i64> {
    moment.map(|moment| (moment.as_millis() - at(0).as_millis()) / 1_000)
}
