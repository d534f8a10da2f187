//! The property of visibility, which the conformance suite holds, over many more histories: some at a time, each time from another seed.

use std::time::{Duration, Instant};

use tokio::process::Command;

use crate::{Failure, Run, say};

/// How many histories are lived before the clock is looked at.
const AT_ONCE: u32 = 50;

pub(crate) async fn run(run: &Run) -> Result<(), Failure> {
    let (began, mut lived, mut longest) = (Instant::now(), 0, Duration::ZERO);
    while lived < run.soak.cases && run.has_time_for(longest) {
        let these_began = Instant::now();
        let cases = AT_ONCE.min(run.soak.cases - lived);
        let seed = run.seed.wrapping_add(u64::from(lived));
        let output = Command::new("cargo")
            .args(["test", "--quiet", "--package", "standfirst-persistence"])
            .args(["--test", "conformance", "rust_sql_and_a_simulation_agree"])
            .env("PROPTEST_CASES", cases.to_string())
            .env("PROPTEST_RNG_SEED", seed.to_string())
            .output()
            .await?;
        let told = String::from_utf8_lossy(&output.stdout);
        if !output.status.success() || !told.contains("2 passed") {
            let also = String::from_utf8_lossy(&output.stderr);
            return Err(format!(
                "visibility: PROPTEST_CASES={cases} PROPTEST_RNG_SEED={seed} does not hold\n{told}{also}"
            )
            .into());
        }
        lived += cases;
        longest = longest.max(these_began.elapsed());
    }
    say(format_args!(
        "visibility: {lived} of {} histories on each engine agreed, in {:.0?}",
        run.soak.cases,
        began.elapsed()
    ));
    Ok(())
}
