//! The text of a post.

use serde::Deserialize;
use standfirst_domain::{body::Body, text::one_line, web_url::WebUrl};

use super::{export::Export, item::Item, paragraphs, shortcodes};
use crate::body::{body_from_html, shortcode::escaped};

/// The body of a post.
pub(super) fn body_of(item: &Item, export: &Export, base: Option<&WebUrl>) -> Body {
    let is_blocks = item.content.contains("<!-- wp:");
    let with_embeds = if is_blocks {
        embeds(&item.content)
    } else {
        item.content.clone()
    };
    let resolved = shortcodes::resolved(&with_embeds, item, export);
    if is_blocks {
        body_from_html(&resolved, base)
    } else {
        body_from_html(&paragraphs::paragraphed(&resolved), base)
    }
}

/// The words of a short text in HTML, on one line.
pub(super) fn text_of_html(html: &str) -> String {
    if !html.contains(['<', '&']) {
        return one_line(html);
    }
    one_line(&body_from_html(html, None).to_text())
}

#[derive(Deserialize)]
struct Attributes {
    url: Option<String>,
}

/// Embed blocks as typed embeds. Their own markup holds no more than the address again.
fn embeds(content: &str) -> String {
    let mut out = String::with_capacity(content.len());
    let mut rest = content;
    while let Some((before, block)) = rest.split_once("<!-- wp:") {
        out.push_str(before);
        rest = match embed(block) {
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

fn embed(block: &str) -> Option<(String, &str)> {
    let (head, after) = block.split_once("-->")?;
    let name = head
        .split_whitespace()
        .next()
        .filter(|name| *name == "embed" || name.starts_with("core-embed/"))?;
    let attributes = head
        .get(name.len()..)?
        .trim()
        .trim_end_matches('/')
        .trim_end();
    let url = serde_json::from_str::<Attributes>(attributes).ok()?.url?;
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
    Some((figure(&url, &title), after))
}

/// An embed in the form in which bodies are written.
pub(super) fn figure(url: &str, title: &str) -> String {
    let url = escaped(url);
    let title = if title.is_empty() {
        url.clone()
    } else {
        escaped(title)
    };
    format!("\n\n<figure data-embed=\"\"><a href=\"{url}\">{title}</a></figure>\n\n")
}

/// The first words of a body, for a post without a title.
pub(super) fn first_words(body: &Body) -> Option<String> {
    let text = body.to_text();
    let line = text.lines().map(str::trim).find(|line| !line.is_empty())?;
    let words: Vec<&str> = line.split_whitespace().take(10).collect();
    let mut title: String = words.join(" ").chars().take(120).collect();
    if title.len() < one_line(line).len() {
        title.push('…');
    }
    Some(title)
}
