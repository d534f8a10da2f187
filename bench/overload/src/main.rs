//! The overload test: sends ten times more requests than the server can answer, and checks the
//! answers, the rejections and the acts of editors.
//!
//! The capacity is measured in the same run, so the verdict is about proportions and not about the
//! machine. The server is pinned to one processor and the load to another, over the loopback
//! interface. Other work on the machine makes the values worse, never better.

mod connection;
mod figures;
mod load;
mod output;
mod server;

use std::{
    path::PathBuf,
    process::{ExitCode, id},
    time::Duration,
};

use clap::Parser;
use serde_json::json;
use tokio::task::LocalSet;

use self::{
    connection::Request,
    figures::{Judgement, millis, quantile},
    load::{Editors, Statistics},
    output::{Failure, print_line},
    server::Server,
};

/// Numbers of readers in the closed loop that measures the capacity.
const CLOSED_LOOP_READERS: [usize; 3] = [16, 8, 4];
/// Largest p99 of the response time at which the server counts as keeping up.
const CAPACITY_P99: Duration = Duration::from_millis(250);
/// Share of the capacity that is sent before and after the overload.
const NORMAL_LOAD: f64 = 0.7;
/// Intervals in which the recovery is measured.
const RECOVERY_INTERVAL: Duration = Duration::from_millis(250);

/// Sends more requests than the server can answer.
#[derive(Debug, Parser)]
struct Cli {
    /// Duration of the overload in seconds.
    #[arg(long, default_value_t = 20)]
    seconds: u64,
    /// Load as a multiple of the capacity.
    #[arg(long, default_value_t = 10.0)]
    times: f64,
    /// Number of connections.
    #[arg(long, default_value_t = 256)]
    connections: usize,
    /// Number of articles that editors create each second meanwhile.
    #[arg(long, default_value_t = 20.0)]
    created: f64,
    /// Path of the server's executable, built for release.
    #[arg(long, default_value = "target/release/standfirst")]
    standfirst: PathBuf,
    /// GraphQL document of the requests.
    #[arg(long, default_value = "operations/front-page.graphql")]
    document: PathBuf,
    /// Folder of the newsroom that is imported.
    #[arg(long, default_value = "examples/newsroom")]
    newsroom: PathBuf,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let pinned = server::pin_to_processor(id(), 1);
    print_line(if pinned {
        "the server runs on processor 0 and the load on processor 1"
    } else {
        "taskset is missing or there is one processor: server and load compete for time"
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
            print_line(format_args!("FAILED: {failure}"));
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: &Cli, pinned: bool) -> Result<bool, Failure> {
    let server = Server::start(&cli.standfirst, &cli.newsroom, pinned)?;
    let document = std::fs::read_to_string(&cli.document)?;
    let body = json!({ "query": document }).to_string();
    let request = Request::new(&server.address, "", &body);
    let capacity = capacity(&request).await?;
    let normal = Statistics::new(
        load::open_loop(
            &request,
            capacity * NORMAL_LOAD,
            Duration::from_secs(5),
            cli.connections,
        )
        .await,
    );
    let baseline = normal.answered_quantile(0.99);
    print_line(format_args!(
        "capacity: {capacity:.0} answers a second; at {NORMAL_LOAD} of it p50 {}, p99 {}",
        millis(normal.answered_quantile(0.5)),
        millis(baseline)
    ));
    let rss_before = server.rss_kib()?;
    let editors = Editors::start(&server, cli.created);
    let memory = server.monitor_rss();
    let offered = capacity * cli.times;
    let period = Duration::from_secs(cli.seconds);
    let overload =
        Statistics::new(load::open_loop(&request, offered, period, cli.connections).await);
    let after = load::open_loop(
        &request,
        capacity * NORMAL_LOAD,
        Duration::from_secs(10),
        cli.connections,
    )
    .await;
    let rss_most = memory.most();
    let acts = editors.stop().await;
    overload.print(offered, period);
    let mut judgement = Judgement::default();
    let goodput = overload.answered.len() as f64 / period.as_secs_f64() / capacity;
    judgement.at_least("answers, as a share of the capacity", goodput, 0.8, "");
    let accepted = overload.answered_quantile(0.99);
    judgement.at_most("p99 of answers", accepted, 1_000.0, " ms");
    judgement.at_most(
        "p99 of rejections",
        overload.rejected_quantile(0.99),
        50.0,
        " ms",
    );
    judgement.at_least(
        "acts of editors carried out, as a share",
        acts.share_done(),
        0.99,
        "",
    );
    judgement.at_most(
        "requests without a well-formed response",
        overload.failed as f64,
        0.0,
        "",
    );
    let recovery = load::recovery_time(&after, RECOVERY_INTERVAL, baseline);
    judgement.at_most("recovery time", recovery.as_secs_f64(), 5.0, " s");
    let growth = rss_most as f64 / rss_before.max(1) as f64;
    judgement.at_most("growth of memory, as a factor", growth, 2.0, "");
    print_line(format_args!(
        "for information: p99 of answers is {:.1} times that at {NORMAL_LOAD} of the capacity; {} acts of editors, p99 {}; memory {} MiB",
        accepted / baseline.max(0.001),
        acts.count(),
        millis(acts.quantile(0.99)),
        rss_most / 1_024
    ));
    Ok(judgement.stands())
}

/// Capacity of the server: answers a second while it keeps up.
async fn capacity(request: &Request) -> Result<f64, Failure> {
    // Warm up caches and connections.
    load::closed_loop(request, 4, Duration::from_secs(2)).await;
    for readers in CLOSED_LOOP_READERS {
        let period = Duration::from_secs(5);
        let statistics = Statistics::new(load::closed_loop(request, readers, period).await);
        if statistics.rejected.is_empty()
            && statistics.failed == 0
            && quantile(&statistics.answered, 0.99) < CAPACITY_P99.as_secs_f64() * 1_000.0
        {
            return Ok(statistics.answered.len() as f64 / period.as_secs_f64());
        }
    }
    Err("the server does not keep up with four readers".into())
}
