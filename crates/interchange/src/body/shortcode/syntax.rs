//! Delimiters of shortcodes, and escaping of text for HTML.

/// Largest number of bytes of a shortcode. What is longer is text with braces in it.
const MAX_BYTES: usize = 1_000;

/// The text between two delimiters at the start of `text`, and the text after them.
pub(super) fn between<'t>(text: &'t str, open: &str, close: &str) -> Option<(&'t str, &'t str)> {
    let inside = text.strip_prefix(open)?;
    let end = inside.floor_char_boundary(MAX_BYTES);
    let at = inside.get(..end)?.find(close)?;
    Some((inside.get(..at)?, inside.get(at + close.len()..)?))
}

/// The text with the characters escaped that HTML would read as markup.
pub(crate) fn escape_html(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}
