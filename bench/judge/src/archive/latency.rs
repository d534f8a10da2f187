//! How long searches of a whole archive take, from the client, one after the other, when it has answered some already.

use std::collections::{BTreeSet, HashMap, HashSet};

use rand::{Rng, SeedableRng, rngs::StdRng, seq::IteratorRandom};
use serde_json::json;

use super::{Archive, Item};
use crate::{
    Failure,
    figures::{Judgement, quantile},
    front::Front,
    house::Engine,
    say,
};

/// How many searches go before those that are measured.
const WARMS_UP: usize = 100;
/// How often the commonest word is searched for.
const COMMONEST: usize = 50;
/// What is promised, in milliseconds, of searches for two words and for the commonest.
const TWO_WORDS: [(Engine, f64); 2] = [(Engine::Sqlite, 20.0), (Engine::Postgres, 60.0)];
const ONE_WORD: f64 = 150.0;

/// A list of headlines.
const LIST: &str = "query Search($query: String!) { search(query: $query, first: 20) { nodes { slug headline publishedAt } } }";
/// What a page of results shows.
const PAGE: &str = "query Search($query: String!) { search(query: $query, first: 20) { edges { headline { text isMatch } snippet { text isMatch } node { slug publishedAt section { name } } } pageInfo { hasNextPage endCursor } } }";

pub async fn measure(
    front: &Front,
    engine: Engine,
    items: &[Item],
    wanted: &Archive,
    judgement: &mut Judgement,
) -> Result<(), Failure> {
    let mut random = StdRng::seed_from_u64(wanted.common.seed);
    let pairs = |random: &mut StdRng, searches, letters| -> Vec<String> {
        (0..searches)
            .map(|_| pair(items, letters, random))
            .collect()
    };
    let warming = pairs(&mut random, WARMS_UP, 1);
    ask(front, PAGE, &warming).await?;
    let telling = pairs(&mut random, wanted.searches, 4);
    let within = TWO_WORDS.iter().find(|(of, _)| *of == engine);
    let within = within.map_or(0.0, |(_, within)| *within);
    for (document, shown) in [(LIST, "headlines"), (PAGE, "a page with snippets")] {
        let p95 = tell(
            engine,
            "two words of four letters or more",
            shown,
            front,
            document,
            &telling,
        );
        let what = format!("two-word searches on {engine}, {shown}, p95");
        judgement.at_most(&what, p95.await?, within, " ms");
    }
    let any = pairs(&mut random, wanted.searches, 1);
    tell(engine, "any two words", "headlines", front, LIST, &any).await?;
    for letters in [1, 4] {
        let word = vec![commonest(items, letters); COMMONEST];
        let name = format!("the commonest word, {}", word[0]);
        let p95 = tell(engine, &name, "headlines", front, LIST, &word).await?;
        judgement.at_most(&format!("{name}, on {engine}, p95"), p95, ONE_WORD, " ms");
    }
    Ok(())
}

/// Asks, and says and answers what it took.
async fn tell(
    engine: Engine,
    what: &str,
    shown: &str,
    front: &Front,
    document: &str,
    searches: &[String],
) -> Result<f64, Failure> {
    let sorted = ask(front, document, searches).await?;
    let [p50, p95, p99, most] = [0.5, 0.95, 0.99, 1.0].map(|share| quantile(&sorted, share));
    say(format_args!(
        "| {engine} | {} of {what}, {shown} | p50 {p50:.1} ms | p95 {p95:.1} ms | p99 {p99:.1} ms | most {most:.1} ms |",
        searches.len()
    ));
    Ok(p95)
}

/// The milliseconds that each took, sorted.
async fn ask(front: &Front, document: &str, searches: &[String]) -> Result<Vec<f64>, Failure> {
    let mut took = Vec::new();
    for query in searches {
        let (answer, time) = front.timed(document, json!({ "query": query })).await?;
        if let Some(errors) = answer.get("errors") {
            return Err(format!("{query} was answered {errors}").into());
        }
        took.push(time.as_secs_f64() * 1_000.0);
    }
    took.sort_by(f64::total_cmp);
    Ok(took)
}

/// Two different words of one headline, drawn as the archive has them, so that common words are drawn often and each search finds something.
fn pair(items: &[Item], letters: usize, random: &mut StdRng) -> String {
    loop {
        let item = &items[random.random_range(0..items.len())];
        let words: BTreeSet<String> = words(&item.headline, letters).collect();
        if let [one, other] = words.into_iter().choose_multiple(random, 2).as_slice() {
            return format!("{one} {other}");
        }
    }
}

/// The word that stands in the most items, and has so many letters.
fn commonest(items: &[Item], letters: usize) -> String {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for item in items {
        let met: HashSet<String> = words(&item.body, letters).collect();
        for word in met {
            *counts.entry(word).or_default() += 1;
        }
    }
    let commonest = counts
        .into_iter()
        .max_by_key(|(word, count)| (*count, word.clone()));
    commonest.map(|(word, _)| word).unwrap_or_default()
}

fn words(text: &str, letters: usize) -> impl Iterator<Item = String> {
    text.split(|character: char| !character.is_alphanumeric())
        .filter(|word| word.chars().all(char::is_alphabetic))
        .filter(move |word| word.chars().count() >= letters)
        .map(str::to_lowercase)
}
