//! Runs of text as HTML: marks, links, quotations.

use std::fmt::Write as _;

use super::Page;
use crate::body::{
    Attribution, Inline, LinkRun, LinkTarget, MAX_DEPTH, Mark, QuotationRun, TextRun,
};

impl Page<'_> {
    pub(super) fn inlines(&mut self, runs: &[Inline], depth: usize) {
        if depth >= MAX_DEPTH {
            return;
        }
        for run in runs {
            match run {
                Inline::Text(run) => self.marked(run),
                Inline::Link(link) => self.link(link, depth),
                Inline::Quotation(quotation) => self.quotation(quotation, depth),
                Inline::LineBreak => self.raw("<br>"),
            }
        }
    }

    fn marked(&mut self, run: &TextRun) {
        for mark in &run.marks {
            let _ = write!(self.html, "<{}>", element_of(*mark));
        }
        self.text(&run.text);
        for mark in run.marks.iter().rev() {
            let _ = write!(self.html, "</{}>", element_of(*mark));
        }
    }

    fn link(&mut self, link: &LinkRun, depth: usize) {
        let inside = |address: String| (address, false);
        let outside = |address: &str| (address.to_owned(), true);
        let address = match &link.target {
            LinkTarget::Article { id, url } => self
                .links
                .article(*id)
                .map(inside)
                .or_else(|| url.as_ref().map(|url| outside(url.as_str()))),
            LinkTarget::Tag(id) => self.links.tag(*id).map(inside),
            LinkTarget::Url(href) => Some(outside(href.as_str())),
        };
        let Some((address, is_outside)) = address else {
            return self.inlines(&link.text, depth + 1);
        };
        self.raw("<a");
        self.attribute("href", &address);
        self.raw(if is_outside {
            " rel=\"noopener\">"
        } else {
            ">"
        });
        self.inlines(&link.text, depth + 1);
        self.raw("</a>");
    }

    fn quotation(&mut self, quotation: &QuotationRun, depth: usize) {
        self.raw("<q");
        if let Some(Attribution { name, role, url }) = &quotation.attribution {
            self.attribute("data-speaker", name);
            if let Some(role) = role {
                self.attribute("data-role", role);
            }
            if let Some(url) = url {
                self.attribute("cite", url.as_str());
            }
        }
        self.raw(">");
        self.inlines(&quotation.text, depth + 1);
        self.raw("</q>");
    }
}

fn element_of(mark: Mark) -> &'static str {
    match mark {
        Mark::Strong => "strong",
        Mark::Emphasis => "em",
        Mark::Code => "code",
        Mark::Strikethrough => "s",
        Mark::Superscript => "sup",
        Mark::Subscript => "sub",
    }
}
