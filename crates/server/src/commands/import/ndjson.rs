//! `standfirst import ndjson`: one JSON object a line.

use std::{collections::HashSet, path::PathBuf, slice, sync::Arc};

use standfirst_domain::{text::Label, web_url::WebUrl};
use standfirst_interchange::ndjson::{read, read_key};
use tokio::runtime::Handle;

use super::{
    Ending, Importing, Load,
    broken::{Broken, Place},
    hopper::{BATCH_BYTES, Hopper, Stop},
    index::Index,
    input::Lines,
    links::Links,
    mint::Mint,
};
use crate::{
    config::Intake,
    failure::{Committed, Failure},
};

/// After so many lines without a JSON object a file is taken to be something else.
const PATIENCE: u64 = 100;

pub(super) async fn run(
    house: &Importing<'_>,
    system: Label,
    intake: &Intake,
) -> Result<Ending, Failure> {
    let (files, mint) = (intake.files.clone(), house.mint());
    let Survey { mut index, records } = house.survey(move || survey(&files, mint)).await?;
    let filing = house.filing(intake.dry_run).await?;
    if let Some(desk) = filing.desk() {
        let interrupted = |source| Failure::Interrupted {
            filed: Committed(0),
            source,
        };
        index
            .settle(desk.as_ref(), &system)
            .await
            .map_err(interrupted)?;
    }
    let links = Links::new(
        Arc::new(index),
        system,
        filing.desk().cloned(),
        Handle::current(),
    );
    let (files, most) = (intake.files.clone(), usize::from(intake.batch));
    let load = Load {
        intake,
        filing: &filing,
        records,
    };
    house
        .carry(load, move |hopper| read_all(&files, &links, most, hopper))
        .await
}

/// What the first pass finds.
struct Survey {
    index: Index,
    records: u64,
}

fn survey(files: &[PathBuf], mut mint: Mint) -> Result<Survey, Broken> {
    let mut found = Survey {
        index: Index::default(),
        records: 0,
    };
    for file in files {
        survey_file(file, &mut found, &mut mint)?;
    }
    Ok(found)
}

fn survey_file(file: &PathBuf, found: &mut Survey, mint: &mut Mint) -> Result<(), Broken> {
    let mut lines = Lines::of(slice::from_ref(file));
    let (mut objects, mut others, mut first_other) = (0, 0, None);
    while let Some((place, line)) = lines.next_line()? {
        found.records += 1;
        let key = read_key(line);
        if key.is_ok() || is_object(line) {
            objects += 1;
        } else {
            others += 1;
            first_other.get_or_insert(place);
        }
        if let Ok(key) = key {
            found.index.note(
                &key.id,
                key.source_url
                    .and_then(|url| WebUrl::parse(&url).ok())
                    .as_ref(),
                mint,
            );
        }
        if objects == 0 && others == PATIENCE {
            break;
        }
    }
    match first_other {
        Some(place) if objects == 0 => Err(Broken::NotNdjson(place)),
        _ => Ok(()),
    }
}

fn is_object(line: &str) -> bool {
    serde_json::from_str(line).is_ok_and(|value: serde_json::Value| value.is_object())
}

/// The second pass.
fn read_all(
    files: &[PathBuf],
    links: &Links,
    most: usize,
    hopper: &mut Hopper,
) -> Result<(), Stop> {
    let (mut lines, mut seen) = (Lines::of(files), HashSet::new());
    loop {
        let chunk = chunk(&mut lines, most)?;
        if chunk.is_empty() {
            return Ok(());
        }
        let reads = links.read_all(&chunk, |(_, line), context| read(line, context))?;
        for ((place, line), read) in chunk.into_iter().zip(reads) {
            match read {
                Ok(article) if seen.insert(article.id) => {
                    hopper.article(place, article, line.len())?
                }
                Ok(article) => hopper.bad(
                    place,
                    vec![format!(
                        "The id {} stands on an earlier line already.",
                        article.source.id
                    )],
                )?,
                Err(problem) => hopper.bad(place, problem.reasons)?,
            }
        }
    }
}

fn chunk(lines: &mut Lines, most: usize) -> Result<Vec<(Place, String)>, Broken> {
    let (mut chunk, mut bytes) = (Vec::new(), 0);
    while chunk.len() < most && bytes < BATCH_BYTES {
        let Some((place, line)) = lines.next_line()? else {
            break;
        };
        bytes += line.len();
        chunk.push((place, line.to_owned()));
    }
    Ok(chunk)
}
