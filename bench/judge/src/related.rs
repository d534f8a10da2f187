//! Whether related articles are the ones that people relate: what the server answers to `related` is held against the links that authors made between
//! their posts, and against the headings under which editors put the news of a year.

use std::collections::BTreeMap;

use clap::Args;
use serde_json::json;

use crate::{
    Common, Failure,
    figures::Judgement,
    front::{Front, sources},
    house::{Engine, House},
    ndcg::{DEPTH, Grades, interval, mean, ndcg},
    say,
    sets::Sets,
};

/// How many articles are asked for their related ones at once.
const AT_ONCE: usize = 50;
/// What the mean of the three sets that bear the promise has to come to, and each of them.
const PROMISED_MEAN: f64 = 0.455;
const PROMISED_EACH: f64 = 0.43;

const DOCUMENT: &str = "query Related($ids: [ID!]!, $first: Int!) { nodes(ids: $ids) { ... on Article { source { id } related(first: $first) { nodes { source { id } } } } } }";

/// A set, and whether it is one of the three whose figures are promised.
struct Set {
    name: &'static str,
    articles: &'static str,
    judgements: &'static str,
    is_promised: bool,
}

const SETS: [Set; 4] = [
    Set {
        name: "digitalgov",
        articles: "digitalgov/eval/articles.ndjson.gz",
        judgements: "digitalgov/eval/qrels-related.tsv",
        is_promised: true,
    },
    Set {
        name: "carpentries",
        articles: "carpentries/eval/articles.ndjson.gz",
        judgements: "carpentries/eval/qrels-related.tsv",
        is_promised: true,
    },
    Set {
        name: "current-events-2025",
        articles: "wikipedia-current-events/eval/articles-2025.ndjson.gz",
        judgements: "wikipedia-current-events/eval/qrels-related-2025.tsv",
        is_promised: true,
    },
    Set {
        name: "rust-blog",
        articles: "rust-blog/eval/articles.ndjson.gz",
        judgements: "rust-blog/eval/qrels-related.tsv",
        is_promised: false,
    },
];

/// What other systems come to on digitalgov, carpentries, current events and in the mean, all with this measure.
const OTHERS: [(&str, [f64; 4]); 6] = [
    (
        "shared tags, newest first (Ghost style)",
        [0.057, 0.113, 0.363, 0.178],
    ),
    (
        "Elasticsearch more_like_this, defaults",
        [0.315, 0.272, 0.321, 0.303],
    ),
    (
        "TF-IDF cosine, title twice, sublinear",
        [0.388, 0.320, 0.395, 0.368],
    ),
    (
        "MiniLM-L6-v2 sentence embeddings",
        [0.239, 0.227, 0.436, 0.301],
    ),
    (
        "words + word pairs + rare tags, times a decay in time",
        [0.443, 0.453, 0.472, 0.456],
    ),
    (
        "the same with a fifth of MiniLM added",
        [0.443, 0.473, 0.486, 0.467],
    ),
];

/// Judges related articles.
#[derive(Debug, Clone, Args)]
pub struct Related {
    /// The sets to judge with [default: all four; the promise is judged when its three are among them].
    #[arg(long = "set", value_name = "NAME")]
    sets: Vec<String>,
    #[command(flatten)]
    common: Common,
}

/// What a server answered to each query of a set.
type Lists = BTreeMap<String, Vec<String>>;

pub async fn run(wanted: &Related) -> Result<bool, Failure> {
    let sets = Sets::open(&wanted.common.corpus)?;
    let chosen = chosen(&wanted.sets)?;
    let mut judgement = Judgement::default();
    let mut means: BTreeMap<Engine, Vec<f64>> = BTreeMap::new();
    for set in &chosen {
        let judgements = sets.judgements(set.judgements)?;
        let mut answered = Vec::new();
        for engine in wanted.common.engines() {
            let lists = lists(wanted, &sets, set, &judgements, engine).await?;
            let scores = scores(&lists, &judgements);
            tell(set, engine, &scores, wanted.common.seed);
            if set.is_promised {
                let what = format!("{} on {engine}", set.name);
                judgement.at_least(&what, mean(&scores), PROMISED_EACH, "");
                means.entry(engine).or_default().push(mean(&scores));
            }
            answered.push(lists);
        }
        if let [one, other] = answered.as_slice() {
            let differing = one
                .iter()
                .filter(|(id, list)| other.get(*id) != Some(*list));
            let differing: Vec<&String> = differing.map(|(id, _)| id).collect();
            let what = match differing.first() {
                Some(id) => format!("{}: lists that differ, {id} the first", set.name),
                None => format!("{}: lists that differ between the engines", set.name),
            };
            judgement.at_most(&what, differing.len() as f64, 0.0, "");
        }
    }
    for (engine, means) in &means {
        if means.len() == SETS.iter().filter(|set| set.is_promised).count() {
            let what = format!("mean of the three on {engine}");
            judgement.at_least(&what, mean(means), PROMISED_MEAN, "");
        }
    }
    compare(&means);
    Ok(judgement.stands())
}

fn chosen(names: &[String]) -> Result<Vec<&'static Set>, Failure> {
    if let Some(name) = names
        .iter()
        .find(|name| SETS.iter().all(|set| set.name != name.as_str()))
    {
        let known: Vec<&str> = SETS.iter().map(|set| set.name).collect();
        return Err(format!("there is no set {name}; there are {}", known.join(", ")).into());
    }
    let is_chosen = |set: &&Set| names.is_empty() || names.iter().any(|name| name == set.name);
    Ok(SETS.iter().filter(is_chosen).collect())
}

/// Imports a set into a fresh database, makes all lists, and asks for those of every query.
async fn lists(
    wanted: &Related,
    sets: &Sets,
    set: &Set,
    judgements: &BTreeMap<String, Grades>,
    engine: Engine,
) -> Result<Lists, Failure> {
    let house = House::new(&wanted.common.standfirst, engine, &[])?;
    house.run(&["init"]).await?;
    house.import(&sets.path(set.articles)).await?;
    house.rebuild().await?;
    let server = house.serve().await?;
    let front = Front::stranger(&server.url)?;
    let articles = front.articles().await?;
    let ids: Vec<&String> = judgements
        .keys()
        .filter_map(|query| articles.get(query))
        .collect();
    if ids.len() < judgements.len() {
        let missing = judgements.len() - ids.len();
        say(format_args!(
            "{}: {missing} queries name articles that are not before readers, and count as answered wrongly",
            set.name
        ));
    }
    let mut lists = Lists::new();
    for ids in ids.chunks(AT_ONCE) {
        let answer = front
            .ask(DOCUMENT, json!({ "ids": ids, "first": DEPTH }))
            .await?;
        for node in answer["nodes"].as_array().into_iter().flatten() {
            let source = node["source"]["id"].as_str().unwrap_or("");
            lists.insert(source.to_owned(), sources(&node["related"]));
        }
    }
    server.end().await?;
    Ok(lists)
}

fn scores(lists: &Lists, judgements: &BTreeMap<String, Grades>) -> Vec<f64> {
    let score = |(query, grades): (&String, &Grades)| match lists.get(query) {
        Some(list) => ndcg(list, grades),
        None => 0.0,
    };
    judgements.iter().map(score).collect()
}

fn tell(set: &Set, engine: Engine, scores: &[f64], seed: u64) {
    let (low, high) = interval(scores, seed);
    say(format_args!(
        "| {:<19} | {engine:<10} | {:>5} queries | {:.4} | {low:.3} to {high:.3} |",
        set.name,
        scores.len(),
        mean(scores)
    ));
}

/// The table of what others come to, with what was found under it.
fn compare(means: &BTreeMap<Engine, Vec<f64>>) {
    say(
        "\n| nDCG@10 | digitalgov | carpentries | current events 2025 | mean |\n| --- | --- | --- | --- | --- |",
    );
    let row = |name: &str, figures: &[f64]| {
        let figures: Vec<String> = figures
            .iter()
            .map(|figure| format!("{figure:.3}"))
            .collect();
        say(format_args!("| {name} | {} |", figures.join(" | ")));
    };
    for (name, figures) in OTHERS {
        row(name, &figures);
    }
    for (engine, means) in means.iter().filter(|(_, means)| means.len() == 3) {
        let with_mean: Vec<f64> = means.iter().copied().chain([mean(means)]).collect();
        row(&format!("Standfirst on {engine}"), &with_mean);
    }
}
