//! Text files of a checkout.

use std::{fs, io, path::Path, process::Command};

/// One text file with its path from the root of the checkout.
#[derive(Debug)]
pub struct SourceFile {
    /// Path from the root, with `/` between folders.
    pub path: String,
    /// Content.
    pub text: String,
}

/// Reads every text file that Git tracks or would track. Binary files are left out.
///
/// # Errors
///
/// Git is missing, `root` is no checkout, or a tracked file cannot be read.
pub fn read_tracked(root: &Path) -> io::Result<Vec<SourceFile>> {
    let listing = Command::new("git")
        .args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ])
        .current_dir(root)
        .output()?;
    if !listing.status.success() {
        let message = String::from_utf8_lossy(&listing.stderr).into_owned();
        return Err(io::Error::other(message));
    }
    let mut files = Vec::new();
    for path in listing
        .stdout
        .split(|byte| *byte == 0)
        .filter(|path| !path.is_empty())
    {
        let path = String::from_utf8_lossy(path).into_owned();
        // A file that was deleted but not yet committed is still listed.
        let Ok(bytes) = fs::read(root.join(&path)) else {
            continue;
        };
        if let Ok(text) = String::from_utf8(bytes) {
            files.push(SourceFile { path, text });
        }
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(files)
}
