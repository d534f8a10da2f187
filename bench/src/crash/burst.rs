//! An editor who files, amends, publishes, corrects, takes back and retracts until the server is gone.

use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use serde_json::{Value, json};

use super::{
    Desk,
    ledger::{Acknowledged, Known},
};
use crate::Failure;

/// What is done to an article, in an order of its own for each.
const ACTS: [&str; 6] = [
    "articleUpdate",
    "articlePublish",
    "articlePublish",
    "articleCorrect",
    "articleUnpublish",
    "articleRetract",
];
/// How many acts an article lives through.
const LIFE: u32 = 8;

/// How an act ended for the editor.
enum Answer {
    /// The article after it.
    Done(Value),
    /// Nothing was changed.
    Refused,
    /// The server is gone.
    CutOff,
}

/// Writes until the server is gone, and tells of all articles.
pub(super) async fn write(
    desk: Desk,
    url: String,
    name: String,
    seed: u64,
) -> Result<Vec<Known>, Failure> {
    let mut random = StdRng::seed_from_u64(seed);
    let mut articles = Vec::new();
    for number in 0_u32.. {
        let slug = format!("{name}-{number}");
        let known = live(&desk, &url, slug, &mut random).await?;
        let is_over = known.is_cut_off;
        articles.push(known);
        if is_over {
            break;
        }
    }
    Ok(articles)
}

/// The life of one article.
async fn live(desk: &Desk, url: &str, slug: String, random: &mut StdRng) -> Result<Known, Failure> {
    let tags: Vec<&Value> = desk
        .tags
        .choose_multiple(random, random.clone().random_range(0..=3))
        .collect();
    let filing = json!({ "headline": format!("{slug} filed"), "slug": slug, "tags": tags });
    let mut known = Known {
        slug,
        ..Known::default()
    };
    let mut article = Value::Null;
    for number in 0..LIFE {
        let mutation = if number == 0 {
            "articleCreate"
        } else {
            ACTS.choose(random).copied().unwrap_or("articleUpdate")
        };
        let input = match mutation {
            "articleCreate" => filing.clone(),
            _ => input(mutation, &article, number),
        };
        known.is_cut_off = true;
        match act(desk, url, mutation, input).await? {
            Answer::Done(after) => {
                known.last = Some(acknowledged(&after)?);
                known.acts += 1;
                article = after;
            }
            Answer::Refused => {}
            Answer::CutOff => return Ok(known),
        }
        known.is_cut_off = false;
    }
    Ok(known)
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

async fn act(desk: &Desk, url: &str, mutation: &str, input: Value) -> Result<Answer, Failure> {
    let (first, rest) = mutation.split_at(1);
    let form = format!("{}{rest}Input", first.to_ascii_uppercase());
    let document = format!(
        "mutation($input: {form}!) {{ {mutation}(input: $input) {{ article {{ id version status headline }} userErrors {{ code message }} }} }}"
    );
    let Ok(mut answer) = desk.ask(url, &document, json!({ "input": input })).await else {
        return Ok(Answer::CutOff);
    };
    let payload = answer["data"][mutation].take();
    if payload["article"].is_object() {
        return Ok(Answer::Done(payload["article"].clone()));
    }
    let codes: Vec<&str> = payload["userErrors"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|error| error["code"].as_str())
        .collect();
    // Every act is well-formed and at the version that was answered last: only the article's state may stand against it.
    if !codes.is_empty() && codes.iter().all(|code| *code == "INVALID_STATE") {
        return Ok(Answer::Refused);
    }
    Err(format!("{mutation} was answered {payload} {answer}").into())
}

fn acknowledged(article: &Value) -> Result<Acknowledged, Failure> {
    let text = |field: &str| article[field].as_str().map(str::to_owned);
    let read = || {
        Some(Acknowledged {
            version: article["version"].as_i64()?,
            status: text("status")?.to_ascii_lowercase(),
            headline: text("headline")?,
        })
    };
    read().ok_or_else(|| format!("an act answered {article}").into())
}
