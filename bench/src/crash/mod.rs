//! The server is killed while several editors write, again and again on one database, and what is found afterwards is judged: no act that was
//! acknowledged is lost, and none is there by half.

mod beside;
mod burst;
mod judge;
mod ledger;

use std::time::{Duration, Instant};

use rand::{Rng, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};
use standfirst_cluster::Cluster;

use crate::{Failure, Run, process::House, say};
use ledger::Ledger;

/// How many editors write at once.
const EDITORS: u64 = 6;
/// After how many kills the lists of what belongs beside articles are held against a rebuild.
const LISTS_EVERY: u32 = 5;
/// After how many milliseconds of writing the server is killed.
const KILLED_AFTER: std::ops::Range<u64> = 30..1_200;

/// What articles are filed with, and who files them.
#[derive(Clone)]
pub(super) struct Desk {
    client: reqwest::Client,
    credential: String,
    tags: Vec<Value>,
}

pub(crate) async fn run(run: &Run) -> Result<(), Failure> {
    let cluster = Cluster::start()?;
    soak("SQLite", run, House::new(&run.soak.standfirst, None)?, 2).await?;
    soak(
        "PostgreSQL",
        run,
        House::new(&run.soak.standfirst, Some(&cluster))?,
        1,
    )
    .await
}

/// Kills so many times, or until this engine's share of the time is over.
async fn soak(engine: &str, run: &Run, house: House, share: u32) -> Result<(), Failure> {
    let part = run.part(share);
    let (began, mut ledger, mut killed, mut lists) = (Instant::now(), Ledger::default(), 0, 0);
    let desk = open(&house).await?;
    while killed < run.soak.crashes && (killed == 0 || part.has_time()) {
        let mut random = StdRng::seed_from_u64(run.seed.wrapping_add(u64::from(killed)));
        let server = house.serve().await?;
        let editors: Vec<_> = (0..EDITORS)
            .map(|editor| {
                let name = format!("round-{killed}-editor-{editor}");
                let writing = burst::write(desk.clone(), server.url.clone(), name, random.random());
                tokio::spawn(writing)
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(random.random_range(KILLED_AFTER))).await;
        server.kill().await?;
        for editor in editors {
            ledger.add(editor.await??);
        }
        killed += 1;
        judge::judge(&house.url, &ledger)
            .await
            .map_err(|found| format!("crash on {engine}, kill {killed}: {found}"))?;
        if killed % LISTS_EVERY == 0 {
            lists = beside::judge(&house)
                .await
                .map_err(|found| format!("crash on {engine}, kill {killed}: {found}"))?;
        }
    }
    let counts = ledger.counts();
    say(format_args!(
        "crash on {engine}: killed {killed} times over {} articles; {} acts were acknowledged and {} cut off, none lost or halved; {lists} lists are as a rebuild makes them; in {:.0?}",
        counts.articles,
        counts.acknowledged,
        counts.cut_off,
        began.elapsed()
    ));
    if counts.acknowledged == 0 {
        return Err(format!(
            "crash on {engine}: nothing was acknowledged, so that nothing was proved"
        )
        .into());
    }
    Ok(())
}

/// A house with tags to give, and an editor's credential.
async fn open(house: &House) -> Result<Desk, Failure> {
    house.said(&["init"]).await?;
    let record = json!({ "id": "first", "title": "First", "body": "Text.", "format": "text", "published_at": "2026-01-01T00:00:00Z",
        "tags": [{ "name": "Harbour" }, { "name": "Ferry" }, { "name": "Council" }] });
    house.import("first.ndjson", &record.to_string()).await?;
    let token = [
        "token",
        "--role",
        "editor",
        "--subject",
        "soak",
        "--lifetime",
        "24h",
    ];
    let credential = house.said(&token).await?;
    let client = reqwest::Client::builder()
        .timeout(Duration::from_secs(10))
        .build()?;
    let server = house.serve().await?;
    let mut desk = Desk {
        client,
        credential,
        tags: Vec::new(),
    };
    let answer = desk
        .ask(
            &server.url,
            "{ tags(first: 10) { nodes { id } } }",
            Value::Null,
        )
        .await?;
    server.kill().await?;
    let nodes = answer.pointer("/data/tags/nodes").and_then(Value::as_array);
    desk.tags = nodes
        .into_iter()
        .flatten()
        .filter_map(|node| node.get("id").cloned())
        .collect();
    if desk.tags.len() < 3 {
        return Err(format!("crash: three tags were to be there: {answer}").into());
    }
    Ok(desk)
}

impl Desk {
    /// Asks, and answers the whole response.
    async fn ask(&self, url: &str, query: &str, variables: Value) -> Result<Value, reqwest::Error> {
        let request = self
            .client
            .post(url)
            .bearer_auth(&self.credential)
            .json(&json!({ "query": query, "variables": variables }));
        request.send().await?.json().await
    }
}
