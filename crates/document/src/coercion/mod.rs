//! Whether every value of a request is of the type, the form and the range that the schema gives it, seen before anything is resolved.
//!
//! Values stand in the document ([`literals`]) and in its variables ([`variables`]); what both are made of is said once ([`scalars`]). The rules are
//! those of input coercion (specification, section 3 and 6.1.2); beyond them every string is free of U+0000, which one of the databases could not
//! keep, and no list is longer than is taken. Everything that is wrong is told at once.

pub mod bounds;
pub mod literals;
pub mod scalars;
pub mod variables;

use std::fmt::{self, Display};

/// Where in a value something stands, such as `$input.body.blocks[3]`.
#[derive(Debug, Clone, Copy)]
pub struct Path<'a> {
    before: Option<&'a Path<'a>>,
    part: Part<'a>,
}

#[derive(Debug, Clone, Copy)]
enum Part<'a> {
    Root(&'a str),
    Variable(&'a str),
    Field(&'a str),
    Entry(usize),
}

/// The most characters of a name that are said again.
const MOST_CHARACTERS: usize = 100;

impl<'a> Path<'a> {
    /// The value as a whole.
    pub const fn root(name: &'a str) -> Self {
        Self {
            before: None,
            part: Part::Root(name),
        }
    }

    /// The value of a variable as a whole.
    pub const fn variable(name: &'a str) -> Self {
        Self {
            before: None,
            part: Part::Variable(name),
        }
    }

    /// A field of it.
    pub const fn field(&'a self, name: &'a str) -> Path<'a> {
        Path {
            before: Some(self),
            part: Part::Field(name),
        }
    }

    /// An entry of it, counted from 0.
    pub const fn entry(&'a self, index: usize) -> Path<'a> {
        Path {
            before: Some(self),
            part: Part::Entry(index),
        }
    }
}

impl Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(before) = self.before {
            before.fmt(f)?;
        }
        match self.part {
            Part::Root(name) => f.write_str(&clip(name)),
            Part::Variable(name) => write!(f, "${}", clip(name)),
            Part::Field(name) => write!(f, ".{}", clip(name)),
            Part::Entry(index) => write!(f, "[{index}]"),
        }
    }
}

/// A name or a value of a client's, as far as it is said again.
pub fn clip(text: impl Display) -> String {
    let said = |c: char| if c.is_control() { '\u{fffd}' } else { c };
    text.to_string()
        .chars()
        .take(MOST_CHARACTERS)
        .map(said)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::Path;

    #[test]
    fn a_path_reads_as_one_would_write_it() {
        let (root, long) = (Path::variable("input"), "x".repeat(10_000));
        let (body, tags) = (root.field("body"), root.field("tags"));
        let blocks = body.field("blocks");
        assert_eq!(
            blocks.entry(3).field("heading").to_string(),
            "$input.body.blocks[3].heading"
        );
        assert_eq!(tags.entry(0).to_string(), "$input.tags[0]");
        assert_eq!(root.field(&long).to_string().len(), 107);
        assert_eq!(root.field("a\nb").to_string(), "$input.a\u{fffd}b");
    }
}
