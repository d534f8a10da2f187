//! The body of a record, and the sources that it credits.

use std::collections::HashSet;

use standfirst_domain::{
    article::{SourceFormat, SourceText},
    body::{Block, BlockKind, Body, Href, Inline, LinkRun, LinkTarget, TextRun},
    web_url::WebUrl,
};

use super::record::CreditRecord;
use crate::{
    body::{body_from_html, body_from_markdown, body_from_text, shortcode::resolve_in_html},
    invalid_record::Reasons,
};

/// Largest number of bytes of a body.
const MAX_BODY_BYTES: usize = 2 * 1024 * 1024;

pub(super) fn read_body(
    text: &str,
    format: Option<&str>,
    base: Option<&WebUrl>,
    reasons: &mut Reasons,
) -> Option<(Body, SourceText)> {
    if text.len() > MAX_BODY_BYTES {
        reasons.add(format!(
            "The field body has {} bytes; at most {MAX_BODY_BYTES} are allowed. Split the article.",
            text.len()
        ));
        return None;
    }
    let (format, body) = match format.unwrap_or("text") {
        "markdown" => (SourceFormat::Markdown, body_from_markdown(text, base)),
        "html" => (
            SourceFormat::Html,
            body_from_html(&resolve_in_html(text), base),
        ),
        "text" => (SourceFormat::Text, body_from_text(text)),
        other => {
            reasons.add(format!(
                "The field format is {other:?}, which is unknown. Use markdown, html or text."
            ));
            return None;
        }
    };
    Some((
        body,
        SourceText {
            format,
            text: text.to_owned(),
        },
    ))
}

/// Adds the credited sources that the body does not name as a last paragraph, so that none is lost.
pub(super) fn add_credited_sources(body: &mut Body, credits: Vec<CreditRecord>) {
    if credits.is_empty() {
        return;
    }
    // `map_links` is the walk over all links; nothing is replaced.
    let mut linked = HashSet::new();
    body.map_links(&mut |target| {
        if let LinkTarget::Url(href) = target {
            linked.insert(href.as_str().to_owned());
        }
        None
    });
    let text = body.to_text();
    let mut runs: Vec<Inline> = Vec::new();
    for CreditRecord { name, url } in credits {
        let name = standfirst_domain::text::one_line(&name);
        let href = url.and_then(|url| Href::parse(&url).ok());
        let is_named = match &href {
            Some(href) => linked.contains(href.as_str()),
            None => text.contains(&name),
        };
        if name.is_empty()
            || is_named
            || standfirst_domain::text::forbidden_character(&name).is_some()
        {
            continue;
        }
        runs.push(Inline::Text(TextRun::plain(if runs.is_empty() {
            "Sources: "
        } else {
            ", "
        })));
        let text = vec![Inline::Text(TextRun::plain(name))];
        match href {
            Some(href) => runs.push(Inline::Link(LinkRun {
                target: LinkTarget::Url(href),
                text,
            })),
            None => runs.extend(text),
        }
    }
    if !runs.is_empty() {
        let id = format!("b{}", body.blocks.len() + 1);
        body.blocks.push(Block {
            id,
            kind: BlockKind::Paragraph(runs),
        });
    }
}
