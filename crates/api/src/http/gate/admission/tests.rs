//! Who runs, who waits and who is turned away.

use std::{sync::Arc, time::Duration};

use futures::FutureExt;

use super::{Admission, Lane, Overloaded};
use crate::limits::Limits;

/// How long one waits in these tests.
const PATIENCE: Duration = Duration::from_millis(250);

/// Room for two to run and two to wait.
fn small() -> Arc<Admission> {
    let admission = Admission::new(&Limits {
        queue: 2,
        queue_wait: PATIENCE,
        ..Limits::default()
    });
    admission.state().pace = super::Pace::new(2, PATIENCE);
    Arc::new(admission)
}

#[tokio::test]
async fn so_many_run_so_many_wait_and_others_are_turned_away_at_once() {
    let admission = small();
    let first = admission.enter(Lane::Strangers).await.unwrap();
    let _second = admission.enter(Lane::Strangers).await.unwrap();
    let mut third = Box::pin(admission.enter(Lane::Strangers));
    let mut fourth = Box::pin(admission.enter(Lane::Strangers));
    assert!((&mut third).now_or_never().is_none());
    assert!(!admission.turns_strangers_away());
    assert!((&mut fourth).now_or_never().is_none());
    assert!(admission.turns_strangers_away());
    let fifth = admission.enter(Lane::Strangers).now_or_never();
    assert_eq!(fifth.unwrap().err(), Some(Overloaded));
    drop(first);
    let _third = third.now_or_never().unwrap().unwrap();
    assert!((&mut fourth).now_or_never().is_none());
    assert!(!admission.turns_strangers_away());
}

#[tokio::test]
async fn nobody_waits_longer_than_is_said() {
    let admission = small();
    let _running = [
        admission.enter(Lane::Desk).await.unwrap(),
        admission.enter(Lane::Desk).await.unwrap(),
    ];
    admission.state().queue = super::Queue::new(1);
    let began = std::time::Instant::now();
    let waiting = tokio::time::timeout(PATIENCE * 20, admission.enter(Lane::Desk));
    assert_eq!(waiting.await.unwrap().err(), Some(Overloaded));
    assert!(began.elapsed() >= PATIENCE);
    assert_eq!(admission.load(), (2, 0));
}

#[tokio::test]
async fn whoever_goes_first_takes_the_place_of_the_youngest_who_goes_last() {
    let admission = small();
    let running = [
        admission.enter(Lane::Strangers).await.unwrap(),
        admission.enter(Lane::Strangers).await.unwrap(),
    ];
    let mut older = Box::pin(admission.enter(Lane::Strangers));
    assert!((&mut older).now_or_never().is_none());
    let mut younger = Box::pin(admission.enter(Lane::Strangers));
    assert!((&mut younger).now_or_never().is_none());
    let mut partner = Box::pin(admission.enter(Lane::Partners));
    assert!((&mut partner).now_or_never().is_none());
    assert_eq!(younger.await.err(), Some(Overloaded));
    let mut editor = Box::pin(admission.enter(Lane::Desk));
    assert!((&mut editor).now_or_never().is_none());
    assert_eq!(older.await.err(), Some(Overloaded));
    // The next partner finds partners and editors, none of whom goes after them.
    let next = admission.enter(Lane::Partners).now_or_never();
    assert_eq!(next.unwrap().err(), Some(Overloaded));
    drop(running);
    let editor = editor.await.unwrap();
    let partner = partner.await.unwrap();
    drop((editor, partner));
    assert_eq!(admission.load(), (0, 0));
}

#[tokio::test]
async fn the_highest_lane_is_served_first_and_the_oldest_in_it() {
    let admission = small();
    admission.state().queue = super::Queue::new(10);
    let running = admission.enter(Lane::Desk).await.unwrap();
    let _other = admission.enter(Lane::Desk).await.unwrap();
    let (sender, mut served) = tokio::sync::mpsc::unbounded_channel();
    for (name, lane) in [
        ("a", Lane::Strangers),
        ("b", Lane::Partners),
        ("c", Lane::Desk),
        ("d", Lane::Desk),
        ("e", Lane::Strangers),
    ] {
        let (admission, sender) = (Arc::clone(&admission), sender.clone());
        tokio::spawn(async move {
            let _turn = admission.enter(lane).await.unwrap();
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
async fn whoever_goes_away_leaves_no_trace_in_queue_or_hall() {
    let admission = small();
    let running = [
        admission.enter(Lane::Strangers).await.unwrap(),
        admission.enter(Lane::Strangers).await.unwrap(),
    ];
    let mut gone = Box::pin(admission.enter(Lane::Strangers));
    assert!((&mut gone).now_or_never().is_none());
    drop(gone);
    assert_eq!(admission.load(), (2, 0));
    // One whose turn has come, and who goes away before they learn of it.
    let mut called = Box::pin(admission.enter(Lane::Strangers));
    assert!((&mut called).now_or_never().is_none());
    drop(running);
    assert_eq!(admission.load(), (1, 0));
    drop(called);
    assert_eq!(admission.load(), (0, 0));
}

#[tokio::test]
async fn a_panic_and_a_deadline_give_the_place_back() {
    let admission = small();
    let panicking = {
        let admission = Arc::clone(&admission);
        tokio::spawn(async move {
            let _turn = admission.enter(Lane::Strangers).await.unwrap();
            panic!("a fault of ours");
        })
    };
    assert!(panicking.await.unwrap_err().is_panic());
    assert_eq!(admission.load(), (0, 0));
    let stuck = async {
        let _turn = admission.enter(Lane::Strangers).await.unwrap();
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
fn many_threads_come_and_go_and_none_is_lost() {
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
                        let lane = [Lane::Strangers, Lane::Partners, Lane::Desk]
                            [usize::try_from((number + round) % 3).unwrap()];
                        let entering = admission.enter(lane);
                        let patience = Duration::from_micros(round % 40);
                        let _ = tokio::time::timeout(patience, async {
                            let turn = entering.await;
                            assert!(admission.load().0 <= 2);
                            tokio::task::yield_now().await;
                            drop(turn);
                        })
                        .await;
                    }
                });
            });
        }
    });
    assert_eq!(admission.load(), (0, 0));
}
