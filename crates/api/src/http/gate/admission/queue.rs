//! Those who wait: in lanes, the oldest of the highest lane first.

use std::collections::VecDeque;

use tokio::sync::oneshot;

use super::{Lane, Overloaded, Permit, Sender};

/// A place in the queue.
pub struct Ticket {
    number: u64,
    lane: Lane,
    /// Brings the turn, or nothing when the place was given to somebody else.
    pub turn: oneshot::Receiver<Permit>,
}

/// The lanes.
pub struct Queue {
    lanes: [VecDeque<(u64, Sender)>; Lane::COUNT],
    most: usize,
    last_number: u64,
}

impl Queue {
    pub fn new(most: usize) -> Self {
        Self {
            lanes: Default::default(),
            most,
            last_number: 0,
        }
    }

    pub fn len(&self) -> usize {
        self.lanes.iter().map(VecDeque::len).sum()
    }

    /// Whether nobody of the lowest lane finds a place.
    pub fn is_full(&self) -> bool {
        self.len() >= self.most
    }

    /// Finds a place, if need be that of the youngest in the lowest lane under one's own.
    pub fn join(&mut self, lane: Lane) -> Result<Ticket, Overloaded> {
        if self.is_full() {
            let below = self.lanes.iter_mut().take(lane.place());
            // Dropping the sender tells whoever waited that they wait no longer.
            below
                .filter_map(VecDeque::pop_back)
                .next()
                .ok_or(Overloaded)?;
        }
        let (sender, turn) = oneshot::channel();
        self.last_number += 1;
        let number = self.last_number;
        if let Some(waiting) = self.lanes.get_mut(lane.place()) {
            waiting.push_back((number, sender));
        }
        Ok(Ticket { number, lane, turn })
    }

    /// Whose turn it is.
    pub fn next(&mut self) -> Option<Sender> {
        let highest = self.lanes.iter_mut().rev();
        highest
            .filter_map(VecDeque::pop_front)
            .map(|(_, sender)| sender)
            .next()
    }

    /// Leaves the queue, for whoever is still in it.
    pub fn give_up(&mut self, ticket: &Ticket) {
        if let Some(waiting) = self.lanes.get_mut(ticket.lane.place()) {
            // Numbers ascend within a lane.
            if let Ok(place) = waiting.binary_search_by_key(&ticket.number, |(number, _)| *number) {
                waiting.remove(place);
            }
        }
    }
}
