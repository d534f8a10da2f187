//! Edges between files, and circles of them.

use std::fmt;

/// Use of one file by another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// File that names the item.
    pub from: String,
    /// File that defines the item.
    pub to: String,
    /// First line of `from` that names an item of `to`.
    pub line: usize,
    /// Name as it is written there.
    pub name: String,
}

impl fmt::Display for Edge {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{}:{} names {} of {}",
            self.from, self.line, self.name, self.to
        )
    }
}

/// Files that import each other, directly or by way of others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Circle {
    /// Every file of the circle.
    pub files: Vec<String>,
    /// A short way round: each edge starts where the one before ends.
    pub way: Vec<Edge>,
    /// Every edge between files of the circle.
    pub edges: Vec<Edge>,
}

impl fmt::Display for Circle {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "circle of {} files:", self.files.len())?;
        for edge in &self.way {
            writeln!(formatter, "  {edge}")?;
        }
        Ok(())
    }
}
