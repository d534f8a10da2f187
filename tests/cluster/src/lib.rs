//! PostgreSQL cluster for tests: in a temporary folder, reached through a Unix socket, and removed
//! when the test program ends.
//!
//! PostgreSQL refuses to run as root, so the cluster of a root user runs under an unprivileged
//! account. If the programs are missing, [`Cluster::start`] returns an error that tells how to
//! install them; no test is skipped.

mod account;
mod binaries;

use std::{
    fs, io,
    os::unix::{
        fs::{PermissionsExt, chown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

use account::Account;

/// Running cluster.
#[derive(Debug)]
pub struct Cluster {
    folder: PathBuf,
    binaries: PathBuf,
    account: Option<Account>,
    databases: AtomicU32,
    /// Shell that stops the cluster and removes the folder when this program ends. This value holds
    /// its standard input open.
    _keeper: Child,
}

impl Cluster {
    /// Cluster that all tests of a program share, each with a database of its own.
    ///
    /// # Panics
    /// The cluster cannot be started: a test without PostgreSQL proves nothing.
    #[expect(
        clippy::expect_used,
        reason = "a test that cannot have its engine has to fail"
    )]
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Cluster> = OnceLock::new();
        SHARED.get_or_init(|| Self::start().expect("a PostgreSQL cluster for the tests"))
    }

    /// Creates and starts a cluster.
    ///
    /// # Errors
    /// The programs are missing or the cluster does not start.
    pub fn start() -> io::Result<Self> {
        let binaries = binaries::find()?;
        let account = Account::for_cluster()?;
        let folder = tempfile::Builder::new()
            .prefix("standfirst-pg-")
            .tempdir_in("/tmp")?
            .keep();
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755))?;
        if let Some(account) = account {
            chown(&folder, Some(account.user), Some(account.group))?;
        }
        let keeper = keeper(&folder, &binaries, account)?;
        let cluster = Self {
            folder,
            binaries,
            account,
            databases: AtomicU32::new(0),
            _keeper: keeper,
        };
        let data = cluster.data();
        cluster.run(
            "initdb",
            &[
                "-D",
                &data,
                "-U",
                "postgres",
                "--auth=trust",
                "--no-sync",
                "-E",
                "UTF8",
                "--locale=C",
            ],
        )?;
        cluster.resume()?;
        Ok(cluster)
    }

    /// Creates an empty database and returns its URL.
    ///
    /// # Errors
    /// The cluster is stopped.
    pub fn database(&self) -> io::Result<String> {
        let name = format!(
            "newsroom_{}",
            self.databases.fetch_add(1, Ordering::Relaxed)
        );
        let socket = self.folder.display().to_string();
        self.run("createdb", &["-h", &socket, "-U", "postgres", &name])?;
        Ok(format!(
            "postgres://postgres@localhost/{name}?host={socket}"
        ))
    }

    /// Executes SQL in a database as a separate program.
    ///
    /// # Errors
    /// The cluster is stopped or the statement fails.
    pub fn execute(&self, url: &str, sql: &str) -> io::Result<()> {
        self.run(
            "psql",
            &["-q", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", sql],
        )
    }

    /// Stops the cluster immediately, like a crash.
    ///
    /// # Errors
    /// The cluster does not stop.
    pub fn stop(&self) -> io::Result<()> {
        self.run(
            "pg_ctl",
            &["-D", &self.data(), "-m", "immediate", "-w", "stop"],
        )
    }

    /// Starts a stopped cluster.
    ///
    /// # Errors
    /// The cluster does not start.
    pub fn resume(&self) -> io::Result<()> {
        let options = format!(
            "-k {} -c listen_addresses='' -c fsync=off -c max_connections=200",
            self.folder.display()
        );
        let log = self.folder.join("log").display().to_string();
        self.run(
            "pg_ctl",
            &[
                "-D",
                &self.data(),
                "-l",
                &log,
                "-o",
                &options,
                "-w",
                "start",
            ],
        )
    }

    fn data(&self) -> String {
        self.folder.join("data").display().to_string()
    }

    fn run(&self, program: &str, arguments: &[&str]) -> io::Result<()> {
        let mut command = command(&self.binaries.join(program), &self.folder, self.account);
        let output = command
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .output()?;
        if output.status.success() {
            return Ok(());
        }
        Err(io::Error::other(format!(
            "{program} failed: {}",
            String::from_utf8_lossy(&output.stderr)
        )))
    }
}

fn command(program: &Path, folder: &Path, account: Option<Account>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder);
    if let Some(account) = account {
        command.uid(account.user).gid(account.group);
    }
    command
}

/// Starts a shell that waits for the end of its input, which comes when this program ends for any
/// reason.
fn keeper(folder: &Path, binaries: &Path, account: Option<Account>) -> io::Result<Child> {
    let script = "cat >/dev/null; \"$1/pg_ctl\" -D \"$2/data\" -m immediate -w stop >/dev/null 2>&1; rm -rf \"$2\"";
    let mut keeper = command(Path::new("/bin/sh"), folder, account);
    keeper
        .process_group(0)
        .args(["-c", script, "keeper"])
        .arg(binaries)
        .arg(folder);
    keeper
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
}
