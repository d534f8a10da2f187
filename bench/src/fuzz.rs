//! Property tests of the parsers of untrusted input, with many more cases than `make test` runs: the
//! lexer, the document checks, the parser of query strings, and cursors. Each round has another
//! seed.

use std::time::{Duration, Instant};

use tokio::process::Command;

use crate::{Failure, Run, say};

/// With how many cases each property is held before the clock is looked at.
const AT_ONCE: u32 = 20_000;
/// How the properties are named that are held here.
const NAMED: &str = "fuzz_";

pub(crate) async fn run(run: &Run) -> Result<(), Failure> {
    let (began, mut rounds, mut longest) = (Instant::now(), 0_u64, Duration::ZERO);
    while rounds == 0 || run.has_time_for(longest) {
        let this_began = Instant::now();
        let seed = run.seed.wrapping_add(rounds);
        let output = Command::new("cargo")
            .args([
                "test",
                "--quiet",
                "--package",
                "standfirst-api",
                "--package",
                "standfirst-document",
                "--lib",
                NAMED,
            ])
            .env("PROPTEST_CASES", AT_ONCE.to_string())
            .env("PROPTEST_RNG_SEED", seed.to_string())
            .output()
            .await?;
        let told = String::from_utf8_lossy(&output.stdout);
        if !output.status.success() || told.contains(" 0 passed") {
            let also = String::from_utf8_lossy(&output.stderr);
            return Err(format!(
                "fuzz: PROPTEST_CASES={AT_ONCE} PROPTEST_RNG_SEED={seed} does not hold\n{told}{also}"
            )
            .into());
        }
        rounds += 1;
        longest = longest.max(this_began.elapsed());
    }
    say(format_args!(
        "fuzz: {rounds} times {AT_ONCE} cases of each property held, in {:.0?}",
        began.elapsed()
    ));
    Ok(())
}
