//! `standfirst schema`: writes the GraphQL schema, for the file that is committed and for other people's tools.

use std::fs;

use crate::{commands::Ending, config::Schema, failure::Failure, output};

pub(super) fn run(switches: &Schema) -> Result<Ending, Failure> {
    let sdl = standfirst_api::schema_sdl();
    let sdl = sdl.trim_end();
    match &switches.output {
        None => output::answer(sdl),
        Some(path) => fs::write(path, format!("{sdl}\n")).map_err(|source| Failure::Output {
            path: path.clone(),
            source,
        })?,
    }
    Ok(Ending::Done)
}
