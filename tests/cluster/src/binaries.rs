//! Where PostgreSQL's programs are.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::Command,
};

/// The folder that holds `initdb` and `pg_ctl`: what `pg_config` says, or the newest of the places where packages put it.
pub(crate) fn find() -> io::Result<PathBuf> {
    let told = Command::new("pg_config").arg("--bindir").output().ok();
    let told =
        told.map(|output| PathBuf::from(String::from_utf8_lossy(&output.stdout).trim().to_owned()));
    let mut places: Vec<PathBuf> = told.into_iter().collect();
    for scope in ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt"] {
        let mut versions: Vec<PathBuf> = fs::read_dir(scope)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path().join("bin"))
            .collect();
        versions.sort();
        places.extend(versions.into_iter().rev());
    }
    places.extend(["/usr/pgsql/bin", "/usr/local/bin", "/usr/bin"].map(PathBuf::from));
    let complete = |place: &PathBuf| {
        ["initdb", "pg_ctl", "createdb", "psql"]
            .iter()
            .all(|program| is_there(&place.join(program)))
    };
    places.into_iter().find(complete).ok_or_else(|| {
        io::Error::new(io::ErrorKind::NotFound, "PostgreSQL's server programs are missing; install them: apt-get install postgresql (or brew install postgresql)")
    })
}

fn is_there(path: &Path) -> bool {
    path.exists()
}
