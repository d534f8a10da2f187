//! Admission queue: bounds the number of concurrent operations and sheds load when it is full.
//!
//! Too many concurrent operations slow each other down until none is answered in time. A bounded
//! number of operations runs, some more wait for a short time, and the rest is rejected at once so
//! that clients can back off. The desk goes before partners, and partners before anonymous clients.
//! A full queue makes room for a higher priority by evicting the youngest waiter of the lowest one.
//!
//! The process has one queue. The bound follows operation latency ([`concurrency_limit`]).

mod concurrency_limit;
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

use self::{
    concurrency_limit::ConcurrencyLimit,
    queue::{PriorityQueue, QueueFull, Ticket},
};
use super::priority::Priority;
use crate::limits::Limits;

/// Error of an operation that gets no execution slot: the server is overloaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overloaded;

/// Running and waiting operations of the process.
pub struct AdmissionQueue {
    state: Mutex<AdmissionState>,
    /// Longest time in the queue.
    queue_wait: Duration,
    /// Copy of "the queue is full" that is read without the lock, before a request is read.
    is_full: AtomicBool,
    /// Rejections since the last count.
    rejected: AtomicU64,
}

struct AdmissionState {
    running: usize,
    limit: ConcurrencyLimit,
    queue: PriorityQueue<ExecutionSlot>,
}

impl AdmissionQueue {
    /// Creates an empty queue.
    pub fn new(limits: &Limits) -> Self {
        let processors = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let most = limits.running.saturating_mul(processors);
        Self {
            state: Mutex::new(AdmissionState {
                running: 0,
                limit: ConcurrencyLimit::new(most, limits.queue_wait),
                queue: PriorityQueue::new(limits.queue),
            }),
            queue_wait: limits.queue_wait,
            is_full: AtomicBool::new(false),
            rejected: AtomicU64::new(0),
        }
    }

    /// Returns whether an operation of the lowest priority is rejected now.
    pub fn is_full(&self) -> bool {
        self.is_full.load(Ordering::Relaxed)
    }

    /// Counts a request that was rejected before it reached the queue.
    pub fn count_rejection(&self) {
        self.rejected.fetch_add(1, Ordering::Relaxed);
    }

    /// Takes the number of rejections and starts a new count.
    pub fn take_rejected(&self) -> u64 {
        self.rejected.swap(0, Ordering::Relaxed)
    }

    /// Number of running and of waiting operations.
    pub fn load(&self) -> (usize, usize) {
        let state = self.state();
        (state.running, state.queue.len())
    }

    /// Waits for an execution slot. Dropping the future leaves the queue.
    ///
    /// # Errors
    /// The queue is full of callers of the same or a higher priority, or the wait timed out.
    pub async fn acquire(
        self: &Arc<Self>,
        priority: Priority,
    ) -> Result<ExecutionSlot, Overloaded> {
        let ticket = match self.enter(priority) {
            Ok(Arrival::Running) => return Ok(ExecutionSlot::new(self)),
            Ok(Arrival::Queued(ticket)) => ticket,
            Err(QueueFull) => {
                self.count_rejection();
                return Err(Overloaded);
            }
        };
        let mut place = QueuePlace {
            admission: self,
            ticket,
        };
        match tokio::time::timeout(self.queue_wait, &mut place.ticket.slot).await {
            Ok(Ok(slot)) => Ok(slot),
            // Either the wait timed out, or a caller of a higher priority took the place.
            _ => {
                self.count_rejection();
                Err(Overloaded)
            }
        }
    }

    fn enter(&self, priority: Priority) -> Result<Arrival, QueueFull> {
        let mut state = self.state();
        // A new operation never overtakes those that wait, whatever their priority.
        if state.running < state.limit.current() && state.queue.len() == 0 {
            state.running += 1;
            return Ok(Arrival::Running);
        }
        let ticket = state.queue.join(priority);
        self.is_full.store(state.queue.is_full(), Ordering::Relaxed);
        ticket.map(Arrival::Queued)
    }

    /// Ends an operation and hands free slots to the next waiters, up to the current limit.
    fn release(self: &Arc<Self>, started_at: Instant) {
        let mut state = self.state();
        state.running = state.running.saturating_sub(1);
        let now = Instant::now();
        let others_wait = state.queue.len() > 0;
        let duration = now.duration_since(started_at);
        state.limit.record(duration, now, others_wait);
        while state.running < state.limit.current()
            && let Some(next) = state.queue.pop()
        {
            // A waiter that gives up leaves the queue first. If it gives up at this very moment,
            // the slot comes back undelivered and counts for no operation.
            match next.send(ExecutionSlot::new(self)) {
                Ok(()) => state.running += 1,
                Err(slot) => slot.discard(),
            }
        }
        self.is_full.store(state.queue.is_full(), Ordering::Relaxed);
    }

    fn state(&self) -> MutexGuard<'_, AdmissionState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

enum Arrival {
    Running,
    Queued(Ticket<ExecutionSlot>),
}

/// A place in the queue, given up when dropped.
struct QueuePlace<'a> {
    admission: &'a AdmissionQueue,
    ticket: Ticket<ExecutionSlot>,
}

impl Drop for QueuePlace<'_> {
    fn drop(&mut self) {
        let mut state = self.admission.state();
        state.queue.leave(&self.ticket);
        self.admission
            .is_full
            .store(state.queue.is_full(), Ordering::Relaxed);
    }
}

/// Permission to run one operation.
///
/// It ends when dropped: by an answer, a panic, a deadline, or a client that disconnects.
pub struct ExecutionSlot {
    admission: Option<Arc<AdmissionQueue>>,
    started_at: Instant,
}

impl ExecutionSlot {
    fn new(admission: &Arc<AdmissionQueue>) -> Self {
        Self {
            admission: Some(Arc::clone(admission)),
            started_at: Instant::now(),
        }
    }

    /// Drops a slot that no operation received. The caller holds the lock that `drop` would take.
    fn discard(mut self) {
        self.admission = None;
    }
}

impl Drop for ExecutionSlot {
    fn drop(&mut self) {
        if let Some(admission) = self.admission.take() {
            admission.release(self.started_at);
        }
    }
}

#[cfg(test)]
mod tests;
