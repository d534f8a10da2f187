//! A file that is not what it claims to be.

use std::{fmt, io, path::PathBuf, sync::Arc};

/// A line of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file, as it was named.
    pub file: Arc<str>,
    /// The line, from 1; for an export that is no list of lines, the item.
    pub line: u64,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// What is wrong with a file as a whole.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// It cannot be opened.
    #[error("the file {} cannot be opened: {source}", path.display())]
    Closed {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It is a directory, a pipe or a device.
    #[error("{} is no regular file, and an import reads its files twice", .0.display())]
    Irregular(PathBuf),
    /// It cannot be read on: a disk failed, or what compressed it was not done.
    #[error("{place}: the file is damaged or cut off here: {source}")]
    Damaged {
        /// The line after the last whole one.
        place: Place,
        /// What the reader said.
        source: io::Error,
    },
    /// A line has no end in visibility.
    #[error("{0}: the line is longer than 8 MiB")]
    LongLine(Place),
    /// A line is no text.
    #[error("{0}: the line is not UTF-8")]
    NotUtf8(Place),
    /// No line holds a JSON object.
    #[error("{0}: the file is no NDJSON; each of its lines would hold one JSON object")]
    NotNdjson(Place),
    /// It holds no WordPress export.
    #[error("{file}: {}", reason.trim_end_matches('.'))]
    NotWxr {
        /// The file.
        file: Arc<str>,
        /// Why not, in whole sentences.
        reason: String,
    },
}
