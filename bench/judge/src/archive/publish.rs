//! How long it takes until an article that is published stands beside its neighbours: until the neighbour that it was made from lists it, and it lists
//! others itself. Counted from when the act is sent, so that the act and the last look are part of it.

use std::time::{Duration, Instant};

use rand::{Rng, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};
use tokio::time::sleep;

use super::Item;
use crate::{
    Failure,
    figures::{Judgement, quantile},
    front::Front,
    house::Engine,
    say,
};

/// How new the item is that is told again: one of so many, the newest.
const NEWEST: usize = 1_000;
/// How long it is waited at most, and for how long between two looks.
const WAITS: Duration = Duration::from_secs(20);
const LOOKS_EVERY: Duration = Duration::from_millis(5);
/// What is promised, in milliseconds.
const WITHIN: f64 = 1_000.0;

const ACT: &str = "article { id version } userErrors { code message }";
const LOOK: &str = "query Look($old: ID!, $new: ID!) { old: article(id: $old) { ...beside } new: article(id: $new) { ...beside } } fragment beside on Article { related(first: 20) { nodes { id } } }";

/// Publishes so many, one after the other, and answers the milliseconds that each took.
pub async fn measure(
    desk: &Front,
    reader: &Front,
    items: &[Item],
    publishes: usize,
    seed: u64,
) -> Result<Vec<f64>, Failure> {
    let mut random = StdRng::seed_from_u64(seed);
    let newest = &items[items.len().saturating_sub(NEWEST)..];
    let mut took = Vec::new();
    for _ in 0..publishes {
        took.push(one(desk, reader, &newest[random.random_range(0..newest.len())]).await?);
    }
    Ok(took)
}

async fn one(desk: &Front, reader: &Front, told: &Item) -> Result<f64, Failure> {
    let find = "query Find($slug: String!) { article(slug: $slug) { id } }";
    let old = reader.ask(find, json!({ "slug": told.slug })).await?;
    let old = &old["article"]["id"];
    let body = told.body.replace('&', "&amp;").replace('<', "&lt;");
    let filing = json!({ "headline": format!("Again: {}", told.headline), "body": { "html": format!("<p>{body}</p>") } });
    let filed = act(desk, "articleCreate", filing).await?;
    let began = Instant::now();
    let publishing = json!({ "id": filed["id"], "expectedVersion": filed["version"] });
    let new = act(desk, "articlePublish", publishing).await?;
    while began.elapsed() < WAITS {
        let look = json!({ "old": old, "new": new["id"] });
        let seen = reader.ask(LOOK, look).await?;
        if beside(&seen["old"]).contains(&&new["id"]) && !beside(&seen["new"]).is_empty() {
            break;
        }
        sleep(LOOKS_EVERY).await;
    }
    Ok(began.elapsed().as_secs_f64() * 1_000.0)
}

fn beside(article: &Value) -> Vec<&Value> {
    let nodes = article["related"]["nodes"].as_array();
    nodes
        .into_iter()
        .flatten()
        .map(|node| &node["id"])
        .collect()
}

/// An editor's act, and the article after it.
async fn act(desk: &Front, mutation: &str, input: Value) -> Result<Value, Failure> {
    let form = match mutation {
        "articleCreate" => "ArticleCreateInput",
        _ => "ArticlePublishInput",
    };
    let document = format!("mutation($input: {form}!) {{ {mutation}(input: $input) {{ {ACT} }} }}");
    let mut answer = desk.ask(&document, json!({ "input": input })).await?;
    let payload = answer[mutation].take();
    if payload["article"].is_object() {
        return Ok(payload["article"].clone());
    }
    Err(format!("{mutation} was answered {payload}").into())
}

pub fn judge(engine: Engine, size: usize, took: &[f64], judgement: &mut Judgement) {
    let mut sorted = took.to_vec();
    sorted.sort_by(f64::total_cmp);
    say(format_args!(
        "{size} items on {engine}: {} were published, and stood beside their neighbours after {:.0} ms (median)",
        sorted.len(),
        quantile(&sorted, 0.5)
    ));
    let what = format!("{size} items on {engine}: the slowest to stand beside its neighbours");
    judgement.at_most(&what, quantile(&sorted, 1.0), WITHIN, " ms");
}
