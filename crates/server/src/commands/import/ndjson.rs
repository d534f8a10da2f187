//! `standfirst import ndjson`: one JSON object per line.

use std::{collections::HashSet, path::PathBuf, slice, sync::Arc};

use standfirst_domain::{text::Label, web_url::WebUrl};
use standfirst_interchange::ndjson::{read, read_key};
use tokio::runtime::Handle;

use super::{
    batcher::{BATCH_BYTES, Batcher, ReadError},
    file_error::{FileError, RecordLocation},
    id_generator::IdGenerator,
    input::LineReader,
    link_resolver::LinkResolver,
    session::{ImportSession, Transfer},
    source_index::SourceIndex,
};
use crate::{
    commands::outcome::CommandOutcome,
    config::ImportFiles,
    error::{CommandError, WrittenArticles},
};

/// Number of lines without a JSON object after which a file is taken for another format.
const MAX_LINES_WITHOUT_OBJECT: u64 = 100;

pub(super) async fn run(
    session: &ImportSession<'_>,
    system: Label,
    options: &ImportFiles,
) -> Result<CommandOutcome, CommandError> {
    let (files, ids) = (options.files.clone(), session.id_generator());
    let survey = session.survey(move || survey(&files, ids)).await?;
    let NdjsonSurvey { mut index, records } = survey;
    let target = session.open_target(options.dry_run).await?;
    if let Some(desk) = target.desk() {
        let known = index.use_known_ids(desk.as_ref(), &system).await;
        known.map_err(|source| CommandError::ImportInterrupted {
            written: WrittenArticles(0),
            source,
        })?;
    }
    let links = LinkResolver::new(
        Arc::new(index),
        system,
        target.desk().cloned(),
        Handle::current(),
    );
    let (files, max_records) = (options.files.clone(), usize::from(options.batch));
    let transfer = Transfer {
        options,
        target: &target,
        records,
    };
    session
        .transfer(transfer, move |batcher| {
            read_all(&files, &links, max_records, batcher)
        })
        .await
}

/// Result of the first pass.
struct NdjsonSurvey {
    index: SourceIndex,
    records: u64,
}

fn survey(files: &[PathBuf], mut ids: IdGenerator) -> Result<NdjsonSurvey, FileError> {
    let mut survey = NdjsonSurvey {
        index: SourceIndex::default(),
        records: 0,
    };
    for file in files {
        survey_file(file, &mut survey, &mut ids)?;
    }
    Ok(survey)
}

fn survey_file(
    file: &PathBuf,
    survey: &mut NdjsonSurvey,
    ids: &mut IdGenerator,
) -> Result<(), FileError> {
    let mut lines = LineReader::new(slice::from_ref(file));
    let (mut objects, mut others, mut first_other) = (0, 0, None);
    while let Some((location, line)) = lines.next_line()? {
        survey.records += 1;
        let glanced = read_key(line);
        if glanced.is_ok() || is_object(line) {
            objects += 1;
        } else {
            others += 1;
            first_other.get_or_insert(location);
        }
        if let Ok(glanced) = glanced {
            let page = glanced.source_url.and_then(|url| WebUrl::parse(&url).ok());
            survey.index.add(&glanced.id, page.as_ref(), ids);
        }
        if objects == 0 && others == MAX_LINES_WITHOUT_OBJECT {
            break;
        }
    }
    match first_other {
        // A single broken line is an invalid record. A file of broken lines is another format.
        Some(location) if objects == 0 => Err(FileError::NotNdjson(location)),
        _ => Ok(()),
    }
}

fn is_object(line: &str) -> bool {
    serde_json::from_str(line).is_ok_and(|value: serde_json::Value| value.is_object())
}

/// Second pass: reads all records and hands them to the batcher.
fn read_all(
    files: &[PathBuf],
    links: &LinkResolver,
    max_records: usize,
    batcher: &mut Batcher,
) -> Result<(), ReadError> {
    let (mut lines, mut seen) = (LineReader::new(files), HashSet::new());
    loop {
        let chunk = read_chunk(&mut lines, max_records)?;
        if chunk.is_empty() {
            return Ok(());
        }
        let reads = links.read_all(&chunk, |(_, line), context| read(line, context))?;
        for ((location, line), read) in chunk.into_iter().zip(reads) {
            match read {
                Ok(article) if seen.insert(article.id) => {
                    batcher.add_article(location, article, line.len())?;
                }
                Ok(article) => {
                    let reason = format!(
                        "The id {} is on an earlier line already.",
                        article.source.id
                    );
                    batcher.add_invalid(location, vec![reason])?;
                }
                Err(problem) => batcher.add_invalid(location, problem.reasons)?,
            }
        }
    }
}

fn read_chunk(
    lines: &mut LineReader,
    max_records: usize,
) -> Result<Vec<(RecordLocation, String)>, FileError> {
    let (mut chunk, mut bytes) = (Vec::new(), 0);
    while chunk.len() < max_records && bytes < BATCH_BYTES {
        let Some((location, line)) = lines.next_line()? else {
            break;
        };
        bytes += line.len();
        chunk.push((location, line.to_owned()));
    }
    Ok(chunk)
}
