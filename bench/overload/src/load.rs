//! The load: readers in a closed loop (each sends again after its response) or an open loop (a
//! fixed rate, whatever the responses), and editors who create articles meanwhile.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tokio::task::{JoinHandle, spawn_local};

use crate::{
    connection::{Connection, Request, Response},
    figures::{millis, quantile},
    output::print_line,
    server::Server,
};

/// Interval at which requests that are due are sent.
const TICK: Duration = Duration::from_millis(1);

/// One request of the load.
pub struct Sample {
    /// Moment of sending, since the start of the loop.
    sent_at: Duration,
    /// Response time in milliseconds.
    took: f64,
    outcome: Outcome,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Answered,
    Rejected,
    /// There was no response, or one of another form.
    Failed,
    /// All connections were in use when the request was due.
    Unsent,
}

impl Outcome {
    fn from_response(response: &Response) -> Self {
        match response.status {
            200 if !response.body.starts_with(b"{\"errors\"") => Self::Answered,
            429 | 503 if response.has_retry_after => Self::Rejected,
            _ => Self::Failed,
        }
    }
}

/// Sends requests in a closed loop of this many readers.
pub async fn closed_loop(request: &Request, at_once: usize, period: Duration) -> Vec<Sample> {
    let (began, samples) = (Instant::now(), Rc::new(RefCell::new(Vec::new())));
    let readers: Vec<_> = (0..at_once)
        .map(|_| {
            let (request, samples) = (request.clone(), Rc::clone(&samples));
            spawn_local(async move {
                let mut connection = Connection::default();
                while began.elapsed() < period {
                    let sample = send(&mut connection, &request, began).await;
                    samples.borrow_mut().push(sample);
                }
            })
        })
        .collect();
    for reader in readers {
        let _ = reader.await;
    }
    samples.take()
}

/// Sends requests in an open loop: this many a second, as long as a connection is free.
pub async fn open_loop(
    request: &Request,
    per_second: f64,
    period: Duration,
    connections: usize,
) -> Vec<Sample> {
    let (began, samples) = (Instant::now(), Rc::new(RefCell::new(Vec::new())));
    let free: Rc<RefCell<Vec<Connection>>> = Rc::default();
    free.borrow_mut()
        .resize_with(connections, Connection::default);
    let (mut ticks, mut due_before) = (tokio::time::interval(TICK), 0_u64);
    while began.elapsed() < period {
        ticks.tick().await;
        let due = (began.elapsed().as_secs_f64() * per_second) as u64;
        for _ in due_before..due {
            let Some(mut connection) = free.borrow_mut().pop() else {
                samples.borrow_mut().push(Sample {
                    sent_at: began.elapsed(),
                    took: 0.0,
                    outcome: Outcome::Unsent,
                });
                continue;
            };
            let (request, samples, free) = (request.clone(), Rc::clone(&samples), Rc::clone(&free));
            spawn_local(async move {
                let sample = send(&mut connection, &request, began).await;
                samples.borrow_mut().push(sample);
                free.borrow_mut().push(connection);
            });
        }
        due_before = due;
    }
    // The last responses may still be on their way.
    while free.borrow().len() < connections && began.elapsed() < period * 2 {
        tokio::time::sleep(TICK).await;
    }
    samples.take()
}

async fn send(connection: &mut Connection, request: &Request, began: Instant) -> Sample {
    let sent_at = began.elapsed();
    let outcome = match connection.send(request).await {
        Ok(response) => Outcome::from_response(&response),
        Err(_) => Outcome::Failed,
    };
    let took = (began.elapsed() - sent_at).as_secs_f64() * 1_000.0;
    Sample {
        sent_at,
        took,
        outcome,
    }
}

/// Time after which the response times are back to normal for good. From then on, every interval
/// has response times within the baseline plus some room for chance.
pub fn recovery_time(samples: &[Sample], interval: Duration, baseline: f64) -> Duration {
    let bound = (baseline * 1.5).max(baseline + 5.0);
    let is_late = |sample: &Sample| sample.outcome != Outcome::Answered || sample.took > bound;
    let intervals = samples
        .iter()
        .map(|sample| interval_index(sample.sent_at, interval))
        .max()
        .unwrap_or(0);
    let is_normal = |index: u32| {
        let within = || {
            samples
                .iter()
                .filter(|sample| interval_index(sample.sent_at, interval) == index)
        };
        let late = within().filter(|sample| is_late(sample)).count();
        // One in twenty may be late by chance alone.
        late * 20 <= within().count()
    };
    let last_disturbed = (0..=intervals).rev().find(|index| !is_normal(*index));
    interval * last_disturbed.map_or(0, |index| index + 1)
}

fn interval_index(at: Duration, interval: Duration) -> u32 {
    (at.as_secs_f64() / interval.as_secs_f64()) as u32
}

/// Response times of a loop, in milliseconds, sorted, by outcome.
#[derive(Default)]
pub struct Statistics {
    pub answered: Vec<f64>,
    pub rejected: Vec<f64>,
    pub failed: usize,
    unsent: usize,
}

impl Statistics {
    pub fn new(samples: Vec<Sample>) -> Self {
        let mut statistics = Self::default();
        for sample in samples {
            match sample.outcome {
                Outcome::Answered => statistics.answered.push(sample.took),
                Outcome::Rejected => statistics.rejected.push(sample.took),
                Outcome::Failed => statistics.failed += 1,
                Outcome::Unsent => statistics.unsent += 1,
            }
        }
        statistics.answered.sort_by(f64::total_cmp);
        statistics.rejected.sort_by(f64::total_cmp);
        statistics
    }

    pub fn answered_quantile(&self, share: f64) -> f64 {
        quantile(&self.answered, share)
    }

    pub fn rejected_quantile(&self, share: f64) -> f64 {
        quantile(&self.rejected, share)
    }

    pub fn print(&self, offered: f64, period: Duration) {
        let each_second = |count: usize| count as f64 / period.as_secs_f64();
        print_line(format_args!(
            "{offered:.0} requests a second for {period:.0?}: {:.0} answered, {:.0} rejected, {:.0} not sent for lack of a free connection, {} failed in all",
            each_second(self.answered.len()),
            each_second(self.rejected.len()),
            each_second(self.unsent),
            self.failed
        ));
        print_line(format_args!(
            "answers p50 {}, p99 {}; rejections p50 {}, p99 {}",
            millis(self.answered_quantile(0.5)),
            millis(self.answered_quantile(0.99)),
            millis(self.rejected_quantile(0.5)),
            millis(self.rejected_quantile(0.99))
        ));
    }
}

/// Editors who create articles at a constant rate.
pub struct Editors {
    stop: Rc<Cell<bool>>,
    acts: Rc<RefCell<Acts>>,
    task: JoinHandle<()>,
}

/// Results of their acts.
#[derive(Default)]
pub struct Acts {
    took: Vec<f64>,
    failed: usize,
    started: usize,
}

impl Editors {
    pub fn start(server: &Server, per_second: f64) -> Self {
        let stop: Rc<Cell<bool>> = Rc::default();
        let acts: Rc<RefCell<Acts>> = Rc::default();
        let task = spawn_local(create_articles(
            server.address.clone(),
            server.credential.clone(),
            Duration::from_secs_f64(1.0 / per_second.max(0.1)),
            Rc::clone(&stop),
            Rc::clone(&acts),
        ));
        Self { stop, acts, task }
    }

    pub async fn stop(self) -> Acts {
        self.stop.set(true);
        let _ = self.task.await;
        let began = Instant::now();
        while self.acts.borrow().has_pending() && began.elapsed() < Duration::from_secs(20) {
            tokio::time::sleep(TICK * 10).await;
        }
        self.acts.take()
    }
}

async fn create_articles(
    address: String,
    credential: String,
    pause: Duration,
    stop: Rc<Cell<bool>>,
    acts: Rc<RefCell<Acts>>,
) {
    let free: Rc<RefCell<Vec<Connection>>> = Rc::default();
    let (mut ticks, mut number) = (tokio::time::interval(pause), 0);
    while !stop.get() {
        ticks.tick().await;
        number += 1;
        acts.borrow_mut().started += 1;
        let input = json!({ "headline": format!("Created under load, {number}"), "slug": format!("load-{number}") });
        let query = "mutation($input: ArticleCreateInput!) { articleCreate(input: $input) { article { id } userErrors { message } } }";
        let body = json!({ "query": query, "variables": { "input": input } }).to_string();
        let request = Request::new(&address, &credential, &body);
        let (acts, free) = (Rc::clone(&acts), Rc::clone(&free));
        spawn_local(async move {
            let began = Instant::now();
            let mut connection = free.borrow_mut().pop().unwrap_or_default();
            let response = connection.send(&request).await;
            let is_done = response.is_ok_and(|response| is_created(&response));
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

fn is_created(response: &Response) -> bool {
    let body: Value = serde_json::from_slice(&response.body).unwrap_or_default();
    body.pointer("/data/articleCreate/article/id")
        .is_some_and(Value::is_string)
}

impl Acts {
    fn has_pending(&self) -> bool {
        self.took.len() + self.failed < self.started
    }

    pub const fn count(&self) -> usize {
        self.started
    }

    pub fn share_done(&self) -> f64 {
        self.took.len() as f64 / self.started.max(1) as f64
    }

    pub fn quantile(&self, share: f64) -> f64 {
        let mut took = self.took.clone();
        took.sort_by(f64::total_cmp);
        quantile(&took, share)
    }
}
