//! The body as HTML for a page: generated from the tree alone and escaped throughout, so that nothing an author or another system wrote can
//! become markup of its own.
//!
//! Where links lead is the caller's to say, because it depends on the reader: an article that is not there for them is no link to it.

mod runs;

use std::fmt::Write as _;

use super::{
    Attribution, Block, BlockKind, Body, CorrectionNote, Embed, Heading, Image, Inline, List,
    ListItem, MAX_DEPTH, Media, Quote, Table,
};
use crate::{
    ids::{ArticleId, TagId},
    text::forbidden_character,
};

/// Where links inside the publication lead for one reader.
pub trait Links {
    /// The address of an article; `None` when it is not there.
    fn article(&self, id: ArticleId) -> Option<String>;
    /// The address of a tag's page; `None` when it is not there.
    fn tag(&self, id: TagId) -> Option<String>;
}

impl Body {
    /// The body as HTML.
    pub fn to_html(&self, links: &dyn Links) -> String {
        let mut page = Page {
            html: String::new(),
            links,
        };
        for block in &self.blocks {
            page.block(block);
        }
        page.html
    }
}

struct Page<'a> {
    html: String,
    links: &'a dyn Links,
}

impl Page<'_> {
    fn block(&mut self, block: &Block) {
        match &block.kind {
            BlockKind::Paragraph(text) => self.element("p", text),
            BlockKind::Heading(heading) => self.heading(heading),
            BlockKind::Quote(quote) => self.quote(quote),
            BlockKind::List(list) => self.list(list, 0),
            BlockKind::Image(image) => self.image(image),
            BlockKind::Audio(media) => self.media("audio", media),
            BlockKind::Video(media) => self.media("video", media),
            BlockKind::Embed(embed) => self.embed(embed),
            BlockKind::Table(table) => self.table(table),
            BlockKind::Code(code) => {
                self.raw("<pre><code");
                if let Some(language) = &code.language {
                    self.attribute("class", &format!("language-{language}"));
                }
                self.raw(">");
                self.text(&code.text);
                self.raw("</code></pre>");
            }
            BlockKind::Divider => self.raw("<hr>"),
            BlockKind::CorrectionNote(note) => self.correction(note),
        }
        self.raw("\n");
    }

    fn heading(&mut self, heading: &Heading) {
        let level = heading.level.clamp(2, 6);
        let _ = write!(self.html, "<h{level}");
        self.attribute("id", &heading.anchor);
        self.raw(">");
        self.inlines(&heading.text, 0);
        let _ = write!(self.html, "</h{level}>");
    }

    fn quote(&mut self, quote: &Quote) {
        self.raw("<blockquote");
        if let Some(url) = quote.attribution.as_ref().and_then(|by| by.url.as_ref()) {
            self.attribute("cite", url.as_str());
        }
        self.raw(">");
        for paragraph in &quote.paragraphs {
            self.element("p", paragraph);
        }
        if let Some(Attribution { name, role, .. }) = &quote.attribution {
            self.raw("<footer>");
            self.text(name);
            if let Some(role) = role {
                self.raw(", ");
                self.text(role);
            }
            self.raw("</footer>");
        }
        self.raw("</blockquote>");
    }

    fn list(&mut self, list: &List, depth: usize) {
        if depth >= MAX_DEPTH {
            return;
        }
        match list.start {
            None => self.raw("<ul>"),
            Some(1) => self.raw("<ol>"),
            Some(start) => {
                let _ = write!(self.html, "<ol start=\"{start}\">");
            }
        }
        for ListItem { text, lists } in &list.items {
            self.raw("<li>");
            self.inlines(text, 0);
            for nested in lists {
                self.list(nested, depth + 1);
            }
            self.raw("</li>");
        }
        self.raw(if list.start.is_some() {
            "</ol>"
        } else {
            "</ul>"
        });
    }

    fn image(&mut self, image: &Image) {
        self.raw("<figure><img");
        self.attribute("src", image.url.as_str());
        self.attribute("alt", &image.alt);
        for (name, pixels) in [("width", image.width), ("height", image.height)] {
            if let Some(pixels) = pixels {
                self.attribute(name, &pixels.to_string());
            }
        }
        self.raw(" loading=\"lazy\">");
        self.caption(image.caption.as_deref(), image.credit.as_deref());
        self.raw("</figure>");
    }

    fn media(&mut self, element: &str, media: &Media) {
        let _ = write!(self.html, "<figure><{element} controls preload=\"none\"");
        self.attribute("src", media.url.as_str());
        if let Some(poster) = &media.poster {
            self.attribute("poster", poster.as_str());
        }
        let _ = write!(self.html, "></{element}>");
        self.caption(media.caption.as_deref(), None);
        self.raw("</figure>");
    }

    fn caption(&mut self, caption: Option<&str>, credit: Option<&str>) {
        if caption.is_none() && credit.is_none() {
            return;
        }
        self.raw("<figcaption>");
        self.text(caption.unwrap_or_default());
        if let Some(credit) = credit {
            self.raw(if caption.is_some() {
                " <cite>"
            } else {
                "<cite>"
            });
            self.text(credit);
            self.raw("</cite>");
        }
        self.raw("</figcaption>");
    }

    fn embed(&mut self, embed: &Embed) {
        self.raw("<figure");
        self.attribute("data-embed", &embed.provider);
        self.raw("><a");
        self.attribute("href", embed.url.as_str());
        self.raw(" rel=\"noopener\">");
        self.text(embed.title.as_deref().unwrap_or(embed.url.as_str()));
        self.raw("</a></figure>");
    }

    fn table(&mut self, table: &Table) {
        self.raw("<table>");
        if let Some(caption) = &table.caption {
            self.raw("<caption>");
            self.text(caption);
            self.raw("</caption>");
        }
        if !table.header.is_empty() {
            self.raw("<thead>");
            self.row("th", &table.header);
            self.raw("</thead>");
        }
        self.raw("<tbody>");
        for row in &table.rows {
            self.row("td", row);
        }
        self.raw("</tbody></table>");
    }

    fn row(&mut self, element: &str, cells: &[Vec<Inline>]) {
        self.raw("<tr>");
        for cell in cells {
            self.element(element, cell);
        }
        self.raw("</tr>");
    }

    fn correction(&mut self, note: &CorrectionNote) {
        self.raw("<aside data-block=\"correction\"");
        if let Some(at) = note.at {
            self.attribute("data-at", &at.to_string());
        }
        self.raw("><p>");
        self.text(&note.text);
        self.raw("</p></aside>");
    }

    fn element(&mut self, element: &str, text: &[Inline]) {
        let _ = write!(self.html, "<{element}>");
        self.inlines(text, 0);
        let _ = write!(self.html, "</{element}>");
    }

    fn attribute(&mut self, name: &str, value: &str) {
        let _ = write!(self.html, " {name}=\"");
        self.text(value);
        self.raw("\"");
    }

    fn raw(&mut self, markup: &str) {
        self.html.push_str(markup);
    }

    /// The one way by which words of others reach the page.
    fn text(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.html.push_str("&amp;"),
                '<' => self.html.push_str("&lt;"),
                '>' => self.html.push_str("&gt;"),
                '"' => self.html.push_str("&quot;"),
                '\'' => self.html.push_str("&#39;"),
                '\r' => self.html.push_str("&#13;"),
                c if c < ' ' && forbidden_character(c.encode_utf8(&mut [0; 4])).is_some() => {}
                '\u{fffe}' | '\u{ffff}' => {}
                c => self.html.push(c),
            }
        }
    }
}

#[cfg(test)]
mod tests;
