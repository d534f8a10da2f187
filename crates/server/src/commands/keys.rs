//! `standfirst keys`: looks after the keys that access tokens are signed with.

use standfirst_domain::ports::Clock;

use crate::{
    clock::SystemClock,
    commands::Ending,
    config::{Configuration, Keys},
    failure::Failure,
    keys, output,
};

pub(super) fn run(configuration: &Configuration, act: &Keys) -> Result<Ending, Failure> {
    let Keys::Rotate = act;
    let now = SystemClock::ahead_by(configuration.clock_offset).now();
    let path = configuration.keys_file();
    let rotated = keys::read(&path).and_then(|keyring| {
        let (keyring, signs_from) = keyring.rotate(rand::random(), now)?;
        keys::replace(&path, &keyring).map(|()| signs_from)
    });
    let signs_from = rotated.map_err(|source| Failure::Keys { path, source })?;
    output::answer(format_args!(
        "a new key is published and signs from {signs_from}; running servers have it within seconds, others need the file before that"
    ));
    Ok(Ending::Done)
}
