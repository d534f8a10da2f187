//! Lines and columns of a document, computed from the byte offsets of the parser.

use apollo_compiler::{Node, parser::SourceSpan};
use async_graphql::Pos;

/// Offsets at which the lines of a document begin.
pub struct SourcePositions<'t> {
    text: &'t str,
    lines: Vec<usize>,
}

impl<'t> SourcePositions<'t> {
    /// Finds the lines of a text. A line ends with a line feed, a carriage return, or both
    /// (specification, section 2.1.2).
    pub fn new(text: &'t str) -> Self {
        let bytes = text.as_bytes();
        let ends = bytes.iter().enumerate().filter(|(at, byte)| match **byte {
            b'\n' => true,
            b'\r' => bytes.get(at.saturating_add(1)) != Some(&b'\n'),
            _ => false,
        });
        let begins = ends.map(|(at, _)| at.saturating_add(1));
        let lines = std::iter::once(0).chain(begins).collect();
        Self { text, lines }
    }

    /// Text of the document.
    pub const fn text(&self) -> &'t str {
        self.text
    }

    /// Line and column of an offset. Both count from 1, columns by characters.
    pub fn at(&self, offset: usize) -> Pos {
        let line = self.lines.partition_point(|begin| *begin <= offset);
        let begin = line
            .checked_sub(1)
            .and_then(|index| self.lines.get(index))
            .copied();
        let before = self.text.get(begin.unwrap_or(0)..offset).unwrap_or("");
        Pos {
            line: line.max(1),
            column: before.chars().count().saturating_add(1),
        }
    }

    /// Position at which a node begins.
    pub fn start_of<T>(&self, node: &Node<T>) -> Pos {
        self.start_of_span(node.location())
    }

    /// Position at which a span begins; line 0 and column 0 for a node without one.
    pub fn start_of_span(&self, span: Option<SourceSpan>) -> Pos {
        span.map_or_else(Pos::default, |span| self.at(span.offset()))
    }
}

#[cfg(test)]
mod tests {
    use super::SourcePositions;

    #[test]
    fn lines_and_columns_count_from_one_and_by_characters() {
        let text = "{ä\n b\r\n c\rd";
        let positions = SourcePositions::new(text);
        let at = |found: &str| {
            let place = positions.at(text.find(found).unwrap());
            (place.line, place.column)
        };
        assert_eq!(at("{"), (1, 1));
        assert_eq!(at("b"), (2, 2));
        assert_eq!(at("c"), (3, 2));
        assert_eq!(at("d"), (4, 1));
        let end = positions.at(10_000);
        assert_eq!((end.line, end.column), (4, 1));
    }
}
