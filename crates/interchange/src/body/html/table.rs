//! Tables: a head, rows of cells, text in each. A table that only lays out a page becomes what is in it.

use scraper::ElementRef;
use standfirst_domain::body::{
    BlockKind, Href, Image, Inline, LinkRun, LinkTarget, List, Mark, Table, TextRun,
};

use super::{
    composer::Composer,
    line::Setting,
    quote::lines_of,
    words::{join, text_on_one_line},
};

const MOST_SPANNED: usize = 50;

struct Row {
    heads: bool,
    cells: Vec<Vec<BlockKind>>,
}

impl<'a> Composer<'a> {
    pub(super) fn table(&mut self, element: ElementRef<'a>, setting: &Setting) {
        let mut rows = Vec::new();
        let mut feet = Vec::new();
        let mut caption = None;
        for part in element.child_elements() {
            match part.value().name() {
                "caption" => caption = Some(text_on_one_line(part)).filter(|text| !text.is_empty()),
                "tfoot" => feet.extend(self.rows(part, false, setting)),
                "thead" => rows.extend(self.rows(part, true, setting)),
                "tbody" => rows.extend(self.rows(part, false, setting)),
                _ => {}
            }
        }
        rows.extend(feet);
        if is_layout(&rows) {
            self.push(
                caption.map(|text| BlockKind::Paragraph(vec![Inline::Text(TextRun::plain(text))])),
            );
            return self.push(rows.into_iter().flat_map(|row| row.cells).flatten());
        }
        let header = match rows.first() {
            Some(first) if first.heads => texts_of(rows.remove(0)),
            _ => Vec::new(),
        };
        let rows: Vec<_> = rows.into_iter().map(texts_of).collect();
        if !rows.is_empty() || !header.is_empty() {
            self.push([BlockKind::Table(Table {
                caption,
                header,
                rows,
            })]);
        }
    }

    fn rows(&self, part: ElementRef<'a>, in_head: bool, setting: &Setting) -> Vec<Row> {
        part.child_elements()
            .filter(|row| row.value().name() == "tr")
            .filter_map(|row| self.row(row, in_head, setting))
            .collect()
    }

    fn row(&self, row: ElementRef<'a>, in_head: bool, setting: &Setting) -> Option<Row> {
        let mut cells = Vec::new();
        let mut heads = true;
        for cell in row.child_elements() {
            heads &= cell.value().name() == "th";
            cells.push(self.inside(cell, None, setting));
            let spanned = cell
                .attr("colspan")
                .and_then(|columns| columns.trim().parse::<usize>().ok())
                .unwrap_or(1);
            cells.extend(std::iter::repeat_n(
                Vec::new(),
                spanned.clamp(1, MOST_SPANNED) - 1,
            ));
        }
        cells.iter().any(|cell| !cell.is_empty()).then_some(Row {
            heads: heads || in_head,
            cells,
        })
    }
}

/// Whether a table has no columns to speak of, and blocks rather than text in its cells; or a table within a table.
fn is_layout(rows: &[Row]) -> bool {
    let mut blocks = rows.iter().flat_map(|row| &row.cells).flatten();
    let one_column = rows.iter().all(|row| row.cells.len() <= 1 && !row.heads);
    if one_column {
        blocks.any(|block| !matches!(block, BlockKind::Paragraph(_)))
    } else {
        blocks.any(|block| matches!(block, BlockKind::Table(_)))
    }
}

fn texts_of(row: Row) -> Vec<Vec<Inline>> {
    row.cells.into_iter().map(text_in_cell).collect()
}

/// What a cell can hold of its blocks: their text, a line for each; a picture as a link to it.
fn text_in_cell(blocks: Vec<BlockKind>) -> Vec<Inline> {
    let mut text = Vec::new();
    for block in blocks {
        match block {
            BlockKind::Paragraph(runs) => join(&mut text, runs),
            BlockKind::Heading(heading) => join(&mut text, heading.text),
            BlockKind::Quote(quote) => quote
                .paragraphs
                .into_iter()
                .for_each(|paragraph| join(&mut text, paragraph)),
            BlockKind::List(list) => items_in_cell(list, &mut text),
            BlockKind::Image(Image { url, alt, .. }) => join(&mut text, link(url.as_str(), &alt)),
            BlockKind::Audio(media) | BlockKind::Video(media) => join(
                &mut text,
                link(
                    media.url.as_str(),
                    media.caption.as_deref().unwrap_or_default(),
                ),
            ),
            BlockKind::Embed(embed) => join(
                &mut text,
                link(
                    embed.url.as_str(),
                    embed.title.as_deref().unwrap_or_default(),
                ),
            ),
            BlockKind::Code(code) => {
                let words = standfirst_domain::text::one_line(&code.text);
                join(
                    &mut text,
                    vec![Inline::Text(TextRun {
                        text: words,
                        marks: vec![Mark::Code],
                    })],
                );
            }
            BlockKind::CorrectionNote(note) => {
                join(&mut text, vec![Inline::Text(TextRun::plain(note.text))])
            }
            BlockKind::Table(_) | BlockKind::Divider => {}
        }
    }
    text
}

fn items_in_cell(list: List, text: &mut Vec<Inline>) {
    for line in lines_of(list) {
        join(text, line);
    }
}

fn link(address: &str, words: &str) -> Vec<Inline> {
    let words = if words.is_empty() {
        address
            .rsplit('/')
            .next()
            .filter(|name| !name.is_empty())
            .unwrap_or(address)
    } else {
        words
    };
    let text = vec![Inline::Text(TextRun::plain(words))];
    match Href::parse(address) {
        Ok(href) => vec![Inline::Link(LinkRun {
            target: LinkTarget::Url(href),
            text,
        })],
        Err(_) => text,
    }
}
