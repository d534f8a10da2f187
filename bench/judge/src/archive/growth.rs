//! How cost grows with the archive: as which power of its size.

use super::plot::thousands;
use crate::{
    figures::{Judgement, quantile},
    house::{Engine, Ran},
    say,
};

/// What a rebuild may grow as: the size itself, with a tenth for what a machine does beside.
const REBUILD: f64 = 1.1;
/// What one publish may grow as: well under the size.
const PUBLISH: f64 = 0.5;

/// What an archive of one size cost.
pub struct Point {
    pub engine: Engine,
    pub size: usize,
    pub import_seconds: f64,
    pub rebuild_seconds: f64,
    pub rebuild_mib: f64,
    /// The median.
    pub publish_millis: f64,
}

impl Point {
    pub fn new(
        engine: Engine,
        size: usize,
        import: &Ran,
        rebuild: &Ran,
        publishes: &[f64],
    ) -> Self {
        let mut sorted = publishes.to_vec();
        sorted.sort_by(f64::total_cmp);
        Self {
            engine,
            size,
            import_seconds: import.took.as_secs_f64(),
            rebuild_seconds: rebuild.took.as_secs_f64(),
            rebuild_mib: rebuild.peak_mib.unwrap_or(f64::NAN),
            publish_millis: quantile(&sorted, 0.5),
        }
    }
}

/// As which power of the size a cost grew from the smallest archive to the largest.
fn power(points: &[&Point], cost: fn(&Point) -> f64) -> Option<f64> {
    let (first, last) = (points.first()?, points.last()?);
    let sizes = last.size as f64 / first.size as f64;
    (sizes > 1.0).then(|| (cost(last) / cost(first)).ln() / sizes.ln())
}

pub fn tell(points: &[Point], judgement: &mut Judgement) {
    say(
        "\n| engine | items | import | rebuild | memory of the rebuild | one publish (median) |\n| --- | --- | --- | --- | --- | --- |",
    );
    for point in points {
        say(format_args!(
            "| {} | {} | {:.1} s | {:.1} s | {:.0} MiB | {:.0} ms |",
            point.engine,
            thousands(point.size),
            point.import_seconds,
            point.rebuild_seconds,
            point.rebuild_mib,
            point.publish_millis
        ));
    }
    say("");
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let of: Vec<&Point> = points
            .iter()
            .filter(|point| point.engine == engine)
            .collect();
        if let Some(power) = power(&of, |point| point.rebuild_seconds) {
            let what = format!("a rebuild on {engine} grows as the size to the power of");
            judgement.at_most(&what, power, REBUILD, "");
        }
        if let Some(power) = power(&of, |point| point.publish_millis) {
            let what = format!("one publish on {engine} grows as the size to the power of");
            judgement.at_most(&what, power, PUBLISH, "");
        }
    }
}
