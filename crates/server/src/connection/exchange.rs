//! State of the exchange on a connection, shared by the stream below the HTTP parser and the
//! service above it.

use std::{cell::Cell, rc::Rc};

/// State of the exchange on a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ExchangeState {
    /// Open, and no byte has arrived yet.
    Opened,
    /// Between two requests: no byte of the next one has arrived.
    Idle,
    /// The head of a request is arriving.
    ReadingHead,
    /// The service works on a request, whose body may still be arriving.
    Processing,
    /// The response is complete and may still have to be sent.
    Responded,
    /// Closing: no further request is read.
    Closing,
}

/// Handle to the state of one connection. A connection stays on one worker thread.
#[derive(Debug, Clone)]
pub(super) struct Exchange(Rc<Cell<ExchangeState>>);

impl Exchange {
    /// Creates the handle of a connection that was just opened.
    pub(super) fn new() -> Self {
        Self(Rc::new(Cell::new(ExchangeState::Opened)))
    }

    pub(super) fn state(&self) -> ExchangeState {
        self.0.get()
    }

    pub(super) fn set(&self, state: ExchangeState) {
        self.0.set(state);
    }
}
