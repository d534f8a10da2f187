//! Bodies in: as typed blocks, or as a text in Markdown or HTML.
//!
//! [`read`] is the one door. It is pure, and answers the body or everything that stands against it, each with its place: of blocks the path of the
//! field, such as `body.blocks[3].heading.level`; of Markdown and HTML the field of the text, such as `body.html`, and the block, counted from one,
//! in the sentence. What an import passes over in silence is refused here, since whoever writes it is there to mend it. Whether the articles and
//! tags that are linked to exist is not asked: a link that leads nowhere for a reader shows them its words.

mod address;
mod block;
mod examiner;
pub mod media;
mod parts;
mod received;
mod runs;
#[cfg(test)]
mod tests;

use async_graphql::OneofObject;
use standfirst_domain::{
    article::{SourceFormat, SourceText},
    body::{Block, BlockKind, Body},
    error::UserError,
    ids::ArticleId,
};
use standfirst_interchange::body::wanted_by;

pub use address::Address;
pub use block::BlockInput;
pub use examiner::{Examiner, Path};
pub use media::PictureInput;

/// The most bytes of a text in Markdown or HTML, and of all texts of the blocks together.
pub const MOST_BYTES: usize = 512 * 1024;
/// The most blocks of a body.
pub const MOST_BLOCKS: usize = 2_000;

/// The input types that only occur inside a body, and the body's own: what is in them may be longer and deeper than other variables.
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

/// The text of an article in one of three forms. An empty one is the body of a draft that is not written yet.
#[derive(OneofObject)]
pub enum BodyInput {
    /// The text as typed blocks, in order: at most 2,000, with at most 512 KiB of text in all.
    Blocks(Vec<BlockInput>),
    /// The text in Markdown (CommonMark with tables, strikethrough and footnotes): at most 512 KiB. What no block can hold is refused.
    Markdown(String),
    /// The text in HTML: at most 512 KiB. What no block can hold, such as a script or a form, is refused.
    Html(String),
}

/// A body that was read, with what goes with it into a revision.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// The body.
    pub body: Body,
    /// The text as it was received, unless it came as blocks.
    pub source_text: Option<SourceText>,
    /// The articles that the author links to, in order, each once.
    pub links: Vec<ArticleId>,
}

/// Reads a body that stands in this field of an input.
///
/// # Errors
/// Everything that is wrong with it, in the order of the text, at most [`examiner::MOST_REFUSALS`].
pub fn read(input: BodyInput, field: &str) -> Result<Draft, Vec<UserError>> {
    let mut examiner = Examiner::default();
    let at = Path::of(field);
    let (body, source_text) = match input {
        BodyInput::Blocks(blocks) => (of_blocks(blocks, &at.field("blocks"), &mut examiner), None),
        BodyInput::Markdown(text) => {
            let at = at.field("markdown");
            received::read(SourceFormat::Markdown, text, &at, &mut examiner)
        }
        BodyInput::Html(text) => {
            let at = at.field("html");
            received::read(SourceFormat::Html, text, &at, &mut examiner)
        }
    };
    examiner.settle(())?;
    let links = body.linked_articles();
    Ok(Draft {
        body,
        source_text,
        links,
    })
}

fn of_blocks(inputs: Vec<BlockInput>, at: &Path<'_>, examiner: &mut Examiner) -> Body {
    if inputs.len() > MOST_BLOCKS {
        let message = format!(
            "The body has {} blocks, and {MOST_BLOCKS} are the most that one takes.",
            inputs.len()
        );
        examiner.refuse(at, message, "Divide the article.");
        return Body::default();
    }
    let mut blocks = Vec::with_capacity(inputs.len());
    for (index, input) in inputs.into_iter().enumerate() {
        let (id, kind) = input.read(&at.entry(index), examiner);
        blocks.extend(kind.map(|kind| (id, kind)));
    }
    examiner.weigh(at, MOST_BYTES);
    let mut body = numbered(blocks, examiner);
    anchor(&mut body, examiner);
    body
}

/// A body of blocks, in which those without an id get the numbers after the highest that is taken, so that no id is given out anew.
fn numbered(blocks: Vec<(Option<String>, BlockKind)>, examiner: &Examiner) -> Body {
    let mut next = examiner.highest_number().saturating_add(1);
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

/// Gives an anchor to every heading for which the author gave none.
fn anchor(body: &mut Body, examiner: &mut Examiner) {
    for block in &mut body.blocks {
        if let BlockKind::Heading(heading) = &mut block.kind
            && heading.anchor.is_empty()
        {
            heading.anchor = examiner.anchors.take(wanted_by(&heading.text));
        }
    }
}
