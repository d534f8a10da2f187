//! `standfirst schema`: writes the GraphQL schema, for the committed file and for other tools.

use std::fs;

use super::outcome::CommandOutcome;
use crate::{config::SchemaOptions, error::CommandError, output};

pub(super) fn run(options: &SchemaOptions) -> Result<CommandOutcome, CommandError> {
    let sdl = standfirst_api::schema_sdl();
    let sdl = sdl.trim_end();
    match &options.output {
        None => output::print_result(sdl),
        Some(path) => {
            fs::write(path, format!("{sdl}\n")).map_err(|source| CommandError::Output {
                path: path.clone(),
                source,
            })?;
        }
    }
    Ok(CommandOutcome::Complete)
}
