//! Links. A link around a picture alone becomes a paragraph after it, since a picture in a body has
//! no link.

use scraper::ElementRef;
use standfirst_domain::body::{BlockKind, Href, Image, Inline, LinkRun, LinkTarget, TextRun};

use super::{
    block_builder::BlockBuilder,
    inline_builder::{InlineStyle, Wrapper},
};

impl<'a> BlockBuilder<'a> {
    pub(super) fn link(&mut self, element: ElementRef<'a>, style: &InlineStyle) {
        let Some(href) = element
            .attr("href")
            .and_then(|href| self.options.link_target(href))
        else {
            return self.read_children(element, style);
        };
        let before = self.blocks.len();
        let target = LinkTarget::Url(href.clone());
        self.read_children(element, &style.inside(Wrapper::Link(target.clone())));
        // Blocks cannot be linked, so a link around a picture alone becomes a text of its own.
        let inside = self.blocks.get(before..).unwrap_or_default();
        if let Some(image) = only_picture(inside, &target)
            && !self.paragraph.is_visible()
            && href.as_str() != image.url.as_str()
            && !is_link_to_picture(element, &href)
        {
            let words = Some(image.alt.as_str())
                .filter(|alt| !alt.is_empty())
                .unwrap_or(href.as_str());
            let text = vec![Inline::Text(TextRun::plain(words))];
            self.push([BlockKind::Paragraph(vec![Inline::Link(LinkRun {
                target,
                text,
            })])]);
        }
    }
}

/// The picture in a link, unless other content in it shows the link.
fn only_picture<'b>(blocks: &'b [BlockKind], target: &LinkTarget) -> Option<&'b Image> {
    let mut found = None;
    for block in blocks {
        match block {
            BlockKind::Image(image) => found = found.or(Some(image)),
            BlockKind::Paragraph(text) if !has_link(text, target) => {}
            _ => return None,
        }
    }
    found
}

fn has_link(text: &[Inline], target: &LinkTarget) -> bool {
    text.iter().any(|run| match run {
        Inline::Link(link) => link.target == *target,
        Inline::Quotation(quotation) => has_link(&quotation.text, target),
        Inline::Text(_) | Inline::LineBreak => false,
    })
}

/// Returns `true` if a link only shows the picture again: the full-size file, or WordPress's page
/// for it.
fn is_link_to_picture(element: ElementRef<'_>, href: &Href) -> bool {
    let is_attachment_page = element.attr("rel").is_some_and(|rel| {
        rel.split_ascii_whitespace()
            .any(|word| word == "attachment")
    });
    let path = href.as_str().split(['?', '#']).next().unwrap_or_default();
    let extension = path.rsplit('.').next().unwrap_or_default();
    is_attachment_page
        || ["jpg", "jpeg", "png", "gif", "webp", "avif", "svg"]
            .iter()
            .any(|known| extension.eq_ignore_ascii_case(known))
}
