//! Bodies from HTML of any origin.
//!
//! Reading takes three steps. `balance` closes tags and bounds the nesting, html5ever (through
//! scraper) parses as the HTML standard says, and `block_builder` walks the document once. Only
//! what the body's tree can express is kept. Reading never fails.
//!
//! Left out, with their text:
//! - scripts, styles, comments and vector drawings;
//! - form fields (`input`, `select`, `textarea`, `button`).
//!
//! Other elements, known or not, give their text; `canvas` and `meter` give their fallback text.
//! Control characters are left out. A link whose address is not `http`, `https`, `mailto` or `tel`
//! leaves its words. Nesting beyond the depth of the tree is flattened.
//!
//! Choices that HTML leaves open:
//! - `h1` becomes a heading of level 2, since level 1 is the headline's.
//! - Two line breaks in a row begin a paragraph.
//! - A picture, table or other block inside a paragraph, link or list item splits it.
//! - Terms of a definition list become bold paragraphs before their definitions.
//! - A table cell that spans columns is followed by empty cells.
//! - A picture in a table cell becomes a link to it.
//! - A post of a social network, which arrives as a quote, becomes an embed with its text as title.
//! - Pictures of one pixel are left out, since they only track readers.
//! - A link around a picture alone becomes a paragraph after the picture. Its text is the
//!   alternative text or the address. A link to a picture file or to an attachment's page is
//!   dropped.
//! - Links in captions leave their words, since a caption is plain text.
//! - The title of a picture is its caption in Markdown only, unless it repeats the alternative
//!   text.
//! - Widths and heights outside 1 to 65,535 pixels are dropped.
//! - A list that begins above 2,147,483,647 begins at 1.
//!
//! An import reads leniently. An author who writes a body here is told what it does not keep: see
//! [`examine_html`].

pub mod anchor;
mod balance;
mod block_builder;
mod element_blocks;
mod elements;
mod figure;
mod inline_builder;
mod link;
mod list;
mod losses;
mod options;
pub(crate) mod provider;
mod quote;
mod table;
pub(crate) mod tag;
mod text;

use scraper::Html;
use standfirst_domain::{body::Body, web_url::WebUrl};

pub(crate) use self::figure::valid_pixels;
use self::{
    anchor::anchor_headings, block_builder::BlockBuilder, element_blocks::ElementBlocks,
    inline_builder::InlineStyle, options::ReadOptions,
};
use super::loss::Loss;

/// Reads HTML into a body. Relative addresses are joined to `base`; without it, links with relative
/// addresses leave their words.
///
/// ```
/// use standfirst_domain::body::BlockKind;
/// use standfirst_interchange::body::body_from_html;
/// let body = body_from_html("<p onclick=x>Late <b>again</b><script>x</script>", None);
/// assert!(matches!(body.blocks[0].kind, BlockKind::Paragraph(_)));
/// assert_eq!(body.to_text(), "Late again");
/// ```
pub fn body_from_html(html: &str, base: Option<&WebUrl>) -> Body {
    read(
        html,
        &ReadOptions {
            base,
            titles_are_captions: false,
            element_blocks: None,
        },
    )
}

/// Reads HTML into a body and reports what the body does not keep. Without losses the body is that
/// of [`body_from_html`].
///
/// ```
/// use standfirst_interchange::body::examine_html;
/// let (body, losses) = examine_html("<p>Late</p><script>x</script>", None);
/// assert_eq!((body.blocks.len(), losses.len(), losses[0].block), (1, 1, 1));
/// ```
pub fn examine_html(html: &str, base: Option<&WebUrl>) -> (Body, Vec<Loss>) {
    examine(html, base, false)
}

/// Reads HTML rendered from Markdown and reports what the body does not keep.
pub(super) fn examine_rendered_markdown(html: &str, base: Option<&WebUrl>) -> (Body, Vec<Loss>) {
    examine(html, base, true)
}

/// Reads HTML rendered from Markdown.
pub(super) fn body_from_rendered_markdown(html: &str, base: Option<&WebUrl>) -> Body {
    read(
        html,
        &ReadOptions {
            base,
            titles_are_captions: true,
            element_blocks: None,
        },
    )
}

fn read(html: &str, options: &ReadOptions<'_>) -> Body {
    build_body(&Html::parse_fragment(&balance::balance_tags(html)), options)
}

fn examine(html: &str, base: Option<&WebUrl>, titles_are_captions: bool) -> (Body, Vec<Loss>) {
    let document = Html::parse_fragment(&balance::balance_and_mark(html));
    let element_blocks = ElementBlocks::default();
    let options = ReadOptions {
        base,
        titles_are_captions,
        element_blocks: Some(&element_blocks),
    };
    let body = build_body(&document, &options);
    let losses = losses::find_losses(&document, &element_blocks, &options);
    (body, losses)
}

fn build_body(document: &Html, options: &ReadOptions<'_>) -> Body {
    let mut builder = BlockBuilder::new(options);
    builder.read_children(document.root_element(), &InlineStyle::default());
    let mut blocks = builder.finish();
    anchor_headings(&mut blocks);
    Body::from_blocks(blocks)
}

#[cfg(test)]
mod tests;
