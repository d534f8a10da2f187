//! Location of the PostgreSQL programs.

use std::{fs, io, path::PathBuf, process::Command};

/// Finds the folder of `initdb` and `pg_ctl`: the one that `pg_config` names, or the newest of the
/// usual folders of packages.
pub(crate) fn find() -> io::Result<PathBuf> {
    let configured = Command::new("pg_config").arg("--bindir").output().ok();
    let configured = configured
        .map(|output| PathBuf::from(String::from_utf8_lossy(&output.stdout).trim().to_owned()));
    let mut candidates: Vec<PathBuf> = configured.into_iter().collect();
    for folder in ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt"] {
        let mut versions: Vec<PathBuf> = fs::read_dir(folder)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path().join("bin"))
            .collect();
        versions.sort();
        candidates.extend(versions.into_iter().rev());
    }
    candidates.extend(["/usr/pgsql/bin", "/usr/local/bin", "/usr/bin"].map(PathBuf::from));
    let complete = |folder: &PathBuf| {
        ["initdb", "pg_ctl", "createdb", "psql"]
            .iter()
            .all(|program| folder.join(program).exists())
    };
    candidates.into_iter().find(complete).ok_or_else(|| {
        io::Error::new(io::ErrorKind::NotFound, "PostgreSQL's server programs are missing; install them: apt-get install postgresql (or brew install postgresql)")
    })
}
