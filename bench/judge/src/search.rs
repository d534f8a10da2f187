//! Whether a search finds what was looked for. Two truths: the words that authors put under a link and the post that the link led to; and questions that
//! people wrote about a paragraph, in nine languages (XQuAD).

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
    sets::{Query, Sets},
};

/// How far the engines may be apart.
const APART: f64 = 0.02;
/// The blogs whose links are searched for, with what is promised of them.
const ANCHORS: [(&str, Option<f64>); 3] = [
    ("carpentries", Some(0.53)),
    ("rust-blog", Some(0.63)),
    ("digitalgov", None),
];
/// The languages, with what is promised of them.
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

/// Judges search.
#[derive(Debug, Clone, Args)]
pub struct Search {
    /// The sets to judge with: carpentries, rust-blog, digitalgov, or a language such as xquad-th [default: all].
    #[arg(long = "set", value_name = "NAME")]
    sets: Vec<String>,
    #[command(flatten)]
    common: Common,
}

/// A set: what is imported, what is asked and what is right.
struct Set {
    name: String,
    language: String,
    records: Vec<String>,
    queries: Vec<Query>,
    judgements: BTreeMap<String, Grades>,
    promised: Option<f64>,
}

pub async fn run(wanted: &Search) -> Result<bool, Failure> {
    let sets = Sets::open(&wanted.common.corpus)?;
    let mut judgement = Judgement::default();
    let is_wanted =
        |name: &str| wanted.sets.is_empty() || wanted.sets.iter().any(|set| set == name);
    let anchors = ANCHORS.iter().filter(|(name, _)| is_wanted(name));
    for (name, promised) in anchors {
        judge(wanted, &anchor(&sets, name, *promised)?, &mut judgement).await?;
    }
    for (language, promised) in LANGUAGES {
        if is_wanted(&format!("xquad-{language}")) {
            judge(
                wanted,
                &paragraphs(&sets, language, promised)?,
                &mut judgement,
            )
            .await?;
        }
    }
    Ok(judgement.stands())
}

fn anchor(sets: &Sets, name: &str, promised: Option<f64>) -> Result<Set, Failure> {
    Ok(Set {
        name: name.to_owned(),
        language: "en".to_owned(),
        records: sets.lines(&format!("{name}/eval/articles.ndjson.gz"))?,
        queries: sets.queries(&format!("{name}/eval/queries-anchor.tsv"))?,
        judgements: sets.judgements(&format!("{name}/eval/qrels-anchor.tsv"))?,
        promised,
    })
}

fn paragraphs(sets: &Sets, language: &str, promised: f64) -> Result<Set, Failure> {
    Ok(Set {
        name: format!("xquad-{language}"),
        language: language.to_owned(),
        records: sets.lines(&format!("xquad/articles-{language}.ndjson.gz"))?,
        queries: sets.queries(&format!("xquad/queries-{language}.tsv"))?,
        judgements: sets.judgements(&format!("xquad/qrels-{language}.tsv"))?,
        promised: Some(promised),
    })
}

async fn judge(wanted: &Search, set: &Set, judgement: &mut Judgement) -> Result<(), Failure> {
    let mut means = Vec::new();
    for engine in wanted.common.engines() {
        let scores = scores(wanted, set, engine).await?;
        let (low, high) = interval(&scores, wanted.common.seed);
        say(format_args!(
            "| {:<11} | {engine:<10} | {:>5} queries | {:.4} | {low:.3} to {high:.3} |",
            set.name,
            scores.len(),
            mean(&scores)
        ));
        if let Some(promised) = set.promised {
            let what = format!("{} on {engine}", set.name);
            judgement.at_least(&what, mean(&scores), promised, "");
        }
        means.push(mean(&scores));
    }
    if let [one, other] = means.as_slice() {
        let what = format!("{}: the engines are apart by", set.name);
        judgement.at_most(&what, (one - other).abs(), APART, "");
    }
    Ok(())
}

/// Imports a set into a fresh database of a paper in its language, and searches for every query.
async fn scores(wanted: &Search, set: &Set, engine: Engine) -> Result<Vec<f64>, Failure> {
    let flags = ["--language", &set.language];
    let house = House::new(&wanted.common.standfirst, engine, &flags)?;
    house.run(&["init"]).await?;
    house.import_lines(&set.records).await?;
    // The weights of words come with the lists.
    house.rebuild().await?;
    let server = house.serve().await?;
    let front = Front::stranger(&server.url)?;
    let (mut scores, mut refused) = (Vec::new(), 0);
    for query in &set.queries {
        let Some(grades) = set.judgements.get(&query.id) else {
            return Err(format!("{}: nobody judged {}", set.name, query.id).into());
        };
        let found = found(&front, query).await?;
        refused += usize::from(found.is_none());
        scores.push(found.map_or(0.0, |found| ndcg(&found, grades)));
    }
    if refused > 0 {
        say(format_args!(
            "{} on {engine}: {refused} searches were refused, and count as answered wrongly",
            set.name
        ));
    }
    server.end().await?;
    Ok(scores)
}

/// What a search finds, without the pages that its words were taken from; nothing when it is refused.
async fn found(front: &Front, query: &Query) -> Result<Option<Vec<String>>, Failure> {
    let variables = json!({ "query": query.text, "first": DEPTH + query.excluded.len() });
    let (answer, _) = front.timed(DOCUMENT, variables).await?;
    if let Some(errors) = answer.get("errors") {
        if errors[0]["extensions"]["code"] == "BAD_USER_INPUT" {
            return Ok(None);
        }
        return Err(format!("{} was answered {errors}", query.text).into());
    }
    let mut found = sources(&answer["data"]["search"]);
    found.retain(|id| !query.excluded.contains(id));
    Ok(Some(found))
}
