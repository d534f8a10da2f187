//! Outcome of a command that did not fail.

/// Outcome of a command that did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CommandOutcome {
    /// Everything was done.
    Complete,
    /// An import left out invalid records and imported the others.
    InvalidRecords,
}

impl CommandOutcome {
    /// Exit code of the process.
    pub(crate) const fn exit_code(self) -> u8 {
        match self {
            Self::Complete => 0,
            Self::InvalidRecords => 3,
        }
    }
}
