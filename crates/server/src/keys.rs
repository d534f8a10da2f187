//! The files of keys: made and refused as an operator would want them, and read again when they change.
//!
//! What a key is, and which is too weak, is decided in the API's `Keyring`; here is where the files lie, and who may read them.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
    sync::Weak,
    time::Duration,
};

use standfirst_api::{Auth, Issuer, Keyring, KeyringRefused};
use standfirst_domain::moment::Moment;

use crate::{config::Configuration, failure::Failure, output};

/// How often the file is looked at for a change.
const LOOKED_AT_EVERY: Duration = Duration::from_secs(2);
/// No file of keys is longer.
const MOST_BYTES: u64 = 1 << 20;

/// Why a file of keys was refused.
#[derive(Debug, thiserror::Error)]
pub enum KeysRefused {
    /// There is none, and this is no address at which one is made unasked.
    #[error("there are none; make them with `standfirst init`")]
    Missing,
    /// Others could read it.
    #[error("others may read them; restrict them with `chmod 600`")]
    Readable,
    /// The system does not let us.
    #[error(transparent)]
    System(#[from] io::Error),
    /// What is in it is not fit.
    #[error(transparent)]
    Unfit(#[from] KeyringRefused),
}

/// The keys of this house. On a loopback address, where none were named and none are there, they are made and it is said.
pub fn for_system(configuration: &Configuration, now: Moment) -> Result<Keyring, Failure> {
    let path = configuration.keys_file();
    let may_be_made =
        configuration.listen.ip().is_loopback() && configuration.signing_keys.is_none();
    let keyring = match read(&path) {
        Err(KeysRefused::Missing) if may_be_made => {
            let made = make(&path, now);
            if made.is_ok() {
                output::notice(format_args!("made signing keys in {}", path.display()));
            }
            made
        }
        other => other,
    };
    keyring.map_err(|source| Failure::Keys { path, source })
}

/// Reads keys from a file that nobody else may read.
pub fn read(path: &Path) -> Result<Keyring, KeysRefused> {
    let file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(KeysRefused::Missing),
        file => file?,
    };
    // Of the file that is read and not of its name, which may name another a moment later.
    let found = file.metadata()?;
    if found.permissions().mode() & 0o077 != 0 {
        return Err(KeysRefused::Readable);
    }
    if found.len() > MOST_BYTES {
        return Err(KeyringRefused::Form.into());
    }
    let mut text = String::new();
    file.take(MOST_BYTES).read_to_string(&mut text)?;
    Ok(Keyring::read(&text)?)
}

/// Makes keys in a file that is not there yet.
pub fn make(path: &Path, now: Moment) -> Result<Keyring, KeysRefused> {
    let keyring = Keyring::generate(rand::random(), rand::random(), now)?;
    if let Some(directory) = path
        .parent()
        .filter(|directory| !directory.as_os_str().is_empty())
    {
        fs::create_dir_all(directory)?;
    }
    write(path, &keyring)?;
    Ok(keyring)
}

/// Puts keys in the place of those in a file, all at once.
pub fn replace(path: &Path, keyring: &Keyring) -> Result<(), KeysRefused> {
    let beside = path.with_extension("new");
    write(&beside, keyring)?;
    Ok(fs::rename(&beside, path)?)
}

fn write(path: &Path, keyring: &Keyring) -> Result<(), KeysRefused> {
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(keyring.write().as_bytes())?;
    Ok(file.sync_all()?)
}

/// The issuers elsewhere that are configured.
pub fn issuers(configuration: &Configuration) -> Result<Vec<Issuer>, Failure> {
    let Some(path) = &configuration.issuers else {
        return Ok(Vec::new());
    };
    let refused = |source| Failure::Issuers {
        path: path.clone(),
        source,
    };
    let text = fs::read_to_string(path).map_err(|error| refused(error.into()))?;
    Issuer::read_all(&text).map_err(|error| refused(error.into()))
}

/// Takes keys into use as the file changes, until the server is gone. A file that cannot be used changes nothing.
pub async fn follow(path: PathBuf, auth: Weak<Auth>) {
    let mut seen = marks(&path);
    loop {
        tokio::time::sleep(LOOKED_AT_EVERY).await;
        let Some(auth) = auth.upgrade() else {
            return;
        };
        let now_seen = marks(&path);
        if now_seen == seen {
            continue;
        }
        match read(&path) {
            Ok(keyring) => {
                auth.replace_keyring(keyring);
                tracing::info!("the signing keys were read again");
            }
            Err(error) => {
                tracing::warn!(error = %error, "the signing keys changed and cannot be used; those before stay in use")
            }
        }
        seen = now_seen;
    }
}

/// By what a change of the file shows.
fn marks(path: &Path) -> Option<(u64, i64, i64, u64)> {
    let found = fs::metadata(path).ok()?;
    Some((found.ino(), found.mtime(), found.mtime_nsec(), found.len()))
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt};

    use super::{KeysRefused, Moment, make, read, replace};

    #[test]
    fn keys_are_made_for_their_owner_alone_and_refused_otherwise() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("inner").join("keys.json");
        assert!(matches!(read(&path), Err(KeysRefused::Missing)));
        make(&path, Moment::from_millis(0)).unwrap();
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
        let (rotated, _) = read(&path)
            .unwrap()
            .rotate(rand::random(), Moment::from_millis(0))
            .unwrap();
        replace(&path, &rotated).unwrap();
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
        assert!(
            make(&path, Moment::from_millis(0)).is_err(),
            "never over what is there"
        );
        for mode in [0o640, 0o604, 0o644] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            assert!(
                matches!(read(&path), Err(KeysRefused::Readable)),
                "{mode:o}"
            );
        }
    }
}
