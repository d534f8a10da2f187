//! Two nodes run one leased consumer on PostgreSQL. The node that holds the lease is killed; the
//! other one must continue within ten seconds and skip no record.

use std::{
    env::current_exe,
    process::Stdio,
    sync::Arc,
    time::{Duration, Instant},
};

use standfirst::{
    clock::SystemClock,
    tasks::{
        consumer::{Consumer, ConsumerContext, ConsumerError, PollConfig, run_leased},
        shutdown_channel,
    },
};
use standfirst_cluster::Cluster;
use standfirst_domain::change_log::{ChangeRecord, LogPosition};
use standfirst_persistence::{Options, Store};
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStdout, Command},
    time::timeout,
};

use crate::{
    installation::Installation,
    run::{Failure, Run, say},
};

/// Time in which the other node must continue.
const REPLACED_WITHIN: Duration = Duration::from_secs(10);

/// Prints the positions of the records that it consumes.
struct Herald;

impl Consumer for Herald {
    fn name(&self) -> &'static str {
        "herald"
    }

    async fn consume(&self, records: &[(LogPosition, ChangeRecord)]) -> Result<(), ConsumerError> {
        for (position, _) in records {
            say(position);
        }
        Ok(())
    }
}

/// Consumes until killed.
pub(crate) async fn follow(url: &str) -> Result<(), Failure> {
    let (_trigger, shutdown) = shutdown_channel();
    let context = ConsumerContext {
        change_log: Arc::new(Store::open(&Options::new(url)).await?),
        clock: Arc::new(SystemClock::default()),
        poll: PollConfig::default(),
        shutdown,
    };
    run_leased(Herald, context).await;
    Ok(())
}

struct Node {
    child: Child,
    said: Lines<BufReader<ChildStdout>>,
}

impl Node {
    fn start(url: &str) -> Result<Self, Failure> {
        let mut child = Command::new(current_exe()?)
            .args(["follow", url])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let out = child.stdout.take().ok_or("the node has no output")?;
        Ok(Self {
            child,
            said: BufReader::new(out).lines(),
        })
    }

    async fn next(&mut self) -> Result<LogPosition, Failure> {
        let line = self.said.next_line().await?;
        Ok(line.ok_or("a node ended")?.parse()?)
    }
}

pub(crate) async fn run(run: &Run) -> Result<(), Failure> {
    let cluster = Cluster::start()?;
    let installation = Installation::new(&run.soak.standfirst, Some(&cluster))?;
    installation.run_command(&["migrate"]).await?;
    let mut nodes = [
        Node::start(&installation.database_url)?,
        Node::start(&installation.database_url)?,
    ];
    let (mut head, mut longest, mut rounds) = (0, Duration::ZERO, 0);
    let mut holder = None;
    let mut killed_at = Instant::now();
    while rounds < run.soak.leases && (rounds == 0 || run.has_time()) {
        publish(&installation, rounds).await?;
        let (by, took) = taken(&mut nodes, head).await?;
        head += 2;
        if let Some(dead) = holder {
            if dead == by {
                return Err(
                    "lease: one node killed and started had it at once; nothing was proved".into(),
                );
            }
            longest = longest.max(took.duration_since(killed_at));
            if longest > REPLACED_WITHIN {
                return Err(format!("lease: a holder was replaced only after {longest:?}").into());
            }
            // The next one starts when the other holds the lease, so that it cannot be had by the
            // one that died.
            replace(&mut nodes, dead, &installation.database_url)?;
            rounds += 1;
        }
        kill(&mut nodes, by).await?;
        killed_at = Instant::now();
        holder = Some(by);
    }
    say(format_args!(
        "lease: {rounds} holders were killed, each was replaced within {longest:.1?}, and no record was skipped"
    ));
    Ok(())
}

/// Adds two records to the change log.
async fn publish(installation: &Installation, round: u32) -> Result<(), Failure> {
    let id: u64 = rand::random();
    let record = format!(
        r#"{{"id": "{round}-{id}", "title": "Round {round}", "body": "Text.", "format": "text", "published_at": "2026-01-01T00:00:00Z"}}"#
    );
    installation.import("round.ndjson", &record).await
}

/// Waits until a node has consumed the next two records, and returns the node and the time of the
/// first. A record that was consumed before the checkpoint was saved may come again.
async fn taken(nodes: &mut [Node; 2], head: LogPosition) -> Result<(usize, Instant), Failure> {
    let [first, second] = nodes;
    let (mut next, mut by, mut at) = (head + 1, 0, Instant::now());
    while next <= head + 2 {
        let either = async {
            tokio::select! {
                position = first.next(), if first.child.id().is_some() => position.map(|position| (0, position)),
                position = second.next(), if second.child.id().is_some() => position.map(|position| (1, position)),
            }
        };
        let (node, position) = timeout(REPLACED_WITHIN * 3, either)
            .await
            .map_err(|_| "lease: no node took over")??;
        if position > next {
            return Err(format!("lease: record {next} was skipped for {position}").into());
        }
        if position == head + 1 {
            (by, at) = (node, Instant::now());
        }
        if position == next {
            next += 1;
        }
    }
    Ok((by, at))
}

async fn kill(nodes: &mut [Node; 2], which: usize) -> Result<(), Failure> {
    let node = nodes.get_mut(which).ok_or("there are two nodes")?;
    Ok(node.child.kill().await?)
}

fn replace(nodes: &mut [Node; 2], which: usize, url: &str) -> Result<(), Failure> {
    *nodes.get_mut(which).ok_or("there are two nodes")? = Node::start(url)?;
    Ok(())
}
