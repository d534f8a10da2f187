//! Overload: ten times more is asked than the server can answer, and what becomes of the answers, of the refusals and of the editors' acts is judged.
//!
//! What the server can answer is measured in the same run, so that the verdict is about proportions and not about the machine. The server is held to
//! one processor and the crowd to another, over the loopback alone. A machine that does other work beside makes the figures worse, never better.

mod connection;
mod crowd;
mod figures;
mod server;

use std::{
    io::{self, Write},
    path::PathBuf,
    process::{ExitCode, id},
    time::Duration,
};

use clap::Parser;
use serde_json::json;
use tokio::task::LocalSet;

use self::{
    connection::Asked,
    crowd::{Editors, Met},
    figures::{Judgement, millis, quantile},
    server::Server,
};

/// Why it ended before its figures.
pub(crate) type Failure = Box<dyn std::error::Error + Send + Sync>;

/// How many ask at once, each again when answered, while it is measured what the server can answer.
const CLOSED_LOOP: [usize; 3] = [16, 8, 4];
/// How slow an answer may be, at the worst one in a hundred, for the server to count as keeping up.
const KEEPS_UP: Duration = Duration::from_millis(250);
/// The part of what can be answered that is asked before and after.
const CALM: f64 = 0.7;
/// In which steps it is looked whether it is calm again.
const STEP: Duration = Duration::from_millis(250);

/// Asks for ten times more than can be answered.
#[derive(Debug, Parser)]
struct Cli {
    /// For how many seconds.
    #[arg(long, default_value_t = 20)]
    seconds: u64,
    /// How many times what can be answered is asked.
    #[arg(long, default_value_t = 10.0)]
    times: f64,
    /// Over how many connections.
    #[arg(long, default_value_t = 256)]
    connections: usize,
    /// How many articles editors file in a second meanwhile.
    #[arg(long, default_value_t = 20.0)]
    filed: f64,
    /// The server's program, built for release.
    #[arg(long, default_value = "target/release/standfirst")]
    standfirst: PathBuf,
    /// The document that is asked.
    #[arg(long, default_value = "operations/front-page.graphql")]
    document: PathBuf,
    /// The folder of the newsroom that is asked.
    #[arg(long, default_value = "examples/newsroom")]
    newsroom: PathBuf,
}

/// Says a line.
fn say(line: impl std::fmt::Display) {
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let pinned = server::hold(id(), 1);
    say(if pinned {
        "the server runs on processor 0 and the crowd on processor 1"
    } else {
        "taskset is missing or there is one processor: server and crowd take time from each other"
    });
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let ended = runtime
        .map_err(Failure::from)
        .and_then(|runtime| LocalSet::new().block_on(&runtime, run(&cli, pinned)));
    match ended {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => {
            say(format_args!("FAILED: {failure}"));
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: &Cli, pinned: bool) -> Result<bool, Failure> {
    let server = Server::start(&cli.standfirst, &cli.newsroom, pinned)?;
    let document = std::fs::read_to_string(&cli.document)?;
    let body = json!({ "query": document }).to_string();
    let reader = Asked::new(&server.address, "", &body);
    let capacity = capacity(&reader).await?;
    let calm = Met::of(
        crowd::open_loop(
            &reader,
            capacity * CALM,
            Duration::from_secs(5),
            cli.connections,
        )
        .await,
    );
    let baseline = calm.answered_within(0.99);
    say(format_args!(
        "capacity: {capacity:.0} answers a second; at {CALM} of it p50 {}, p99 {}",
        millis(calm.answered_within(0.5)),
        millis(baseline)
    ));
    let rss_before = server.rss_kib()?;
    let editors = Editors::start(&server, cli.filed);
    let watch = server.watch_rss();
    let offered = capacity * cli.times;
    let period = Duration::from_secs(cli.seconds);
    let met = Met::of(crowd::open_loop(&reader, offered, period, cli.connections).await);
    let after = crowd::open_loop(
        &reader,
        capacity * CALM,
        Duration::from_secs(10),
        cli.connections,
    )
    .await;
    let rss_most = watch.most();
    let acts = editors.stop().await;
    met.tell(offered, period);
    let mut judgement = Judgement::default();
    let goodput = met.answered.len() as f64 / period.as_secs_f64() / capacity;
    judgement.at_least("answered, of what can be", goodput, 0.8, "");
    let accepted = met.answered_within(0.99);
    judgement.at_most("p99 of answers", accepted, 1_000.0, " ms");
    judgement.at_most("p99 of refusals", met.refused_within(0.99), 50.0, " ms");
    judgement.at_least("acts of editors done", acts.share_done(), 0.99, "");
    judgement.at_most(
        "neither answered nor refused in form",
        met.otherwise as f64,
        0.0,
        "",
    );
    let calm_after = crowd::calm_after(&after, STEP, baseline);
    judgement.at_most("calm again after", calm_after.as_secs_f64(), 5.0, " s");
    let growth = rss_most as f64 / rss_before.max(1) as f64;
    judgement.at_most("memory, times what it was", growth, 2.0, "");
    say(format_args!(
        "for the record: p99 of answers is {:.1} times that at {CALM}; {} acts of editors, p99 {}; memory {} MiB",
        accepted / baseline.max(0.001),
        acts.count(),
        millis(acts.within(0.99)),
        rss_most / 1_024
    ));
    Ok(judgement.stands())
}

/// How many answers a second the server gives while it keeps up.
async fn capacity(reader: &Asked) -> Result<f64, Failure> {
    crowd::closed_loop(reader, 4, Duration::from_secs(2)).await;
    for at_once in CLOSED_LOOP {
        let period = Duration::from_secs(5);
        let met = Met::of(crowd::closed_loop(reader, at_once, period).await);
        if met.refused.is_empty()
            && met.otherwise == 0
            && quantile(&met.answered, 0.99) < KEEPS_UP.as_secs_f64() * 1_000.0
        {
            return Ok(met.answered.len() as f64 / period.as_secs_f64());
        }
    }
    Err("the server does not keep up with four who ask at once".into())
}
