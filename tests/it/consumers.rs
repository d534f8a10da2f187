//! Consumers of the change log: records in order under any lease holder, dead letters, retries, lag
//! and notifications.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use standfirst::tasks::{
    ShutdownSignal, ShutdownTrigger,
    consumer::{
        Consumer, ConsumerContext, ConsumerError, Lag, MemoryCheckpoint, PollConfig, measure_lag,
        run_leased, run_per_node,
    },
    shutdown_channel,
};
use standfirst_domain::{
    change_log::{ChangeRecord, LogPosition},
    ports::{ChangeLogReads, ConsumerStore, DeadLetter, DeadLetterStore},
};
use standfirst_persistence::{Options, Store};
use tokio::task::JoinHandle;

use crate::support::{TestApp, at, both, record};

/// Short intervals for tests. The duration of the lease is measured by the clock of the test.
const FAST: PollConfig = PollConfig {
    interval: Duration::from_millis(20),
    lease: Duration::from_secs(5),
    renewal: Duration::from_millis(20),
    batch_size: 3,
    attempts: 3,
    first_pause: Duration::from_millis(1),
    longest_pause: Duration::from_millis(5),
};

/// Name of the consumer.
const NAME: &str = "recorder";

/// Records that all nodes have processed, each with its node.
#[derive(Default, Clone)]
struct Processed(Arc<Mutex<Vec<(&'static str, LogPosition)>>>);

impl Processed {
    fn records(&self) -> Vec<(&'static str, LogPosition)> {
        self.0.lock().unwrap().clone()
    }

    fn positions(&self) -> Vec<LogPosition> {
        self.records()
            .iter()
            .map(|(_, position)| *position)
            .collect()
    }
}

/// Consumer that notes the records it processes, and fails on request.
struct RecordingConsumer {
    node: &'static str,
    processed: Processed,
    /// Position at which it returns an error.
    fails_at: Option<LogPosition>,
    /// Position at which it panics.
    panics_at: Option<LogPosition>,
    /// Number of attempts at which its target is unavailable.
    unavailable: Mutex<u32>,
    /// Position from which it never returns.
    hangs_from: Option<LogPosition>,
}

fn recorder(node: &'static str, processed: &Processed) -> RecordingConsumer {
    RecordingConsumer {
        node,
        processed: processed.clone(),
        fails_at: None,
        panics_at: None,
        unavailable: Mutex::new(0),
        hangs_from: None,
    }
}

impl Consumer for RecordingConsumer {
    fn name(&self) -> &'static str {
        NAME
    }

    async fn consume(&self, records: &[(LogPosition, ChangeRecord)]) -> Result<(), ConsumerError> {
        let holds =
            |bad: Option<LogPosition>| records.iter().any(|(position, _)| Some(*position) == bad);
        assert!(!holds(self.panics_at), "this consumer panics");
        if holds(self.fails_at) {
            return Err(ConsumerError::Failed("it cannot be read".into()));
        }
        let attempts = *self.unavailable.lock().unwrap();
        if attempts > 0 {
            *self.unavailable.lock().unwrap() = attempts - 1;
            return Err(ConsumerError::Unavailable(
                "the target is unavailable".into(),
            ));
        }
        if records
            .iter()
            .any(|(position, _)| self.hangs_from.is_some_and(|from| *position >= from))
        {
            std::future::pending::<()>().await;
        }
        let processed = records.iter().map(|(position, _)| (self.node, *position));
        self.processed.0.lock().unwrap().extend(processed);
        Ok(())
    }
}

fn context(app: &TestApp, store: &Store, shutdown: &ShutdownSignal) -> ConsumerContext<Store> {
    ConsumerContext {
        change_log: Arc::new(store.clone()),
        clock: app.clock(),
        poll: FAST,
        shutdown: shutdown.clone(),
    }
}

fn start_leased(
    app: &TestApp,
    store: &Store,
    recorder: RecordingConsumer,
) -> (JoinHandle<()>, ShutdownTrigger) {
    let (trigger, shutdown) = shutdown_channel();
    let task = tokio::spawn(run_leased(recorder, context(app, store, &shutdown)));
    (task, trigger)
}

/// Store of another node on the same database.
async fn other_node(app: &TestApp) -> Store {
    Store::open(&Options::new(app.database.clone()))
        .await
        .unwrap()
}

async fn publish(app: &TestApp, names: std::ops::Range<u32>) -> LogPosition {
    let records: Vec<_> = names.map(|name| record(&format!("story {name}"))).collect();
    app.import(&records).await;
    app.store.head().await.unwrap()
}

/// Waits for a condition; fails the test after a minute.
async fn until<F: Future<Output = bool>>(what: &str, is_so: impl Fn() -> F) {
    for _ in 0..6_000 {
        if is_so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("timed out after a minute waiting until {what}");
}

async fn until_position(store: &Store, position: LogPosition) {
    until(&format!("the recorder reaches {position}"), || async {
        let consumers = store.consumers().await.unwrap();
        consumers
            .iter()
            .any(|consumer| consumer.position == position)
    })
    .await;
}

both! {
    async fn a_lease_holder_that_dies_is_replaced_without_loss_or_reordering(app: &TestApp) {
        let (processed, other) = (Processed::default(), other_node(app).await);
        let mut dies = recorder("first", &processed);
        dies.hangs_from = Some(7);
        let (first, _trigger) = start_leased(app, &app.store, dies);
        until("the first node holds the lease", || async { !app.store.consumers().await.unwrap().is_empty() }).await;
        let (second, stops) = start_leased(app, &other, recorder("second", &processed));
        let half = publish(app, 0..5).await;
        assert_eq!(half, 10);
        until_position(&app.store, 6).await;
        first.abort();
        assert!(first.await.unwrap_err().is_cancelled());
        app.set_clock(1_006);
        let head = publish(app, 5..10).await;
        until_position(&app.store, head).await;
        stops.trigger();
        second.await.unwrap();
        assert!(processed.positions().into_iter().eq(1..=head), "{:?}", processed.records());
        assert_eq!(processed.records()[5..7], [("first", 6), ("second", 7)]);
    }

    async fn a_lease_holder_that_was_replaced_stops_and_its_writes_are_rejected(app: &TestApp) {
        let (processed, other) = (Processed::default(), other_node(app).await);
        let mut slow = recorder("slow", &processed);
        slow.hangs_from = Some(1);
        let (first, stops_first) = start_leased(app, &app.store, slow);
        until("the slow node holds the lease", || async { !app.store.consumers().await.unwrap().is_empty() }).await;
        let head = publish(app, 0..2).await;
        let taken = other.lease(NAME, None, at(9_000), at(9_005)).await.unwrap().unwrap();
        assert_eq!((taken.fencing_token, taken.position), (2, 0));
        let late = DeadLetter { position: 1, created_at: at(0), reason: "late".to_owned() };
        assert!(app.store.dead_letter(NAME, Some(1), late).await.is_err());
        assert!(app.store.save_checkpoint(NAME, 1, head).await.is_err(), "the fencing token is stale");
        app.set_clock(9_006);
        until("the node continues with a fencing token of its own", || async { app.store.consumers().await.unwrap()[0].fencing_token == 3 }).await;
        assert_eq!(app.store.consumers().await.unwrap()[0].position, 0);
        assert!(app.store.dead_letters(10).await.unwrap().is_empty());
        first.abort();
        assert!(processed.records().is_empty(), "the hanging call ended with the lease");
        drop(stops_first);
    }

    async fn a_stopped_consumer_releases_its_lease(app: &TestApp) {
        let processed = Processed::default();
        let (task, trigger) = start_leased(app, &app.store, recorder("first", &processed));
        let head = publish(app, 0..1).await;
        until_position(&app.store, head).await;
        trigger.trigger();
        task.await.unwrap();
        let next = app.store.lease(NAME, None, app.now(), app.now().plus_millis(5_000)).await.unwrap().unwrap();
        assert_eq!((next.fencing_token, next.position), (2, head), "the lease was free at once");
    }

    async fn a_failing_record_becomes_a_dead_letter_and_the_others_are_processed(app: &TestApp) {
        let processed = Processed::default();
        let mut hurt = recorder("first", &processed);
        (hurt.fails_at, hurt.panics_at) = (Some(5), Some(8));
        let head = publish(app, 0..5).await;
        let (task, trigger) = start_leased(app, &app.store, hurt);
        until_position(&app.store, head).await;
        trigger.trigger();
        task.await.unwrap();
        assert_eq!(processed.positions(), [1, 2, 3, 4, 6, 7, 9, 10]);
        let letters = app.store.dead_letters(10).await.unwrap();
        let reported: Vec<_> = letters.iter().map(|(consumer, letter)| (consumer.as_str(), letter.position, letter.reason.as_str())).collect();
        assert_eq!(reported, [
            (NAME, 5, "the consumer failed on a change record: it cannot be read"),
            (NAME, 8, "the consumer failed on a change record: the consumer panicked"),
        ]);
    }

    async fn a_record_that_cannot_be_decoded_becomes_a_dead_letter(app: &TestApp) {
        let processed = Processed::default();
        let head = publish(app, 0..4).await;
        app.corrupt("UPDATE change_record SET after = '{corrupt' WHERE position = 2").await;
        app.corrupt("UPDATE change_record SET subject = 'weather' WHERE position = 8").await;
        let (task, trigger) = start_leased(app, &app.store, recorder("first", &processed));
        until_position(&app.store, head).await;
        trigger.trigger();
        task.await.unwrap();
        assert_eq!(processed.positions(), [1, 3, 4, 5, 6, 7]);
        let letters = app.store.dead_letters(10).await.unwrap();
        assert!(letters.iter().map(|(_, letter)| letter.position).eq([2, 8]), "{letters:?}");
    }

    async fn a_consumer_retries_without_dead_letters_while_its_target_is_unavailable(app: &TestApp) {
        let processed = Processed::default();
        let patient = recorder("first", &processed);
        *patient.unavailable.lock().unwrap() = FAST.attempts * 4;
        let head = publish(app, 0..3).await;
        let (task, trigger) = start_leased(app, &app.store, patient);
        until_position(&app.store, head).await;
        trigger.trigger();
        task.await.unwrap();
        assert!(processed.positions().into_iter().eq(1..=head));
        assert!(app.store.dead_letters(10).await.unwrap().is_empty());
    }

    async fn a_per_node_consumer_starts_at_the_head_and_measures_its_lag(app: &TestApp) {
        let before = publish(app, 0..2).await;
        let checkpoint = MemoryCheckpoint::at_head(&app.store).await.unwrap();
        let head = publish(app, 2..5).await;
        app.set_clock(1_060);
        let behind = measure_lag(&app.store, checkpoint.position(), app.now()).await.unwrap();
        assert_eq!(behind, Lag { records: 6, oldest_age_millis: Some(60_000) });
        let (processed, other) = (Processed::default(), other_node(app).await);
        let (trigger, shutdown) = shutdown_channel();
        let nodes = [(&app.store, "first", checkpoint.clone()), (&other, "second", MemoryCheckpoint::at_head(&other).await.unwrap())];
        let tasks = nodes.map(|(store, node, checkpoint)| tokio::spawn(run_per_node(recorder(node, &processed), checkpoint, context(app, store, &shutdown))));
        until("the first has caught up", || async { checkpoint.position() == head }).await;
        assert_eq!(measure_lag(&app.store, checkpoint.position(), app.now()).await.unwrap(), Lag { records: 0, oldest_age_millis: None });
        let last = publish(app, 5..6).await;
        until("both took the latest", || async { processed.positions().iter().filter(|position| **position == last).count() == 2 }).await;
        trigger.trigger();
        for task in tasks {
            task.await.unwrap();
        }
        let positions_of = |node| processed.records().into_iter().filter_map(move |(by, position)| (by == node).then_some(position)).collect::<Vec<_>>();
        assert!(positions_of("first").into_iter().eq(before + 1..=last) && positions_of("second").into_iter().eq(head + 1..=last));
    }

    async fn a_notification_wakes_a_consumer_before_its_next_poll(app: &TestApp) {
        let (processed, other) = (Processed::default(), app.store.clone());
        let (trigger, shutdown) = shutdown_channel();
        let mut run_with = context(app, &other, &shutdown);
        run_with.poll.interval = Duration::from_secs(3_600);
        let checkpoint = MemoryCheckpoint::at_head(&other).await.unwrap();
        let task = tokio::spawn(run_per_node(recorder("first", &processed), checkpoint.clone(), run_with));
        // The connection for notifications is opened at the first wait, so that early notifications
        // may be lost.
        let mut number = 0;
        while checkpoint.position() == 0 && number < 500 {
            publish(app, number..number + 1).await;
            number += 1;
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        assert!(checkpoint.position() > 0, "no notification woke the consumer");
        trigger.trigger();
        task.await.unwrap();
    }
}
