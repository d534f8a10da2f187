//! `standfirst related`: makes all lists of what belongs beside articles anew.

use std::{
    io::IsTerminal,
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use standfirst_domain::related_index::{IdfSource, Progress, RelatedIndex, Stage};

use crate::{
    clock::SystemClock,
    commands::{Ending, could_not, open_migrated_store},
    config::{Configuration, RelatedAct},
    failure::Failure,
    output,
};

/// After how many articles or rows a plain line is written.
const EVERY: u64 = 20_000;

pub(super) async fn run(
    configuration: &Configuration,
    act: &RelatedAct,
) -> Result<Ending, Failure> {
    let RelatedAct::Rebuild { keep_weights } = act;
    let idf_source = if *keep_weights {
        IdfSource::Active
    } else {
        IdfSource::Recomputed
    };
    let store = open_migrated_store(configuration).await?;
    let clock = Arc::new(SystemClock::ahead_by(configuration.clock_offset));
    let began = Instant::now();
    let shown = Arc::new(Shown::new());
    let watch = Arc::clone(&shown);
    let watch = Arc::new(move |progress| watch.show(progress));
    let rebuilt = store.rebuild(idf_source, clock, watch).await;
    drop(shown);
    let rebuilt = rebuilt.map_err(could_not(configuration, "rebuilt"))?;
    let rebuilt = rebuilt.ok_or(Failure::Rebuilding)?;
    output::answer(format_args!(
        "{} articles and {} terms were weighed, {} articles have a list; it took {:.1}s",
        rebuilt.articles,
        rebuilt.terms,
        rebuilt.lists,
        began.elapsed().as_secs_f64()
    ));
    Ok(Ending::Done)
}

/// Shows how far it is: a bar on a terminal, plain lines otherwise.
struct Shown {
    bar: Option<ProgressBar>,
    last: Mutex<Option<Progress>>,
}

impl Shown {
    fn new() -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
            let style = ProgressStyle::with_template(
                "{msg} {wide_bar} {human_pos} of {human_len}, {eta} left",
            );
            bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        Self {
            bar,
            last: Mutex::new(None),
        }
    }

    fn show(&self, progress: Progress) {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let before = last.filter(|last| last.stage == progress.stage);
        let doing = match progress.stage {
            Stage::Reading => "reading articles",
            Stage::Listing => "making lists",
            Stage::Writing => "writing weights",
        };
        match &self.bar {
            Some(bar) => {
                if before.is_none() {
                    bar.reset();
                    bar.set_message(doing);
                }
                bar.set_length(progress.total);
                bar.set_position(progress.done);
            }
            None => {
                let done = before.map_or(0, |before| before.done);
                if done / EVERY < progress.done / EVERY {
                    output::notice(format_args!(
                        "{doing}: {} of {}",
                        progress.done, progress.total
                    ));
                }
            }
        }
        *last = Some(progress);
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
