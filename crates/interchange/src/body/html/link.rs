//! Links. One that stands around a picture alone is kept as a paragraph after it, since a picture leads nowhere here.

use scraper::ElementRef;
use standfirst_domain::body::{BlockKind, Href, Image, Inline, LinkRun, LinkTarget, TextRun};

use super::{
    composer::Composer,
    line::{Setting, Wrap},
};

impl<'a> Composer<'a> {
    pub(super) fn link(&mut self, element: ElementRef<'a>, setting: &Setting) {
        let Some(href) = element
            .attr("href")
            .and_then(|href| self.addresses.href(href))
        else {
            return self.children(element, setting);
        };
        let before = self.blocks.len();
        let target = LinkTarget::Url(href.clone());
        self.children(element, &setting.within(Wrap::Link(target.clone())));
        let inside = self.blocks.get(before..).unwrap_or_default();
        if let Some(image) = picture_alone(inside, &target)
            && !self.line.shows()
            && href.as_str() != image.url.as_str()
            && !leads_to_the_picture(element, &href)
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

/// The picture inside a link, unless something else in it shows the link.
fn picture_alone<'b>(blocks: &'b [BlockKind], target: &LinkTarget) -> Option<&'b Image> {
    let mut found = None;
    for block in blocks {
        match block {
            BlockKind::Image(image) => found = found.or(Some(image)),
            BlockKind::Paragraph(text) if !holds(text, target) => {}
            _ => return None,
        }
    }
    found
}

fn holds(text: &[Inline], target: &LinkTarget) -> bool {
    text.iter().any(|run| match run {
        Inline::Link(link) => link.target == *target,
        Inline::Quotation(quotation) => holds(&quotation.text, target),
        Inline::Text(_) | Inline::LineBreak => false,
    })
}

/// Whether a link only shows the picture again: the file in full size, or the page that WordPress keeps for it.
fn leads_to_the_picture(element: ElementRef<'_>, href: &Href) -> bool {
    let is_page = element.attr("rel").is_some_and(|rel| {
        rel.split_ascii_whitespace()
            .any(|word| word == "attachment")
    });
    let path = href.as_str().split(['?', '#']).next().unwrap_or_default();
    let ending = path.rsplit('.').next().unwrap_or_default();
    is_page
        || ["jpg", "jpeg", "png", "gif", "webp", "avif", "svg"]
            .iter()
            .any(|picture| ending.eq_ignore_ascii_case(picture))
}
