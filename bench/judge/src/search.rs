//! Relevance of search. The judgements come from two sources: the texts of links and the posts that
//! they lead to, and questions that people wrote about paragraphs in nine languages (XQuAD).

use std::collections::BTreeMap;

use clap::Args;
use serde_json::json;

use crate::{
    CommonArguments, Failure,
    client::{Client, source_ids},
    corpus::{Corpus, Query},
    figures::Judgement,
    instance::{Engine, Instance},
    ndcg::{DEPTH, Grades, interval, mean, ndcg},
    print_line,
};

/// Largest difference between the engines.
const MAX_ENGINE_DIFFERENCE: f64 = 0.02;
/// Blogs whose link texts are searched for, with their thresholds.
const LINK_DATASETS: [(&str, Option<f64>); 3] = [
    ("carpentries", Some(0.53)),
    ("rust-blog", Some(0.63)),
    ("digitalgov", None),
];
/// Languages of the questions, with their thresholds.
const LANGUAGES: [(&str, f64); 9] = [
    ("en", 0.95),
    ("es", 0.95),
    ("vi", 0.95),
    ("ro", 0.92),
    ("el", 0.91),
    ("th", 0.91),
    ("ar", 0.88),
    ("ru", 0.86),
    ("tr", 0.86),
];

const DOCUMENT: &str = "query Search($query: String!, $first: Int!) { search(query: $query, first: $first) { nodes { source { id } } } }";

/// Measures search.
#[derive(Debug, Clone, Args)]
pub struct SearchArguments {
    /// Dataset to measure, may be repeated: carpentries, rust-blog, digitalgov, or a language such
    /// as xquad-th [default: all].
    #[arg(long = "dataset", value_name = "NAME")]
    datasets: Vec<String>,
    #[command(flatten)]
    common: CommonArguments,
}

/// Articles to import, queries to send, and the right answers.
struct SearchDataset {
    name: String,
    language: String,
    records: Vec<String>,
    queries: Vec<Query>,
    judgements: BTreeMap<String, Grades>,
    threshold: Option<f64>,
}

pub async fn run(arguments: &SearchArguments) -> Result<bool, Failure> {
    let corpus = Corpus::open(&arguments.common.corpus)?;
    let mut judgement = Judgement::default();
    let is_selected = |name: &str| {
        arguments.datasets.is_empty() || arguments.datasets.iter().any(|selected| selected == name)
    };
    for (name, threshold) in LINK_DATASETS {
        if is_selected(name) {
            let dataset = link_dataset(&corpus, name, threshold)?;
            measure(arguments, &dataset, &mut judgement).await?;
        }
    }
    for (language, threshold) in LANGUAGES {
        if is_selected(&format!("xquad-{language}")) {
            let dataset = question_dataset(&corpus, language, threshold)?;
            measure(arguments, &dataset, &mut judgement).await?;
        }
    }
    Ok(judgement.stands())
}

fn link_dataset(
    corpus: &Corpus,
    name: &str,
    threshold: Option<f64>,
) -> Result<SearchDataset, Failure> {
    Ok(SearchDataset {
        name: name.to_owned(),
        language: "en".to_owned(),
        records: corpus.lines(&format!("{name}/eval/articles.ndjson.gz"))?,
        queries: corpus.queries(&format!("{name}/eval/queries-anchor.tsv"))?,
        judgements: corpus.judgements(&format!("{name}/eval/qrels-anchor.tsv"))?,
        threshold,
    })
}

fn question_dataset(
    corpus: &Corpus,
    language: &str,
    threshold: f64,
) -> Result<SearchDataset, Failure> {
    Ok(SearchDataset {
        name: format!("xquad-{language}"),
        language: language.to_owned(),
        records: corpus.lines(&format!("xquad/articles-{language}.ndjson.gz"))?,
        queries: corpus.queries(&format!("xquad/queries-{language}.tsv"))?,
        judgements: corpus.judgements(&format!("xquad/qrels-{language}.tsv"))?,
        threshold: Some(threshold),
    })
}

/// Measures a dataset on each engine and compares the engines.
async fn measure(
    arguments: &SearchArguments,
    dataset: &SearchDataset,
    judgement: &mut Judgement,
) -> Result<(), Failure> {
    let mut means = Vec::new();
    for engine in arguments.common.engines() {
        let scores = scores(arguments, dataset, engine).await?;
        let (low, high) = interval(&scores, arguments.common.seed);
        print_line(format_args!(
            "| {:<11} | {engine:<10} | {:>5} queries | {:.4} | {low:.3} to {high:.3} |",
            dataset.name,
            scores.len(),
            mean(&scores)
        ));
        if let Some(threshold) = dataset.threshold {
            let what = format!("{} on {engine}", dataset.name);
            judgement.at_least(&what, mean(&scores), threshold, "");
        }
        means.push(mean(&scores));
    }
    if let [one, other] = means.as_slice() {
        let what = format!("{}: difference between the engines", dataset.name);
        judgement.at_most(&what, (one - other).abs(), MAX_ENGINE_DIFFERENCE, "");
    }
    Ok(())
}

/// Imports a dataset into a new database, with its language as that of the publication, and sends
/// every query.
async fn scores(
    arguments: &SearchArguments,
    dataset: &SearchDataset,
    engine: Engine,
) -> Result<Vec<f64>, Failure> {
    let flags = ["--language", &dataset.language];
    let instance = Instance::new(&arguments.common.standfirst, engine, &flags)?;
    instance.run(&["init"]).await?;
    instance.import_lines(&dataset.records).await?;
    // The rebuild of related lists also computes the term statistics that search uses.
    instance.rebuild().await?;
    let server = instance.serve().await?;
    let client = Client::anonymous(&server.url)?;
    let (mut scores, mut rejected) = (Vec::new(), 0);
    for query in &dataset.queries {
        let Some(grades) = dataset.judgements.get(&query.id) else {
            return Err(format!("{}: query {} has no judgements", dataset.name, query.id).into());
        };
        let found = search(&client, query).await?;
        rejected += usize::from(found.is_none());
        scores.push(found.map_or(0.0, |found| ndcg(&found, grades)));
    }
    if rejected > 0 {
        print_line(format_args!(
            "{} on {engine}: {rejected} searches were rejected, and count as answered wrongly",
            dataset.name
        ));
    }
    server.stop().await?;
    Ok(scores)
}

/// Sends a search. Returns the hits without the excluded articles; `None` if it was rejected.
async fn search(client: &Client, query: &Query) -> Result<Option<Vec<String>>, Failure> {
    let variables = json!({ "query": query.text, "first": DEPTH + query.excluded.len() });
    let (answer, _) = client.query_timed(DOCUMENT, variables).await?;
    if let Some(errors) = answer.get("errors") {
        if errors[0]["extensions"]["code"] == "BAD_USER_INPUT" {
            return Ok(None);
        }
        return Err(format!("{} failed: {errors}", query.text).into());
    }
    let mut found = source_ids(&answer["data"]["search"]);
    found.retain(|id| !query.excluded.contains(id));
    Ok(Some(found))
}
