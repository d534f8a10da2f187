//! Tests of the order in which operations run, wait and are rejected.

use std::{sync::Arc, time::Duration};

use futures::FutureExt;

use super::{AdmissionQueue, Overloaded};
use crate::{limits::Limits, load_control::priority::Priority};

/// Longest wait in these tests.
const QUEUE_WAIT: Duration = Duration::from_millis(250);

/// A queue with two execution slots and two places.
fn small() -> Arc<AdmissionQueue> {
    let admission = AdmissionQueue::new(&Limits {
        queue: 2,
        queue_wait: QUEUE_WAIT,
        ..Limits::default()
    });
    admission.state().limit = super::ConcurrencyLimit::new(2, QUEUE_WAIT);
    Arc::new(admission)
}

#[tokio::test]
async fn operations_beyond_slots_and_queue_are_rejected_at_once() {
    let admission = small();
    let first = admission.acquire(Priority::Anonymous).await.unwrap();
    let _second = admission.acquire(Priority::Anonymous).await.unwrap();
    let mut third = Box::pin(admission.acquire(Priority::Anonymous));
    let mut fourth = Box::pin(admission.acquire(Priority::Anonymous));
    assert!((&mut third).now_or_never().is_none());
    assert!(!admission.is_full());
    assert!((&mut fourth).now_or_never().is_none());
    assert!(admission.is_full());
    let fifth = admission.acquire(Priority::Anonymous).now_or_never();
    assert_eq!(fifth.unwrap().err(), Some(Overloaded));
    drop(first);
    let _third = third.now_or_never().unwrap().unwrap();
    assert!((&mut fourth).now_or_never().is_none());
    assert!(!admission.is_full());
}

#[tokio::test]
async fn a_wait_ends_at_the_limit() {
    let admission = small();
    let _running = [
        admission.acquire(Priority::Desk).await.unwrap(),
        admission.acquire(Priority::Desk).await.unwrap(),
    ];
    admission.state().queue = super::PriorityQueue::new(1);
    let began = std::time::Instant::now();
    let waiting = tokio::time::timeout(QUEUE_WAIT * 20, admission.acquire(Priority::Desk));
    assert_eq!(waiting.await.unwrap().err(), Some(Overloaded));
    assert!(began.elapsed() >= QUEUE_WAIT);
    assert_eq!(admission.load(), (2, 0));
}

#[tokio::test]
async fn a_higher_priority_evicts_the_youngest_of_the_lowest() {
    let admission = small();
    let running = [
        admission.acquire(Priority::Anonymous).await.unwrap(),
        admission.acquire(Priority::Anonymous).await.unwrap(),
    ];
    let mut older = Box::pin(admission.acquire(Priority::Anonymous));
    assert!((&mut older).now_or_never().is_none());
    let mut younger = Box::pin(admission.acquire(Priority::Anonymous));
    assert!((&mut younger).now_or_never().is_none());
    let mut partner = Box::pin(admission.acquire(Priority::Partners));
    assert!((&mut partner).now_or_never().is_none());
    assert_eq!(younger.await.err(), Some(Overloaded));
    let mut editor = Box::pin(admission.acquire(Priority::Desk));
    assert!((&mut editor).now_or_never().is_none());
    assert_eq!(older.await.err(), Some(Overloaded));
    // The queue now holds a partner and an editor, neither of a lower priority than a partner.
    let next = admission.acquire(Priority::Partners).now_or_never();
    assert_eq!(next.unwrap().err(), Some(Overloaded));
    drop(running);
    let editor = editor.await.unwrap();
    let partner = partner.await.unwrap();
    drop((editor, partner));
    assert_eq!(admission.load(), (0, 0));
}

#[tokio::test]
async fn the_oldest_of_the_highest_priority_runs_next() {
    let admission = small();
    admission.state().queue = super::PriorityQueue::new(10);
    let running = admission.acquire(Priority::Desk).await.unwrap();
    let _other = admission.acquire(Priority::Desk).await.unwrap();
    let (sender, mut served) = tokio::sync::mpsc::unbounded_channel();
    for (name, priority) in [
        ("a", Priority::Anonymous),
        ("b", Priority::Partners),
        ("c", Priority::Desk),
        ("d", Priority::Desk),
        ("e", Priority::Anonymous),
    ] {
        let (admission, sender) = (Arc::clone(&admission), sender.clone());
        tokio::spawn(async move {
            let _slot = admission.acquire(priority).await.unwrap();
            sender.send(name).unwrap();
        });
        tokio::task::yield_now().await;
    }
    drop((running, sender));
    let mut order = String::new();
    while let Some(name) = served.recv().await {
        order.push_str(name);
    }
    assert_eq!(order, "cdbae");
}

#[tokio::test]
async fn an_operation_that_is_dropped_frees_its_place_and_its_slot() {
    let admission = small();
    let running = [
        admission.acquire(Priority::Anonymous).await.unwrap(),
        admission.acquire(Priority::Anonymous).await.unwrap(),
    ];
    let mut gone = Box::pin(admission.acquire(Priority::Anonymous));
    assert!((&mut gone).now_or_never().is_none());
    drop(gone);
    assert_eq!(admission.load(), (2, 0));
    // A waiter that received its slot and is dropped before it wakes.
    let mut called = Box::pin(admission.acquire(Priority::Anonymous));
    assert!((&mut called).now_or_never().is_none());
    drop(running);
    assert_eq!(admission.load(), (1, 0));
    drop(called);
    assert_eq!(admission.load(), (0, 0));
}

#[tokio::test]
async fn a_panic_and_a_timeout_free_the_slot() {
    let admission = small();
    let panicking = {
        let admission = Arc::clone(&admission);
        tokio::spawn(async move {
            let _slot = admission.acquire(Priority::Anonymous).await.unwrap();
            panic!("a bug");
        })
    };
    assert!(panicking.await.unwrap_err().is_panic());
    assert_eq!(admission.load(), (0, 0));
    let stuck = async {
        let _slot = admission.acquire(Priority::Anonymous).await.unwrap();
        std::future::pending::<()>().await;
    };
    assert!(
        tokio::time::timeout(Duration::from_millis(5), stuck)
            .await
            .is_err()
    );
    assert_eq!(admission.load(), (0, 0));
}

#[test]
fn no_slot_is_lost_under_many_threads() {
    let admission = small();
    std::thread::scope(|scope| {
        for number in 0..4_u64 {
            let admission = Arc::clone(&admission);
            scope.spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_time()
                    .build()
                    .unwrap();
                runtime.block_on(async {
                    for round in 0..2_000_u64 {
                        let priority = [Priority::Anonymous, Priority::Partners, Priority::Desk]
                            [usize::try_from((number + round) % 3).unwrap()];
                        let entering = admission.acquire(priority);
                        let timeout = Duration::from_micros(round % 40);
                        let _ = tokio::time::timeout(timeout, async {
                            let slot = entering.await;
                            assert!(admission.load().0 <= 2);
                            tokio::task::yield_now().await;
                            drop(slot);
                        })
                        .await;
                    }
                });
            });
        }
    });
    assert_eq!(admission.load(), (0, 0));
}
