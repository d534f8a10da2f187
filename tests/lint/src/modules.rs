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
mod graph;
mod parse;
mod resolve;

pub use graph::{Circle, Edge};

use std::collections::BTreeMap;

use crate::{files::SourceFile, token::has_extension};

/// Edges between the files below each `src` folder.
#[must_use]
pub fn edges(files: &[SourceFile]) -> Vec<Edge> {
    let mut sources: BTreeMap<&str, BTreeMap<&str, &str>> = BTreeMap::new();
    for file in files.iter().filter(|file| has_extension(&file.path, "rs")) {
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
