//! How properties are held here: against 64 cases of a fixed seed, and against more and others where `PROPTEST_CASES` and `PROPTEST_RNG_SEED` ask for
//! them, as `make soak` does.

use proptest::{prelude::ProptestConfig, test_runner::RngSeed};

/// What the library takes when nobody asks for a number.
const UNASKED: u32 = 256;

/// Against how many cases, and from which seed.
pub(crate) fn cases() -> ProptestConfig {
    let asked = ProptestConfig::default();
    ProptestConfig {
        cases: if asked.cases == UNASKED {
            64
        } else {
            asked.cases
        },
        rng_seed: match asked.rng_seed {
            RngSeed::Random => RngSeed::Fixed(20_261_122),
            fixed => fixed,
        },
        failure_persistence: None,
        ..asked
    }
}
