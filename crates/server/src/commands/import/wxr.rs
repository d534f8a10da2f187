//! `standfirst import wxr`: WordPress exports. Each blog is a source of its own. WordPress splits
//! large exports into several files, which are read as one.

use std::{
    collections::{HashMap, HashSet, hash_map::Entry},
    path::{Path, PathBuf},
    sync::Arc,
};

use standfirst_domain::{error::Error, ids::ArticleId, ports::Desk, text::Label, web_url::WebUrl};
use standfirst_interchange::wxr::{Converted, Export, convert, read_export};
use tokio::runtime::Handle;

use super::{
    batcher::{Batcher, ReadError},
    file_error::{FileError, RecordLocation},
    id_generator::IdGenerator,
    input::{printed_name, read_file},
    link_resolver::LinkResolver,
    session::{ImportSession, Transfer},
    source_index::SourceIndex,
};
use crate::{
    commands::outcome::CommandOutcome,
    config::ImportFiles,
    error::{CommandError, WrittenArticles},
};

/// Largest export in bytes, after decompression.
const MAX_EXPORT_BYTES: u64 = 512 * 1024 * 1024;

pub(super) async fn run(
    session: &ImportSession<'_>,
    options: &ImportFiles,
) -> Result<CommandOutcome, CommandError> {
    let (files, ids) = (options.files.clone(), session.id_generator());
    let mut survey = session.survey(move || survey(&files, ids)).await?;
    let target = session.open_target(options.dry_run).await?;
    if let Some(desk) = target.desk() {
        let known = survey.use_known_ids(desk.as_ref()).await;
        known.map_err(|source| CommandError::ImportInterrupted {
            written: WrittenArticles(0),
            source,
        })?;
    }
    let transfer = Transfer {
        options,
        target: &target,
        records: survey.records,
    };
    let files = options.files.clone();
    let reader = WxrReader {
        blogs: survey.into_resolvers(target.desk()),
        max_records: usize::from(options.batch),
    };
    session
        .transfer(transfer, move |batcher| reader.read_all(&files, batcher))
        .await
}

/// Result of the first pass: the posts of each blog.
#[derive(Default)]
struct WxrSurvey {
    blogs: HashMap<String, (Label, SourceIndex)>,
    records: u64,
}

impl WxrSurvey {
    /// Replaces new ids by those of articles that earlier imports brought.
    async fn use_known_ids(&mut self, desk: &dyn Desk) -> Result<(), Error> {
        for (system, index) in self.blogs.values_mut() {
            index.use_known_ids(desk, system).await?;
        }
        Ok(())
    }

    fn into_resolvers(self, desk: Option<&Arc<dyn Desk>>) -> HashMap<String, LinkResolver> {
        let resolver = |(name, (system, index))| {
            let desk = desk.cloned();
            let resolver = LinkResolver::new(Arc::new(index), system, desk, Handle::current());
            (name, resolver)
        };
        self.blogs.into_iter().map(resolver).collect()
    }
}

fn survey(files: &[PathBuf], mut ids: IdGenerator) -> Result<WxrSurvey, FileError> {
    let mut survey = WxrSurvey::default();
    for file in files {
        let (export, system) = parse_file(file)?;
        survey.records += export.items.len() as u64;
        let index = match survey.blogs.entry(system.as_str().to_owned()) {
            Entry::Occupied(blog) => &mut blog.into_mut().1,
            Entry::Vacant(vacant) => &mut vacant.insert((system, SourceIndex::default())).1,
        };
        for post in export.items.iter().filter(|item| item.is_post()) {
            let page = WebUrl::parse(&post.link).ok();
            index.add(post.source_id(), page.as_ref(), &mut ids);
        }
    }
    Ok(survey)
}

/// Parses a file, and returns the export with the name of its blog as a source.
fn parse_file(path: &Path) -> Result<(Export, Label), FileError> {
    let file = printed_name(path);
    let text = String::from_utf8(read_file(path, MAX_EXPORT_BYTES)?).map_err(|error| {
        let valid = error
            .as_bytes()
            .get(..error.utf8_error().valid_up_to())
            .unwrap_or_default();
        let line = valid.iter().filter(|byte| **byte == b'\n').count() as u64 + 1;
        FileError::NotUtf8(RecordLocation {
            file: Arc::clone(&file),
            line,
        })
    })?;
    let not_wxr = |reason: String| FileError::NotWxr {
        file: Arc::clone(&file),
        reason,
    };
    let export = read_export(&text).map_err(|error| not_wxr(error.to_string()))?;
    let system = export
        .site
        .system()
        .map_err(|error| not_wxr(format!("The address of the blog is not usable: {error}")))?;
    Ok((export, system))
}

/// Second pass: reads all items and hands them to the batcher.
struct WxrReader {
    blogs: HashMap<String, LinkResolver>,
    max_records: usize,
}

impl WxrReader {
    fn read_all(&self, files: &[PathBuf], batcher: &mut Batcher) -> Result<(), ReadError> {
        let mut seen = HashSet::new();
        for file in files {
            // Exports are parsed again: keeping them all would take the memory of all files.
            let (export, system) = parse_file(file)?;
            let Some(links) = self.blogs.get(system.as_str()) else {
                continue;
            };
            let name = printed_name(file);
            for chunk in export.items.chunks(self.max_records) {
                let reads =
                    links.read_all(chunk, |item, context| convert(item, &export, context))?;
                for (item, read) in chunk.iter().zip(reads) {
                    let location = RecordLocation {
                        file: Arc::clone(&name),
                        line: item.line as u64,
                    };
                    match read {
                        Ok(converted) => {
                            let bytes = item.content.len();
                            add_converted(batcher, &mut seen, location, bytes, converted)?;
                        }
                        Err(problem) => batcher.add_invalid(location, problem.reasons)?,
                    }
                }
            }
        }
        Ok(())
    }
}

fn add_converted(
    batcher: &mut Batcher,
    seen: &mut HashSet<ArticleId>,
    location: RecordLocation,
    bytes: usize,
    converted: Converted,
) -> Result<(), ReadError> {
    match converted {
        Converted::Article { article, notes } if seen.insert(article.id) => {
            batcher.add_notes(&location, notes);
            batcher.add_article(location, *article, bytes)
        }
        Converted::Article { article, .. } => {
            let reason = format!(
                "The post {} is in an earlier place already.",
                article.source.id
            );
            batcher.add_invalid(location, vec![reason])
        }
        Converted::LeftOut { reason } => batcher.add_left_out(reason),
    }
}
