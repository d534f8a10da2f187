//! Bodies from what other people write them in.

mod html;
mod markdown;
#[cfg(test)]
pub(crate) mod nowhere;
pub(crate) mod shortcode;
mod text;

pub use html::body_from_html;
pub(crate) use html::{pixels_of, provider, tag};
pub use markdown::body_from_markdown;
pub use text::body_from_text;
