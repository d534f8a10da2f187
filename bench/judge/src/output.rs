//! Output of figures, and failures of a program.

use std::io::{self, Write};

/// Cause for which a program ended without its figures.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Prints a line.
pub fn print_line(line: impl std::fmt::Display) {
    let mut out = io::stdout().lock();
    // A closed pipe must not end a measurement with a panic.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}
