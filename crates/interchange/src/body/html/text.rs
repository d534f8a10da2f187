//! Text of elements and blocks: on one line, preformatted, or as runs on several lines.

use scraper::{ElementRef, Node};
use standfirst_domain::{
    body::{BlockKind, Heading, Inline},
    text::{is_forbidden_character, one_line},
};

use super::{
    elements::{CLOSES_PARAGRAPH, TABLE_PARTS},
    tag::contains_word,
};

/// Separates paragraphs and headings, joined to one text with line breaks, from all other blocks.
pub(super) fn split_text_blocks(blocks: Vec<BlockKind>) -> (Vec<Inline>, Vec<BlockKind>) {
    let mut text = Vec::new();
    let mut others = Vec::new();
    for block in blocks {
        match block {
            BlockKind::Paragraph(line) | BlockKind::Heading(Heading { text: line, .. }) => {
                append_line(&mut text, line)
            }
            other => others.push(other),
        }
    }
    (text, others)
}

/// Appends a text on a line of its own.
pub(super) fn append_line(text: &mut Vec<Inline>, line: Vec<Inline>) {
    if !text.is_empty() && !line.is_empty() {
        text.push(Inline::LineBreak);
    }
    text.extend(line);
}

/// A text on one line, without characters that no feed can carry.
pub(super) fn normalize_line(text: &str) -> String {
    one_line(&without_forbidden(text))
}

fn without_forbidden(text: &str) -> String {
    text.chars()
        .filter(|c| !is_forbidden_character(*c))
        .collect()
}

/// All text inside an element, on one line.
pub(super) fn text_on_one_line(element: ElementRef<'_>) -> String {
    let mut text = String::new();
    write_text(element, &mut text);
    normalize_line(&text)
}

fn write_text(element: ElementRef<'_>, out: &mut String) {
    for node in element.children() {
        if let Node::Text(text) = node.value() {
            out.push_str(text);
        } else if let Some(inner) = ElementRef::wrap(node) {
            let space = if separates_words(inner.value().name()) {
                " "
            } else {
                ""
            };
            out.push_str(space);
            write_text(inner, out);
            out.push_str(space);
        }
    }
}

/// Returns `true` if the text before and after an element does not form one word.
fn separates_words(name: &str) -> bool {
    name == "br" || contains_word(CLOSES_PARAGRAPH, name) || contains_word(TABLE_PARTS, name)
}

/// All text inside an element with its white space.
pub(super) fn preformatted_text(element: ElementRef<'_>) -> String {
    let mut text = String::new();
    for node in element.descendants() {
        match node.value() {
            Node::Text(part) => text.push_str(part),
            Node::Element(inner) if inner.name() == "br" => text.push('\n'),
            _ => {}
        }
    }
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    without_forbidden(&text)
}
