//! `standfirst keys rotate`: adds a signing key.

use standfirst_domain::ports::Clock;

use super::outcome::CommandOutcome;
use crate::{
    clock::SystemClock,
    config::{Configuration, KeysCommand},
    error::CommandError,
    output,
    signing_keys::{self, SigningKeysError},
};

pub(super) fn run(
    configuration: &Configuration,
    command: KeysCommand,
) -> Result<CommandOutcome, CommandError> {
    let KeysCommand::Rotate = command;
    let now = SystemClock::with_offset(configuration.clock_offset).now();
    let path = configuration.keys_file();
    let rotated = signing_keys::read(&path).and_then(|keyring| {
        let (keyring, signs_from) = keyring.rotate(rand::random(), now)?;
        signing_keys::replace(&path, &keyring).map(|()| signs_from)
    });
    let signs_from = rotated.map_err(|source| SigningKeysError { path, source })?;
    output::print_result(format_args!(
        "a new key is published and signs from {signs_from}; servers on this machine reload it within seconds, other machines need the file before that time"
    ));
    Ok(CommandOutcome::Complete)
}
