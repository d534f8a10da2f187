//! The body as HTML for a page. It is generated from the tree alone and escaped throughout, so text
//! from authors or other systems cannot become markup.
//!
//! The caller supplies the addresses of links through [`Links`], because they depend on the reader:
//! an article that the reader may not see gets no link.

mod inline;

use std::fmt::Write as _;

use super::{
    blocks::{
        Block, BlockKind, Body, CorrectionNote, Embed, Heading, Image, List, ListItem, Media,
        Quote, Table,
    },
    inline::{Attribution, Inline, MAX_DEPTH},
};
use crate::{
    ids::{ArticleId, TagId},
    text::is_forbidden_character,
};

/// Addresses of links inside the publication, for one reader.
pub trait Links {
    /// Address of an article; `None` if the reader may not see it.
    fn article(&self, id: ArticleId) -> Option<String>;
    /// Address of a tag's page; `None` if the reader may not see it.
    fn tag(&self, id: TagId) -> Option<String>;
}

/// Finds no article and no tag, so that links to them become plain text or their stored address.
pub struct NoLinks;

impl Links for NoLinks {
    fn article(&self, _: ArticleId) -> Option<String> {
        None
    }
    fn tag(&self, _: TagId) -> Option<String> {
        None
    }
}

impl Body {
    /// The body as HTML, one block on each line.
    pub fn to_html(&self, links: &dyn Links) -> String {
        let mut writer = HtmlWriter {
            html: String::new(),
            links,
        };
        for block in &self.blocks {
            writer.block(block);
        }
        writer.html
    }
}

struct HtmlWriter<'a> {
    html: String,
    links: &'a dyn Links,
}

impl HtmlWriter<'_> {
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
        self.inline_runs(&heading.text, 0);
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
        // A stored tree is within the limit; this guards the stack against any other.
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
            self.inline_runs(text, 0);
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
        self.inline_runs(text, 0);
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

    /// Writes escaped text. All text of authors goes through here.
    fn text(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                // Quotes too: the same function writes attribute values.
                '&' => self.html.push_str("&amp;"),
                '<' => self.html.push_str("&lt;"),
                '>' => self.html.push_str("&gt;"),
                '"' => self.html.push_str("&quot;"),
                '\'' => self.html.push_str("&#39;"),
                // A parser would turn a literal carriage return into a line feed.
                '\r' => self.html.push_str("&#13;"),
                c if is_forbidden_character(c) => {}
                c => self.html.push(c),
            }
        }
    }
}

#[cfg(test)]
mod tests;
