//! Paths of parts of a value in error messages.

use std::fmt::{self, Display};

/// Path of a part of a value, such as `$input.body.blocks[3]`.
#[derive(Debug, Clone, Copy)]
pub struct ValuePath<'a> {
    outer: Option<&'a ValuePath<'a>>,
    segment: PathSegment<'a>,
}

#[derive(Debug, Clone, Copy)]
enum PathSegment<'a> {
    Argument(&'a str),
    Variable(&'a str),
    Field(&'a str),
    Entry(usize),
}

/// Largest number of characters of a client's name or value in a message.
const MAX_CHARACTERS: usize = 100;

impl<'a> ValuePath<'a> {
    /// Path of an argument's value.
    pub const fn argument(name: &'a str) -> Self {
        Self {
            outer: None,
            segment: PathSegment::Argument(name),
        }
    }

    /// Path of a variable's value.
    pub const fn variable(name: &'a str) -> Self {
        Self {
            outer: None,
            segment: PathSegment::Variable(name),
        }
    }

    /// Path of a field of the value.
    pub const fn field(&'a self, name: &'a str) -> ValuePath<'a> {
        ValuePath {
            outer: Some(self),
            segment: PathSegment::Field(name),
        }
    }

    /// Path of an entry of the value, counted from 0.
    pub const fn entry(&'a self, index: usize) -> ValuePath<'a> {
        ValuePath {
            outer: Some(self),
            segment: PathSegment::Entry(index),
        }
    }
}

impl Display for ValuePath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(outer) = self.outer {
            outer.fmt(f)?;
        }
        match self.segment {
            PathSegment::Argument(name) => f.write_str(&clip(name)),
            PathSegment::Variable(name) => write!(f, "${}", clip(name)),
            PathSegment::Field(name) => write!(f, ".{}", clip(name)),
            PathSegment::Entry(index) => write!(f, "[{index}]"),
        }
    }
}

/// Makes a client's name or value fit for a message: cut to its first characters, without control
/// characters.
pub fn clip(text: impl Display) -> String {
    let printable = |c: char| if c.is_control() { '\u{fffd}' } else { c };
    text.to_string()
        .chars()
        .take(MAX_CHARACTERS)
        .map(printable)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::ValuePath;

    #[test]
    fn a_path_reads_as_one_would_write_it() {
        let (root, long) = (ValuePath::variable("input"), "x".repeat(10_000));
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
