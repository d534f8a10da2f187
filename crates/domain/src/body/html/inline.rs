//! Inline runs as HTML: marks, links and quotations.

use std::fmt::Write as _;

use super::HtmlWriter;
use crate::body::{
    Attribution, Inline, LinkRun, LinkTarget, MAX_DEPTH, Mark, QuotationRun, TextRun,
};

impl HtmlWriter<'_> {
    pub(super) fn inline_runs(&mut self, runs: &[Inline], depth: usize) {
        if depth >= MAX_DEPTH {
            return;
        }
        for run in runs {
            match run {
                Inline::Text(run) => self.marked_text(run),
                Inline::Link(link) => self.link(link, depth),
                Inline::Quotation(quotation) => self.quotation(quotation, depth),
                Inline::LineBreak => self.raw("<br>"),
            }
        }
    }

    fn marked_text(&mut self, run: &TextRun) {
        for mark in &run.marks {
            let _ = write!(self.html, "<{}>", element_name(*mark));
        }
        self.text(&run.text);
        for mark in run.marks.iter().rev() {
            let _ = write!(self.html, "</{}>", element_name(*mark));
        }
    }

    fn link(&mut self, link: &LinkRun, depth: usize) {
        let internal = |address: String| (address, false);
        let external = |address: &str| (address.to_owned(), true);
        let address = match &link.target {
            LinkTarget::Article { id, url } => self
                .links
                .article(*id)
                .map(internal)
                // The author's own address still works when the article is hidden from the reader.
                .or_else(|| url.as_ref().map(|url| external(url.as_str()))),
            LinkTarget::Tag(id) => self.links.tag(*id).map(internal),
            LinkTarget::Url(href) => Some(external(href.as_str())),
        };
        // Without a target the words stay, so the reader cannot tell that there was a link.
        let Some((address, is_external)) = address else {
            return self.inline_runs(&link.text, depth + 1);
        };
        self.raw("<a");
        self.attribute("href", &address);
        self.raw(if is_external {
            " rel=\"noopener\">"
        } else {
            ">"
        });
        self.inline_runs(&link.text, depth + 1);
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
        self.inline_runs(&quotation.text, depth + 1);
        self.raw("</q>");
    }
}

fn element_name(mark: Mark) -> &'static str {
    match mark {
        Mark::Strong => "strong",
        Mark::Emphasis => "em",
        Mark::Code => "code",
        Mark::Strikethrough => "s",
        Mark::Superscript => "sup",
        Mark::Subscript => "sub",
    }
}
