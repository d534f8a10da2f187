//! Consumers of the change log: every record in order, whoever holds the lease, and none lost to a bad one.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use standfirst::following::{
    Consumer, ConsumerError, Following, Lag, Pace, Place, Stop, Stopper, across_nodes, lag,
    per_node, stopper,
};
use standfirst_domain::{
    change_log::{ChangeRecord, LogPosition},
    ports::{ChangeLog, DeadLetter},
};
use standfirst_persistence::{Options, Store};
use tokio::task::JoinHandle;

use crate::support::{TestApp, at, both, record};

/// Faster than it is in earnest, so that the tests are. The lease's time is the test's clock's.
const QUICK: Pace = Pace {
    poll: Duration::from_millis(20),
    lease: Duration::from_secs(5),
    renewal: Duration::from_millis(20),
    at_once: 3,
    tries: 3,
    pause: Duration::from_millis(1),
    longest_pause: Duration::from_millis(5),
};

/// What all nodes together have taken, with the node that did.
#[derive(Default, Clone)]
struct Book(Arc<Mutex<Vec<(&'static str, LogPosition)>>>);

impl Book {
    fn pages(&self) -> Vec<(&'static str, LogPosition)> {
        self.0.lock().unwrap().clone()
    }

    fn positions(&self) -> Vec<LogPosition> {
        self.pages().iter().map(|(_, position)| *position).collect()
    }
}

/// Writes down what it takes. It fails as a test wants it to.
struct Clerk {
    node: &'static str,
    book: Book,
    /// Fails over this record.
    poison: Option<LogPosition>,
    /// Panics over this one.
    panics_at: Option<LogPosition>,
    /// Has what it needs only after so many tries.
    away: Mutex<u32>,
    /// Stays for ever with the records from this one on.
    stuck_from: Option<LogPosition>,
}

fn clerk(node: &'static str, book: &Book) -> Clerk {
    Clerk {
        node,
        book: book.clone(),
        poison: None,
        panics_at: None,
        away: Mutex::new(0),
        stuck_from: None,
    }
}

impl Consumer for Clerk {
    fn name(&self) -> &'static str {
        "clerk"
    }

    async fn take(&self, records: &[(LogPosition, ChangeRecord)]) -> Result<(), ConsumerError> {
        let holds =
            |bad: Option<LogPosition>| records.iter().any(|(position, _)| Some(*position) == bad);
        assert!(!holds(self.panics_at), "a consumer that panics");
        if holds(self.poison) {
            return Err(ConsumerError::Bad("it cannot be read".into()));
        }
        let tries = *self.away.lock().unwrap();
        if tries > 0 {
            *self.away.lock().unwrap() = tries - 1;
            return Err(ConsumerError::Later("the other end is away".into()));
        }
        if records
            .iter()
            .any(|(position, _)| self.stuck_from.is_some_and(|from| *position >= from))
        {
            std::future::pending::<()>().await;
        }
        let taken = records.iter().map(|(position, _)| (self.node, *position));
        self.book.0.lock().unwrap().extend(taken);
        Ok(())
    }
}

fn following(app: &TestApp, store: &Store, stop: &Stop) -> Following<Store> {
    Following {
        change_log: Arc::new(store.clone()),
        clock: app.clock(),
        pace: QUICK,
        stop: stop.clone(),
    }
}

fn across(app: &TestApp, store: &Store, clerk: Clerk) -> (JoinHandle<()>, Stopper) {
    let (says, stop) = stopper();
    let task = tokio::spawn(across_nodes(clerk, following(app, store, &stop)));
    (task, says)
}

/// Another node over the same database.
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

/// Waits until something is so; a minute without it fails the test.
async fn until<F: Future<Output = bool>>(what: &str, is_so: impl Fn() -> F) {
    for _ in 0..6_000 {
        if is_so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("in a minute it never was so that {what}");
}

async fn until_position(store: &Store, position: LogPosition) {
    until(&format!("the clerk came to {position}"), || async {
        let consumers = store.consumers().await.unwrap();
        consumers.iter().any(|holding| holding.position == position)
    })
    .await;
}

both! {
    async fn a_holder_that_dies_is_replaced_and_nothing_is_lost_or_out_of_order(app: &TestApp) {
        let (book, other) = (Book::default(), other_node(app).await);
        let mut dies = clerk("first", &book);
        dies.stuck_from = Some(7);
        let (first, _says) = across(app, &app.store, dies);
        until("the first node holds the lease", || async { !app.store.consumers().await.unwrap().is_empty() }).await;
        let (second, stops) = across(app, &other, clerk("second", &book));
        let half = publish(app, 0..5).await;
        assert_eq!(half, 10);
        until_position(&app.store, 6).await;
        first.abort();
        assert!(first.await.unwrap_err().is_cancelled());
        app.set_clock(1_006);
        let head = publish(app, 5..10).await;
        until_position(&app.store, head).await;
        stops.stop();
        second.await.unwrap();
        assert!(book.positions().into_iter().eq(1..=head), "{:?}", book.pages());
        assert_eq!(book.pages()[5..7], [("first", 6), ("second", 7)]);
    }

    async fn a_holder_that_was_thought_dead_stops_and_can_note_nothing(app: &TestApp) {
        let (book, other) = (Book::default(), other_node(app).await);
        let mut slow = clerk("slow", &book);
        slow.stuck_from = Some(1);
        let (first, stops_first) = across(app, &app.store, slow);
        until("the slow node holds the lease", || async { !app.store.consumers().await.unwrap().is_empty() }).await;
        let head = publish(app, 0..2).await;
        let taken = other.lease("clerk", None, at(9_000), at(9_005)).await.unwrap().unwrap();
        assert_eq!((taken.fencing_token, taken.position), (2, 0));
        let late = DeadLetter { position: 1, at: at(0), reason: "late".to_owned() };
        assert!(app.store.dead_letter("clerk", Some(1), late).await.is_err());
        assert!(app.store.save_checkpoint("clerk", 1, head).await.is_err(), "the fencing_token holds it off");
        app.set_clock(9_006);
        until("the node works again under a fencing_token of its own", || async { app.store.consumers().await.unwrap()[0].fencing_token == 3 }).await;
        assert_eq!(app.store.consumers().await.unwrap()[0].position, 0);
        assert!(app.store.dead_letters(10).await.unwrap().is_empty());
        first.abort();
        assert!(book.pages().is_empty(), "what it was stuck in ended with the lease");
        drop(stops_first);
    }

    async fn one_that_is_told_to_stop_gives_the_lease_back(app: &TestApp) {
        let book = Book::default();
        let (task, says) = across(app, &app.store, clerk("first", &book));
        let head = publish(app, 0..1).await;
        until_position(&app.store, head).await;
        says.stop();
        task.await.unwrap();
        let next = app.store.lease("clerk", None, app.now(), app.now().plus_millis(5_000)).await.unwrap().unwrap();
        assert_eq!((next.fencing_token, next.position), (2, head), "no time had to pass");
    }

    async fn a_bad_entry_is_set_aside_and_takes_no_other_along(app: &TestApp) {
        let book = Book::default();
        let mut hurt = clerk("first", &book);
        (hurt.poison, hurt.panics_at) = (Some(5), Some(8));
        let head = publish(app, 0..5).await;
        let (task, says) = across(app, &app.store, hurt);
        until_position(&app.store, head).await;
        says.stop();
        task.await.unwrap();
        assert_eq!(book.positions(), [1, 2, 3, 4, 6, 7, 9, 10]);
        let letters = app.store.dead_letters(10).await.unwrap();
        let told: Vec<_> = letters.iter().map(|(consumer, letter)| (consumer.as_str(), letter.position, letter.reason.as_str())).collect();
        assert_eq!(told, [
            ("clerk", 5, "the consumer failed over a record: it cannot be read"),
            ("clerk", 8, "the consumer failed over a record: the consumer panicked"),
        ]);
    }

    async fn a_row_that_does_not_decode_is_set_aside_like_a_bad_entry(app: &TestApp) {
        let book = Book::default();
        let head = publish(app, 0..4).await;
        app.spoil("UPDATE change_record SET after = '{spoilt' WHERE position = 2").await;
        app.spoil("UPDATE change_record SET subject = 'weather' WHERE position = 8").await;
        let (task, says) = across(app, &app.store, clerk("first", &book));
        until_position(&app.store, head).await;
        says.stop();
        task.await.unwrap();
        assert_eq!(book.positions(), [1, 3, 4, 5, 6, 7]);
        let letters = app.store.dead_letters(10).await.unwrap();
        assert!(letters.iter().map(|(_, letter)| letter.position).eq([2, 8]), "{letters:?}");
    }

    async fn what_is_away_for_long_is_waited_for_and_no_entry_is_to_blame(app: &TestApp) {
        let book = Book::default();
        let patient = clerk("first", &book);
        *patient.away.lock().unwrap() = QUICK.tries * 4;
        let head = publish(app, 0..3).await;
        let (task, says) = across(app, &app.store, patient);
        until_position(&app.store, head).await;
        says.stop();
        task.await.unwrap();
        assert!(book.positions().into_iter().eq(1..=head));
        assert!(app.store.dead_letters(10).await.unwrap().is_empty());
    }

    async fn one_per_node_begins_at_the_head_and_knows_how_far_behind_it_is(app: &TestApp) {
        let before = publish(app, 0..2).await;
        let place = Place::at_head(&app.store).await.unwrap();
        let head = publish(app, 2..5).await;
        app.set_clock(1_060);
        let behind = lag(&app.store, place.position(), app.now()).await.unwrap();
        assert_eq!(behind, Lag { records: 6, oldest_age_millis: Some(60_000) });
        let (book, other) = (Book::default(), other_node(app).await);
        let (says, stop) = stopper();
        let nodes = [(&app.store, "first", place.clone()), (&other, "second", Place::at_head(&other).await.unwrap())];
        let tasks = nodes.map(|(store, node, place)| tokio::spawn(per_node(clerk(node, &book), place, following(app, store, &stop))));
        until("the first has caught up", || async { place.position() == head }).await;
        assert_eq!(lag(&app.store, place.position(), app.now()).await.unwrap(), Lag { records: 0, oldest_age_millis: None });
        let last = publish(app, 5..6).await;
        until("both took the latest", || async { book.positions().iter().filter(|position| **position == last).count() == 2 }).await;
        says.stop();
        for task in tasks {
            task.await.unwrap();
        }
        let of = |node| book.pages().into_iter().filter_map(move |(by, position)| (by == node).then_some(position)).collect::<Vec<_>>();
        assert!(of("first").into_iter().eq(before + 1..=last) && of("second").into_iter().eq(head + 1..=last));
    }

    async fn a_hint_wakes_one_whose_poll_is_an_hour_away(app: &TestApp) {
        let (book, other) = (Book::default(), app.store.clone());
        let (says, stop) = stopper();
        let mut run_with = following(app, &other, &stop);
        run_with.pace.poll = Duration::from_secs(3_600);
        let place = Place::at_head(&other).await.unwrap();
        let task = tokio::spawn(per_node(clerk("first", &book), place.clone(), run_with));
        // The connection that hears hints is opened when somebody first waits, so that the first few may be lost.
        let mut number = 0;
        while place.position() == 0 && number < 500 {
            publish(app, number..number + 1).await;
            number += 1;
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        assert!(place.position() > 0, "nothing woke it");
        says.stop();
        task.await.unwrap();
    }
}
