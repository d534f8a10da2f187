//! The crash program: kills the server while several editors write, many times on one database.
//! After each kill it checks that no acknowledged act is lost and that none is half done.

mod client;
mod database_checks;
mod editor;
mod expected;
mod related_lists;

use std::time::{Duration, Instant};

use rand::{Rng, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};
use standfirst_cluster::Cluster;

use self::{client::EditorClient, expected::ExpectedState};
use crate::{
    installation::Installation,
    run::{Failure, Run, say},
};

/// Number of editors who write at the same time.
const EDITORS: u64 = 6;
/// Number of kills between two comparisons of the related lists with a rebuild.
const KILLS_PER_LIST_CHECK: u32 = 5;
/// Milliseconds of writing before the server is killed.
const KILLED_AFTER: std::ops::Range<u64> = 30..1_200;

pub(crate) async fn run(run: &Run) -> Result<(), Failure> {
    let cluster = Cluster::start()?;
    let sqlite = Installation::new(&run.soak.standfirst, None)?;
    soak("SQLite", run, sqlite, 2).await?;
    let postgresql = Installation::new(&run.soak.standfirst, Some(&cluster))?;
    soak("PostgreSQL", run, postgresql, 1).await
}

/// Kills the server as often as asked for, or until the engine's share of the time is over.
async fn soak(
    engine: &str,
    run: &Run,
    installation: Installation,
    share: u32,
) -> Result<(), Failure> {
    let part = run.part(share);
    let (began, mut expected, mut kills, mut lists) =
        (Instant::now(), ExpectedState::default(), 0, 0);
    let client = set_up(&installation).await?;
    while kills < run.soak.crashes && (kills == 0 || part.has_time()) {
        let mut random = StdRng::seed_from_u64(run.seed.wrapping_add(u64::from(kills)));
        let server = installation.serve().await?;
        let editors: Vec<_> = (0..EDITORS)
            .map(|editor| {
                let name = format!("round-{kills}-editor-{editor}");
                let url = server.graphql_url.clone();
                tokio::spawn(editor::write(client.clone(), url, name, random.random()))
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(random.random_range(KILLED_AFTER))).await;
        server.kill().await?;
        for editor in editors {
            expected.add(editor.await??);
        }
        kills += 1;
        database_checks::check(&installation.database_url, &expected)
            .await
            .map_err(|fault| format!("crash on {engine}, kill {kills}: {fault}"))?;
        if kills % KILLS_PER_LIST_CHECK == 0 {
            lists = related_lists::check(&installation)
                .await
                .map_err(|fault| format!("crash on {engine}, kill {kills}: {fault}"))?;
        }
    }
    let totals = expected.totals();
    say(format_args!(
        "crash on {engine}: {kills} kills over {} articles; {} acts acknowledged and {} cut off, none lost or half done; {lists} related lists equal a rebuild; in {:.0?}",
        totals.articles,
        totals.acknowledged,
        totals.cut_off,
        began.elapsed()
    ));
    if totals.acknowledged == 0 {
        return Err(
            format!("crash on {engine}: no act was acknowledged, so nothing was checked").into(),
        );
    }
    Ok(())
}

/// Sets up an installation with three tags, and returns a client with an editor's credential.
async fn set_up(installation: &Installation) -> Result<EditorClient, Failure> {
    installation.run_command(&["init"]).await?;
    let record = json!({ "id": "first", "title": "First", "body": "Text.", "format": "text", "published_at": "2026-01-01T00:00:00Z",
        "tags": [{ "name": "Harbour" }, { "name": "Ferry" }, { "name": "Council" }] });
    installation
        .import("first.ndjson", &record.to_string())
        .await?;
    let token = [
        "token",
        "--role",
        "editor",
        "--subject",
        "soak",
        "--lifetime",
        "24h",
    ];
    let credential = installation.run_command(&token).await?;
    let client = reqwest::Client::builder()
        .timeout(Duration::from_secs(10))
        .build()?;
    let server = installation.serve().await?;
    let mut client = EditorClient {
        client,
        credential,
        tags: Vec::new(),
    };
    let response = client
        .send(
            &server.graphql_url,
            "{ tags(first: 10) { nodes { id } } }",
            Value::Null,
        )
        .await?;
    server.kill().await?;
    let nodes = response
        .pointer("/data/tags/nodes")
        .and_then(Value::as_array);
    client.tags = nodes
        .into_iter()
        .flatten()
        .filter_map(|node| node.get("id").cloned())
        .collect();
    if client.tags.len() < 3 {
        return Err(format!("crash: the server does not list the three tags: {response}").into());
    }
    Ok(client)
}
