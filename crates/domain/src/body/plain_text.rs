//! The body as plain text: for search, word counts, excerpts, and clients that do not know blocks.

use unicode_segmentation::UnicodeSegmentation;

use super::{
    blocks::{Block, BlockKind, Body, Heading, Image, List, Media, Quote, Table},
    inline::{Attribution, Inline, MAX_DEPTH},
};

impl Body {
    /// The body as plain text, with an empty line between blocks.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        for block in &self.blocks {
            let start = text.len();
            if start > 0 {
                text.push_str("\n\n");
            }
            let before = text.len();
            block.write_text(&mut text);
            if text.len() == before {
                text.truncate(start);
            }
        }
        text
    }

    /// Number of words (UAX 29 word boundaries). Pictures, recordings, videos and embeds do not
    /// count, nor do their captions.
    pub fn word_count(&self) -> u32 {
        let words: usize = self
            .blocks
            .iter()
            .filter(|block| block.is_read())
            .map(|block| block.plain_text().unicode_words().count())
            .sum();
        u32::try_from(words).unwrap_or(u32::MAX)
    }
}

impl Block {
    /// The block as plain text; empty for a divider.
    pub fn plain_text(&self) -> String {
        let mut text = String::new();
        self.write_text(&mut text);
        text
    }

    fn is_read(&self) -> bool {
        !matches!(
            self.kind,
            BlockKind::Image(_) | BlockKind::Audio(_) | BlockKind::Video(_) | BlockKind::Embed(_)
        )
    }

    fn write_text(&self, out: &mut String) {
        match &self.kind {
            BlockKind::Paragraph(text) | BlockKind::Heading(Heading { text, .. }) => {
                write_runs(text, out, 0)
            }
            BlockKind::Quote(quote) => write_quote(quote, out),
            BlockKind::List(list) => write_list(list, out, 0),
            BlockKind::Image(image) => write_image(image, out),
            BlockKind::Audio(Media { caption, .. }) | BlockKind::Video(Media { caption, .. }) => {
                out.push_str(caption.as_deref().unwrap_or_default())
            }
            BlockKind::Embed(embed) => {
                out.push_str(embed.title.as_deref().unwrap_or(embed.url.as_str()))
            }
            BlockKind::Table(table) => write_table(table, out),
            BlockKind::Code(code) => out.push_str(&code.text),
            BlockKind::Divider => {}
            BlockKind::CorrectionNote(note) => out.push_str(&note.text),
        }
    }
}

/// Runs as plain text: a line break becomes a new line, and a quotation gets quotation marks.
pub fn text_of(runs: &[Inline]) -> String {
    let mut text = String::new();
    write_runs(runs, &mut text, 0);
    text
}

fn write_runs(runs: &[Inline], out: &mut String, depth: usize) {
    if depth >= MAX_DEPTH {
        return;
    }
    for run in runs {
        match run {
            Inline::Text(run) => out.push_str(&run.text),
            Inline::Link(link) => write_runs(&link.text, out, depth + 1),
            Inline::Quotation(quotation) => {
                out.push('“');
                write_runs(&quotation.text, out, depth + 1);
                out.push('”');
            }
            Inline::LineBreak => out.push('\n'),
        }
    }
}

fn write_quote(quote: &Quote, out: &mut String) {
    for (index, paragraph) in quote.paragraphs.iter().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        write_runs(paragraph, out, 0);
    }
    if let Some(Attribution { name, role, .. }) = &quote.attribution {
        out.push_str("\n— ");
        out.push_str(name);
        if let Some(role) = role {
            out.push_str(", ");
            out.push_str(role);
        }
    }
}

fn write_list(list: &List, out: &mut String, depth: usize) {
    if depth >= MAX_DEPTH {
        return;
    }
    for item in &list.items {
        if !out.is_empty() && !out.ends_with('\n') {
            out.push('\n');
        }
        write_runs(&item.text, out, 0);
        for nested in &item.lists {
            write_list(nested, out, depth + 1);
        }
    }
}

fn write_image(image: &Image, out: &mut String) {
    let caption = image
        .caption
        .as_deref()
        .filter(|caption| !caption.is_empty());
    out.push_str(caption.unwrap_or(&image.alt));
    if let Some(credit) = &image.credit {
        if caption.is_some() || !image.alt.is_empty() {
            out.push(' ');
        }
        out.push_str(credit);
    }
}

fn write_table(table: &Table, out: &mut String) {
    let caption = table.caption.iter().cloned();
    let header = (!table.header.is_empty()).then_some(&table.header);
    let rows = header.into_iter().chain(&table.rows).map(|row| {
        row.iter()
            .map(|cell| text_of(cell))
            .collect::<Vec<_>>()
            .join("\t")
    });
    out.push_str(&caption.chain(rows).collect::<Vec<_>>().join("\n"));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::{ListItem, QuotationRun, TextRun};

    fn words(text: &str) -> Vec<Inline> {
        vec![Inline::Text(TextRun::plain(text))]
    }

    fn item(text: &str, lists: Vec<List>) -> ListItem {
        ListItem {
            text: words(text),
            lists,
        }
    }

    #[test]
    fn blocks_are_parted_by_an_empty_line_and_items_by_a_new_one() {
        let inner = List {
            start: Some(1),
            items: vec![item("oars", vec![]), item("sails", vec![])],
        };
        let body = Body::from_blocks([
            BlockKind::Paragraph(vec![
                Inline::Text(TextRun::plain("She said ")),
                Inline::Quotation(QuotationRun {
                    text: words("no"),
                    attribution: None,
                }),
                Inline::LineBreak,
                Inline::Text(TextRun::plain("and left.")),
            ]),
            BlockKind::Divider,
            BlockKind::List(List {
                start: None,
                items: vec![item("boats", vec![inner]), item("piers", vec![])],
            }),
            BlockKind::Table(Table {
                caption: None,
                header: vec![words("Port"), words("Ships")],
                rows: vec![vec![words("Holm"), words("3")]],
            }),
        ]);
        assert_eq!(
            body.to_text(),
            "She said “no”\nand left.\n\nboats\noars\nsails\npiers\n\nPort\tShips\nHolm\t3"
        );
    }

    #[test]
    fn words_are_counted_in_what_is_read() {
        let body = Body::from_blocks([
            BlockKind::Paragraph(vec![Inline::Text(TextRun::plain(
                "Don’t panic, 3.5 ferries — late!",
            ))]),
            BlockKind::Divider,
        ]);
        assert_eq!(body.word_count(), 5);
    }
}
