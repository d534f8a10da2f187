//! The server as a process of its own, on a fresh database of either engine, with the time and the memory that its commands take.

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

/// How long the server may take to say where it answers.
const STARTS_WITHIN: Duration = Duration::from_secs(60);
/// How long the consumers of the change log may take to be done with what was imported.
const FOLLOWS_WITHIN: Duration = Duration::from_secs(600);
/// How often a command's memory is looked at.
const LOOKS_EVERY: Duration = Duration::from_millis(20);

/// How an import ends that left out some bad records and took the rest.
const SOME_BAD: i32 = 3;

/// What articles are kept in.
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

/// What a command said and took.
pub struct Ran {
    pub said: String,
    pub took: Duration,
    /// The most memory that its process held, in MiB, as Linux tells it; nothing elsewhere.
    pub peak_mib: Option<f64>,
}

impl Ran {
    /// How many records an import left out because they were bad.
    pub fn bad(&self) -> usize {
        let mut lines = self.said.lines();
        let bad = lines.find_map(|line| line.strip_prefix("bad ")?.trim().parse().ok());
        bad.unwrap_or(0)
    }
}

/// A house with an empty database.
pub struct House {
    url: String,
    folder: TempDir,
    program: PathBuf,
    flags: Vec<String>,
    _cluster: Option<Cluster>,
}

impl House {
    /// On SQLite, or in a PostgreSQL cluster of its own; every command is given the flags.
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
                "the server's program is looked for at {} ({error}); build it, or name it with --standfirst",
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

    /// Runs a command to its end.
    pub async fn run(&self, arguments: &[&str]) -> Result<Ran, Failure> {
        let began = Instant::now();
        let child = self
            .command(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let (pid, mut peak_mib) = (child.id(), None);
        let mut ending = pin!(child.wait_with_output());
        let output = loop {
            tokio::select! {
                output = &mut ending => break output?,
                () = sleep(LOOKS_EVERY) => peak_mib = pid.and_then(peak).or(peak_mib),
            }
        };
        if !matches!(output.status.code(), Some(0 | SOME_BAD)) {
            let told = String::from_utf8_lossy(&output.stderr);
            return Err(format!("standfirst {arguments:?}: {told}").into());
        }
        Ok(Ran {
            said: String::from_utf8(output.stdout)?.trim().to_owned(),
            took: began.elapsed(),
            peak_mib,
        })
    }

    /// Takes in a file of records.
    pub async fn import(&self, file: &Path) -> Result<Ran, Failure> {
        self.run(&["import", "ndjson", &file.to_string_lossy()])
            .await
    }

    /// Takes in records.
    pub async fn import_lines(&self, lines: &[String]) -> Result<Ran, Failure> {
        let file = self.folder.path().join("records.ndjson");
        fs::write(&file, lines.join("\n"))?;
        self.import(&file).await
    }

    /// Makes all lists of related articles, and the weights of words.
    pub async fn rebuild(&self) -> Result<Ran, Failure> {
        self.run(&["related", "rebuild"]).await
    }

    /// Starts the server, and waits until the consumers of its change log have nothing left to do.
    pub async fn serve(&self) -> Result<Server, Failure> {
        let mut child = self
            .command(&["serve", "--listen", "127.0.0.1:0", "--quota", "off"])
            .stdout(Stdio::piped())
            .spawn()?;
        let out = child.stdout.take().ok_or("the server has no output")?;
        let mut line = String::new();
        timeout(STARTS_WITHIN, BufReader::new(out).read_line(&mut line)).await??;
        let address = line
            .trim()
            .strip_prefix("listening on ")
            .ok_or("the server did not start")?;
        let server = Server {
            url: format!("{address}/graphql"),
            child,
        };
        self.settle().await?;
        Ok(server)
    }

    async fn settle(&self) -> Result<(), Failure> {
        let began = Instant::now();
        loop {
            let told = self.run(&["change_log"]).await?.said;
            let mut consumers = told.lines().filter(|line| line.starts_with("consumer "));
            if consumers.all(|line| line.contains(", 0 behind,")) && told.contains("consumer ") {
                return Ok(());
            }
            if began.elapsed() > FOLLOWS_WITHIN {
                return Err(format!("the consumers do not come to an end: {told}").into());
            }
            sleep(Duration::from_millis(200)).await;
        }
    }
}

/// A server that runs.
pub struct Server {
    pub url: String,
    child: Child,
}

impl Server {
    /// The most memory that it held so far, in MiB.
    pub fn peak_mib(&self) -> Option<f64> {
        self.child.id().and_then(peak)
    }

    /// Ends it.
    pub async fn end(mut self) -> Result<(), Failure> {
        Ok(self.child.kill().await?)
    }
}

fn peak(pid: u32) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let mut lines = status.lines();
    let kib = lines.find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: f64 = kib.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kib / 1024.0)
}
