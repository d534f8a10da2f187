//! Body remainder: the part of a request's body that the service did not read.
//!
//! To keep the connection, actix-http reads a dropped chunked body to its end, however long the
//! client sends. Here the body is kept until the response is sent. The response then says that the
//! connection closes, and the stream discards the remainder for a second.

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

use super::exchange::{Exchange, ExchangeState};

/// A request's body, shared by the service that reads it and the response.
pub(super) struct BodyRemainder(Option<Rc<SharedBody>>);

struct SharedBody {
    payload: RefCell<Payload>,
    is_read: Cell<bool>,
}

impl BodyRemainder {
    /// Takes shared ownership of a request's body. The service reads the same bytes as before.
    pub(super) fn share(request: &mut Request) -> Self {
        let payload = request.take_payload();
        if matches!(payload, Payload::None) {
            return Self(None);
        }
        let shared = Rc::new(SharedBody {
            payload: RefCell::new(payload),
            is_read: Cell::new(false),
        });
        *request.payload() = Payload::Stream {
            payload: Box::pin(BodyReader(Rc::clone(&shared))),
        };
        Self(Some(shared))
    }

    /// Returns `true` when nothing is left of the body.
    pub(super) fn is_empty(&self) -> bool {
        self.0.as_ref().is_none_or(|shared| shared.is_read.get())
    }

    /// Attaches the remainder to a response's body, which keeps it until the response is sent.
    pub(super) fn attach_to(
        self,
        body: impl MessageBody + 'static,
        exchange: Option<Exchange>,
    ) -> ResponseBody {
        ResponseBody {
            body: body.boxed(),
            exchange,
            _remainder: self,
        }
    }
}

/// Body that the service reads.
struct BodyReader(Rc<SharedBody>);

impl Stream for BodyReader {
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

/// Body of a response, together with the remainder of the request's body.
pub(super) struct ResponseBody {
    body: BoxBody,
    exchange: Option<Exchange>,
    _remainder: BodyRemainder,
}

/// The HTTP layer drops the body when the response is complete.
impl Drop for ResponseBody {
    fn drop(&mut self) {
        if let Some(exchange) = &self.exchange
            && exchange.state() == ExchangeState::Processing
        {
            exchange.set(ExchangeState::Responded);
        }
    }
}

impl MessageBody for ResponseBody {
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
