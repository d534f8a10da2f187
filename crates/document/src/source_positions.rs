//! Lines and columns of a document, from the offsets in bytes that its parser keeps.

use apollo_compiler::{Node, parser::SourceSpan};
use async_graphql::Pos;

/// Where each line of a document begins.
pub struct Places<'t> {
    text: &'t str,
    lines: Vec<usize>,
}

impl<'t> Places<'t> {
    /// Of a text. Lines end as the specification says: by a line feed, a carriage return, or both (section 2.1.2).
    pub fn of(text: &'t str) -> Self {
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

    /// The text.
    pub const fn text(&self) -> &'t str {
        self.text
    }

    /// The line and the column of an offset, both from 1.
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

    /// Where a node begins.
    pub fn of_node<T>(&self, node: &Node<T>) -> Pos {
        self.of_span(node.location())
    }

    /// Where a span begins.
    pub fn of_span(&self, span: Option<SourceSpan>) -> Pos {
        span.map_or_else(Pos::default, |span| self.at(span.offset()))
    }
}

#[cfg(test)]
mod tests {
    use super::Places;

    #[test]
    fn lines_and_columns_count_from_one_and_by_characters() {
        let text = "{ä\n b\r\n c\rd";
        let places = Places::of(text);
        let at = |found: &str| {
            let place = places.at(text.find(found).unwrap());
            (place.line, place.column)
        };
        assert_eq!(at("{"), (1, 1));
        assert_eq!(at("b"), (2, 2));
        assert_eq!(at("c"), (3, 2));
        assert_eq!(at("d"), (4, 1));
        let end = places.at(10_000);
        assert_eq!((end.line, end.column), (4, 1));
    }
}
