//! An installation of the server: its executable, a data directory, and a database that outlives
//! each server process.

use std::{path::Path, process::Stdio, time::Duration};

use standfirst_cluster::Cluster;
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
    time::timeout,
};

use crate::run::Failure;

/// Timeout for the server to print its address.
const START_TIMEOUT: Duration = Duration::from_secs(30);

/// An installation of the server.
pub(crate) struct Installation {
    pub(crate) database_url: String,
    folder: TempDir,
    executable: std::path::PathBuf,
}

impl Installation {
    /// A new installation without a schema: on SQLite, or in a PostgreSQL cluster.
    pub(crate) fn new(executable: &Path, cluster: Option<&Cluster>) -> Result<Self, Failure> {
        let folder = tempfile::tempdir()?;
        let database_url = match cluster {
            Some(cluster) => cluster.database()?,
            None => format!("sqlite://{}", folder.path().join("newsroom.db").display()),
        };
        Ok(Self {
            database_url,
            folder,
            executable: executable.canonicalize()?,
        })
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.executable);
        command
            .current_dir(self.folder.path())
            .env_clear()
            .args(arguments)
            .args(["--database-url", &self.database_url, "--log-level", "error"])
            .stdin(Stdio::null())
            .kill_on_drop(true);
        command
    }

    /// Runs a command to its end and returns its output.
    pub(crate) async fn run_command(&self, arguments: &[&str]) -> Result<String, Failure> {
        let output = self.command(arguments).output().await?;
        if !output.status.success() {
            let errors = String::from_utf8_lossy(&output.stderr);
            return Err(format!("standfirst {arguments:?}: {errors}").into());
        }
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    }

    /// Imports NDJSON records.
    pub(crate) async fn import(&self, file_name: &str, records: &str) -> Result<(), Failure> {
        std::fs::write(self.folder.path().join(file_name), records)?;
        self.run_command(&["import", "ndjson", file_name])
            .await
            .map(drop)
    }

    /// Starts the server.
    pub(crate) async fn serve(&self) -> Result<Server, Failure> {
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
        Ok(Server {
            graphql_url: format!("{address}/graphql"),
            child,
        })
    }
}

/// A running server.
pub(crate) struct Server {
    pub(crate) graphql_url: String,
    child: Child,
}

impl Server {
    /// Kills the server without a chance to shut down, like a fault would.
    pub(crate) async fn kill(mut self) -> Result<(), Failure> {
        Ok(self.child.kill().await?)
    }
}
