//! The server under the crowd: on one processor, with quotas so wide that nobody is refused for having spent their points.

use std::{
    cell::Cell,
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    rc::Rc,
    time::Duration,
};

use tempfile::TempDir;
use tokio::task::{JoinHandle, spawn_local};

use crate::Failure;

/// All of the crowd comes from one address, which no quota is made for.
const LIMITS: &str = "burst-of-strangers=1000000000,rate-of-strangers=100000000,burst-of-accounts=1000000000,rate-of-accounts=100000000,connections-of-one=10000";

/// A server that answers until this goes.
pub struct Server {
    pub address: String,
    /// An editor's.
    pub credential: String,
    child: Child,
    _folder: TempDir,
}

impl Server {
    pub fn start(program: &Path, newsroom: &Path, pinned: bool) -> Result<Self, Failure> {
        let (folder, program) = (tempfile::tempdir()?, program.canonicalize()?);
        let standfirst = |pinned: bool| {
            let mut command = if pinned {
                let mut command = Command::new("taskset");
                command.args(["--cpu-list", "0"]).arg(&program);
                command
            } else {
                Command::new(&program)
            };
            command.current_dir(folder.path()).stdin(Stdio::null());
            command
        };
        let said = |arguments: &[&str]| -> Result<String, Failure> {
            let output = standfirst(false).args(arguments).output()?;
            if !output.status.success() {
                let told = String::from_utf8_lossy(&output.stderr);
                return Err(format!("standfirst {arguments:?}: {told}").into());
            }
            Ok(String::from_utf8(output.stdout)?.trim().to_owned())
        };
        said(&["init"])?;
        for file in fs::read_dir(newsroom)? {
            let path = file?.path().canonicalize()?;
            if path
                .extension()
                .is_some_and(|extension| extension == "ndjson")
            {
                said(&["import", "ndjson", &path.to_string_lossy()])?;
            }
        }
        let credential = said(&[
            "token",
            "--role",
            "editor",
            "--subject",
            "crowd",
            "--lifetime",
            "2h",
        ])?;
        // The log is written as it always is, to nobody.
        let mut child = standfirst(pinned)
            .args(["serve", "--listen", "127.0.0.1:0", "--limits", LIMITS])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut line = String::new();
        let out = child.stdout.take().ok_or("the server has no output")?;
        BufReader::new(out).read_line(&mut line)?;
        let address = line.trim().strip_prefix("listening on http://");
        let address = address.ok_or("the server did not start")?.to_owned();
        Ok(Self {
            address,
            credential,
            child,
            _folder: folder,
        })
    }

    /// The memory that it holds, in KiB.
    pub fn rss_kib(&self) -> Result<u64, Failure> {
        rss_kib(self.child.id()).ok_or_else(|| "the server's memory cannot be read".into())
    }

    /// Looks four times a second how much memory it holds.
    pub fn watch_rss(&self) -> Watch {
        let (most, pid) = (Rc::new(Cell::new(0)), self.child.id());
        let seen = Rc::clone(&most);
        let watching = spawn_local(async move {
            loop {
                seen.set(seen.get().max(rss_kib(pid).unwrap_or(0)));
                tokio::time::sleep(Duration::from_millis(250)).await;
            }
        });
        Watch { most, watching }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn rss_kib(pid: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

/// Looks at a server's memory until it is asked what it saw.
pub struct Watch {
    most: Rc<Cell<u64>>,
    watching: JoinHandle<()>,
}

impl Watch {
    /// The most that was seen, in KiB.
    pub fn most(self) -> u64 {
        self.watching.abort();
        self.most.get()
    }
}

/// Holds a process to a processor, if that can be done.
pub fn hold(pid: u32, processor: usize) -> bool {
    let held = Command::new("taskset")
        .args(["--all-tasks", "--cpu-list", "--pid"])
        .args([processor.to_string(), pid.to_string()])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    held.is_ok_and(|status| status.success())
}
