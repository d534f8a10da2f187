//! Time from publishing an article until the related lists include it: until the item whose text
//! was copied lists the new article, and the new article lists others. It starts when the mutation
//! is sent, so the mutation and the last poll are part of it.

use std::time::{Duration, Instant};

use rand::{Rng, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};
use tokio::time::sleep;

use super::item::Item;
use crate::{
    Failure,
    client::Client,
    figures::{Judgement, quantile},
    instance::Engine,
    print_line,
};

/// Number of the newest items of which one is copied.
const NEWEST_ITEMS: usize = 1_000;
/// Time limit for one article, and the pause between two polls.
const TIMEOUT: Duration = Duration::from_secs(20);
const POLL_INTERVAL: Duration = Duration::from_millis(5);
/// Threshold in milliseconds.
const MAX_MILLIS: f64 = 1_000.0;

const PAYLOAD: &str = "article { id version } userErrors { code message }";
const POLL: &str = "query Poll($old: ID!, $new: ID!) { old: article(id: $old) { ...lists } new: article(id: $new) { ...lists } } fragment lists on Article { related(first: 20) { nodes { id } } }";

/// Publishes articles one after another. Returns the milliseconds that each took.
pub async fn measure(
    editor: &Client,
    reader: &Client,
    items: &[Item],
    publishes: usize,
    seed: u64,
) -> Result<Vec<f64>, Failure> {
    let mut random = StdRng::seed_from_u64(seed);
    let newest = &items[items.len().saturating_sub(NEWEST_ITEMS)..];
    let mut durations = Vec::new();
    for _ in 0..publishes {
        durations.push(
            publish_one(
                editor,
                reader,
                &newest[random.random_range(0..newest.len())],
            )
            .await?,
        );
    }
    Ok(durations)
}

/// Publishes a copy of an item and waits for the related lists.
async fn publish_one(editor: &Client, reader: &Client, item: &Item) -> Result<f64, Failure> {
    let find = "query Find($slug: String!) { article(slug: $slug) { id } }";
    let old = reader.query(find, json!({ "slug": item.slug })).await?;
    let old = &old["article"]["id"];
    let body = item.body.replace('&', "&amp;").replace('<', "&lt;");
    let draft = json!({ "headline": format!("Copy: {}", item.headline), "body": { "html": format!("<p>{body}</p>") } });
    let draft = mutate(editor, "articleCreate", draft).await?;
    let started = Instant::now();
    let publication = json!({ "id": draft["id"], "expectedVersion": draft["version"] });
    let new = mutate(editor, "articlePublish", publication).await?;
    while started.elapsed() < TIMEOUT {
        let variables = json!({ "old": old, "new": new["id"] });
        let answer = reader.query(POLL, variables).await?;
        if related_ids(&answer["old"]).contains(&&new["id"])
            && !related_ids(&answer["new"]).is_empty()
        {
            break;
        }
        sleep(POLL_INTERVAL).await;
    }
    Ok(started.elapsed().as_secs_f64() * 1_000.0)
}

/// Ids of the related articles.
fn related_ids(article: &Value) -> Vec<&Value> {
    let nodes = article["related"]["nodes"].as_array();
    nodes
        .into_iter()
        .flatten()
        .map(|node| &node["id"])
        .collect()
}

/// Sends a mutation. Returns the article after it.
async fn mutate(editor: &Client, mutation: &str, input: Value) -> Result<Value, Failure> {
    let input_type = match mutation {
        "articleCreate" => "ArticleCreateInput",
        _ => "ArticlePublishInput",
    };
    let document =
        format!("mutation($input: {input_type}!) {{ {mutation}(input: $input) {{ {PAYLOAD} }} }}");
    let mut answer = editor.query(&document, json!({ "input": input })).await?;
    let payload = answer[mutation].take();
    if payload["article"].is_object() {
        return Ok(payload["article"].clone());
    }
    Err(format!("{mutation} failed: {payload}").into())
}

/// Prints the durations and checks the slowest.
pub fn check(engine: Engine, size: usize, durations: &[f64], judgement: &mut Judgement) {
    let mut sorted = durations.to_vec();
    sorted.sort_by(f64::total_cmp);
    print_line(format_args!(
        "{size} items on {engine}: {} articles were published, and listed as related after {:.0} ms (median)",
        sorted.len(),
        quantile(&sorted, 0.5)
    ));
    let what = format!("{size} items on {engine}: slowest publish until listed as related");
    judgement.at_most(&what, quantile(&sorted, 1.0), MAX_MILLIS, " ms");
}
