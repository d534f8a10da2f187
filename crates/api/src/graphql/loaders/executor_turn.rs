//! Waiting for one turn of the executor, in which all ready resolvers state their keys.
//!
//! The turn ends when the runtime has polled the whole request once. A plain yield ends at its
//! second poll, and a shared future is polled by each task that waits for it, so a yield could end
//! within the same turn.

use std::{
    future::poll_fn,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
};

/// Waits until the executor has polled the request once.
pub async fn next_executor_turn() {
    let mut yielded = pin!(tokio::task::yield_now());
    let mut current: Option<Arc<ExecutorTurn>> = None;
    poll_fn(|cx| match &current {
        Some(current) if current.has_ended.load(Ordering::Acquire) => Poll::Ready(()),
        Some(_) => Poll::Pending,
        None => {
            let started = Arc::new(ExecutorTurn {
                has_ended: AtomicBool::new(false),
                waiter: cx.waker().clone(),
            });
            current = Some(Arc::clone(&started));
            // The yield is polled once, with a waker of our own. The runtime calls that waker
            // after it has polled everything else that is ready.
            yielded
                .as_mut()
                .poll(&mut Context::from_waker(&Waker::from(started)))
        }
    })
    .await;
}

/// Flag that the runtime sets at the end of the turn. The waiter is the shared future's own waker,
/// which is the same at every poll.
struct ExecutorTurn {
    has_ended: AtomicBool,
    waiter: Waker,
}

impl Wake for ExecutorTurn {
    fn wake(self: Arc<Self>) {
        self.has_ended.store(true, Ordering::Release);
        self.waiter.wake_by_ref();
    }
}
