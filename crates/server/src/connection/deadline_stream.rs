//! Deadline stream: a socket with deadlines and limits for what the client sends and reads.
//!
//! The stream stands between the socket and the HTTP parser. Reads pass through [`RequestHead`],
//! which finds limits and the end of the request; bytes of later requests wait in a buffer. Writes
//! pass through [`WriteDeadline`]. A request that breaks a limit before its head is complete is
//! answered here, by an early error.

use std::{
    io,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, ready},
    time::Duration,
};

use standfirst_domain::error::ErrorCode;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::Sleep,
};

use super::{
    deadlines::{HeadDeadline, WriteDeadline, timer},
    early_error::early_error_response,
    exchange::{Exchange, ExchangeState},
    limiter::CountedConnection,
    request_head::RequestHead,
    stream_limits::StreamLimits,
};

/// Time for which bytes are still read from a connection that is to close.
pub(super) const LINGER: Duration = Duration::from_secs(1);

/// Bytes of pipelined requests that are buffered here. Further ones stay in the system's buffer,
/// where TCP flow control stops the client.
const MAX_PIPELINED_BYTES: usize = 16_384;

/// Reads in one poll, before other connections get their turn.
const READS_PER_POLL: usize = 16;

/// A socket with deadlines and limits.
pub(super) struct DeadlineStream<T> {
    socket: T,
    limits: Rc<StreamLimits>,
    counted: CountedConnection,
    exchange: Exchange,
    head: RequestHead,
    /// Bytes after the present request, for the next ones.
    pipelined: Vec<u8>,
    head_deadline: HeadDeadline,
    write_deadline: WriteDeadline,
    /// A limit was broken: reads report the end of the stream.
    is_rejected: bool,
    /// Bytes of an early error that are not written yet.
    early_error: Vec<u8>,
    /// End of the lingering close, once nothing more is written.
    linger: Option<Pin<Box<Sleep>>>,
}

impl<T> DeadlineStream<T> {
    /// Wraps a socket. The deadline of the first head runs from now.
    pub(super) fn new(socket: T, limits: Rc<StreamLimits>, counted: CountedConnection) -> Self {
        Self {
            socket,
            head_deadline: HeadDeadline::new(limits.header_deadline, limits.idle),
            write_deadline: WriteDeadline::new(limits.stalled),
            limits,
            counted,
            exchange: Exchange::new(),
            head: RequestHead::default(),
            pipelined: Vec::new(),
            is_rejected: false,
            early_error: Vec::new(),
            linger: None,
        }
    }

    /// Handle through which the service reports the state of the exchange.
    pub(super) fn exchange(&self) -> Exchange {
        self.exchange.clone()
    }

    /// Returns `true` when the client's address has too many connections open.
    pub(super) const fn is_over_limit(&self) -> bool {
        self.counted.is_over_limit
    }

    /// Returns `true` when the next bytes may go to the HTTP parser: they belong to the present
    /// request, or start the next one.
    fn accepts_bytes(&self) -> bool {
        match self.exchange.state() {
            ExchangeState::Opened | ExchangeState::Idle => true,
            ExchangeState::ReadingHead | ExchangeState::Processing => {
                !self.head.is_request_complete()
            }
            ExchangeState::Responded | ExchangeState::Closing => false,
        }
    }

    /// Checks received bytes and returns the number of them that belong to the present request.
    /// After an error none of them may reach the HTTP parser.
    fn receive(&mut self, bytes: &[u8]) -> Result<usize, ErrorCode> {
        let state = self.exchange.state();
        if matches!(state, ExchangeState::Opened | ExchangeState::Idle) {
            self.exchange.set(ExchangeState::ReadingHead);
            // The idle timer ends here. The timer of the first head runs on from the opening.
            if state == ExchangeState::Idle {
                self.head_deadline.stop();
            }
            self.head = RequestHead::default();
        }
        let limits = &self.limits;
        self.head
            .read(bytes, limits.max_target_bytes, limits.max_header_bytes)
    }

    fn has_head_deadline_passed(&mut self, context: &mut Context<'_>) -> bool {
        let is_writing = self.write_deadline.is_running();
        self.head_deadline
            .has_passed(self.exchange.state(), is_writing, context)
    }

    /// Ends reading. An early error is written before the connection closes.
    fn reject(&mut self, code: ErrorCode) {
        // Without a head that has begun there is no request to answer: the connection was idle.
        if self.exchange.state() == ExchangeState::ReadingHead {
            self.early_error = early_error_response(code, self.limits.strict_transport.as_deref());
        }
        self.exchange.set(ExchangeState::Closing);
        self.head_deadline.stop();
        tracing::debug!(
            error.code = code.as_str(),
            "request rejected before its head was complete"
        );
        self.is_rejected = true;
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for DeadlineStream<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let stream = &mut *self;
        if stream.is_rejected {
            return Poll::Ready(Ok(()));
        }
        if !stream.accepts_bytes() {
            return stream.poll_pipelined(context);
        }
        let before = buffer.filled().len();
        if stream.pipelined.is_empty() {
            if Pin::new(&mut stream.socket)
                .poll_read(context, buffer)?
                .is_pending()
            {
                if stream.has_head_deadline_passed(context) {
                    stream.reject(ErrorCode::RequestTimeout);
                    return Poll::Ready(Ok(()));
                }
                return Poll::Pending;
            }
        } else {
            let count = stream.pipelined.len().min(buffer.remaining());
            buffer.put_slice(stream.pipelined.get(..count).unwrap_or_default());
            stream.pipelined.drain(..count);
        }
        let received = buffer.filled().get(before..).unwrap_or_default();
        if received.is_empty() {
            return Poll::Ready(Ok(()));
        }
        match stream.receive(received) {
            Ok(count) => {
                // Bytes of the next request go back to the buffer, in front of later ones.
                let next = received.get(count..).unwrap_or_default();
                stream.pipelined.splice(..0, next.iter().copied());
                buffer.set_filled(before + count);
            }
            Err(code) => {
                buffer.set_filled(before);
                stream.reject(code);
            }
        }
        Poll::Ready(Ok(()))
    }
}

impl<T: AsyncRead + Unpin> DeadlineStream<T> {
    /// Reads after a complete request. The next request is buffered until this one is answered, and
    /// everything after the last request is discarded.
    ///
    /// The socket is read although the bytes are not wanted yet, because only a read tells that the
    /// client has disconnected. The HTTP layer then cancels the request.
    fn poll_pipelined(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        // Called for its effect: the head timer stops once the request is being processed.
        let _ = self.has_head_deadline_passed(context);
        let mut part = [0; 4_096];
        for _ in 0..READS_PER_POLL {
            let is_closing = self.exchange.state() == ExchangeState::Closing;
            if !is_closing && self.pipelined.len() >= MAX_PIPELINED_BYTES {
                return Poll::Pending;
            }
            let mut buffer = ReadBuf::new(&mut part);
            ready!(Pin::new(&mut self.socket).poll_read(context, &mut buffer))?;
            match buffer.filled() {
                [] => return Poll::Ready(Ok(())),
                _ if is_closing => {}
                received => self.pipelined.extend_from_slice(received),
            }
        }
        // The socket has more. Yield to other connections and continue in the next poll.
        context.waker().wake_by_ref();
        Poll::Pending
    }

    /// Lingering close: discards bytes that the client still sends. Closing a socket with unread
    /// bytes resets the connection, and the client would lose the response (RFC 9112, section 9.6).
    fn poll_linger(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let Some(linger) = &mut self.linger else {
            return Poll::Ready(Ok(()));
        };
        let state = self.exchange.state();
        if !matches!(state, ExchangeState::ReadingHead | ExchangeState::Closing)
            || linger.as_mut().poll(context).is_ready()
        {
            return Poll::Ready(Ok(()));
        }
        let mut discarded = [0; 4_096];
        loop {
            let mut buffer = ReadBuf::new(&mut discarded);
            match Pin::new(&mut self.socket).poll_read(context, &mut buffer) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Ok(())) if !buffer.filled().is_empty() => {}
                Poll::Ready(_) => return Poll::Ready(Ok(())),
            }
        }
    }
}

impl<T: AsyncRead + AsyncWrite + Unpin> AsyncWrite for DeadlineStream<T> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.socket).poll_write(context, bytes)?;
        self.write_deadline.check(written, context)
    }

    /// Called by the HTTP layer once everything is written. Nothing may be read for a long time
    /// after a response, so the idle time of the next head is counted from here.
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.write_deadline.stop();
        if self.exchange.state() == ExchangeState::Responded {
            // An ambiguous request has no end, so no request can follow it.
            self.exchange.set(if self.head.is_ambiguous() {
                ExchangeState::Closing
            } else {
                ExchangeState::Idle
            });
        }
        let is_idle = self.exchange.state() == ExchangeState::Idle;
        // No byte may arrive any more to wake the task for a buffered request, or for the deadline.
        if self.has_head_deadline_passed(context) || (is_idle && !self.pipelined.is_empty()) {
            context.waker().wake_by_ref();
        }
        Pin::new(&mut self.socket).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let stream = &mut *self;
        while !stream.early_error.is_empty() {
            let written = Pin::new(&mut stream.socket).poll_write(context, &stream.early_error)?;
            let written = ready!(stream.write_deadline.check(written, context))?;
            stream.early_error.drain(..written);
        }
        if stream.linger.is_none() {
            ready!(Pin::new(&mut stream.socket).poll_shutdown(context))?;
            stream.linger = Some(timer(LINGER));
        }
        stream.poll_linger(context)
    }
}
