//! An editor who creates, updates, publishes, corrects, unpublishes and retracts articles until the
//! server is gone.

use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use serde_json::{Value, json};

use super::{
    client::EditorClient,
    expected::{AcknowledgedState, ExpectedArticle},
};
use crate::run::Failure;

/// Acts after the creation of an article, chosen at random.
const ACTS: [&str; 6] = [
    "articleUpdate",
    "articlePublish",
    "articlePublish",
    "articleCorrect",
    "articleUnpublish",
    "articleRetract",
];
/// Number of acts on an article.
const ACTS_PER_ARTICLE: u32 = 8;

/// Outcome of an act for the editor.
enum Outcome {
    /// The act was carried out; holds the article after it.
    Done(Value),
    /// The act was rejected, and nothing changed.
    Rejected,
    /// The server is gone.
    CutOff,
}

/// Writes until the server is gone, and returns the expected state of all articles.
pub(super) async fn write(
    client: EditorClient,
    url: String,
    name: String,
    seed: u64,
) -> Result<Vec<ExpectedArticle>, Failure> {
    let mut random = StdRng::seed_from_u64(seed);
    let mut articles = Vec::new();
    for number in 0_u32.. {
        let slug = format!("{name}-{number}");
        let article = write_article(&client, &url, slug, &mut random).await?;
        let is_over = article.is_cut_off;
        articles.push(article);
        if is_over {
            break;
        }
    }
    Ok(articles)
}

/// Carries out the acts on one article.
async fn write_article(
    client: &EditorClient,
    url: &str,
    slug: String,
    random: &mut StdRng,
) -> Result<ExpectedArticle, Failure> {
    let tags: Vec<&Value> = client
        .tags
        .choose_multiple(random, random.clone().random_range(0..=3))
        .collect();
    let creation = json!({ "headline": format!("{slug} created"), "slug": slug, "tags": tags });
    let mut expected = ExpectedArticle {
        slug,
        ..ExpectedArticle::default()
    };
    let mut article = Value::Null;
    for number in 0..ACTS_PER_ARTICLE {
        let mutation = if number == 0 {
            "articleCreate"
        } else {
            ACTS.choose(random).copied().unwrap_or("articleUpdate")
        };
        let input = match mutation {
            "articleCreate" => creation.clone(),
            _ => input(mutation, &article, number),
        };
        // Unknown until the response arrives.
        expected.is_cut_off = true;
        match act(client, url, mutation, input).await? {
            Outcome::Done(after) => {
                expected.last = Some(acknowledged_state(&after)?);
                expected.acts += 1;
                article = after;
            }
            Outcome::Rejected => {}
            Outcome::CutOff => return Ok(expected),
        }
        expected.is_cut_off = false;
    }
    Ok(expected)
}

fn input(mutation: &str, article: &Value, number: u32) -> Value {
    let mut input = json!({ "id": article["id"], "expectedVersion": article["version"] });
    let change = json!({ "headline": format!("Change {number} by {mutation}") });
    let more = match mutation {
        "articleUpdate" => json!({ "change": change }),
        "articleCorrect" => json!({ "change": change, "correction": "A figure was wrong." }),
        "articleRetract" => json!({ "reason": "It was wrong." }),
        "articlePublish" => json!({ "reason": "It is right." }),
        _ => json!({}),
    };
    for (field, value) in more.as_object().into_iter().flatten() {
        input[field] = value.clone();
    }
    input
}

async fn act(
    client: &EditorClient,
    url: &str,
    mutation: &str,
    input: Value,
) -> Result<Outcome, Failure> {
    let (first, rest) = mutation.split_at(1);
    let input_type = format!("{}{rest}Input", first.to_ascii_uppercase());
    let document = format!(
        "mutation($input: {input_type}!) {{ {mutation}(input: $input) {{ article {{ id version status headline }} userErrors {{ code message }} }} }}"
    );
    let Ok(mut response) = client.send(url, &document, json!({ "input": input })).await else {
        return Ok(Outcome::CutOff);
    };
    let payload = response["data"][mutation].take();
    if payload["article"].is_object() {
        return Ok(Outcome::Done(payload["article"].clone()));
    }
    let codes: Vec<&str> = payload["userErrors"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|error| error["code"].as_str())
        .collect();
    // Every act is well-formed and names the present version, so only the status of the article can
    // be a reason against it.
    if !codes.is_empty() && codes.iter().all(|code| *code == "INVALID_STATE") {
        return Ok(Outcome::Rejected);
    }
    Err(format!("unexpected response to {mutation}: {payload} {response}").into())
}

fn acknowledged_state(article: &Value) -> Result<AcknowledgedState, Failure> {
    let text = |field: &str| article[field].as_str().map(str::to_owned);
    let read = || {
        Some(AcknowledgedState {
            version: article["version"].as_i64()?,
            status: text("status")?.to_ascii_lowercase(),
            headline: text("headline")?,
        })
    };
    read().ok_or_else(|| format!("the response to an act lacks a field: {article}").into())
}
