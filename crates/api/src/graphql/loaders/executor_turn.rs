//! A breath: the time in which every other resolver that is ready says what it needs.
//!
//! It ends when the runtime has polled the whole request once, and not before. A plain yield would end at its second poll, and a future that is
//! shared is polled by each of those who wait for it.

use std::{
    future::poll_fn,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
};

/// Waits for a breath.
pub async fn breath() {
    let mut yielded = pin!(tokio::task::yield_now());
    let mut turn: Option<Arc<Turn>> = None;
    poll_fn(|cx| match &turn {
        Some(turn) if turn.has_come.load(Ordering::Acquire) => Poll::Ready(()),
        Some(_) => Poll::Pending,
        None => {
            let taken = Arc::new(Turn {
                has_come: AtomicBool::new(false),
                sleeper: cx.waker().clone(),
            });
            turn = Some(Arc::clone(&taken));
            yielded
                .as_mut()
                .poll(&mut Context::from_waker(&Waker::from(taken)))
        }
    })
    .await;
}

/// Remembers that the runtime came back to us. The sleeper is the shared future's own waker, which is the same at every poll.
struct Turn {
    has_come: AtomicBool,
    sleeper: Waker,
}

impl Wake for Turn {
    fn wake(self: Arc<Self>) {
        self.has_come.store(true, Ordering::Release);
        self.sleeper.wake_by_ref();
    }
}
