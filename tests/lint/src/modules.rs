//! Circles of imports between the files of a crate.
//!
//! A node is a source file. An edge goes from one file to another when the first names an item
//! that the second defines: by a path such as `crate::tag::Tag`, `super::Tag` or `tag::Tag`, or by
//! an import. Names are followed through re-exports to the file that defines the item. A `mod`
//! declaration, a re-export and an import of a module alone make no edge; neither does test code.
//!
//! The paths are read from the text without a compiler. Names that macros make up and methods
//! that are called on values are not seen.

mod circles;
mod parse;
mod resolve;

use std::{collections::BTreeMap, fmt};

use crate::files::SourceFile;

/// Use of one file by another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    pub from: String,
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

/// Edges between the files below each `src` folder.
#[must_use]
pub fn edges(files: &[SourceFile]) -> Vec<Edge> {
    let mut sources: BTreeMap<&str, BTreeMap<&str, &str>> = BTreeMap::new();
    for file in files.iter().filter(|file| file.path.ends_with(".rs")) {
        if let Some((package, path)) = file.path.split_once("src/") {
            sources.entry(package).or_default().insert(path, &file.text);
        }
    }
    let mut edges = Vec::new();
    for (package, sources) in &sources {
        let in_package = |path: &str| format!("{package}src/{path}");
        for root in sources.keys().filter(|path| is_root(path)) {
            for edge in resolve::edges(&parse::Crate::parse(root, sources)) {
                let (from, to) = (in_package(&edge.from), in_package(&edge.to));
                edges.push(Edge { from, to, ..edge });
            }
        }
    }
    edges.sort();
    edges.dedup();
    edges
}

/// Circles among the files below each `src` folder, the largest first.
#[must_use]
pub fn circles(files: &[SourceFile]) -> Vec<Circle> {
    circles::among(&edges(files))
}

fn is_root(path: &str) -> bool {
    let binary = path
        .strip_prefix("bin/")
        .is_some_and(|name| !name.contains('/'));
    binary || path == "lib.rs" || path == "main.rs"
}

#[cfg(test)]
mod tests;
