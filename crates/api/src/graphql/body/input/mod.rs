//! Body inputs: typed blocks, or a text in Markdown or HTML.
//!
//! [`read`] is the only entry point. It is pure, and returns the body or all errors with their
//! position. The position in blocks is the path of the field, such as
//! `body.blocks[3].heading.level`. The position in Markdown and HTML is the field of the text, such
//! as `body.html`, and the number of the block, counted from 1, in the message.
//!
//! An input is stricter than an import: it rejects everything that an import would drop silently,
//! because the author can correct it. Linked articles and tags need not exist. A link without a
//! target shows its words only.

mod address;
mod block;
mod input_reader;
pub mod media;
mod parts;
mod received;
mod runs;
mod size;
#[cfg(test)]
mod tests;

use async_graphql::OneofObject;
use standfirst_domain::{
    article::SourceFormat,
    body::{Block, BlockKind, Body},
    error::UserError,
    story::BodyChange,
};
use standfirst_interchange::body::anchor_from_text;

pub use address::Address;
pub use block::BlockInput;
pub use input_reader::{BodyInputReader, InputPath};
pub use media::PictureInput;
pub use size::{MOST_BLOCKS, MOST_BYTES};

/// Input types that occur only inside a body, and the body's own. Their values may be longer and
/// nest deeper than other variables.
pub const TYPES: [&str; 24] = [
    "AttributionInput",
    "BlockInput",
    "BodyInput",
    "CodeInput",
    "CorrectionNoteInput",
    "DividerInput",
    "EmbedInput",
    "HeadingInput",
    "ImageBlockInput",
    "LinkRunInput",
    "LinkTargetInput",
    "ListInput",
    "ListItemInput",
    "MediaBlockInput",
    "NestedListInput",
    "ParagraphInput",
    "QuotationRunInput",
    "QuoteInput",
    "QuoteParagraphInput",
    "RunInput",
    "TableCellInput",
    "TableInput",
    "TableRowInput",
    "TextRunInput",
];

/// Text of an article in one of three formats; set exactly one field. An empty value is the body of
/// a draft without text.
#[derive(OneofObject)]
pub enum BodyInput {
    /// Text as typed blocks in order (at most 2,000 blocks and 512 KiB of text).
    Blocks(Vec<BlockInput>),
    /// Text in Markdown (CommonMark with tables, strikethrough and footnotes; at most 512 KiB).
    /// Content that no block type can represent is an error.
    Markdown(String),
    /// Text in HTML (at most 512 KiB). Content that no block type can represent, such as a script
    /// or a form, is an error.
    Html(String),
}

/// Parses the body in this field of an input.
///
/// # Errors
/// Every error in the order of the text, at most [`input_reader::MAX_ERRORS`].
pub fn read(input: BodyInput, field: &str) -> Result<BodyChange, Vec<UserError>> {
    let mut input_reader = BodyInputReader::default();
    let at = InputPath::new(field);
    let (body, source_text) = match input {
        BodyInput::Blocks(blocks) => (
            of_blocks(blocks, &at.field("blocks"), &mut input_reader),
            None,
        ),
        BodyInput::Markdown(text) => {
            let at = at.field("markdown");
            received::read(SourceFormat::Markdown, text, &at, &mut input_reader)
        }
        BodyInput::Html(text) => {
            let at = at.field("html");
            received::read(SourceFormat::Html, text, &at, &mut input_reader)
        }
    };
    input_reader.finish(())?;
    let links = body.linked_articles();
    Ok(BodyChange {
        body,
        source_text,
        links,
    })
}

fn of_blocks(
    inputs: Vec<BlockInput>,
    at: &InputPath<'_>,
    input_reader: &mut BodyInputReader,
) -> Body {
    if inputs.len() > MOST_BLOCKS {
        let message = format!(
            "The body has {} blocks; the maximum is {MOST_BLOCKS}.",
            inputs.len()
        );
        input_reader.add_error(at, message, "Split the article.");
        return Body::default();
    }
    let mut blocks = Vec::with_capacity(inputs.len());
    for (index, input) in inputs.into_iter().enumerate() {
        let (id, kind) = input.read(&at.entry(index), input_reader);
        blocks.extend(kind.map(|kind| (id, kind)));
    }
    input_reader.check_size(at, MOST_BYTES);
    let mut body = numbered(blocks, input_reader);
    anchor(&mut body, input_reader);
    body
}

/// Body of these blocks. Blocks without an id get numbers above the highest one in use, so no id is
/// used twice.
fn numbered(blocks: Vec<(Option<String>, BlockKind)>, input_reader: &BodyInputReader) -> Body {
    let mut next = input_reader.highest_number().saturating_add(1);
    let blocks = blocks.into_iter().map(|(id, kind)| {
        let id = id.unwrap_or_else(|| {
            let id = format!("b{next}");
            next = next.saturating_add(1);
            id
        });
        Block { id, kind }
    });
    Body {
        version: Body::VERSION,
        blocks: blocks.collect(),
    }
}

/// Adds an anchor to every heading for which the author gave none.
fn anchor(body: &mut Body, input_reader: &mut BodyInputReader) {
    for block in &mut body.blocks {
        if let BlockKind::Heading(heading) = &mut block.kind
            && heading.anchor.is_empty()
        {
            heading.anchor = input_reader.anchors.take(anchor_from_text(&heading.text));
        }
    }
}
