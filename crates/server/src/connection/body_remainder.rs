//! The rest of a request's body that nobody read.
//!
//! actix reads on through a chunked body that was dropped, for as long as it comes, to keep the connection. Here it is kept until the answer is sent
//! instead: then the answer says that the connection closes, and what still comes is passed over for a second.

use std::{
    cell::{Cell, RefCell},
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
};

use actix_http::{Payload, Request, error::PayloadError};
use actix_web::{
    body::{BodySize, BoxBody, MessageBody},
    web::Bytes,
};
use futures::Stream;

use super::line::Stage;

/// A request's body, shared between whoever reads it and the answer.
pub(super) struct Rest(Option<Rc<Shared>>);

struct Shared {
    payload: RefCell<Payload>,
    is_read: Cell<bool>,
}

impl Rest {
    /// Of a request, whose reader finds the same body as before.
    pub(super) fn of(request: &mut Request) -> Self {
        let payload = request.take_payload();
        if matches!(payload, Payload::None) {
            return Self(None);
        }
        let shared = Rc::new(Shared {
            payload: RefCell::new(payload),
            is_read: Cell::new(false),
        });
        let reader = Reader(Rc::clone(&shared));
        *request.payload() = Payload::Stream {
            payload: Box::pin(reader),
        };
        Self(Some(shared))
    }

    /// Whether nothing is left of it.
    pub(super) fn is_read(&self) -> bool {
        self.0.as_ref().is_none_or(|shared| shared.is_read.get())
    }

    /// The body of the answer, with which it stays until it is sent.
    pub(super) fn kept_with(
        self,
        body: impl MessageBody + 'static,
        stage: Option<Rc<Cell<Stage>>>,
    ) -> Kept {
        Kept {
            body: body.boxed(),
            stage,
            _rest: self,
        }
    }
}

struct Reader(Rc<Shared>);

impl Stream for Reader {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut payload = self.0.payload.borrow_mut();
        let polled = Pin::new(&mut *payload).poll_next(context);
        if matches!(polled, Poll::Ready(None)) {
            self.0.is_read.set(true);
        }
        polled
    }
}

/// The body of an answer, and with it the rest of the request's.
pub(super) struct Kept {
    body: BoxBody,
    stage: Option<Rc<Cell<Stage>>>,
    _rest: Rest,
}

/// It goes when the answer is complete.
impl Drop for Kept {
    fn drop(&mut self) {
        if let Some(stage) = &self.stage
            && stage.get() == Stage::Asked
        {
            stage.set(Stage::Answered);
        }
    }
}

impl MessageBody for Kept {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.body).poll_next(context)
    }
}
