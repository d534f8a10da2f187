//! Growth of costs with the size of the archive, as the exponent of a power law.

use crate::{
    figures::{Judgement, quantile},
    instance::{CommandResult, Engine},
    print_line,
};

/// Largest exponent for a rebuild: linear growth, with a tenth for noise of the machine.
const MAX_REBUILD_EXPONENT: f64 = 1.1;
/// Largest exponent for publishing one article: well under linear growth.
const MAX_PUBLISH_EXPONENT: f64 = 0.5;

/// Costs of an archive of one size.
pub struct Point {
    pub engine: Engine,
    pub size: usize,
    pub import_seconds: f64,
    pub rebuild_seconds: f64,
    pub rebuild_mib: f64,
    /// Median over all published articles.
    pub publish_millis: f64,
}

impl Point {
    pub fn new(
        engine: Engine,
        size: usize,
        import: &CommandResult,
        rebuild: &CommandResult,
        publishes: &[f64],
    ) -> Self {
        let mut sorted = publishes.to_vec();
        sorted.sort_by(f64::total_cmp);
        Self {
            engine,
            size,
            import_seconds: import.duration.as_secs_f64(),
            rebuild_seconds: rebuild.duration.as_secs_f64(),
            rebuild_mib: rebuild.peak_mib.unwrap_or(f64::NAN),
            publish_millis: quantile(&sorted, 0.5),
        }
    }
}

/// Exponent with which a cost grew from the smallest archive to the largest.
fn exponent(points: &[&Point], cost: fn(&Point) -> f64) -> Option<f64> {
    let (first, last) = (points.first()?, points.last()?);
    let ratio = last.size as f64 / first.size as f64;
    (ratio > 1.0).then(|| (cost(last) / cost(first)).ln() / ratio.ln())
}

/// Prints the costs and checks their growth.
pub fn report(points: &[Point], judgement: &mut Judgement) {
    print_line(
        "\n| engine | items | import | rebuild | memory of the rebuild | one publish (median) |\n| --- | --- | --- | --- | --- | --- |",
    );
    for point in points {
        print_line(format_args!(
            "| {} | {} | {:.1} s | {:.1} s | {:.0} MiB | {:.0} ms |",
            point.engine,
            thousands(point.size),
            point.import_seconds,
            point.rebuild_seconds,
            point.rebuild_mib,
            point.publish_millis
        ));
    }
    print_line("");
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let points: Vec<&Point> = points
            .iter()
            .filter(|point| point.engine == engine)
            .collect();
        if let Some(exponent) = exponent(&points, |point| point.rebuild_seconds) {
            let what = format!("exponent of the growth of a rebuild on {engine}");
            judgement.at_most(&what, exponent, MAX_REBUILD_EXPONENT, "");
        }
        if let Some(exponent) = exponent(&points, |point| point.publish_millis) {
            let what = format!("exponent of the growth of one publish on {engine}");
            judgement.at_most(&what, exponent, MAX_PUBLISH_EXPONENT, "");
        }
    }
}

/// Formats a number with a comma between thousands.
pub fn thousands(number: usize) -> String {
    match number / 1_000 {
        0 => number.to_string(),
        thousand => format!("{},{:03}", thousands(thousand), number % 1_000),
    }
}
