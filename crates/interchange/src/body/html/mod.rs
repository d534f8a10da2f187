//! Bodies from HTML, whoever wrote it.
//!
//! The markup is made even and bounded (`balance`), parsed as the HTML standard says (html5ever, by way of scraper), and walked once
//! (`composer`). Only what the body's tree can say is kept: scripts, styles, forms, comments and vector drawings are left out; unknown elements
//! give their text; an address that is neither `http`, `https`, `mailto` nor `tel` leaves the words of its link. Reading never fails, whatever the
//! markup, and nesting is flattened where it is deeper than the tree allows.
//!
//! Choices that are ours: `h1` is a heading of level 2, since level 1 is the headline's; two line breaks in a row begin a paragraph; a picture, table
//! or other block inside a paragraph, link or list item parts it; terms of a definition list become bold paragraphs before their definitions; a
//! cell that spans columns is followed by empty ones; a picture in a cell is a link to it; a post of a social network that is carried as a
//! quote becomes an embed with its text as title; pictures of one pixel are left out.

mod address;
mod anchor;
mod balance;
mod composer;
mod elements;
mod figure;
mod line;
mod list;
pub(crate) mod provider;
mod quote;
mod table;
pub(crate) mod tag;

use scraper::Html;
use standfirst_domain::{body::Body, web_url::WebUrl};

use self::{address::Addresses, anchor::anchor_headings, composer::Composer, line::Setting};

/// Reads HTML into a body. Relative addresses are joined to `base`; without one they leave the words of their links.
///
/// ```
/// use standfirst_domain::body::BlockKind;
/// let body = standfirst_interchange::body::body_from_html("<p onclick=x>Late <b>again</b><script>x</script>", None);
/// assert!(matches!(body.blocks[0].kind, BlockKind::Paragraph(_)));
/// assert_eq!(body.to_text(), "Late again");
/// ```
pub fn body_from_html(html: &str, base: Option<&WebUrl>) -> Body {
    let document = Html::parse_fragment(&balance::balanced(html));
    let addresses = Addresses { base };
    let mut composer = Composer::new(&addresses);
    composer.children(document.root_element(), &Setting::default());
    let mut blocks = composer.finish();
    anchor_headings(&mut blocks);
    Body::of(blocks)
}

#[cfg(test)]
mod tests;
