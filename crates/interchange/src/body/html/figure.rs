//! Pictures, recordings, videos and embeds, with their captions.

use scraper::{ElementRef, Node};
use standfirst_domain::body::{BlockKind, Embed, Image, Inline, Media};

use super::{
    block_builder::BlockBuilder,
    inline_builder::InlineStyle,
    provider::embed_from_url,
    quote::parse_attribution,
    text::{normalize_line, text_on_one_line},
};

impl<'a> BlockBuilder<'a> {
    pub(super) fn image(&mut self, element: ElementRef<'a>, style: &InlineStyle) {
        let alt = normalize_line(element.attr("alt").unwrap_or_default());
        let pixels = |name| element.attr(name).and_then(parse_pixels);
        let (width, height) = (pixels("width"), pixels("height"));
        // A picture of one pixel tracks readers.
        if width == Some(1) && height == Some(1) {
            return;
        }
        let caption = match self.options.titles_are_captions {
            true => element.attr("title").map(normalize_line),
            false => None,
        };
        let is_emoji = element
            .value()
            .classes()
            .any(|class| matches!(class, "wp-smiley" | "emoji"));
        // Lazy-loading scripts keep the real address in an attribute of their own.
        let address = [
            "src",
            "data-src",
            "data-lazy-src",
            "data-original",
            "data-orig-file",
        ]
        .iter()
        .find_map(|name| self.options.web_url(element.attr(name)?));
        match address {
            Some(url) if !is_emoji => self.push([BlockKind::Image(Image {
                url,
                caption: caption.filter(|caption| !caption.is_empty() && *caption != alt),
                alt,
                credit: None,
                width: width.and_then(valid_pixels),
                height: height.and_then(valid_pixels),
            })]),
            _ => self.paragraph.push_text(&alt, style),
        }
    }

    pub(super) fn media(&mut self, element: ElementRef<'a>) {
        let source = || {
            element
                .child_elements()
                .filter(|child| child.value().name() == "source")
                .find_map(|child| child.attr("src"))
        };
        let Some(url) = element
            .attr("src")
            .or_else(source)
            .and_then(|address| self.options.web_url(address))
        else {
            return;
        };
        let poster = element
            .attr("poster")
            .and_then(|address| self.options.web_url(address));
        let media = Media {
            url,
            caption: None,
            poster,
        };
        self.push([if element.value().name() == "audio" {
            BlockKind::Audio(media)
        } else {
            BlockKind::Video(media)
        }]);
    }

    pub(super) fn embed(&mut self, element: ElementRef<'a>, attribute: &str) {
        // Lazy-loading scripts keep the real address in an attribute of their own.
        let address = [attribute, "data-src", "data-lazy-src"]
            .iter()
            .find_map(|name| self.options.web_url(element.attr(name)?));
        if let Some(url) = address {
            let title = element.attr("title").map(normalize_line);
            self.push([BlockKind::Embed(embed_from_url(url, title))]);
        }
    }

    pub(super) fn object(&mut self, element: ElementRef<'a>, style: &InlineStyle) {
        // The content of an object is its fallback, which is easier to show than the object.
        let before = self.blocks.len();
        self.read_children(element, style);
        self.end_paragraph();
        if self.blocks.len() == before {
            self.embed(element, "data");
        }
    }

    pub(super) fn figure(&mut self, element: ElementRef<'a>, style: &InlineStyle) {
        if let Some(embed) = self.embed_in_figure(element) {
            return self.push([embed]);
        }
        // The caption is read apart from the content, which it may belong to.
        let caption = element.child_elements().find(|child| is_caption(*child));
        let mut blocks = self.read_nested(element, caption, style);
        if let Some(caption) = caption
            && !captionable_block(&mut blocks).is_some_and(|block| attach_caption(block, caption))
        {
            blocks.extend(self.read_nested(caption, None, style));
        }
        self.push(blocks);
    }

    /// The embed of a figure in the form that a body is rendered to.
    fn embed_in_figure(&self, element: ElementRef<'a>) -> Option<BlockKind> {
        let provider = normalize_line(element.attr("data-embed")?);
        let link = element
            .descendent_elements()
            .find(|inner| inner.value().name() == "a")?;
        let url = self.options.web_url(link.attr("href")?)?;
        let provider = if provider.is_empty() {
            super::provider::provider_name(&url)
        } else {
            provider
        };
        let title =
            Some(text_on_one_line(link)).filter(|title| !title.is_empty() && title != url.as_str());
        Some(BlockKind::Embed(Embed {
            url,
            provider,
            title,
        }))
    }
}

/// The one block that a caption can belong to: a block alone, or a picture followed by the link
/// that was around it.
fn captionable_block(blocks: &mut [BlockKind]) -> Option<&mut BlockKind> {
    match blocks {
        [block] => Some(block),
        [block @ BlockKind::Image(_), BlockKind::Paragraph(text)]
            if matches!(text.as_slice(), [Inline::Link(_)]) =>
        {
            Some(block)
        }
        _ => None,
    }
}

fn is_caption(element: ElementRef<'_>) -> bool {
    element.value().name() == "figcaption"
        || element
            .value()
            .classes()
            .any(|class| class == "wp-caption-text")
}

/// Sets the caption of a block. Returns `false` if the block cannot have one.
fn attach_caption(block: &mut BlockKind, element: ElementRef<'_>) -> bool {
    let text = text_on_one_line(element);
    if text.is_empty() {
        return true;
    }
    match block {
        BlockKind::Image(image) => {
            image.credit = caption_credit(element);
            // The credit is shown separately, so it is cut off the caption.
            let words = image
                .credit
                .as_deref()
                .and_then(|credit| text.strip_suffix(credit))
                .unwrap_or(&text)
                .trim_end();
            if !words.is_empty() {
                image.caption = Some(words.to_owned());
            }
        }
        BlockKind::Audio(media) | BlockKind::Video(media) => media.caption = Some(text),
        BlockKind::Embed(embed) if embed.title.is_none() => embed.title = Some(text),
        BlockKind::Table(table) if table.caption.is_none() => table.caption = Some(text),
        BlockKind::Quote(quote) if quote.attribution.is_none() => {
            quote.attribution = parse_attribution(&text)
        }
        _ => return false,
    }
    true
}

/// Credit in a caption: a `cite` element at its end.
fn caption_credit(caption: ElementRef<'_>) -> Option<String> {
    let last = caption.children().rfind(|node| match node.value() {
        Node::Text(text) => !text.trim().is_empty(),
        Node::Element(_) => true,
        _ => false,
    })?;
    let cite = ElementRef::wrap(last).filter(|element| element.value().name() == "cite")?;
    Some(text_on_one_line(cite)).filter(|credit| !credit.is_empty())
}

/// Width or height of a picture, if it is within 1 to 65,535 pixels.
pub(crate) fn valid_pixels(number: u64) -> Option<u32> {
    u16::try_from(number)
        .ok()
        .filter(|pixels| *pixels > 0)
        .map(u32::from)
}

fn parse_pixels(text: &str) -> Option<u64> {
    let text = text.trim();
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    match text.get(end..) {
        Some("" | "px") => text.get(..end)?.parse().ok(),
        _ => None,
    }
}
