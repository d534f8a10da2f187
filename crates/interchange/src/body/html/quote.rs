//! Block quotations: their paragraphs and their attribution.

use scraper::{ElementRef, Node};
use standfirst_domain::body::{Attribution, BlockKind, Heading, Inline, List, Quote, text_of};

use super::{
    block_builder::BlockBuilder,
    inline_builder::InlineStyle,
    provider::embed_from_url,
    text::{append_line, text_on_one_line},
};

/// Largest number of bytes of an attribution. A longer text is a paragraph.
const MAX_ATTRIBUTION_BYTES: usize = 300;

impl<'a> BlockBuilder<'a> {
    pub(super) fn quote(&mut self, element: ElementRef<'a>, style: &InlineStyle) {
        if let Some(embed) = self.social_post(element) {
            return self.push([embed]);
        }
        let cite = element
            .attr("cite")
            .and_then(|cite| self.options.web_url(cite));
        // A long text in `cite` or `footer` is a paragraph, not a name.
        let speaker = speaker_element(element)
            .filter(|speaker| text_on_one_line(*speaker).len() <= MAX_ATTRIBUTION_BYTES);
        let mut blocks = self.read_nested(element, speaker, style);
        let mut attribution =
            speaker.and_then(|speaker| parse_attribution(&text_on_one_line(speaker)));
        if let (Some(by), Some(speaker)) = (&mut attribution, speaker) {
            by.url = speaker
                .descendent_elements()
                .find_map(|link| self.options.web_url(link.attr("href")?));
        }
        attribution = attribution.or_else(|| take_signature(&mut blocks));
        // The quote's own `cite` is more precise than a link around the speaker's name.
        match (&mut attribution, cite) {
            (Some(by), Some(url)) => by.url = Some(url),
            (None, Some(url)) => {
                attribution = Some(Attribution {
                    name: url.host().to_owned(),
                    role: None,
                    url: Some(url),
                })
            }
            _ => {}
        }
        self.push(split_into_quotes(blocks, attribution));
    }

    /// The embed of a social network's post. Such posts arrive as a quote, for pages that do not
    /// run the network's script.
    fn social_post(&self, element: ElementRef<'a>) -> Option<BlockKind> {
        if !element.value().classes().any(|class| {
            matches!(
                class,
                "twitter-tweet" | "twitter-video" | "instagram-media" | "tiktok-embed"
            )
        }) {
            return None;
        }
        let post_address = element
            .attr("data-instgrm-permalink")
            .or_else(|| element.attr("cite"));
        let is_post = |href: &&str| {
            ["/status/", "/statuses/", "/p/", "/video/"]
                .iter()
                .any(|part| href.contains(part))
        };
        // The last link of a post is its own address, under the date.
        let linked = || {
            element
                .descendent_elements()
                .filter_map(|link| link.attr("href"))
                .filter(is_post)
                .last()
        };
        let url = self.options.web_url(post_address.or_else(linked)?)?;
        Some(BlockKind::Embed(embed_from_url(
            url,
            Some(text_on_one_line(element)),
        )))
    }
}

/// Element that names the quoted person.
fn speaker_element(quote: ElementRef<'_>) -> Option<ElementRef<'_>> {
    // A nested quote names its own speaker.
    let belongs_to_quote = |element: &ElementRef<'_>| {
        element.ancestors().find_map(|node| {
            ElementRef::wrap(node).filter(|outer| outer.value().name() == "blockquote")
        }) == Some(quote)
    };
    let names_speaker = |element: &ElementRef<'_>| match element.value().name() {
        "footer" | "figcaption" => true,
        "cite" => is_on_own_line(*element, quote),
        _ => false,
    };
    quote
        .descendent_elements()
        .filter(|element| *element != quote && names_speaker(element))
        .filter(belongs_to_quote)
        .last()
}

/// Returns `true` if an element ends the quote or has a line to itself, so it is no word of the
/// sentence.
fn is_on_own_line(element: ElementRef<'_>, quote: ElementRef<'_>) -> bool {
    let Some(parent) = element.parent() else {
        return false;
    };
    // A dash before a name belongs to the name.
    let mut siblings = parent.children().filter(|node| match node.value() {
        Node::Text(text) => !text.chars().all(|c| c.is_whitespace() || is_dash(c)),
        Node::Element(_) => true,
        _ => false,
    });
    if parent.id() == quote.id() {
        siblings.last()
    } else {
        siblings.next().filter(|_| siblings.next().is_none())
    }
    .is_some_and(|node| node.id() == element.id())
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '—' | '―' | '~')
}

/// Parses "— Name, role".
pub(super) fn parse_attribution(text: &str) -> Option<Attribution> {
    let text = text
        .trim_start_matches(|c: char| is_dash(c) || c.is_whitespace())
        .trim_end();
    let (name, role) = match text.split_once(',') {
        Some((name, role)) if !name.trim().is_empty() && !role.trim().is_empty() => {
            (name.trim(), Some(role.trim().to_owned()))
        }
        _ => (text, None),
    };
    (!name.is_empty()).then(|| Attribution {
        name: name.to_owned(),
        role,
        url: None,
    })
}

/// Removes a last paragraph that begins with a dash, and returns its attribution.
fn take_signature(blocks: &mut Vec<BlockKind>) -> Option<Attribution> {
    let attribution = match blocks.as_slice() {
        [_, .., BlockKind::Paragraph(last)] => parse_signature(last)?,
        _ => return None,
    };
    blocks.pop();
    Some(attribution)
}

fn parse_signature(paragraph: &[Inline]) -> Option<Attribution> {
    let text = standfirst_domain::text::one_line(&text_of(paragraph));
    let is_signature = text.len() <= MAX_ATTRIBUTION_BYTES
        && (text.starts_with(['—', '―', '–']) || text.starts_with("-- "));
    is_signature.then(|| parse_attribution(&text)).flatten()
}

/// A quote with the given attribution, or with that of its signature.
fn quote_block(mut paragraphs: Vec<Vec<Inline>>, named: Option<Attribution>) -> BlockKind {
    let signature = match paragraphs.as_slice() {
        [_, .., last] if named.is_none() => parse_signature(last),
        _ => None,
    };
    if signature.is_some() {
        paragraphs.pop();
    }
    let attribution = named.or(signature);
    BlockKind::Quote(Quote {
        paragraphs,
        attribution,
    })
}

/// The quotes in the content of a quote. A picture or a table splits it.
fn split_into_quotes(blocks: Vec<BlockKind>, attribution: Option<Attribution>) -> Vec<BlockKind> {
    let mut parts = Vec::new();
    let mut paragraphs: Vec<Vec<Inline>> = Vec::new();
    let mut attribution = attribution;
    for block in blocks {
        match block {
            BlockKind::Paragraph(text) | BlockKind::Heading(Heading { text, .. }) => {
                paragraphs.push(text)
            }
            BlockKind::List(list) => paragraphs.extend(list_paragraphs(list)),
            // A nested quote is flattened unless both name a speaker.
            BlockKind::Quote(inner) if attribution.is_none() || inner.attribution.is_none() => {
                paragraphs.extend(inner.paragraphs);
                attribution = attribution.or(inner.attribution);
            }
            other => {
                // The attribution goes to the last part, which it follows in the text.
                if !paragraphs.is_empty() {
                    parts.push(quote_block(std::mem::take(&mut paragraphs), None));
                }
                parts.push(other);
            }
        }
    }
    if !paragraphs.is_empty() {
        parts.push(quote_block(paragraphs, attribution));
    } else if let Some(BlockKind::Quote(last)) = parts.last_mut() {
        last.attribution = last.attribution.take().or(attribution);
    }
    parts
}

/// The items of a list, each as a paragraph.
pub(super) fn list_paragraphs(list: List) -> Vec<Vec<Inline>> {
    let mut lines = Vec::new();
    for item in list.items {
        if !item.text.is_empty() {
            let mut line = Vec::new();
            append_line(&mut line, item.text);
            lines.push(line);
        }
        lines.extend(item.lists.into_iter().flat_map(list_paragraphs));
    }
    lines
}
