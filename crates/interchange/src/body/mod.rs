//! Bodies from what other people write them in.

mod html;
mod loss;
mod markdown;
#[cfg(test)]
pub(crate) mod nowhere;
pub(crate) mod shortcode;
mod text;

pub use html::{
    anchor::{Anchors, is_anchor, wanted_by},
    body_from_html, examined_html,
    provider::embed_of,
};
pub(crate) use html::{pixels_of, provider, tag};
pub use loss::{AddressFault, Loss, Lost};
pub use markdown::{body_from_markdown, examined_markdown};
pub use text::body_from_text;
