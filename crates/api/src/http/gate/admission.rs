//! Admission: how many operations run at once, who waits, and who is turned away.
//!
//! An operation that begins while too many others run slows all of them down until none is answered in time. So only so many run, a few more wait for a
//! short while, and whoever finds the queue full is told at once to come back later. Editors' work goes before that of partners, and theirs before that
//! of strangers: a full queue makes room for them by turning the youngest of the lowest lane away.
//!
//! One for the whole process. How many run follows how long operations take ([`pace`]).

mod pace;
mod queue;

use std::{
    num::NonZeroUsize,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use standfirst_domain::permission::{self, Action, Actor};
use tokio::sync::oneshot;

use self::{
    pace::Pace,
    queue::{Queue, Ticket},
};
use crate::limits::Limits;

/// Who goes before whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lane {
    /// Those without a credential.
    Strangers,
    /// Those who came in to read, partners above all, and the paper's own front ends.
    Partners,
    /// Those who write.
    Desk,
}

impl Lane {
    const COUNT: usize = 3;

    /// The lane of whoever came in.
    pub fn of_actor(actor: &Actor) -> Self {
        if actor.may(Action::ArticleFile) == permission::Access::No {
            Self::Partners
        } else {
            Self::Desk
        }
    }

    const fn place(self) -> usize {
        self as usize
    }
}

/// That more is asked than can be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overloaded;

/// Who runs and who waits.
pub struct Admission {
    state: Mutex<State>,
    queue_wait: Duration,
    /// Whether a stranger who came now would be turned away. It is looked at before anything of a request is read, and costs nothing.
    is_full: AtomicBool,
    /// How many were turned away since this was last asked.
    refused: AtomicU64,
}

struct State {
    running: usize,
    pace: Pace,
    queue: Queue,
}

impl Admission {
    /// Nobody runs yet.
    pub fn new(limits: &Limits) -> Self {
        let processors = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let most = limits.running.saturating_mul(processors);
        Self {
            state: Mutex::new(State {
                running: 0,
                pace: Pace::new(most, limits.queue_wait),
                queue: Queue::new(limits.queue),
            }),
            queue_wait: limits.queue_wait,
            is_full: AtomicBool::new(false),
            refused: AtomicU64::new(0),
        }
    }

    /// Whether a stranger who came now would be turned away.
    pub fn turns_strangers_away(&self) -> bool {
        self.is_full.load(Ordering::Relaxed)
    }

    /// Notes that somebody was turned away before they asked to come in.
    pub fn note_refusal(&self) {
        self.refused.fetch_add(1, Ordering::Relaxed);
    }

    /// How many were turned away since this was last asked.
    pub fn refused(&self) -> u64 {
        self.refused.swap(0, Ordering::Relaxed)
    }

    /// How many run and how many wait.
    pub fn load(&self) -> (usize, usize) {
        let state = self.state();
        (state.running, state.queue.len())
    }

    /// Waits for a turn. Whoever stops waiting, by being dropped, leaves the queue.
    ///
    /// # Errors
    /// The queue is full of those who go first, or the turn did not come in time.
    pub async fn enter(self: &Arc<Self>, lane: Lane) -> Result<Permit, Overloaded> {
        let ticket = match self.come(lane) {
            Ok(Come::In) => return Ok(Permit::of(self)),
            Ok(Come::Wait(ticket)) => ticket,
            Err(Overloaded) => {
                self.note_refusal();
                return Err(Overloaded);
            }
        };
        let mut waiting = Waiting {
            admission: self,
            ticket,
        };
        match tokio::time::timeout(self.queue_wait, &mut waiting.ticket.turn).await {
            Ok(Ok(permit)) => Ok(permit),
            _ => {
                self.note_refusal();
                Err(Overloaded)
            }
        }
    }

    fn come(&self, lane: Lane) -> Result<Come, Overloaded> {
        let mut state = self.state();
        if state.running < state.pace.most() && state.queue.len() == 0 {
            state.running += 1;
            return Ok(Come::In);
        }
        let ticket = state.queue.join(lane);
        self.is_full.store(state.queue.is_full(), Ordering::Relaxed);
        ticket.map(Come::Wait)
    }

    /// Somebody is done: their place goes to whoever is next, if as many may still run.
    fn leave(self: &Arc<Self>, since: Instant) {
        let mut state = self.state();
        state.running = state.running.saturating_sub(1);
        let now = Instant::now();
        let is_busy = state.queue.len() > 0;
        state.pace.note(now.duration_since(since), now, is_busy);
        while state.running < state.pace.most()
            && let Some(next) = state.queue.next()
        {
            // Whoever stops waiting leaves the queue first; should it be just now, the turn comes back undelivered and is nobody's.
            match next.send(Permit::of(self)) {
                Ok(()) => state.running += 1,
                Err(permit) => permit.void(),
            }
        }
        self.is_full.store(state.queue.is_full(), Ordering::Relaxed);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

enum Come {
    In,
    Wait(Ticket),
}

/// A place among those who wait, given up when it is dropped.
struct Waiting<'a> {
    admission: &'a Admission,
    ticket: Ticket,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let mut state = self.admission.state();
        state.queue.give_up(&self.ticket);
        let is_full = state.queue.is_full();
        self.admission.is_full.store(is_full, Ordering::Relaxed);
    }
}

/// Leave to run, until it is dropped: by an answer, a panic, a deadline, or a client who goes away.
pub struct Permit {
    admission: Option<Arc<Admission>>,
    since: Instant,
}

impl Permit {
    fn of(admission: &Arc<Admission>) -> Self {
        Self {
            admission: Some(Arc::clone(admission)),
            since: Instant::now(),
        }
    }

    /// One that nobody took.
    fn void(mut self) {
        self.admission = None;
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if let Some(admission) = self.admission.take() {
            admission.leave(self.since);
        }
    }
}

type Sender = oneshot::Sender<Permit>;

#[cfg(test)]
mod tests;
