//! Plain text of short pieces of HTML.

use standfirst_domain::{body::Body, text::one_line};

use crate::body::body_from_html;

/// Largest number of words of a title made from a body.
const MAX_TITLE_WORDS: usize = 10;
/// Largest number of characters of a title made from a body.
const MAX_TITLE_CHARACTERS: usize = 120;

/// Text of a short piece of HTML, on one line.
pub(super) fn text_of_html(html: &str) -> String {
    // Most fields hold plain text and need no parser.
    if !html.contains(['<', '&']) {
        return one_line(html);
    }
    one_line(&body_from_html(html, None).to_text())
}

/// First words of a body, for a post without a title.
pub(super) fn first_words(body: &Body) -> Option<String> {
    let text = body.to_text();
    let line = text.lines().map(str::trim).find(|line| !line.is_empty())?;
    let words: Vec<&str> = line.split_whitespace().take(MAX_TITLE_WORDS).collect();
    let mut title: String = words.join(" ").chars().take(MAX_TITLE_CHARACTERS).collect();
    if title.len() < one_line(line).len() {
        title.push('…');
    }
    Some(title)
}
