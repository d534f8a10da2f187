//! A connection with its deadlines: it ends when a head comes too slowly or is too large, when nothing is asked for long, and when a client takes nothing
//! of its answer.

use std::{
    cell::Cell,
    io,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, ready},
    time::Duration,
};

use standfirst_api::Settings;
use standfirst_domain::error::ErrorCode;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Instant, Sleep, sleep_until},
};

use super::{GOODBYE, crowd::Place, head::Head, last_words::last_words};

/// A client that takes less of its answer within a span takes nothing.
const A_MORSEL: usize = 65_536;

/// So much is kept of the requests that follow one; the system keeps the others, as far as it wants to.
const MOST_HELD: usize = 16_384;

/// So many reads are made before others have their turn.
const AT_A_TIME: usize = 16;

/// How far the exchange on a connection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Nothing has come on it yet.
    New,
    /// Nothing of another request has come.
    Waiting,
    /// A head is coming.
    Head,
    /// A request is being answered, its body among what comes.
    Asked,
    /// Its answer is complete and may still have to be sent.
    Answered,
    /// No other request is taken on it.
    Over,
}

/// What a connection is held to.
#[derive(Debug)]
pub(super) struct Bounds {
    header_deadline: Duration,
    idle: Duration,
    stalled: Duration,
    target_bytes: usize,
    header_bytes: usize,
    strict_transport: Option<String>,
}

impl Bounds {
    /// Those of the house.
    pub(super) fn of(settings: &Settings) -> Self {
        let limits = &settings.limits;
        Self {
            header_deadline: limits.header_deadline,
            idle: limits.idle,
            stalled: limits.stalled,
            target_bytes: limits.target_bytes,
            header_bytes: limits.header_bytes,
            strict_transport: settings
                .strict_transport_seconds
                .map(|seconds| format!("max-age={seconds}")),
        }
    }
}

/// A connection.
pub(super) struct Line<T> {
    socket: T,
    bounds: Rc<Bounds>,
    place: Place,
    stage: Rc<Cell<Stage>>,
    head: Head,
    /// What came behind a request that is not answered yet.
    held: Vec<u8>,
    /// Until when a head has to begin, or to be whole once it has begun, and at which stage that was said.
    head_until: Option<(Stage, Pin<Box<Sleep>>)>,
    /// Until when the client has to take more of what is being written, and how much it took meanwhile.
    taken_until: Option<(Pin<Box<Sleep>>, usize)>,
    is_refused: bool,
    last_words: Vec<u8>,
    /// Once nothing more is written: until when what still comes is passed over.
    goodbye_until: Option<Pin<Box<Sleep>>>,
}

impl<T> Line<T> {
    /// A line over a socket, on which the first head has to come at once.
    pub(super) fn new(socket: T, bounds: Rc<Bounds>, place: Place) -> Self {
        Self {
            socket,
            bounds,
            place,
            stage: Rc::new(Cell::new(Stage::New)),
            head: Head::default(),
            held: Vec::new(),
            head_until: None,
            taken_until: None,
            is_refused: false,
            last_words: Vec::new(),
            goodbye_until: None,
        }
    }

    /// Where it is told how far the exchange is.
    pub(super) fn stage(&self) -> Rc<Cell<Stage>> {
        Rc::clone(&self.stage)
    }

    /// Whether its address has more connections than it may.
    pub(super) const fn is_one_too_many(&self) -> bool {
        self.place.one_too_many
    }

    /// Whether what comes now belongs to the request that is coming, or to the next one when there is none.
    fn is_open(&self) -> bool {
        match self.stage.get() {
            Stage::New | Stage::Waiting => true,
            Stage::Head | Stage::Asked => !self.head.ends_request(),
            Stage::Answered | Stage::Over => false,
        }
    }

    /// Looks at what came, and answers how much of it belongs to the request. None of it is handed on once it is too much.
    fn receive(&mut self, bytes: &[u8]) -> Result<usize, ErrorCode> {
        if matches!(self.stage.get(), Stage::New | Stage::Waiting) {
            if self.stage.replace(Stage::Head) == Stage::Waiting {
                self.head_until = None;
            }
            self.head = Head::default();
        }
        let (target, headers) = (self.bounds.target_bytes, self.bounds.header_bytes);
        self.head.read(bytes, target, headers)
    }

    /// Whether it is too late for the head that is coming, or for one to come. An answer that is still being sent excuses it.
    fn is_late(&mut self, context: &mut Context<'_>) -> bool {
        let stage = self.stage.get();
        let span = match stage {
            Stage::New | Stage::Head => self.bounds.header_deadline,
            Stage::Waiting => self.bounds.idle,
            Stage::Asked | Stage::Answered | Stage::Over => {
                self.head_until = None;
                return false;
            }
        };
        // The first head has its time from when the connection was opened.
        let still = |said: &Stage| *said == stage || (*said, stage) == (Stage::New, Stage::Head);
        if !self
            .head_until
            .as_ref()
            .is_some_and(|(said, _)| still(said))
        {
            self.head_until = Some((stage, within(span)));
        }
        let Some((_, until)) = &mut self.head_until else {
            return false;
        };
        if until.as_mut().poll(context).is_pending() {
            return false;
        }
        if self.taken_until.is_none() {
            return true;
        }
        until.as_mut().reset(Instant::now() + span);
        until.as_mut().poll(context).is_ready()
    }

    /// No more is read; the reason is written before the connection ends, if there is anybody to read it.
    fn refuse(&mut self, code: ErrorCode) {
        if self.stage.get() == Stage::Head {
            self.last_words = last_words(code, self.bounds.strict_transport.as_deref());
        }
        self.stage.set(Stage::Over);
        self.head_until = None;
        tracing::debug!(
            code = code.as_str(),
            "a request was refused before it was whole"
        );
        self.is_refused = true;
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for Line<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let line = &mut *self;
        if line.is_refused {
            return Poll::Ready(Ok(()));
        }
        if !line.is_open() {
            return line.poll_behind(context);
        }
        let before = buffer.filled().len();
        if line.held.is_empty() {
            if Pin::new(&mut line.socket)
                .poll_read(context, buffer)?
                .is_pending()
            {
                if line.is_late(context) {
                    line.refuse(ErrorCode::RequestTimeout);
                    return Poll::Ready(Ok(()));
                }
                return Poll::Pending;
            }
        } else {
            let count = line.held.len().min(buffer.remaining());
            buffer.put_slice(line.held.get(..count).unwrap_or_default());
            line.held.drain(..count);
        }
        let came = buffer.filled().get(before..).unwrap_or_default();
        if came.is_empty() {
            return Poll::Ready(Ok(()));
        }
        match line.receive(came) {
            Ok(count) => {
                let next = came.get(count..).unwrap_or_default();
                line.held.splice(..0, next.iter().copied());
                buffer.set_filled(before + count);
            }
            Err(code) => {
                buffer.set_filled(before);
                line.refuse(code);
            }
        }
        Poll::Ready(Ok(()))
    }
}

impl<T: AsyncRead + Unpin> Line<T> {
    /// Reads behind a request that is whole: the next one waits until this one is answered, and after the last one nothing is heard. That the client is
    /// gone is told at once.
    fn poll_behind(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let _ = self.is_late(context);
        let mut part = [0; 4_096];
        for _ in 0..AT_A_TIME {
            let is_over = self.stage.get() == Stage::Over;
            if !is_over && self.held.len() >= MOST_HELD {
                return Poll::Pending;
            }
            let mut buffer = ReadBuf::new(&mut part);
            ready!(Pin::new(&mut self.socket).poll_read(context, &mut buffer))?;
            match buffer.filled() {
                [] => return Poll::Ready(Ok(())),
                _ if is_over => {}
                came => self.held.extend_from_slice(came),
            }
        }
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

impl<T: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Line<T> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.socket).poll_write(context, bytes)?;
        self.hold_to_taking(written, context)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        // It is asked for when all was written, and nothing may be read for long after an answer: the time until the next head begins here.
        self.taken_until = None;
        if self.stage.get() == Stage::Answered {
            let is_last = self.head.is_unclear();
            self.stage
                .set(if is_last { Stage::Over } else { Stage::Waiting });
        }
        if self.is_late(context) || (self.stage.get() == Stage::Waiting && !self.held.is_empty()) {
            context.waker().wake_by_ref();
        }
        Pin::new(&mut self.socket).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let line = &mut *self;
        while !line.last_words.is_empty() {
            let written = Pin::new(&mut line.socket).poll_write(context, &line.last_words)?;
            let written = ready!(line.hold_to_taking(written, context))?;
            line.last_words.drain(..written);
        }
        if line.goodbye_until.is_none() {
            ready!(Pin::new(&mut line.socket).poll_shutdown(context))?;
            line.goodbye_until = Some(within(GOODBYE));
        }
        line.poll_goodbye(context)
    }
}

impl<T: AsyncRead + Unpin> Line<T> {
    /// Passes over what a client still sends that was refused: were the socket closed at once, the system would take back the answer as well.
    fn poll_goodbye(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let Some(until) = &mut self.goodbye_until else {
            return Poll::Ready(Ok(()));
        };
        if !matches!(self.stage.get(), Stage::Head | Stage::Over)
            || until.as_mut().poll(context).is_ready()
        {
            return Poll::Ready(Ok(()));
        }
        let mut passed_over = [0; 4_096];
        loop {
            let mut buffer = ReadBuf::new(&mut passed_over);
            match Pin::new(&mut self.socket).poll_read(context, &mut buffer) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Ok(())) if !buffer.filled().is_empty() => {}
                Poll::Ready(_) => return Poll::Ready(Ok(())),
            }
        }
    }
}

impl<T> Line<T> {
    /// What was written, or that it was too little for too long.
    fn hold_to_taking(
        &mut self,
        written: Poll<usize>,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<usize>> {
        let stalled = self.bounds.stalled;
        match written {
            Poll::Ready(count) => {
                if let Some((_, taken)) = &mut self.taken_until {
                    *taken += count;
                    if *taken >= A_MORSEL {
                        self.taken_until = None;
                    }
                }
                Poll::Ready(Ok(count))
            }
            Poll::Pending => {
                let (until, _) = self.taken_until.get_or_insert_with(|| (within(stalled), 0));
                ready!(until.as_mut().poll(context));
                Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
            }
        }
    }
}

fn within(span: Duration) -> Pin<Box<Sleep>> {
    Box::pin(sleep_until(Instant::now() + span))
}
