//! Property tests of the parsers of untrusted input, with many more cases than `make test` runs:
//! the lexer, the document checks, the parser of query strings, and cursors. Each round has another
//! seed.

use std::time::{Duration, Instant};

use tokio::process::Command;

use crate::run::{Failure, Run, say};

/// Number of cases of each property in a round. The time limit is checked between rounds.
const CASES: u32 = 20_000;
/// Prefix of the names of these tests.
const TEST_PREFIX: &str = "fuzz_";

pub(crate) async fn run(run: &Run) -> Result<(), Failure> {
    let (began, mut rounds, mut longest) = (Instant::now(), 0_u64, Duration::ZERO);
    while rounds == 0 || run.has_time_for(longest) {
        let round_began = Instant::now();
        let seed = run.seed.wrapping_add(rounds);
        let output = Command::new("cargo")
            .args([
                "test",
                "--quiet",
                "--package",
                "standfirst-api",
                "--package",
                "standfirst-document",
                "--package",
                "standfirst-domain",
                "--lib",
                TEST_PREFIX,
            ])
            .env("PROPTEST_CASES", CASES.to_string())
            .env("PROPTEST_RNG_SEED", seed.to_string())
            .output()
            .await?;
        let report = String::from_utf8_lossy(&output.stdout);
        // A changed test name would pass without running any test.
        if !output.status.success() || report.contains(" 0 passed") {
            let errors = String::from_utf8_lossy(&output.stderr);
            return Err(format!(
                "fuzz: PROPTEST_CASES={CASES} PROPTEST_RNG_SEED={seed} fails\n{report}{errors}"
            )
            .into());
        }
        rounds += 1;
        longest = longest.max(round_began.elapsed());
    }
    say(format_args!(
        "fuzz: {rounds} rounds of {CASES} cases of each property passed, in {:.0?}",
        began.elapsed()
    ));
    Ok(())
}
