//! A PostgreSQL cluster of the tests' own: made in a temporary folder, reached through a socket in it, gone with the test program.
//!
//! PostgreSQL refuses to run as root, so a root user's cluster runs as `postgres` or `nobody`. Nothing is skipped where the binaries are missing:
//! [`Cluster::start`] then says how to install them.

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

/// A running cluster.
#[derive(Debug)]
pub struct Cluster {
    folder: PathBuf,
    binaries: PathBuf,
    account: Option<Account>,
    databases: AtomicU32,
    /// Waits for this program to end, then ends the cluster and removes the folder. Its standard input is held open by this value.
    _keeper: Child,
}

impl Cluster {
    /// The cluster that all tests of a program share, each with a database of its own.
    ///
    /// # Panics
    /// When it cannot be started: a test without PostgreSQL would prove nothing.
    #[expect(
        clippy::expect_used,
        reason = "a test that cannot have its engine has to fail"
    )]
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Cluster> = OnceLock::new();
        SHARED.get_or_init(|| Self::start().expect("a PostgreSQL cluster for the tests"))
    }

    /// Makes and starts a cluster.
    ///
    /// # Errors
    /// Missing binaries, or whatever kept it from starting.
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

    /// Makes an empty database and answers its address.
    ///
    /// # Errors
    /// A cluster that is stopped.
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

    /// Executes SQL in a database, as another program would.
    ///
    /// # Errors
    /// A cluster that is stopped, or a statement that fails.
    pub fn execute(&self, url: &str, sql: &str) -> io::Result<()> {
        self.run(
            "psql",
            &["-q", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", sql],
        )
    }

    /// Stops the cluster at once, as a fault would.
    ///
    /// # Errors
    /// A cluster that does not stop.
    pub fn stop(&self) -> io::Result<()> {
        self.run(
            "pg_ctl",
            &["-D", &self.data(), "-m", "immediate", "-w", "stop"],
        )
    }

    /// Starts the cluster after it was stopped.
    ///
    /// # Errors
    /// A cluster that does not start.
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

/// A shell that waits for its input to end, which it does when this program does, however that comes about.
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
