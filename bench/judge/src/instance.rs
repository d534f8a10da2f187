//! The server program with a fresh database, and the time and memory that its commands take.

use std::{
    fmt, fs,
    path::{Path, PathBuf},
    pin::pin,
    process::Stdio,
    time::{Duration, Instant},
};

use standfirst_cluster::Cluster;
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
    time::{sleep, timeout},
};

use crate::Failure;

/// Time within which the server prints its address.
const START_TIMEOUT: Duration = Duration::from_secs(60);
/// Time within which the consumers of the change log process an import.
const CONSUMER_TIMEOUT: Duration = Duration::from_secs(600);
/// Interval between two samples of a command's memory.
const SAMPLE_INTERVAL: Duration = Duration::from_millis(20);

/// Exit status of an import that skipped bad records and imported the rest.
const STATUS_SOME_BAD: i32 = 3;

/// Database engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub enum Engine {
    Sqlite,
    Postgres,
}

impl fmt::Display for Engine {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        })
    }
}

/// Output, duration and memory of a command.
pub struct CommandResult {
    pub output: String,
    pub duration: Duration,
    /// Peak memory of the process in MiB, as Linux reports it; `None` on other systems.
    pub peak_mib: Option<f64>,
}

impl CommandResult {
    /// Number of bad records that an import skipped.
    pub fn bad_records(&self) -> usize {
        let mut lines = self.output.lines();
        let bad = lines.find_map(|line| line.strip_prefix("bad ")?.trim().parse().ok());
        bad.unwrap_or(0)
    }
}

/// Instance of the server program with a database of its own.
pub struct Instance {
    url: String,
    folder: TempDir,
    program: PathBuf,
    flags: Vec<String>,
    _cluster: Option<Cluster>,
}

impl Instance {
    /// Creates an empty database, on SQLite or in a new PostgreSQL cluster. Every command gets the
    /// flags.
    pub fn new(program: &Path, engine: Engine, flags: &[&str]) -> Result<Self, Failure> {
        let folder = tempfile::tempdir()?;
        let cluster = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(Cluster::start()?),
        };
        let url = match &cluster {
            Some(cluster) => cluster.database()?,
            None => format!("sqlite://{}", folder.path().join("newsroom.db").display()),
        };
        let program = program.canonicalize().map_err(|error| {
            format!(
                "the server program {} cannot be opened ({error}); build it, or pass its path with --standfirst",
                program.display()
            )
        })?;
        Ok(Self {
            url,
            folder,
            program,
            flags: flags.iter().map(|flag| (*flag).to_owned()).collect(),
            _cluster: cluster,
        })
    }

    /// Command with the flags of the instance and no environment variables.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command
            .current_dir(self.folder.path())
            .env_clear()
            .args(arguments)
            .args(&self.flags)
            .args(["--database-url", &self.url, "--log-level", "error"])
            .stdin(Stdio::null())
            .kill_on_drop(true);
        command
    }

    /// Runs a command until it ends.
    pub async fn run(&self, arguments: &[&str]) -> Result<CommandResult, Failure> {
        let started = Instant::now();
        let child = self
            .command(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let (pid, mut peak_mib) = (child.id(), None);
        let mut result = pin!(child.wait_with_output());
        let output = loop {
            tokio::select! {
                output = &mut result => break output?,
                () = sleep(SAMPLE_INTERVAL) => peak_mib = pid.and_then(peak_memory_mib).or(peak_mib),
            }
        };
        if !matches!(output.status.code(), Some(0 | STATUS_SOME_BAD)) {
            let errors = String::from_utf8_lossy(&output.stderr);
            return Err(format!("standfirst {arguments:?} failed: {errors}").into());
        }
        Ok(CommandResult {
            output: String::from_utf8(output.stdout)?.trim().to_owned(),
            duration: started.elapsed(),
            peak_mib,
        })
    }

    /// Imports a file of records.
    pub async fn import(&self, file: &Path) -> Result<CommandResult, Failure> {
        self.run(&["import", "ndjson", &file.to_string_lossy()])
            .await
    }

    /// Imports records.
    pub async fn import_lines(&self, lines: &[String]) -> Result<CommandResult, Failure> {
        let file = self.folder.path().join("records.ndjson");
        fs::write(&file, lines.join("\n"))?;
        self.import(&file).await
    }

    /// Rebuilds the related lists and the term statistics.
    pub async fn rebuild(&self) -> Result<CommandResult, Failure> {
        self.run(&["related", "rebuild"]).await
    }

    /// Starts the server and waits until the consumers of its change log have no backlog.
    pub async fn serve(&self) -> Result<Server, Failure> {
        let mut child = self
            .command(&["serve", "--listen", "127.0.0.1:0", "--quota", "off"])
            .stdout(Stdio::piped())
            .spawn()?;
        let out = child.stdout.take().ok_or("the server has no output")?;
        let mut line = String::new();
        timeout(START_TIMEOUT, BufReader::new(out).read_line(&mut line)).await??;
        let address = line
            .trim()
            .strip_prefix("listening on ")
            .ok_or("the server did not start")?;
        let server = Server {
            url: format!("{address}/graphql"),
            child,
        };
        self.wait_for_consumers().await?;
        Ok(server)
    }

    async fn wait_for_consumers(&self) -> Result<(), Failure> {
        let started = Instant::now();
        loop {
            let status = self.run(&["consumers"]).await?.output;
            let mut consumers = status.lines().filter(|line| line.starts_with("consumer "));
            if consumers.all(|line| line.contains(", 0 behind,")) && status.contains("consumer ") {
                return Ok(());
            }
            if started.elapsed() > CONSUMER_TIMEOUT {
                return Err(format!(
                    "the consumers of the change log still have a backlog: {status}"
                )
                .into());
            }
            sleep(Duration::from_millis(200)).await;
        }
    }
}

/// Running server.
pub struct Server {
    pub url: String,
    child: Child,
}

impl Server {
    /// Peak memory of the server so far, in MiB.
    pub fn peak_mib(&self) -> Option<f64> {
        self.child.id().and_then(peak_memory_mib)
    }

    /// Stops the server.
    pub async fn stop(mut self) -> Result<(), Failure> {
        Ok(self.child.kill().await?)
    }
}

/// Peak memory of a process in MiB, as Linux reports it.
fn peak_memory_mib(pid: u32) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let mut lines = status.lines();
    let kib = lines.find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: f64 = kib.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kib / 1024.0)
}
