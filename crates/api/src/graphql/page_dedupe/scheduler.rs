//! Scheduler of deduplicated lists: polls a request until nothing in it can proceed, then gives the
//! first waiting field its turn.
//!
//! Nothing can proceed when the request returned `Pending`, its waker was not called since, and no
//! read is in progress. To know about the waker, the request is polled with one of our own that
//! sets a flag. A resolver that waits for other work, such as the blocking pool, leads to no list
//! and is not waited for.

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
use standfirst_document::DedupeOrder;

use super::state::{CURRENT, PageDedupe};

/// Runs a request whose deduplicated fields take turns in this order.
pub async fn run<T>(order: DedupeOrder, request: impl Future<Output = T>) -> T {
    let dedupe = Arc::new(PageDedupe::new(order));
    CURRENT
        .scope(Arc::clone(&dedupe), schedule(dedupe, request))
        .await
}

async fn schedule<T>(dedupe: Arc<PageDedupe>, request: impl Future<Output = T>) -> T {
    let mut request = pin!(request);
    let flag = Arc::new(WakeFlag::default());
    let waker = Waker::from(Arc::clone(&flag));
    poll_fn(|cx| {
        loop {
            // The task's waker is registered before the poll, so that no wake-up is lost between.
            flag.task.register(cx.waker());
            flag.is_woken.store(false, Ordering::SeqCst);
            if let Poll::Ready(done) = request.as_mut().poll(&mut Context::from_waker(&waker)) {
                return Poll::Ready(done);
            }
            // A woken request is polled again by the runtime and may still reach other lists.
            if flag.is_woken.load(Ordering::SeqCst) || !dedupe.resume_next() {
                return Poll::Pending;
            }
        }
    })
    .await
}

/// Waker that remembers that it was called, and wakes the task.
#[derive(Default)]
struct WakeFlag {
    is_woken: AtomicBool,
    task: AtomicWaker,
}

impl Wake for WakeFlag {
    fn wake(self: Arc<Self>) {
        self.is_woken.store(true, Ordering::SeqCst);
        self.task.wake();
    }
}
