//! WordPress's embed blocks, and embeds in the form that [`body_from_html`] reads.
//!
//! [`body_from_html`]: crate::body::body_from_html

use serde::Deserialize;

use super::text::text_of_html;
use crate::body::shortcode::escape_html;

#[derive(Deserialize)]
struct BlockAttributes {
    url: Option<String>,
}

/// The text of a post with its embed blocks as embeds. The markup inside such a block only repeats
/// the address, and may hold a caption.
pub(super) fn resolve_embed_blocks(content: &str) -> String {
    let mut out = String::with_capacity(content.len());
    let mut rest = content;
    while let Some((before, block)) = rest.split_once("<!-- wp:") {
        out.push_str(before);
        rest = match resolve_embed_block(block) {
            Some((figure, after)) => {
                out.push_str(&figure);
                after
            }
            None => {
                out.push_str("<!-- wp:");
                block
            }
        };
    }
    out.push_str(rest);
    out
}

/// The embed of a block that begins after `<!-- wp:`, and the text after it; `None` for another
/// kind of block.
fn resolve_embed_block(block: &str) -> Option<(String, &str)> {
    let (head, after) = block.split_once("-->")?;
    let name = head
        .split_whitespace()
        .next()
        .filter(|name| *name == "embed" || name.starts_with("core-embed/"))?;
    // A slash at the end of the head marks a block without content.
    let attributes = head
        .get(name.len()..)?
        .trim()
        .trim_end_matches('/')
        .trim_end();
    let url = serde_json::from_str::<BlockAttributes>(attributes)
        .ok()?
        .url?;
    let closing = format!("<!-- /wp:{name} -->");
    let (content, after) = if head.trim_end().ends_with('/') {
        ("", after)
    } else {
        after.split_once(&closing).unwrap_or(("", after))
    };
    let caption = content
        .split_once("<figcaption")
        .and_then(|(_, rest)| rest.split_once('>')?.1.split_once("</figcaption>"));
    let title = caption
        .map(|(caption, _)| text_of_html(caption))
        .unwrap_or_default();
    Some((embed_figure(&url, &title), after))
}

/// An embed as HTML. The provider is left empty, so that the reader finds it by the address.
pub(super) fn embed_figure(url: &str, title: &str) -> String {
    let url = escape_html(url);
    let title = if title.is_empty() {
        url.clone()
    } else {
        escape_html(title)
    };
    format!("\n\n<figure data-embed=\"\"><a href=\"{url}\">{title}</a></figure>\n\n")
}
