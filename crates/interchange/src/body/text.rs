//! Bodies from plain text: empty lines separate paragraphs, and a single line break stays one.

use standfirst_domain::{
    body::{BlockKind, Body, Inline, TextRun},
    text::{is_forbidden_character, one_line},
};

/// Reads plain text into a body. Runs of white space become one space, and characters that no feed
/// can carry are left out.
///
/// ```
/// let body = standfirst_interchange::body::body_from_text("The ferry\nis late.\n\nAgain.");
/// assert_eq!(body.to_text(), "The ferry\nis late.\n\nAgain.");
/// assert_eq!(body.blocks.len(), 2);
/// ```
pub fn body_from_text(text: &str) -> Body {
    let mut paragraphs = Vec::new();
    let mut paragraph = Vec::new();
    for line in text.lines() {
        let line = line.trim();
        if line.is_empty() {
            end_paragraph(&mut paragraph, &mut paragraphs);
            continue;
        }
        if !paragraph.is_empty() {
            paragraph.push(Inline::LineBreak);
        }
        paragraph.push(Inline::Text(TextRun::plain(normalize_line(line))));
    }
    end_paragraph(&mut paragraph, &mut paragraphs);
    Body::from_blocks(paragraphs)
}

fn end_paragraph(paragraph: &mut Vec<Inline>, paragraphs: &mut Vec<BlockKind>) {
    if !paragraph.is_empty() {
        paragraphs.push(BlockKind::Paragraph(std::mem::take(paragraph)));
    }
}

fn normalize_line(line: &str) -> String {
    let allowed: String = line
        .chars()
        .filter(|c| !is_forbidden_character(*c))
        .collect();
    one_line(&allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_line_ends_do_not_split_paragraphs() {
        let text = |text: &str| body_from_text(&text.replace('|', "\r\n")).to_text();
        assert_eq!(text("a|b||c"), "a\nb\n\nc");
        assert_eq!(body_from_text(" \n\u{a0}\n").blocks, []);
        assert_eq!(text("a\u{1}  b"), "a b");
    }
}
