//! Giving turns: a request is polled until nothing in it can go on, and then the first field that waits gets its turn.
//!
//! Nothing can go on when the request has been polled, nobody has asked to be polled again since, and nobody waits for a read. The request is for this
//! polled with a waker of our own, which remembers whether it was called. What waits for neither a read nor a turn, as for work done aside, leads to no list.

use std::{
    future::poll_fn,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
};

use futures::task::AtomicWaker;

use super::{Order, TURNS, Turns};

/// Runs a request whose lists take turns in this order.
pub async fn conduct<T>(order: Order, request: impl Future<Output = T>) -> T {
    let turns = Arc::new(Turns {
        order,
        state: Default::default(),
    });
    TURNS
        .scope(Arc::clone(&turns), polled(page_dedupe, request))
        .await
}

async fn polled<T>(turns: Arc<Turns>, request: impl Future<Output = T>) -> T {
    let mut request = pin!(request);
    let bell = Arc::new(Bell::default());
    let waker = Waker::from(Arc::clone(&bell));
    poll_fn(|cx| {
        loop {
            bell.owner.register(cx.waker());
            bell.has_rung.store(false, Ordering::SeqCst);
            if let Poll::Ready(done) = request.as_mut().poll(&mut Context::from_waker(&waker)) {
                return Poll::Ready(done);
            }
            if bell.has_rung.load(Ordering::SeqCst) || !turns.give() {
                return Poll::Pending;
            }
        }
    })
    .await
}

/// Remembers that somebody wants to be polled, and says so.
#[derive(Default)]
struct Bell {
    has_rung: AtomicBool,
    owner: AtomicWaker,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.has_rung.store(true, Ordering::SeqCst);
        self.owner.wake();
    }
}
