//! Cost of an archive with a hundred thousand articles: import, rebuild of related lists, search,
//! and publishing one more article; and the growth of these costs with the size of the archive.
//!
//! Time and memory depend on the machine: the figures mean something only if nothing else runs on
//! it. The clock of the server is set to the day after the last item of the archive, so that a
//! published article is as new to the archive as news is to a newspaper.

mod growth;
mod item;
mod latency;
mod plot;
mod publish;

use std::path::PathBuf;

use clap::Args;

use self::{growth::Point, item::Item, latency::SearchLoad};
use crate::{
    CommonArguments, Failure,
    client::Client,
    corpus::Corpus,
    figures::Judgement,
    instance::{CommandResult, Engine, Instance},
    print_line,
};

const ARCHIVE: &str = "wikipedia-current-events/archive-2002-2024.ndjson.zst";
/// Thresholds for the whole archive: seconds of its import into SQLite and of its rebuild, and MiB
/// of memory of the rebuild.
const MAX_IMPORT_SECONDS: f64 = 300.0;
const MAX_REBUILD_SECONDS: f64 = 600.0;
const MAX_REBUILD_MIB: f64 = 1.5 * 1024.0;

/// Measures time and memory of an archive with a hundred thousand articles.
#[derive(Debug, Clone, Args)]
pub struct ArchiveArguments {
    /// Numbers of first items to measure before the whole archive.
    #[arg(long, value_delimiter = ',', default_values_t = [10_000, 30_000])]
    sizes: Vec<usize>,
    /// Number of first items that count as the whole archive, for a quick run [default: all].
    #[arg(long)]
    items: Option<usize>,
    /// Number of searches of each kind in the whole archive.
    #[arg(long, default_value_t = 400)]
    searches: usize,
    /// Number of articles to publish into each archive.
    #[arg(long, default_value_t = 20)]
    publishes: usize,
    /// Path of the plot of the growth.
    #[arg(long, default_value = "bench/growth.svg")]
    plot: PathBuf,
    #[command(flatten)]
    common: CommonArguments,
}

pub async fn run(arguments: &ArchiveArguments) -> Result<bool, Failure> {
    let lines = Corpus::open(&arguments.common.corpus)?.lines(ARCHIVE)?;
    let lines = &lines[..arguments.items.unwrap_or(lines.len()).min(lines.len())];
    let items = lines.iter().map(|line| Item::parse(line));
    let items: Vec<Item> = items.collect::<Result<_, _>>()?;
    let mut judgement = Judgement::default();
    let mut points = Vec::new();
    for engine in arguments.common.engines() {
        for size in sizes(arguments, lines.len()) {
            let (lines, items) = (&lines[..size], &items[..size]);
            points.push(measure(arguments, engine, lines, items, &mut judgement).await?);
        }
    }
    growth::report(&points, &mut judgement);
    if points.len() > arguments.common.engines().len() {
        std::fs::write(&arguments.plot, plot::draw(&points))?;
    }
    Ok(judgement.stands())
}

fn sizes(arguments: &ArchiveArguments, whole: usize) -> Vec<usize> {
    let parts = arguments.sizes.iter().copied();
    parts
        .filter(|size| (1..whole).contains(size))
        .chain([whole])
        .collect()
}

/// Imports items into a new database, rebuilds the related lists, and publishes further articles.
/// The whole archive is also searched.
async fn measure(
    arguments: &ArchiveArguments,
    engine: Engine,
    lines: &[String],
    items: &[Item],
    judgement: &mut Judgement,
) -> Result<Point, Failure> {
    let size = lines.len();
    let offset = clock_offset(items.last().map_or("", |item| &item.published_at))?;
    let flags = ["--dev", "--clock-offset", &offset];
    let instance = Instance::new(&arguments.common.standfirst, engine, &flags)?;
    instance.run(&["init"]).await?;
    let import = instance.import_lines(lines).await?;
    report_cost(&format!("{size} items on {engine}: import"), &import);
    if import.bad_records() > 0 {
        print_line(format_args!(
            "{} bad items were skipped",
            import.bad_records()
        ));
    }
    let rebuild = instance.rebuild().await?;
    report_cost(&format!("{size} items on {engine}: rebuild"), &rebuild);
    let is_whole = size > arguments.sizes.iter().copied().max().unwrap_or(0);
    if is_whole {
        check(engine, &import, &rebuild, judgement);
    }
    let server = instance.serve().await?;
    let client = Client::anonymous(&server.url)?;
    if is_whole && arguments.searches > 0 {
        let load = SearchLoad {
            items,
            searches: arguments.searches,
            seed: arguments.common.seed,
        };
        latency::measure(&client, engine, &load, judgement).await?;
    }
    let editor = Client::with_credential(&server.url, editor_token(&instance).await?)?;
    let seed = arguments.common.seed;
    let publishes = publish::measure(&editor, &client, items, arguments.publishes, seed).await?;
    publish::check(engine, size, &publishes, judgement);
    if let Some(peak) = server.peak_mib() {
        print_line(format_args!(
            "{size} items on {engine}: peak memory of the server {peak:.0} MiB"
        ));
    }
    server.stop().await?;
    Ok(Point::new(engine, size, &import, &rebuild, &publishes))
}

async fn editor_token(instance: &Instance) -> Result<String, Failure> {
    let arguments = [
        "token",
        "--role",
        "editor",
        "--subject",
        "judge",
        "--lifetime",
        "2h",
    ];
    Ok(instance.run(&arguments).await?.output)
}

fn report_cost(what: &str, result: &CommandResult) {
    let seconds = result.duration.as_secs_f64();
    match result.peak_mib {
        Some(peak) => print_line(format_args!("{what} took {seconds:.1} s and {peak:.0} MiB")),
        None => print_line(format_args!("{what} took {seconds:.1} s")),
    }
}

fn check(
    engine: Engine,
    import: &CommandResult,
    rebuild: &CommandResult,
    judgement: &mut Judgement,
) {
    if engine == Engine::Sqlite {
        let seconds = import.duration.as_secs_f64();
        judgement.at_most(
            "import of the archive on SQLite",
            seconds,
            MAX_IMPORT_SECONDS,
            " s",
        );
    }
    let seconds = rebuild.duration.as_secs_f64();
    let what = format!("rebuild of the archive on {engine}");
    judgement.at_most(&what, seconds, MAX_REBUILD_SECONDS, " s");
    match rebuild.peak_mib {
        Some(peak) => judgement.at_most(&format!("{what}, memory"), peak, MAX_REBUILD_MIB, " MiB"),
        None => print_line("the memory of the rebuild cannot be measured on this system"),
    }
}

/// Clock offset that sets the server to the day after a moment.
fn clock_offset(moment: &str) -> Result<String, Failure> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the offset is relative to the real clock"
    )]
    let now = jiff::Timestamp::now();
    let then: jiff::Timestamp = moment.parse()?;
    Ok(format!("{}s", then.as_second() + 86_400 - now.as_second()))
}
