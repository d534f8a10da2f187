//! Number of cases and seed of the property tests: 64 cases of a fixed seed, or those of
//! `PROPTEST_CASES` and `PROPTEST_RNG_SEED`, which `make soak` sets.

use proptest::{prelude::ProptestConfig, test_runner::RngSeed};

/// Number of cases that the library runs by default.
const LIBRARY_DEFAULT: u32 = 256;

/// Configuration of a property test.
pub(crate) fn cases() -> ProptestConfig {
    let environment = ProptestConfig::default();
    ProptestConfig {
        cases: if environment.cases == LIBRARY_DEFAULT {
            64
        } else {
            environment.cases
        },
        rng_seed: match environment.rng_seed {
            RngSeed::Random => RngSeed::Fixed(20_261_122),
            fixed => fixed,
        },
        failure_persistence: None,
        ..environment
    }
}
