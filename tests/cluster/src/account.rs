//! Operating system account of the cluster.

use std::{fs, io, os::unix::fs::MetadataExt};

/// Account of this machine.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Account {
    pub(crate) user: u32,
    pub(crate) group: u32,
}

impl Account {
    /// Returns an unprivileged account if this program runs as root, else `None`.
    pub(crate) fn for_cluster() -> io::Result<Option<Self>> {
        if fs::metadata("/proc/self")?.uid() != 0 {
            return Ok(None);
        }
        let passwd = fs::read_to_string("/etc/passwd")?;
        let found = ["postgres", "nobody"]
            .iter()
            .find_map(|name| passwd.lines().find_map(|line| Self::read(line, name)));
        found.map(Some).ok_or_else(|| {
            io::Error::other(
                "PostgreSQL does not run as root, and this machine has no user postgres or nobody",
            )
        })
    }

    fn read(line: &str, name: &str) -> Option<Self> {
        let mut fields = line.split(':');
        if fields.next() != Some(name) {
            return None;
        }
        let user = fields.nth(1)?.parse().ok()?;
        Some(Self {
            user,
            group: fields.next()?.parse().ok()?,
        })
    }
}
