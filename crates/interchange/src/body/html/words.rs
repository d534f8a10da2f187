//! Words out of elements and blocks: on one line, letter by letter, or as runs joined to each other.

use scraper::{ElementRef, Node};
use standfirst_domain::{
    body::{BlockKind, Heading, Inline},
    text::one_line,
};

use super::{
    elements::{CLOSES_PARAGRAPH, TABLE_PARTS},
    tag::contains,
};

/// Paragraphs and headings joined to one text, a line break between each two, and the blocks that are something else.
pub(super) fn words_and_others(blocks: Vec<BlockKind>) -> (Vec<Inline>, Vec<BlockKind>) {
    let mut words = Vec::new();
    let mut others = Vec::new();
    for block in blocks {
        match block {
            BlockKind::Paragraph(text) | BlockKind::Heading(Heading { text, .. }) => {
                join(&mut words, text)
            }
            other => others.push(other),
        }
    }
    (words, others)
}

/// Adds a text behind another, on a line of its own.
pub(super) fn join(words: &mut Vec<Inline>, text: Vec<Inline>) {
    if !words.is_empty() && !text.is_empty() {
        words.push(Inline::LineBreak);
    }
    words.extend(text);
}

/// The text on one line, without characters that no feed can carry.
pub(super) fn clean_line(text: &str) -> String {
    one_line(&text.chars().filter(|c| !is_control(*c)).collect::<String>())
}

fn is_control(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

/// All text inside an element, on one line.
pub(super) fn text_on_one_line(element: ElementRef<'_>) -> String {
    let mut text = String::new();
    write_words(element, &mut text);
    clean_line(&text)
}

fn write_words(element: ElementRef<'_>, out: &mut String) {
    for node in element.children() {
        if let Node::Text(text) = node.value() {
            out.push_str(text);
        } else if let Some(inner) = ElementRef::wrap(node) {
            let space = if parts_words(inner.value().name()) {
                " "
            } else {
                ""
            };
            out.push_str(space);
            write_words(inner, out);
            out.push_str(space);
        }
    }
}

/// Whether the words before and behind an element are not one word.
fn parts_words(name: &str) -> bool {
    name == "br" || contains(CLOSES_PARAGRAPH, name) || contains(TABLE_PARTS, name)
}

/// All text inside an element, letter by letter.
pub(super) fn verbatim(element: ElementRef<'_>) -> String {
    let mut text = String::new();
    for node in element.descendants() {
        match node.value() {
            Node::Text(part) => text.push_str(part),
            Node::Element(inner) if inner.name() == "br" => text.push('\n'),
            _ => {}
        }
    }
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().filter(|c| !is_control(*c)).collect()
}
