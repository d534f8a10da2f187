//! The property test of the visibility rule, which the conformance suite runs, over many more
//! random histories. Each batch has another seed.

use std::time::{Duration, Instant};

use tokio::process::Command;

use crate::run::{Failure, Run, say};

/// Number of histories in a batch. The time limit is checked between batches.
const BATCH: u32 = 50;

pub(crate) async fn run(run: &Run) -> Result<(), Failure> {
    let (began, mut checked, mut longest) = (Instant::now(), 0, Duration::ZERO);
    while checked < run.soak.cases && run.has_time_for(longest) {
        let batch_began = Instant::now();
        let cases = BATCH.min(run.soak.cases - checked);
        let seed = run.seed.wrapping_add(u64::from(checked));
        let output = Command::new("cargo")
            .args(["test", "--quiet", "--package", "standfirst-persistence"])
            .args(["--test", "conformance", "rust_sql_and_a_simulation_agree"])
            .env("PROPTEST_CASES", cases.to_string())
            .env("PROPTEST_RNG_SEED", seed.to_string())
            .output()
            .await?;
        let report = String::from_utf8_lossy(&output.stdout);
        // Two tests, one on each engine. A changed test name would pass without running any.
        if !output.status.success() || !report.contains("2 passed") {
            let errors = String::from_utf8_lossy(&output.stderr);
            return Err(format!(
                "visibility: PROPTEST_CASES={cases} PROPTEST_RNG_SEED={seed} fails\n{report}{errors}"
            )
            .into());
        }
        checked += cases;
        longest = longest.max(batch_began.elapsed());
    }
    say(format_args!(
        "visibility: {checked} of {} histories agreed on each engine, in {:.0?}",
        run.soak.cases,
        began.elapsed()
    ));
    Ok(())
}
