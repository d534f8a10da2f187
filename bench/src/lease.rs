//! The lease program: two nodes consume the change log under one lease on PostgreSQL. The holder is
//! killed. The other node must go on within ten seconds and skip nothing.

use std::{
    env::current_exe,
    process::Stdio,
    sync::Arc,
    time::{Duration, Instant},
};

use standfirst::{
    clock::SystemClock,
    following::{Follower, FollowerError, Following, Pace, across_nodes, stopper},
};
use standfirst_cluster::Cluster;
use standfirst_domain::wire::{Entry, Position};
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

/// Time within which another node must take over the lease.
const TAKEOVER_LIMIT: Duration = Duration::from_secs(10);

/// Prints the sequence number of each record that it takes.
struct Printer;

impl Follower for Printer {
    fn name(&self) -> &'static str {
        "printer"
    }

    async fn take(&self, entries: &[(Position, Entry)]) -> Result<(), FollowerError> {
        for (position, _) in entries {
            say(position);
        }
        Ok(())
    }
}

/// Consumes the change log until the process is killed.
pub(crate) async fn follow(url: &str) -> Result<(), Failure> {
    let (_stopper, stop) = stopper();
    let following = Following {
        wire: Arc::new(Store::open(&Options::new(url)).await?),
        clock: Arc::new(SystemClock::default()),
        pace: Pace::default(),
        stop,
    };
    across_nodes(Printer, following).await;
    Ok(())
}

/// A process that consumes the change log.
struct Node {
    child: Child,
    output: Lines<BufReader<ChildStdout>>,
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
            output: BufReader::new(out).lines(),
        })
    }

    async fn next(&mut self) -> Result<Position, Failure> {
        let line = self.output.next_line().await?;
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
        let (holder_now, took_at) = next_two(&mut nodes, head).await?;
        head += 2;
        if let Some(dead) = holder {
            if dead == holder_now {
                return Err(
                    "lease: the killed node got the lease again at once, so no takeover was checked".into(),
                );
            }
            longest = longest.max(took_at.duration_since(killed_at));
            if longest > TAKEOVER_LIMIT {
                return Err(format!("lease: another node took over only after {longest:?}").into());
            }
            // The dead node is started again only now, when the other one holds the lease.
            replace(&mut nodes, dead, &installation.database_url)?;
            rounds += 1;
        }
        kill(&mut nodes, holder_now).await?;
        killed_at = Instant::now();
        holder = Some(holder_now);
    }
    say(format_args!(
        "lease: {rounds} holders were killed, another node took over within {longest:.1?}, and no change record was skipped"
    ));
    Ok(())
}

/// Publishes an article, which writes two change records.
async fn publish(installation: &Installation, round: u32) -> Result<(), Failure> {
    let id: u64 = rand::random();
    let record = format!(
        r#"{{"id": "{round}-{id}", "title": "Round {round}", "body": "Text.", "format": "text", "published_at": "2026-01-01T00:00:00Z"}}"#
    );
    installation.import("round.ndjson", &record).await
}

/// Waits for the next two change records. Returns the node that took them and the moment of the
/// first. A record that was taken before the checkpoint was saved may come again.
async fn next_two(nodes: &mut [Node; 2], head: Position) -> Result<(usize, Instant), Failure> {
    let [first, second] = nodes;
    let (mut next, mut taker, mut taken_at) = (head + 1, 0, Instant::now());
    while next <= head + 2 {
        let either = async {
            tokio::select! {
                position = first.next(), if first.child.id().is_some() => position.map(|position| (0, position)),
                position = second.next(), if second.child.id().is_some() => position.map(|position| (1, position)),
            }
        };
        let (node, position) = timeout(TAKEOVER_LIMIT * 3, either)
            .await
            .map_err(|_| "lease: no node took over")??;
        if position > next {
            return Err(format!("lease: record {next} was skipped for {position}").into());
        }
        if position == head + 1 {
            (taker, taken_at) = (node, Instant::now());
        }
        if position == next {
            next += 1;
        }
    }
    Ok((taker, taken_at))
}

async fn kill(nodes: &mut [Node; 2], which: usize) -> Result<(), Failure> {
    let node = nodes.get_mut(which).ok_or("there are two nodes")?;
    Ok(node.child.kill().await?)
}

fn replace(nodes: &mut [Node; 2], which: usize, url: &str) -> Result<(), Failure> {
    *nodes.get_mut(which).ok_or("there are two nodes")? = Node::start(url)?;
    Ok(())
}
