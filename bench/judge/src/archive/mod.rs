//! What an archive of a hundred thousand items costs: to take in, to relate, to search, and to publish one article more into; and how that grows with
//! the archive.
//!
//! Time and memory depend on the machine: the figures say what they were measured on only when nothing else runs beside them. The house's clock stands
//! on the day after the archive's last item, so that what is published is as new to it as news is to a paper.

mod growth;
mod latency;
mod plot;
mod publish;

use std::path::PathBuf;

use clap::Args;
use serde_json::Value;

use self::growth::Point;
use crate::{
    Common, Failure,
    figures::Judgement,
    front::Front,
    house::{Engine, House, Ran},
    say,
    sets::{Sets, text},
};

const ARCHIVE: &str = "wikipedia-current-events/archive-2002-2024.ndjson.zst";
/// What is promised of the whole archive: its import into SQLite and its rebuild, in seconds, and the memory of the rebuild, in MiB.
const IMPORT_SECONDS: f64 = 300.0;
const REBUILD_SECONDS: f64 = 600.0;
const REBUILD_MIB: f64 = 1.5 * 1024.0;

/// Measures time and memory over an archive of a hundred thousand items.
#[derive(Debug, Clone, Args)]
pub struct Archive {
    /// How many of the first items are measured; the whole archive is measured after them.
    #[arg(long, value_delimiter = ',', default_values_t = [10_000, 30_000])]
    sizes: Vec<usize>,
    /// How many of the first items count as the whole archive, for a quick look [default: all].
    #[arg(long)]
    items: Option<usize>,
    /// How many searches of each kind are asked of the whole archive.
    #[arg(long, default_value_t = 400)]
    searches: usize,
    /// How many articles are published into each.
    #[arg(long, default_value_t = 20)]
    publishes: usize,
    /// Where the growth is drawn to.
    #[arg(long, default_value = "bench/growth.svg")]
    plot: PathBuf,
    #[command(flatten)]
    common: Common,
}

/// An item of the archive.
pub struct Item {
    pub slug: String,
    pub headline: String,
    pub body: String,
    published_at: String,
}

impl Item {
    fn of(line: &str) -> Result<Self, Failure> {
        let record: Value = serde_json::from_str(line)?;
        let own = |field| text(&record, field).to_owned();
        Ok(Self {
            slug: own("slug"),
            headline: own("title"),
            body: own("body"),
            published_at: own("published_at"),
        })
    }
}

pub async fn run(wanted: &Archive) -> Result<bool, Failure> {
    let lines = Sets::open(&wanted.common.corpus)?.lines(ARCHIVE)?;
    let lines = &lines[..wanted.items.unwrap_or(lines.len()).min(lines.len())];
    let items = lines.iter().map(|line| Item::of(line));
    let items: Vec<Item> = items.collect::<Result<_, _>>()?;
    let mut judgement = Judgement::default();
    let mut points = Vec::new();
    for engine in wanted.common.engines() {
        for size in sizes(wanted, lines.len()) {
            let (lines, items) = (&lines[..size], &items[..size]);
            points.push(measure(wanted, engine, lines, items, &mut judgement).await?);
        }
    }
    growth::tell(&points, &mut judgement);
    if points.len() > wanted.common.engines().len() {
        std::fs::write(&wanted.plot, plot::draw(&points))?;
    }
    Ok(judgement.stands())
}

fn sizes(wanted: &Archive, whole: usize) -> Vec<usize> {
    let parts = wanted.sizes.iter().copied();
    parts
        .filter(|size| (1..whole).contains(size))
        .chain([whole])
        .collect()
}

/// Imports so many items into a fresh database, relates them, and publishes into them; the whole archive is searched too.
async fn measure(
    wanted: &Archive,
    engine: Engine,
    lines: &[String],
    items: &[Item],
    judgement: &mut Judgement,
) -> Result<Point, Failure> {
    let size = lines.len();
    let offset = offset(items.last().map_or("", |item| &item.published_at))?;
    let flags = ["--dev", "--clock-offset", &offset];
    let house = House::new(&wanted.common.standfirst, engine, &flags)?;
    house.run(&["init"]).await?;
    let import = house.import_lines(lines).await?;
    took(&format!("{size} items on {engine}: import"), &import);
    if import.bad() > 0 {
        say(format_args!("{} items were left out as bad", import.bad()));
    }
    let rebuild = house.rebuild().await?;
    took(&format!("{size} items on {engine}: rebuild"), &rebuild);
    let is_whole = size > wanted.sizes.iter().copied().max().unwrap_or(0);
    if is_whole {
        judge(engine, &import, &rebuild, judgement);
    }
    let server = house.serve().await?;
    let front = Front::stranger(&server.url)?;
    if is_whole && wanted.searches > 0 {
        latency::measure(&front, engine, items, wanted, judgement).await?;
    }
    let token = [
        "token",
        "--role",
        "editor",
        "--subject",
        "judge",
        "--lifetime",
        "2h",
    ];
    let desk = Front::with_credential(&server.url, house.run(&token).await?.said)?;
    let publishes = publish::measure(&desk, &front, items, wanted.publishes, wanted.common.seed);
    let publishes = publishes.await?;
    publish::judge(engine, size, &publishes, judgement);
    if let Some(peak) = server.peak_mib() {
        say(format_args!(
            "{size} items on {engine}: the server held {peak:.0} MiB at most"
        ));
    }
    server.end().await?;
    Ok(Point::new(engine, size, &import, &rebuild, &publishes))
}

fn took(what: &str, ran: &Ran) {
    let seconds = ran.took.as_secs_f64();
    match ran.peak_mib {
        Some(peak) => say(format_args!("{what} took {seconds:.1} s and {peak:.0} MiB")),
        None => say(format_args!("{what} took {seconds:.1} s")),
    }
}

fn judge(engine: Engine, import: &Ran, rebuild: &Ran, judgement: &mut Judgement) {
    if engine == Engine::Sqlite {
        let seconds = import.took.as_secs_f64();
        judgement.at_most(
            "import of the archive on SQLite",
            seconds,
            IMPORT_SECONDS,
            " s",
        );
    }
    let seconds = rebuild.took.as_secs_f64();
    let what = format!("rebuild of the archive on {engine}");
    judgement.at_most(&what, seconds, REBUILD_SECONDS, " s");
    match rebuild.peak_mib {
        Some(peak) => judgement.at_most(&format!("{what}, memory"), peak, REBUILD_MIB, " MiB"),
        None => say("the memory of the rebuild cannot be told on this system"),
    }
}

/// How far the clock has to go for the house to be at the day after a moment.
fn offset(moment: &str) -> Result<String, Failure> {
    #[expect(
        clippy::disallowed_methods,
        reason = "what the real clock says is what the house's is moved from"
    )]
    let now = jiff::Timestamp::now();
    let then: jiff::Timestamp = moment.parse()?;
    Ok(format!("{}s", then.as_second() + 86_400 - now.as_second()))
}
