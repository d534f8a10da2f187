//! Bounded queue with one list of waiters per priority: the oldest waiter of the highest priority
//! is next.

use std::collections::VecDeque;

use tokio::sync::oneshot;

use crate::load_control::priority::Priority;

/// Error of a caller for whom the queue has no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueFull;

/// A place in the queue.
pub struct Ticket<T> {
    number: u64,
    priority: Priority,
    /// Receives the slot, or an error when a caller of a higher priority took the place.
    pub slot: oneshot::Receiver<T>,
}

/// Waiters by priority.
pub struct PriorityQueue<T> {
    waiters_by_priority: [VecDeque<(u64, oneshot::Sender<T>)>; Priority::COUNT],
    capacity: usize,
    last_number: u64,
}

impl<T> PriorityQueue<T> {
    /// Creates an empty queue.
    pub fn new(capacity: usize) -> Self {
        Self {
            waiters_by_priority: std::array::from_fn(|_| VecDeque::new()),
            capacity,
            last_number: 0,
        }
    }

    /// Number of waiters.
    pub fn len(&self) -> usize {
        self.waiters_by_priority.iter().map(VecDeque::len).sum()
    }

    /// Returns whether a caller of the lowest priority finds no place.
    pub fn is_full(&self) -> bool {
        self.len() >= self.capacity
    }

    /// Joins the queue. A full queue evicts the youngest waiter of the lowest lower priority.
    ///
    /// # Errors
    /// The queue is full and no waiter has a lower priority.
    pub fn join(&mut self, priority: Priority) -> Result<Ticket<T>, QueueFull> {
        if self.is_full() {
            let lower = self.waiters_by_priority.iter_mut().take(priority.index());
            // Dropping the sender tells the evicted waiter that its wait is over.
            lower
                .filter_map(VecDeque::pop_back)
                .next()
                .ok_or(QueueFull)?;
        }
        let (sender, slot) = oneshot::channel();
        self.last_number += 1;
        let number = self.last_number;
        if let Some(waiters) = self.waiters_by_priority.get_mut(priority.index()) {
            waiters.push_back((number, sender));
        }
        Ok(Ticket {
            number,
            priority,
            slot,
        })
    }

    /// Removes the next waiter.
    pub fn pop(&mut self) -> Option<oneshot::Sender<T>> {
        let highest_first = self.waiters_by_priority.iter_mut().rev();
        highest_first
            .filter_map(VecDeque::pop_front)
            .map(|(_, sender)| sender)
            .next()
    }

    /// Removes a waiter, unless it left the queue before.
    pub fn leave(&mut self, ticket: &Ticket<T>) {
        if let Some(waiters) = self.waiters_by_priority.get_mut(ticket.priority.index()) {
            // Numbers ascend within a list, so a binary search finds the waiter.
            if let Ok(index) = waiters.binary_search_by_key(&ticket.number, |(number, _)| *number) {
                waiters.remove(index);
            }
        }
    }
}
