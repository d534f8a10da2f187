//! Latency of searches in the whole archive, measured at the client, one after another, after a
//! warm-up.

use std::collections::{BTreeSet, HashMap, HashSet};

use rand::{Rng, SeedableRng, rngs::StdRng, seq::IteratorRandom};
use serde_json::json;

use super::item::Item;
use crate::{
    Failure,
    client::Client,
    figures::{Judgement, quantile},
    instance::Engine,
    print_line,
};

/// Number of searches before those that are measured.
const WARM_UP_SEARCHES: usize = 100;
/// Number of searches for the most common word.
const COMMON_WORD_SEARCHES: usize = 50;
/// Thresholds in milliseconds of searches for two words, and of those for the most common word.
const MAX_TWO_WORDS_MILLIS: [(Engine, f64); 2] = [(Engine::Sqlite, 20.0), (Engine::Postgres, 60.0)];
const MAX_COMMON_WORD_MILLIS: f64 = 150.0;

/// List of headlines.
const HEADLINES: &str = "query Search($query: String!) { search(query: $query, first: 20) { nodes { slug headline publishedAt } } }";
/// Page of results with snippets.
const RESULT_PAGE: &str = "query Search($query: String!) { search(query: $query, first: 20) { edges { headline { text isMatch } snippet { text isMatch } node { slug publishedAt section { name } } } pageInfo { hasNextPage endCursor } } }";

/// Searches to send.
pub struct SearchLoad<'i> {
    pub items: &'i [Item],
    /// Number of searches of each kind.
    pub searches: usize,
    pub seed: u64,
}

pub async fn measure(
    client: &Client,
    engine: Engine,
    load: &SearchLoad<'_>,
    judgement: &mut Judgement,
) -> Result<(), Failure> {
    let (items, searches) = (load.items, load.searches);
    let mut random = StdRng::seed_from_u64(load.seed);
    let pairs = |random: &mut StdRng, searches, letters| -> Vec<String> {
        (0..searches)
            .map(|_| pair(items, letters, random))
            .collect()
    };
    let warm_up = pairs(&mut random, WARM_UP_SEARCHES, 1);
    send(client, RESULT_PAGE, &warm_up).await?;
    let long_words = pairs(&mut random, searches, 4);
    let threshold = MAX_TWO_WORDS_MILLIS.iter().find(|(of, _)| *of == engine);
    let threshold = threshold.map_or(0.0, |(_, millis)| *millis);
    for (document, shown) in [
        (HEADLINES, "headlines"),
        (RESULT_PAGE, "a page with snippets"),
    ] {
        let p95 = report(
            engine,
            "two words of four letters or more",
            shown,
            client,
            document,
            &long_words,
        );
        let what = format!("two-word searches on {engine}, {shown}, p95");
        judgement.at_most(&what, p95.await?, threshold, " ms");
    }
    let any = pairs(&mut random, searches, 1);
    report(
        engine,
        "any two words",
        "headlines",
        client,
        HEADLINES,
        &any,
    )
    .await?;
    for letters in [1, 4] {
        let word = vec![most_common_word(items, letters); COMMON_WORD_SEARCHES];
        let name = format!("the most common word, {}", word[0]);
        let p95 = report(engine, &name, "headlines", client, HEADLINES, &word).await?;
        judgement.at_most(
            &format!("{name}, on {engine}, p95"),
            p95,
            MAX_COMMON_WORD_MILLIS,
            " ms",
        );
    }
    Ok(())
}

/// Sends searches and prints their latencies. Returns the 95th percentile.
async fn report(
    engine: Engine,
    what: &str,
    shown: &str,
    client: &Client,
    document: &str,
    searches: &[String],
) -> Result<f64, Failure> {
    let sorted = send(client, document, searches).await?;
    let [p50, p95, p99, most] = [0.5, 0.95, 0.99, 1.0].map(|share| quantile(&sorted, share));
    print_line(format_args!(
        "| {engine} | {} of {what}, {shown} | p50 {p50:.1} ms | p95 {p95:.1} ms | p99 {p99:.1} ms | maximum {most:.1} ms |",
        searches.len()
    ));
    Ok(p95)
}

/// Sends searches. Returns the latencies in milliseconds, sorted.
async fn send(client: &Client, document: &str, searches: &[String]) -> Result<Vec<f64>, Failure> {
    let mut latencies = Vec::new();
    for query in searches {
        let (answer, time) = client
            .query_timed(document, json!({ "query": query }))
            .await?;
        if let Some(errors) = answer.get("errors") {
            return Err(format!("{query} failed: {errors}").into());
        }
        latencies.push(time.as_secs_f64() * 1_000.0);
    }
    latencies.sort_by(f64::total_cmp);
    Ok(latencies)
}

/// Draws two different words of one headline. Common words are drawn often, as the archive has
/// them, and every search finds something.
fn pair(items: &[Item], letters: usize, random: &mut StdRng) -> String {
    loop {
        let item = &items[random.random_range(0..items.len())];
        let words: BTreeSet<String> = words(&item.headline, letters).collect();
        if let [one, other] = words.into_iter().choose_multiple(random, 2).as_slice() {
            return format!("{one} {other}");
        }
    }
}

/// Word with the largest document frequency among those with at least `letters` letters.
fn most_common_word(items: &[Item], letters: usize) -> String {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for item in items {
        let distinct: HashSet<String> = words(&item.body, letters).collect();
        for word in distinct {
            *counts.entry(word).or_default() += 1;
        }
    }
    let most_common = counts
        .into_iter()
        .max_by_key(|(word, count)| (*count, word.clone()));
    most_common.map(|(word, _)| word).unwrap_or_default()
}

fn words(text: &str, letters: usize) -> impl Iterator<Item = String> {
    text.split(|character: char| !character.is_alphanumeric())
        .filter(|word| word.chars().all(char::is_alphabetic))
        .filter(move |word| word.chars().count() >= letters)
        .map(str::to_lowercase)
}
