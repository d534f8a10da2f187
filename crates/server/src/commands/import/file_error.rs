//! Errors of a whole file: it cannot be read, or is not of the format of the import.

use std::{fmt, io, path::PathBuf, sync::Arc};

/// Location of a record: file and line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RecordLocation {
    /// Name of the file, as it is printed.
    pub file: Arc<str>,
    /// Number of the line, from 1. In a WordPress export, the line on which the item starts.
    pub line: u64,
}

impl fmt::Display for RecordLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// Why a file as a whole cannot be imported.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FileError {
    /// The file cannot be opened.
    #[error("the file {} cannot be opened: {source}", path.display())]
    Open {
        /// Path of the file.
        path: PathBuf,
        /// Error of the system.
        source: io::Error,
    },
    /// The path is a directory, a pipe or a device, which cannot be read twice.
    #[error("{} is no regular file, and an import reads its files twice", .0.display())]
    Irregular(PathBuf),
    /// Reading failed: a disk error, or incomplete compressed data.
    #[error("{location}: the file is damaged or cut off here: {source}")]
    Damaged {
        /// Line after the last complete one.
        location: RecordLocation,
        /// Error of the reader.
        source: io::Error,
    },
    /// A line is longer than the limit.
    #[error("{0}: the line is longer than 8 MiB")]
    LongLine(RecordLocation),
    /// A line is no text.
    #[error("{0}: the line is not UTF-8")]
    NotUtf8(RecordLocation),
    /// No line holds a JSON object.
    #[error("{0}: the file is no NDJSON; each line must hold one JSON object")]
    NotNdjson(RecordLocation),
    /// The file holds no WordPress export.
    #[error("{file}: {}", reason.trim_end_matches('.'))]
    NotWxr {
        /// Name of the file.
        file: Arc<str>,
        /// Reason in whole sentences.
        reason: String,
    },
}
