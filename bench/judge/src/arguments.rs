//! Arguments that every program takes.

use std::path::PathBuf;

use clap::Args;

use crate::instance::Engine;

/// Arguments of every program.
#[derive(Debug, Clone, Args)]
pub struct CommonArguments {
    /// Folder of the datasets.
    #[arg(long, default_value = "../shared/corpus")]
    pub corpus: PathBuf,
    /// Database engine to measure, may be repeated [default: both].
    #[arg(long = "engine", value_name = "ENGINE")]
    engines: Vec<Engine>,
    /// Seed of the random choices.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Path of the server program.
    #[arg(long, default_value = "target/release/standfirst")]
    pub standfirst: PathBuf,
}

impl CommonArguments {
    /// Engines to measure.
    pub fn engines(&self) -> Vec<Engine> {
        if self.engines.is_empty() {
            return vec![Engine::Sqlite, Engine::Postgres];
        }
        self.engines.clone()
    }
}
