//! Bodies from HTML, whoever wrote it.
//!
//! The markup is made even and bounded (`balance`), parsed as the HTML standard says (html5ever, by way of scraper), and walked once
//! (`composer`). Only what the body's tree can say is kept: scripts, styles, comments, vector drawings and the fields of forms (`input`, `select`,
//! `textarea`, `button`) are left out with their text; other elements, and those unknown, give their text, `canvas` and `meter` what they say where they are not
//! shown; control characters are left out; an address that is neither `http`, `https`, `mailto` nor `tel` leaves the words of its link. Reading never fails, whatever the
//! markup, and nesting is flattened where it is deeper than the tree allows.
//!
//! Choices that are ours: `h1` is a heading of level 2, since level 1 is the headline's; two line breaks in a row begin a paragraph; a picture, table
//! or other block inside a paragraph, link or list item parts it; terms of a definition list become bold paragraphs before their definitions; a
//! cell that spans columns is followed by empty ones; a picture in a cell is a link to it; a post of a social network that is carried as a
//! quote becomes an embed with its text as title; pictures of one pixel are left out; a link around a picture alone becomes a paragraph after it, whose
//! words are the alternative text or the address, unless it leads to a picture file or an attachment's page; links in captions leave their
//! words, since a caption is text; the title of a picture is its caption in Markdown alone, unless it repeats the
//! alternative text; sizes are 1 to 65,535 pixels and lists begin at most at
//! 2,147,483,647, else nothing is said of the one and the other begins at 1.
//!
//! An import reads leniently. Whoever writes here is told what the body does not keep (`losses`, by [`examined_html`]).

mod address;
pub mod anchor;
mod balance;
mod composer;
mod elements;
mod figure;
mod line;
mod link;
mod list;
mod losses;
pub(crate) mod provider;
mod quote;
mod table;
pub(crate) mod tag;
mod words;

use scraper::Html;
use standfirst_domain::{body::Body, web_url::WebUrl};

pub(crate) use self::figure::pixels_of;
use self::{
    address::Addresses, anchor::anchor_headings, composer::Composer, line::Setting, losses::Places,
};
use super::loss::Loss;

/// Reads HTML into a body. Relative addresses are joined to `base`; without one they leave the words of their links.
///
/// ```
/// use standfirst_domain::body::BlockKind;
/// let body = standfirst_interchange::body::body_from_html("<p onclick=x>Late <b>again</b><script>x</script>", None);
/// assert!(matches!(body.blocks[0].kind, BlockKind::Paragraph(_)));
/// assert_eq!(body.to_text(), "Late again");
/// ```
pub fn body_from_html(html: &str, base: Option<&WebUrl>) -> Body {
    read(
        html,
        &Addresses {
            base,
            titles_are_captions: false,
            places: None,
        },
    )
}

/// Reads HTML into a body, and tells what of it the body does not keep. Where nothing is lost, the body is that of [`body_from_html`].
///
/// ```
/// let (body, losses) = standfirst_interchange::body::examined_html("<p>Late</p><script>x</script>", None);
/// assert_eq!((body.blocks.len(), losses.len(), losses[0].block), (1, 1, 1));
/// ```
pub fn examined_html(html: &str, base: Option<&WebUrl>) -> (Body, Vec<Loss>) {
    examine(html, base, false)
}

/// Reads the HTML that Markdown was rendered to, and tells what is lost.
pub(super) fn examined_rendered_markdown(html: &str, base: Option<&WebUrl>) -> (Body, Vec<Loss>) {
    examine(html, base, true)
}

/// Reads the HTML that Markdown was rendered to.
pub(super) fn body_from_rendered_markdown(html: &str, base: Option<&WebUrl>) -> Body {
    read(
        html,
        &Addresses {
            base,
            titles_are_captions: true,
            places: None,
        },
    )
}

fn read(html: &str, addresses: &Addresses<'_>) -> Body {
    compose(&Html::parse_fragment(&balance::balanced(html)), addresses)
}

fn examine(html: &str, base: Option<&WebUrl>, titles_are_captions: bool) -> (Body, Vec<Loss>) {
    let document = Html::parse_fragment(&balance::balanced_and_marked(html));
    let places = Places::default();
    let addresses = Addresses {
        base,
        titles_are_captions,
        places: Some(&places),
    };
    let body = compose(&document, &addresses);
    let losses = losses::told(&document, &places, &addresses);
    (body, losses)
}

fn compose(document: &Html, addresses: &Addresses<'_>) -> Body {
    let mut composer = Composer::new(addresses);
    composer.children(document.root_element(), &Setting::default());
    let mut blocks = composer.finish();
    anchor_headings(&mut blocks);
    Body::from_blocks(blocks)
}

#[cfg(test)]
mod tests;
