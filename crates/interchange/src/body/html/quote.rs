//! Quotes set apart: their paragraphs, and who said them.

use scraper::{ElementRef, Node};
use standfirst_domain::body::{Attribution, BlockKind, Heading, Inline, List, Quote, text_of};

use super::{
    composer::Composer,
    line::Setting,
    provider::embed_of,
    words::{join, text_on_one_line},
};

/// More than this is a paragraph, not a name.
const LONGEST_ATTRIBUTION: usize = 300;

impl<'a> Composer<'a> {
    pub(super) fn quote(&mut self, element: ElementRef<'a>, setting: &Setting) {
        if let Some(embed) = self.post_of(element) {
            return self.push([embed]);
        }
        let cite = element
            .attr("cite")
            .and_then(|cite| self.addresses.web(cite));
        let speaker = speaker_element(element)
            .filter(|speaker| text_on_one_line(*speaker).len() <= LONGEST_ATTRIBUTION);
        let mut blocks = self.inside(element, speaker, setting);
        let mut attribution =
            speaker.and_then(|speaker| attribution_of(&text_on_one_line(speaker)));
        if let (Some(by), Some(speaker)) = (&mut attribution, speaker) {
            by.url = speaker
                .descendent_elements()
                .find_map(|link| self.addresses.web(link.attr("href")?));
        }
        attribution = attribution.or_else(|| signed_at_the_end(&mut blocks));
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
        self.push(quotes_of(blocks, attribution));
    }

    /// A post of a social network, which carries itself as a quote for pages without its script.
    fn post_of(&self, element: ElementRef<'a>) -> Option<BlockKind> {
        if !element.value().classes().any(|class| {
            matches!(
                class,
                "twitter-tweet" | "twitter-video" | "instagram-media" | "tiktok-embed"
            )
        }) {
            return None;
        }
        let own = element
            .attr("data-instgrm-permalink")
            .or_else(|| element.attr("cite"));
        let is_post = |href: &&str| {
            ["/status/", "/statuses/", "/p/", "/video/"]
                .iter()
                .any(|part| href.contains(part))
        };
        let linked = || {
            element
                .descendent_elements()
                .filter_map(|link| link.attr("href"))
                .filter(is_post)
                .last()
        };
        let url = self.addresses.web(own.or_else(linked)?)?;
        Some(BlockKind::Embed(embed_of(
            url,
            Some(text_on_one_line(element)),
        )))
    }
}

/// The element that names who is quoted.
fn speaker_element(quote: ElementRef<'_>) -> Option<ElementRef<'_>> {
    let belongs_to_it = |element: &ElementRef<'_>| {
        element.ancestors().find_map(|node| {
            ElementRef::wrap(node).filter(|outer| outer.value().name() == "blockquote")
        }) == Some(quote)
    };
    let names_somebody = |element: &ElementRef<'_>| match element.value().name() {
        "footer" | "figcaption" => true,
        "cite" => stands_alone(*element, quote),
        _ => false,
    };
    quote
        .descendent_elements()
        .filter(|element| *element != quote && names_somebody(element))
        .filter(belongs_to_it)
        .last()
}

/// Whether an element ends the quote or has a line to itself, so that it is not a word of the sentence.
fn stands_alone(element: ElementRef<'_>, quote: ElementRef<'_>) -> bool {
    let Some(parent) = element.parent() else {
        return false;
    };
    let mut beside = parent.children().filter(|node| match node.value() {
        Node::Text(text) => !text.chars().all(|c| c.is_whitespace() || is_dash(c)),
        Node::Element(_) => true,
        _ => false,
    });
    if parent.id() == quote.id() {
        beside.last()
    } else {
        beside.next().filter(|_| beside.next().is_none())
    }
    .is_some_and(|node| node.id() == element.id())
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '—' | '―' | '~')
}

/// Reads "— Name, role".
pub(super) fn attribution_of(text: &str) -> Option<Attribution> {
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

/// Takes a last paragraph that begins with a dash for the name of who is quoted.
fn signed_at_the_end(blocks: &mut Vec<BlockKind>) -> Option<Attribution> {
    let attribution = match blocks.as_slice() {
        [_, .., BlockKind::Paragraph(last)] => signature_in(last)?,
        _ => return None,
    };
    blocks.pop();
    Some(attribution)
}

fn signature_in(paragraph: &[Inline]) -> Option<Attribution> {
    let text = standfirst_domain::text::one_line(&text_of(paragraph));
    let is_signature = text.len() <= LONGEST_ATTRIBUTION
        && (text.starts_with(['—', '―', '–']) || text.starts_with("-- "));
    is_signature.then(|| attribution_of(&text)).flatten()
}

/// A quote by who is named, else by who signed it.
fn signed(mut paragraphs: Vec<Vec<Inline>>, named: Option<Attribution>) -> BlockKind {
    let signature = match paragraphs.as_slice() {
        [_, .., last] if named.is_none() => signature_in(last),
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

/// The quotes that a quote's content makes: more than one where a picture or a table parts it.
fn quotes_of(blocks: Vec<BlockKind>, attribution: Option<Attribution>) -> Vec<BlockKind> {
    let mut parts = Vec::new();
    let mut paragraphs: Vec<Vec<Inline>> = Vec::new();
    let mut attribution = attribution;
    for block in blocks {
        match block {
            BlockKind::Paragraph(text) | BlockKind::Heading(Heading { text, .. }) => {
                paragraphs.push(text)
            }
            BlockKind::List(list) => paragraphs.extend(lines_of(list)),
            BlockKind::Quote(inner) if attribution.is_none() || inner.attribution.is_none() => {
                paragraphs.extend(inner.paragraphs);
                attribution = attribution.or(inner.attribution);
            }
            other => {
                if !paragraphs.is_empty() {
                    parts.push(signed(std::mem::take(&mut paragraphs), None));
                }
                parts.push(other);
            }
        }
    }
    if !paragraphs.is_empty() {
        parts.push(signed(paragraphs, attribution));
    } else if let Some(BlockKind::Quote(last)) = parts.last_mut() {
        last.attribution = last.attribution.take().or(attribution);
    }
    parts
}

/// A list as paragraphs, one for each item.
pub(super) fn lines_of(list: List) -> Vec<Vec<Inline>> {
    let mut lines = Vec::new();
    for item in list.items {
        if !item.text.is_empty() {
            let mut line = Vec::new();
            join(&mut line, item.text);
            lines.push(line);
        }
        lines.extend(item.lists.into_iter().flat_map(lines_of));
    }
    lines
}
