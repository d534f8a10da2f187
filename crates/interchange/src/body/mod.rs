//! Bodies from HTML, Markdown and plain text.

mod commonmark;
mod html;
mod loss;
mod markdown;
pub(crate) mod shortcode;
mod text;

pub use html::{
    anchor::{Anchors, anchor_from_text, is_anchor},
    body_from_html, examine_html,
    provider::embed_from_url,
};
pub(crate) use html::{provider, tag, valid_pixels};
pub use loss::{AddressProblem, Loss, LossKind};
pub use markdown::{body_from_markdown, examine_markdown};
pub use text::body_from_text;
