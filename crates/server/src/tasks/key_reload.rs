//! Reload of the signing keys: reads the file again when it changes, so that a rotation needs no
//! restart.

use std::{
    fs,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use standfirst_api::Auth;

use super::shutdown::ShutdownSignal;
use crate::signing_keys;

/// Interval between two looks at the file.
const POLL_INTERVAL: Duration = Duration::from_secs(2);

/// Reloads the keys until shutdown. An unusable file changes nothing.
pub(super) async fn run(path: PathBuf, auth: Arc<Auth>, shutdown: ShutdownSignal) {
    let mut seen = fingerprint(&path);
    while shutdown.sleep(POLL_INTERVAL).await {
        let found = fingerprint(&path);
        if found == seen {
            continue;
        }
        match signing_keys::read(&path) {
            Ok(keyring) => {
                auth.replace_keyring(keyring);
                tracing::info!("signing keys reloaded");
            }
            Err(error) => tracing::warn!(
                error = &error as &dyn std::error::Error,
                "signing keys not reloaded: the file is unusable and the previous keys stay in use"
            ),
        }
        seen = found;
    }
}

/// File metadata that changes with the content: inode, modification time and length.
fn fingerprint(path: &Path) -> Option<(u64, i64, i64, u64)> {
    let found = fs::metadata(path).ok()?;
    Some((found.ino(), found.mtime(), found.mtime_nsec(), found.len()))
}
