//! The body of a post.

use standfirst_domain::{body::Body, web_url::WebUrl};

use super::{
    embed::resolve_embed_blocks, export::Export, item::Item, paragraphs::mark_paragraphs,
    shortcodes::resolve_shortcodes,
};
use crate::body::body_from_html;

/// Reads the body of a post. A text with block comments has paragraphs in its markup; a classic
/// text gets them from its empty lines.
pub(super) fn read_body(item: &Item, export: &Export, base: Option<&WebUrl>) -> Body {
    let has_blocks = item.content.contains("<!-- wp:");
    let with_embeds = if has_blocks {
        resolve_embed_blocks(&item.content)
    } else {
        item.content.clone()
    };
    let resolved = resolve_shortcodes(&with_embeds, item, export);
    if has_blocks {
        body_from_html(&resolved, base)
    } else {
        body_from_html(&mark_paragraphs(&resolved), base)
    }
}
