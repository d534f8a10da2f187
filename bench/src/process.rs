//! The server as a process of its own, on a database that outlives it.

use std::{path::Path, process::Stdio, time::Duration};

use standfirst_cluster::Cluster;
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
    time::timeout,
};

use crate::Failure;

/// How long the server may take to say where it answers.
const STARTS_WITHIN: Duration = Duration::from_secs(30);

/// A database and what else a house keeps.
pub(crate) struct House {
    pub(crate) url: String,
    folder: TempDir,
    program: std::path::PathBuf,
}

impl House {
    /// An empty one: on SQLite, or in a cluster of its own on PostgreSQL.
    pub(crate) fn new(program: &Path, cluster: Option<&Cluster>) -> Result<Self, Failure> {
        let folder = tempfile::tempdir()?;
        let url = match cluster {
            Some(cluster) => cluster.database()?,
            None => format!("sqlite://{}", folder.path().join("newsroom.db").display()),
        };
        Ok(Self {
            url,
            folder,
            program: program.canonicalize()?,
        })
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command
            .current_dir(self.folder.path())
            .env_clear()
            .args(arguments)
            .args(["--database-url", &self.url, "--log-level", "error"])
            .stdin(Stdio::null())
            .kill_on_drop(true);
        command
    }

    /// Runs a command to its end and answers what it said.
    pub(crate) async fn said(&self, arguments: &[&str]) -> Result<String, Failure> {
        let output = self.command(arguments).output().await?;
        if !output.status.success() {
            let told = String::from_utf8_lossy(&output.stderr);
            return Err(format!("standfirst {arguments:?}: {told}").into());
        }
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    }

    /// Takes in records.
    pub(crate) async fn import(&self, name: &str, lines: &str) -> Result<(), Failure> {
        std::fs::write(self.folder.path().join(name), lines)?;
        self.said(&["import", "ndjson", name]).await.map(drop)
    }

    /// Starts the server.
    pub(crate) async fn serve(&self) -> Result<Server, Failure> {
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
        Ok(Server {
            url: format!("{address}/graphql"),
            child,
        })
    }
}

/// A server that runs.
pub(crate) struct Server {
    pub(crate) url: String,
    child: Child,
}

impl Server {
    /// Kills it, as a fault would.
    pub(crate) async fn kill(mut self) -> Result<(), Failure> {
        Ok(self.child.kill().await?)
    }
}
