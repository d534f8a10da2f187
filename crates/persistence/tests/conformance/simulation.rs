//! A newsroom's front as a simulation that ticks second by second and knows nothing of showings: what the rule of sight is held against.

use standfirst_domain::{article::Status, ids::RevisionNumber, moment::Moment, story::Story};

use crate::support::at;

/// What is done to a story, at one second after the other.
#[derive(Debug, Clone)]
pub(crate) enum Doing {
    Amend,
    Publish(Option<i64>),
    Unpublish,
    Retract,
    Delete,
    Restore,
    Embargo(Option<i64>),
    Expire(Option<i64>),
    Correct,
    /// The source changed: it is a draft there, retracted there, or published there, now or later and perhaps under an embargo.
    TakeIn(There, Option<i64>, Option<i64>),
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

/// A simulation of a newsroom's front, ticking second by second.
#[derive(Default, Clone)]
pub(crate) struct Front {
    public: Stand,
    trusted: Stand,
    coming: Vec<Coming>,
    /// What everybody saw last.
    met: Option<RevisionNumber>,
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
            Doing::Amend => {}
            Doing::Publish(_) | Doing::Correct => {
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
                self.bury();
            }
            Doing::Unpublish | Doing::Delete => self.clear(),
            Doing::Retract => self.bury(),
            Doing::Restore => {
                if before.deleted_from == Some(Status::Retracted) {
                    self.bury();
                }
            }
            Doing::TakeIn(There::Draft, _, embargo) => {
                self.embargo = embargo.map(|delay| second + delay);
                self.expiry = seconds(after.expires_at);
                self.clear();
            }
            Doing::TakeIn(There::Retracted, _, embargo) => {
                self.embargo = embargo.map(|delay| second + delay);
                self.expiry = seconds(after.expires_at);
                if self.met.is_some() {
                    self.bury()
                } else {
                    self.clear()
                }
            }
            Doing::TakeIn(There::Published, delay, embargo) => {
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

    fn clear(&mut self) {
        (self.public, self.trusted, self.lapsed) = (None, None, None);
        self.coming.clear();
    }

    /// A tombstone stands in the place of what everybody saw last: nothing is withdrawn that nobody saw.
    fn bury(&mut self) {
        self.clear();
        let met = self.met.unwrap();
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

    pub(crate) fn seen(&self, trusted: bool) -> Stand {
        if trusted { self.trusted } else { self.public }
    }
}

fn seconds(moment: Option<Moment>) -> Option<i64> {
    moment.map(|moment| (moment.as_millis() - at(0).as_millis()) / 1_000)
}
