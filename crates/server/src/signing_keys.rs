//! File of the signing keys: location, permissions, creation and replacement.
//!
//! The contents, and the rule against weak keys, belong to the API's `Keyring`.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use standfirst_api::{InvalidKeyring, Keyring};
use standfirst_domain::moment::Moment;

use crate::{config::Configuration, output};

/// Largest accepted file, in bytes.
const MAX_BYTES: u64 = 1 << 20;

/// Why a file of signing keys is not usable.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeysFileError {
    /// The file does not exist, and is not created without an order.
    #[error("there are none; make them with `standfirst init`")]
    Missing,
    /// Other users of the machine may read the file.
    #[error("others may read them; restrict them with `chmod 600`")]
    Readable,
    /// Error of the system.
    #[error(transparent)]
    System(#[from] io::Error),
    /// The contents are malformed, or a key is too weak.
    #[error(transparent)]
    Contents(#[from] InvalidKeyring),
}

/// A [`KeysFileError`] with the path of the file.
#[derive(Debug, thiserror::Error)]
#[error("the signing keys {} cannot be used", path.display())]
pub(crate) struct SigningKeysError {
    pub path: PathBuf,
    pub source: KeysFileError,
}

/// Reads the configured keys. Without a configured file on a loopback address, missing keys are
/// created, and a notice says so.
pub(crate) fn read_or_create(
    configuration: &Configuration,
    now: Moment,
) -> Result<Keyring, SigningKeysError> {
    let path = configuration.keys_file();
    // A server that others can reach must not start with keys that its operator knows nothing of.
    let may_create =
        configuration.listen.ip().is_loopback() && configuration.signing_keys.is_none();
    let keyring = match read(&path) {
        Err(KeysFileError::Missing) if may_create => {
            let created = create(&path, now);
            if created.is_ok() {
                output::print_notice(format_args!("created signing keys in {}", path.display()));
            }
            created
        }
        other => other,
    };
    keyring.map_err(|source| SigningKeysError { path, source })
}

/// Reads keys from a file that only its owner may read.
pub(crate) fn read(path: &Path) -> Result<Keyring, KeysFileError> {
    let file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(KeysFileError::Missing);
        }
        file => file?,
    };
    // The permissions of the open file are checked, because the path may soon name another file.
    let found = file.metadata()?;
    if found.permissions().mode() & 0o077 != 0 {
        return Err(KeysFileError::Readable);
    }
    if found.len() > MAX_BYTES {
        return Err(InvalidKeyring::Form.into());
    }
    let mut text = String::new();
    file.take(MAX_BYTES).read_to_string(&mut text)?;
    Ok(Keyring::read(&text)?)
}

/// Creates keys in a new file. An existing file is an error.
pub(crate) fn create(path: &Path, now: Moment) -> Result<Keyring, KeysFileError> {
    let keyring = Keyring::generate(rand::random(), rand::random(), now)?;
    if let Some(directory) = path
        .parent()
        .filter(|directory| !directory.as_os_str().is_empty())
    {
        fs::create_dir_all(directory)?;
    }
    write_new(path, &keyring)?;
    Ok(keyring)
}

/// Replaces the keys in a file. The rename is atomic: a server that reads the file meanwhile finds
/// the old keys or the new ones.
pub(crate) fn replace(path: &Path, keyring: &Keyring) -> Result<(), KeysFileError> {
    let new = path.with_extension("new");
    write_new(&new, keyring)?;
    Ok(fs::rename(&new, path)?)
}

/// Writes a file that does not exist yet, readable by its owner only from the first byte on.
fn write_new(path: &Path, keyring: &Keyring) -> Result<(), KeysFileError> {
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(keyring.write().as_bytes())?;
    Ok(file.sync_all()?)
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt};

    use super::{KeysFileError, Moment, create, read, replace};

    #[test]
    fn keys_are_readable_by_their_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("inner").join("keys.json");
        assert!(matches!(read(&path), Err(KeysFileError::Missing)));
        create(&path, Moment::from_millis(0)).unwrap();
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
            create(&path, Moment::from_millis(0)).is_err(),
            "an existing file stays"
        );
        for mode in [0o640, 0o604, 0o644] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            assert!(
                matches!(read(&path), Err(KeysFileError::Readable)),
                "{mode:o}"
            );
        }
    }
}
