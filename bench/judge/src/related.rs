//! Relevance of related articles. The judgements are the links that authors made between their
//! posts, and the stories under which editors grouped the news of a year.

use std::collections::BTreeMap;

use clap::Args;
use serde_json::json;

use crate::{
    CommonArguments, Failure,
    client::{Client, source_ids},
    corpus::Corpus,
    figures::Judgement,
    instance::{Engine, Instance},
    ndcg::{DEPTH, Grades, interval, mean, ndcg},
    print_line,
};

/// Number of articles per request.
const ARTICLES_PER_REQUEST: usize = 50;
/// Threshold of the mean of the three datasets that have one.
const MEAN_THRESHOLD: f64 = 0.455;
/// Threshold of each of these datasets.
const DATASET_THRESHOLD: f64 = 0.43;

const DOCUMENT: &str = "query Related($ids: [ID!]!, $first: Int!) { nodes(ids: $ids) { ... on Article { source { id } related(first: $first) { nodes { source { id } } } } } }";

/// Files of a dataset.
struct RelatedDataset {
    name: &'static str,
    articles: &'static str,
    judgements: &'static str,
    /// True if the figures have a threshold.
    has_threshold: bool,
}

const DATASETS: [RelatedDataset; 4] = [
    RelatedDataset {
        name: "digitalgov",
        articles: "digitalgov/eval/articles.ndjson.gz",
        judgements: "digitalgov/eval/qrels-related.tsv",
        has_threshold: true,
    },
    RelatedDataset {
        name: "carpentries",
        articles: "carpentries/eval/articles.ndjson.gz",
        judgements: "carpentries/eval/qrels-related.tsv",
        has_threshold: true,
    },
    RelatedDataset {
        name: "current-events-2025",
        articles: "wikipedia-current-events/eval/articles-2025.ndjson.gz",
        judgements: "wikipedia-current-events/eval/qrels-related-2025.tsv",
        has_threshold: true,
    },
    RelatedDataset {
        name: "rust-blog",
        articles: "rust-blog/eval/articles.ndjson.gz",
        judgements: "rust-blog/eval/qrels-related.tsv",
        has_threshold: false,
    },
];

/// nDCG@10 of other systems on digitalgov, carpentries and current events, and the mean.
const OTHER_SYSTEMS: [(&str, [f64; 4]); 6] = [
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

/// Measures related articles.
#[derive(Debug, Clone, Args)]
pub struct RelatedArguments {
    /// Dataset to measure, may be repeated [default: all four]. The threshold of the mean applies
    /// if its three datasets are among them.
    #[arg(long = "dataset", value_name = "NAME")]
    datasets: Vec<String>,
    #[command(flatten)]
    common: CommonArguments,
}

/// Answers of a server, by query.
type Lists = BTreeMap<String, Vec<String>>;

pub async fn run(arguments: &RelatedArguments) -> Result<bool, Failure> {
    let corpus = Corpus::open(&arguments.common.corpus)?;
    let mut judgement = Judgement::default();
    let mut means: BTreeMap<Engine, Vec<f64>> = BTreeMap::new();
    for dataset in selected(&arguments.datasets)? {
        let judgements = corpus.judgements(dataset.judgements)?;
        let mut answers = Vec::new();
        for engine in arguments.common.engines() {
            let lists = lists(arguments, &corpus, dataset, &judgements, engine).await?;
            let scores = scores(&lists, &judgements);
            report(dataset, engine, &scores, arguments.common.seed);
            if dataset.has_threshold {
                let what = format!("{} on {engine}", dataset.name);
                judgement.at_least(&what, mean(&scores), DATASET_THRESHOLD, "");
                means.entry(engine).or_default().push(mean(&scores));
            }
            answers.push(lists);
        }
        if let [one, other] = answers.as_slice() {
            compare_engines(dataset, one, other, &mut judgement);
        }
    }
    for (engine, means) in &means {
        if means.len()
            == DATASETS
                .iter()
                .filter(|dataset| dataset.has_threshold)
                .count()
        {
            let what = format!("mean of the three on {engine}");
            judgement.at_least(&what, mean(means), MEAN_THRESHOLD, "");
        }
    }
    compare_systems(&means);
    Ok(judgement.stands())
}

/// Checks that both engines gave the same lists.
fn compare_engines(
    dataset: &RelatedDataset,
    one: &Lists,
    other: &Lists,
    judgement: &mut Judgement,
) {
    let different = one
        .iter()
        .filter(|(id, list)| other.get(*id) != Some(*list));
    let different: Vec<&String> = different.map(|(id, _)| id).collect();
    let what = match different.first() {
        Some(id) => format!("{}: lists that differ, the first for {id}", dataset.name),
        None => format!("{}: lists that differ between the engines", dataset.name),
    };
    judgement.at_most(&what, different.len() as f64, 0.0, "");
}

fn selected(names: &[String]) -> Result<Vec<&'static RelatedDataset>, Failure> {
    if let Some(name) = names
        .iter()
        .find(|name| DATASETS.iter().all(|dataset| dataset.name != name.as_str()))
    {
        let known: Vec<&str> = DATASETS.iter().map(|dataset| dataset.name).collect();
        let known = known.join(", ");
        return Err(format!("there is no dataset {name}; the datasets are {known}").into());
    }
    let is_selected = |dataset: &&RelatedDataset| {
        names.is_empty() || names.iter().any(|name| name == dataset.name)
    };
    Ok(DATASETS.iter().filter(is_selected).collect())
}

/// Imports a dataset into a new database, rebuilds all lists, and requests that of every query.
async fn lists(
    arguments: &RelatedArguments,
    corpus: &Corpus,
    dataset: &RelatedDataset,
    judgements: &BTreeMap<String, Grades>,
    engine: Engine,
) -> Result<Lists, Failure> {
    let instance = Instance::new(&arguments.common.standfirst, engine, &[])?;
    instance.run(&["init"]).await?;
    instance.import(&corpus.path(dataset.articles)).await?;
    instance.rebuild().await?;
    let server = instance.serve().await?;
    let client = Client::anonymous(&server.url)?;
    let articles = client.articles().await?;
    let ids: Vec<&String> = judgements
        .keys()
        .filter_map(|query| articles.get(query))
        .collect();
    if ids.len() < judgements.len() {
        let missing = judgements.len() - ids.len();
        print_line(format_args!(
            "{}: the articles of {missing} queries are not public; these count as answered wrongly",
            dataset.name
        ));
    }
    let mut lists = Lists::new();
    for ids in ids.chunks(ARTICLES_PER_REQUEST) {
        let answer = client
            .query(DOCUMENT, json!({ "ids": ids, "first": DEPTH }))
            .await?;
        for node in answer["nodes"].as_array().into_iter().flatten() {
            let source = node["source"]["id"].as_str().unwrap_or("");
            lists.insert(source.to_owned(), source_ids(&node["related"]));
        }
    }
    server.stop().await?;
    Ok(lists)
}

fn scores(lists: &Lists, judgements: &BTreeMap<String, Grades>) -> Vec<f64> {
    let score = |(query, grades): (&String, &Grades)| match lists.get(query) {
        Some(list) => ndcg(list, grades),
        None => 0.0,
    };
    judgements.iter().map(score).collect()
}

/// Prints the figures of a dataset.
fn report(dataset: &RelatedDataset, engine: Engine, scores: &[f64], seed: u64) {
    let (low, high) = interval(scores, seed);
    print_line(format_args!(
        "| {:<19} | {engine:<10} | {:>5} queries | {:.4} | {low:.3} to {high:.3} |",
        dataset.name,
        scores.len(),
        mean(scores)
    ));
}

/// Prints the table of other systems and of this server.
fn compare_systems(means: &BTreeMap<Engine, Vec<f64>>) {
    print_line(
        "\n| nDCG@10 | digitalgov | carpentries | current events 2025 | mean |\n| --- | --- | --- | --- | --- |",
    );
    let row = |name: &str, figures: &[f64]| {
        let figures: Vec<String> = figures
            .iter()
            .map(|figure| format!("{figure:.3}"))
            .collect();
        print_line(format_args!("| {name} | {} |", figures.join(" | ")));
    };
    for (name, figures) in OTHER_SYSTEMS {
        row(name, &figures);
    }
    for (engine, means) in means.iter().filter(|(_, means)| means.len() == 3) {
        let with_mean: Vec<f64> = means.iter().copied().chain([mean(means)]).collect();
        row(&format!("Standfirst on {engine}"), &with_mean);
    }
}
