//! Configuration of property tests: 64 cases of a fixed seed, unless `PROPTEST_CASES` and
//! `PROPTEST_RNG_SEED` are set, as `make soak` does.

use proptest::{prelude::ProptestConfig, test_runner::RngSeed};

/// Number of cases that proptest uses by default.
const PROPTEST_DEFAULT: u32 = 256;

/// Number of cases and seed.
pub(crate) fn cases() -> ProptestConfig {
    let config = ProptestConfig::default();
    ProptestConfig {
        cases: if config.cases == PROPTEST_DEFAULT {
            64
        } else {
            config.cases
        },
        rng_seed: match config.rng_seed {
            RngSeed::Random => RngSeed::Fixed(20_261_122),
            fixed => fixed,
        },
        failure_persistence: None,
        ..config
    }
}
