//! Output of the program, and its error.

use std::io::{self, Write};

/// Error that ended the program before its results.
pub(crate) type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Prints a line.
pub(crate) fn print_line(line: impl std::fmt::Display) {
    let mut out = io::stdout().lock();
    // A closed pipe must not end the run.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}
