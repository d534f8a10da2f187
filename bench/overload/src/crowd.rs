//! Those who ask: readers, each as soon as answered or as many a second whatever is answered, and editors who file meanwhile.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tokio::task::{JoinHandle, spawn_local};

use crate::{
    connection::{Answer, Asked, Connection},
    figures::{millis, quantile},
    say,
    server::Server,
};

/// How often it is looked how many are due.
const TICK: Duration = Duration::from_millis(1);

/// What became of a request: when it was sent, how long it took in milliseconds, and how it ended.
pub struct Sent {
    at: Duration,
    took: f64,
    end: End,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Answered,
    Refused,
    /// Nothing came, or not in the form in which it has to.
    Otherwise,
    /// It was due while all connections were in use.
    Unsent,
}

impl End {
    fn of(answer: &Answer) -> Self {
        match answer.status {
            200 if !answer.body.starts_with(b"{\"errors\"") => Self::Answered,
            429 | 503 if answer.says_when => Self::Refused,
            _ => Self::Otherwise,
        }
    }
}

/// So many ask, each again when answered.
pub async fn closed_loop(asked: &Asked, at_once: usize, period: Duration) -> Vec<Sent> {
    let (began, sent) = (Instant::now(), Rc::new(RefCell::new(Vec::new())));
    let readers: Vec<_> = (0..at_once)
        .map(|_| {
            let (asked, sent) = (asked.clone(), Rc::clone(&sent));
            spawn_local(async move {
                let mut connection = Connection::default();
                while began.elapsed() < period {
                    let one = ask(&mut connection, &asked, began).await;
                    sent.borrow_mut().push(one);
                }
            })
        })
        .collect();
    for reader in readers {
        let _ = reader.await;
    }
    sent.take()
}

/// So many are sent a second, whatever is answered, as long as a connection is free.
pub async fn open_loop(
    asked: &Asked,
    per_second: f64,
    period: Duration,
    connections: usize,
) -> Vec<Sent> {
    let (began, sent) = (Instant::now(), Rc::new(RefCell::new(Vec::new())));
    let free: Rc<RefCell<Vec<Connection>>> = Rc::default();
    free.borrow_mut()
        .resize_with(connections, Connection::default);
    let (mut ticks, mut due_before) = (tokio::time::interval(TICK), 0_u64);
    while began.elapsed() < period {
        ticks.tick().await;
        let due = (began.elapsed().as_secs_f64() * per_second) as u64;
        for _ in due_before..due {
            let Some(mut connection) = free.borrow_mut().pop() else {
                let (at, took, end) = (began.elapsed(), 0.0, End::Unsent);
                sent.borrow_mut().push(Sent { at, took, end });
                continue;
            };
            let (asked, sent, free) = (asked.clone(), Rc::clone(&sent), Rc::clone(&free));
            spawn_local(async move {
                let one = ask(&mut connection, &asked, began).await;
                sent.borrow_mut().push(one);
                free.borrow_mut().push(connection);
            });
        }
        due_before = due;
    }
    while free.borrow().len() < connections && began.elapsed() < period * 2 {
        tokio::time::sleep(TICK).await;
    }
    sent.take()
}

async fn ask(connection: &mut Connection, asked: &Asked, began: Instant) -> Sent {
    let at = began.elapsed();
    let end = match connection.ask(asked).await {
        Ok(answer) => End::of(&answer),
        Err(_) => End::Otherwise,
    };
    let took = (began.elapsed() - at).as_secs_f64() * 1_000.0;
    Sent { at, took, end }
}

/// After how long it was calm for good: every step from then on had its answers within what it was before, and some to spare for chance.
pub fn calm_after(sent: &[Sent], step: Duration, before: f64) -> Duration {
    let bound = (before * 1.5).max(before + 5.0);
    let is_late = |one: &Sent| one.end != End::Answered || one.took > bound;
    let steps = sent
        .iter()
        .map(|one| step_of(one.at, step))
        .max()
        .unwrap_or(0);
    let is_calm = |number: u32| {
        let within = || sent.iter().filter(|one| step_of(one.at, step) == number);
        let late = within().filter(|one| is_late(one)).count();
        // One in twenty may be late by chance alone.
        late * 20 <= within().count()
    };
    let last_uneasy = (0..=steps).rev().find(|number| !is_calm(*number));
    step * last_uneasy.map_or(0, |number| number + 1)
}

fn step_of(at: Duration, step: Duration) -> u32 {
    (at.as_secs_f64() / step.as_secs_f64()) as u32
}

/// How a crowd fared, in milliseconds each.
#[derive(Default)]
pub struct Met {
    pub answered: Vec<f64>,
    pub refused: Vec<f64>,
    pub otherwise: usize,
    unsent: usize,
}

impl Met {
    pub fn of(sent: Vec<Sent>) -> Self {
        let mut met = Self::default();
        for one in sent {
            match one.end {
                End::Answered => met.answered.push(one.took),
                End::Refused => met.refused.push(one.took),
                End::Otherwise => met.otherwise += 1,
                End::Unsent => met.unsent += 1,
            }
        }
        met.answered.sort_by(f64::total_cmp);
        met.refused.sort_by(f64::total_cmp);
        met
    }

    pub fn answered_within(&self, share: f64) -> f64 {
        quantile(&self.answered, share)
    }

    pub fn refused_within(&self, share: f64) -> f64 {
        quantile(&self.refused, share)
    }

    pub fn tell(&self, offered: f64, period: Duration) {
        let each_second = |count: usize| count as f64 / period.as_secs_f64();
        say(format_args!(
            "asked {offered:.0} a second for {period:.0?}: {:.0} answered, {:.0} refused, {:.0} not sent for want of a free connection, {} otherwise",
            each_second(self.answered.len()),
            each_second(self.refused.len()),
            each_second(self.unsent),
            self.otherwise
        ));
        say(format_args!(
            "answers p50 {}, p99 {}; refusals p50 {}, p99 {}",
            millis(self.answered_within(0.5)),
            millis(self.answered_within(0.99)),
            millis(self.refused_within(0.5)),
            millis(self.refused_within(0.99))
        ));
    }
}

/// Editors who file articles at an even pace.
pub struct Editors {
    stop: Rc<Cell<bool>>,
    acts: Rc<RefCell<Acts>>,
    filing: JoinHandle<()>,
}

/// What became of their acts.
#[derive(Default)]
pub struct Acts {
    took: Vec<f64>,
    failed: usize,
    begun: usize,
}

impl Editors {
    pub fn start(server: &Server, per_second: f64) -> Self {
        let stop: Rc<Cell<bool>> = Rc::default();
        let acts: Rc<RefCell<Acts>> = Rc::default();
        let filing = spawn_local(file(
            server.address.clone(),
            server.credential.clone(),
            Duration::from_secs_f64(1.0 / per_second.max(0.1)),
            Rc::clone(&stop),
            Rc::clone(&acts),
        ));
        Self { stop, acts, filing }
    }

    pub async fn stop(self) -> Acts {
        self.stop.set(true);
        let _ = self.filing.await;
        let began = Instant::now();
        while self.acts.borrow().is_open() && began.elapsed() < Duration::from_secs(20) {
            tokio::time::sleep(TICK * 10).await;
        }
        self.acts.take()
    }
}

async fn file(
    address: String,
    credential: String,
    pause: Duration,
    stop: Rc<Cell<bool>>,
    acts: Rc<RefCell<Acts>>,
) {
    let free: Rc<RefCell<Vec<Connection>>> = Rc::default();
    let (mut beats, mut number) = (tokio::time::interval(pause), 0);
    while !stop.get() {
        beats.tick().await;
        number += 1;
        acts.borrow_mut().begun += 1;
        let input = json!({ "headline": format!("Filed in the crowd, {number}"), "slug": format!("crowd-{number}") });
        let query = "mutation($input: ArticleCreateInput!) { articleCreate(input: $input) { article { id } userErrors { message } } }";
        let body = json!({ "query": query, "variables": { "input": input } }).to_string();
        let asked = Asked::new(&address, &credential, &body);
        let (acts, free) = (Rc::clone(&acts), Rc::clone(&free));
        spawn_local(async move {
            let began = Instant::now();
            let mut connection = free.borrow_mut().pop().unwrap_or_default();
            let answer = connection.ask(&asked).await;
            let is_done = answer.is_ok_and(|answer| is_filed(&answer));
            let mut acts = acts.borrow_mut();
            if is_done {
                acts.took.push(began.elapsed().as_secs_f64() * 1_000.0);
            } else {
                acts.failed += 1;
            }
            free.borrow_mut().push(connection);
        });
    }
}

fn is_filed(answer: &Answer) -> bool {
    let read: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    read.pointer("/data/articleCreate/article/id")
        .is_some_and(Value::is_string)
}

impl Acts {
    fn is_open(&self) -> bool {
        self.took.len() + self.failed < self.begun
    }

    pub const fn count(&self) -> usize {
        self.begun
    }

    pub fn share_done(&self) -> f64 {
        self.took.len() as f64 / self.begun.max(1) as f64
    }

    pub fn within(&self, share: f64) -> f64 {
        let mut took = self.took.clone();
        took.sort_by(f64::total_cmp);
        quantile(&took, share)
    }
}
