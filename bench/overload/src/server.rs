//! The server under load: on one processor, with rate limits so high that they reject nothing.

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

use crate::output::Failure;

/// Rate limits for a load that all comes from one address.
const LIMITS: &str = "anonymous-burst=1000000000,anonymous-rate=100000000,account-burst=1000000000,account-rate=100000000,connections-per-address=10000";

/// A running server, which ends when this is dropped.
pub struct Server {
    pub address: String,
    /// Access token of an editor.
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
        let run = |arguments: &[&str]| -> Result<String, Failure> {
            let output = standfirst(false).args(arguments).output()?;
            if !output.status.success() {
                let errors = String::from_utf8_lossy(&output.stderr);
                return Err(format!("standfirst {arguments:?}: {errors}").into());
            }
            Ok(String::from_utf8(output.stdout)?.trim().to_owned())
        };
        run(&["init"])?;
        for file in fs::read_dir(newsroom)? {
            let path = file?.path().canonicalize()?;
            if path
                .extension()
                .is_some_and(|extension| extension == "ndjson")
            {
                run(&["import", "ndjson", &path.to_string_lossy()])?;
            }
        }
        let credential = run(&[
            "token",
            "--role",
            "editor",
            "--subject",
            "overload",
            "--lifetime",
            "2h",
        ])?;
        // The log is written as usual, but not kept.
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

    /// Resident memory in KiB.
    pub fn rss_kib(&self) -> Result<u64, Failure> {
        rss_kib(self.child.id()).ok_or_else(|| "cannot read the memory of the server".into())
    }

    /// Starts to measure the resident memory four times a second.
    pub fn monitor_rss(&self) -> MemoryMonitor {
        let (most, pid) = (Rc::new(Cell::new(0)), self.child.id());
        let largest = Rc::clone(&most);
        let task = spawn_local(async move {
            loop {
                largest.set(largest.get().max(rss_kib(pid).unwrap_or(0)));
                tokio::time::sleep(Duration::from_millis(250)).await;
            }
        });
        MemoryMonitor { most, task }
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

/// Measurement of a server's resident memory.
pub struct MemoryMonitor {
    most: Rc<Cell<u64>>,
    task: JoinHandle<()>,
}

impl MemoryMonitor {
    /// Ends the measurement and returns the largest value in KiB.
    pub fn most(self) -> u64 {
        self.task.abort();
        self.most.get()
    }
}

/// Pins a process to a processor. Returns `false` if that fails.
pub fn pin_to_processor(pid: u32, processor: usize) -> bool {
    let pinned = Command::new("taskset")
        .args(["--all-tasks", "--cpu-list", "--pid"])
        .args([processor.to_string(), pid.to_string()])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    pinned.is_ok_and(|status| status.success())
}
