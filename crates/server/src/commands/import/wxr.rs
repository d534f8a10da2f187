//! `standfirst import wxr`: WordPress exports. Each blog is a source of its own, and the parts into which WordPress divides a large export are
//! read as one.

use std::{
    collections::{HashMap, HashSet, hash_map::Entry},
    path::{Path, PathBuf},
    sync::Arc,
};

use standfirst_domain::{error::Error, ids::ArticleId, ports::Desk, text::Label, web_url::WebUrl};
use standfirst_interchange::wxr::{Converted, Export, convert, read_export};
use tokio::runtime::Handle;

use super::{
    Ending, Importing, Load,
    broken::{Broken, Place},
    hopper::{Hopper, Stop},
    index::Index,
    input::{name_of, read_whole},
    links::Links,
    mint::Mint,
};
use crate::{
    config::Intake,
    failure::{Committed, Failure},
};

/// The largest export that is read, unpacked.
const EXPORT_BYTES: u64 = 512 * 1024 * 1024;

pub(super) async fn run(house: &Importing<'_>, intake: &Intake) -> Result<Ending, Failure> {
    let (files, mint) = (intake.files.clone(), house.mint());
    let mut survey = house.survey(move || survey(&files, mint)).await?;
    let filing = house.filing(intake.dry_run).await?;
    if let Some(desk) = filing.desk() {
        let interrupted = |source| Failure::Interrupted {
            filed: Committed(0),
            source,
        };
        survey.settle(desk.as_ref()).await.map_err(interrupted)?;
    }
    let load = Load {
        intake,
        filing: &filing,
        records: survey.records,
    };
    let (files, most) = (intake.files.clone(), usize::from(intake.batch));
    let reading = Reading {
        blogs: survey.links(filing.desk()),
        most,
    };
    house
        .carry(load, move |hopper| reading.read_all(&files, hopper))
        .await
}

/// What the first pass finds: for each blog, its posts.
#[derive(Default)]
struct Survey {
    blogs: HashMap<String, (Label, Index)>,
    records: u64,
}

impl Survey {
    async fn settle(&mut self, desk: &dyn Desk) -> Result<(), Error> {
        for (system, index) in self.blogs.values_mut() {
            index.settle(desk, system).await?;
        }
        Ok(())
    }

    fn links(self, desk: Option<&Arc<dyn Desk>>) -> HashMap<String, Links> {
        let links = |(name, (system, index))| {
            (
                name,
                Links::new(Arc::new(index), system, desk.cloned(), Handle::current()),
            )
        };
        self.blogs.into_iter().map(links).collect()
    }
}

fn survey(files: &[PathBuf], mut mint: Mint) -> Result<Survey, Broken> {
    let mut found = Survey::default();
    for file in files {
        let (export, system) = read_file(file)?;
        found.records += export.items.len() as u64;
        let index = match found.blogs.entry(system.as_str().to_owned()) {
            Entry::Occupied(blog) => &mut blog.into_mut().1,
            Entry::Vacant(place) => &mut place.insert((system, Index::default())).1,
        };
        for post in export.items.iter().filter(|item| item.is_post()) {
            index.note(
                post.source_id(),
                WebUrl::parse(&post.link).ok().as_ref(),
                &mut mint,
            );
        }
    }
    Ok(found)
}

fn read_file(path: &Path) -> Result<(Export, Label), Broken> {
    let file = name_of(path);
    let text = String::from_utf8(read_whole(path, EXPORT_BYTES)?).map_err(|error| {
        let valid = error
            .as_bytes()
            .get(..error.utf8_error().valid_up_to())
            .unwrap_or_default();
        let line = valid.iter().filter(|byte| **byte == b'\n').count() as u64 + 1;
        Broken::NotUtf8(Place {
            file: Arc::clone(&file),
            line,
        })
    })?;
    let not_wxr = |reason: String| Broken::NotWxr {
        file: Arc::clone(&file),
        reason,
    };
    let export = read_export(&text).map_err(|error| not_wxr(error.to_string()))?;
    let system = export.site.system().map_err(|refused| {
        not_wxr(format!(
            "The address of its blog cannot be taken: {refused}"
        ))
    })?;
    Ok((export, system))
}

/// The second pass.
struct Reading {
    blogs: HashMap<String, Links>,
    most: usize,
}

impl Reading {
    fn read_all(&self, files: &[PathBuf], hopper: &mut Hopper) -> Result<(), Stop> {
        let mut seen = HashSet::new();
        for file in files {
            let (export, system) = read_file(file)?;
            let Some(links) = self.blogs.get(system.as_str()) else {
                continue;
            };
            let name = name_of(file);
            for chunk in export.items.chunks(self.most) {
                let reads =
                    links.read_all(chunk, |item, context| convert(item, &export, context))?;
                for (item, read) in chunk.iter().zip(reads) {
                    let place = Place {
                        file: Arc::clone(&name),
                        line: item.line as u64,
                    };
                    match read {
                        Ok(converted) => {
                            drop_in(hopper, &mut seen, place, item.content.len(), converted)?
                        }
                        Err(problem) => hopper.bad(place, problem.reasons)?,
                    }
                }
            }
        }
        Ok(())
    }
}

fn drop_in(
    hopper: &mut Hopper,
    seen: &mut HashSet<ArticleId>,
    place: Place,
    bytes: usize,
    converted: Converted,
) -> Result<(), Stop> {
    match converted {
        Converted::Article { article, notes } if seen.insert(article.id) => {
            hopper.noted(&place, notes);
            hopper.article(place, *article, bytes)
        }
        Converted::Article { article, .. } => hopper.bad(
            place,
            vec![format!(
                "The post {} stands in an earlier place already.",
                article.source.id
            )],
        ),
        Converted::LeftOut { reason } => hopper.left_out(reason),
    }
}
