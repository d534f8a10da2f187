//! Tables: a header row and rows of text cells. A table that only lays out a page becomes its
//! content.

use scraper::ElementRef;
use standfirst_domain::body::{
    BlockKind, Href, Image, Inline, LinkRun, LinkTarget, List, Mark, Table, TextRun,
};

use super::{
    block_builder::BlockBuilder,
    inline_builder::InlineStyle,
    quote::list_paragraphs,
    text::{append_line, text_on_one_line},
};

/// Largest number of columns that one cell spans.
const MAX_COLUMN_SPAN: usize = 50;

struct Row {
    /// True if the cells head the columns.
    is_header: bool,
    cells: Vec<Vec<BlockKind>>,
}

impl<'a> BlockBuilder<'a> {
    pub(super) fn table(&mut self, element: ElementRef<'a>, style: &InlineStyle) {
        let mut rows = Vec::new();
        let mut footers = Vec::new();
        let mut caption = None;
        for part in element.child_elements() {
            match part.value().name() {
                "caption" => caption = Some(text_on_one_line(part)).filter(|text| !text.is_empty()),
                "tfoot" => footers.extend(self.rows(part, false, style)),
                "thead" => rows.extend(self.rows(part, true, style)),
                "tbody" => rows.extend(self.rows(part, false, style)),
                _ => {}
            }
        }
        // A footer may stand before the body in old markup.
        rows.extend(footers);
        if is_layout_table(&rows) {
            self.push(
                caption.map(|text| BlockKind::Paragraph(vec![Inline::Text(TextRun::plain(text))])),
            );
            return self.push(rows.into_iter().flat_map(|row| row.cells).flatten());
        }
        let header = match rows.first() {
            Some(first) if first.is_header => cell_texts(rows.remove(0)),
            _ => Vec::new(),
        };
        let rows: Vec<_> = rows.into_iter().map(cell_texts).collect();
        if !rows.is_empty() || !header.is_empty() {
            self.push([BlockKind::Table(Table {
                caption,
                header,
                rows,
            })]);
        }
    }

    fn rows(&self, part: ElementRef<'a>, in_thead: bool, style: &InlineStyle) -> Vec<Row> {
        part.child_elements()
            .filter(|row| row.value().name() == "tr")
            .filter_map(|row| self.row(row, in_thead, style))
            .collect()
    }

    fn row(&self, row: ElementRef<'a>, in_thead: bool, style: &InlineStyle) -> Option<Row> {
        let mut cells = Vec::new();
        let mut all_header_cells = true;
        for cell in row.child_elements() {
            all_header_cells &= cell.value().name() == "th";
            cells.push(self.read_nested(cell, None, style));
            let spanned = cell
                .attr("colspan")
                .and_then(|columns| columns.trim().parse::<usize>().ok())
                .unwrap_or(1);
            // Empty cells keep the columns of all rows aligned.
            cells.extend(std::iter::repeat_n(
                Vec::new(),
                spanned.clamp(1, MAX_COLUMN_SPAN) - 1,
            ));
        }
        cells.iter().any(|cell| !cell.is_empty()).then_some(Row {
            is_header: all_header_cells || in_thead,
            cells,
        })
    }
}

/// Returns `true` for a table of one column whose cells hold blocks rather than text, and for a
/// table that contains a table.
fn is_layout_table(rows: &[Row]) -> bool {
    let mut blocks = rows.iter().flat_map(|row| &row.cells).flatten();
    let one_column = rows
        .iter()
        .all(|row| row.cells.len() <= 1 && !row.is_header);
    if one_column {
        blocks.any(|block| !matches!(block, BlockKind::Paragraph(_)))
    } else {
        blocks.any(|block| matches!(block, BlockKind::Table(_)))
    }
}

fn cell_texts(row: Row) -> Vec<Vec<Inline>> {
    row.cells.into_iter().map(cell_text).collect()
}

/// Text of a cell: each block on a line of its own, and a picture as a link to it.
fn cell_text(blocks: Vec<BlockKind>) -> Vec<Inline> {
    let mut text = Vec::new();
    for block in blocks {
        match block {
            BlockKind::Paragraph(runs) => append_line(&mut text, runs),
            BlockKind::Heading(heading) => append_line(&mut text, heading.text),
            BlockKind::Quote(quote) => quote
                .paragraphs
                .into_iter()
                .for_each(|paragraph| append_line(&mut text, paragraph)),
            BlockKind::List(list) => append_list(list, &mut text),
            BlockKind::Image(Image { url, alt, .. }) => {
                append_line(&mut text, link_to(url.as_str(), &alt))
            }
            BlockKind::Audio(media) | BlockKind::Video(media) => append_line(
                &mut text,
                link_to(
                    media.url.as_str(),
                    media.caption.as_deref().unwrap_or_default(),
                ),
            ),
            BlockKind::Embed(embed) => append_line(
                &mut text,
                link_to(
                    embed.url.as_str(),
                    embed.title.as_deref().unwrap_or_default(),
                ),
            ),
            BlockKind::Code(code) => {
                let line = standfirst_domain::text::one_line(&code.text);
                append_line(
                    &mut text,
                    vec![Inline::Text(TextRun {
                        text: line,
                        marks: vec![Mark::Code],
                    })],
                );
            }
            BlockKind::CorrectionNote(note) => {
                append_line(&mut text, vec![Inline::Text(TextRun::plain(note.text))])
            }
            BlockKind::Table(_) | BlockKind::Divider => {}
        }
    }
    text
}

fn append_list(list: List, text: &mut Vec<Inline>) {
    for line in list_paragraphs(list) {
        append_line(text, line);
    }
}

fn link_to(address: &str, words: &str) -> Vec<Inline> {
    // Without words, the name of the file has to do.
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
