//! Input of one block, and of the text blocks.

use async_graphql::{ID, InputObject, OneofObject};
use standfirst_domain::body::{self, BlockKind, text_of};
use standfirst_interchange::body::is_anchor;

use super::{
    input_reader::{BodyInputReader, InputPath},
    media::{EmbedInput, ImageBlockInput, MediaBlockInput},
    parts::{ListInput, TableInput},
    runs::{self, AttributionInput, RunInput},
};
use crate::graphql::scalars::DateTime;

/// One block of a text; set exactly one field. Send the `id` of an existing block to keep it, and
/// no `id` for a new block.
#[derive(OneofObject)]
pub enum BlockInput {
    /// A paragraph.
    Paragraph(ParagraphInput),
    /// A heading inside the article.
    Heading(HeadingInput),
    /// A block quotation, set apart from the text.
    Quote(QuoteInput),
    /// A list.
    List(ListInput),
    /// A picture.
    Image(ImageBlockInput),
    /// An audio recording.
    Audio(MediaBlockInput),
    /// A video.
    Video(MediaBlockInput),
    /// External content embedded from another site.
    Embed(EmbedInput),
    /// A table.
    Table(TableInput),
    /// Preformatted text, such as program code.
    Code(CodeInput),
    /// A thematic break between parts of the text.
    Divider(DividerInput),
    /// A public correction within the text.
    CorrectionNote(CorrectionNoteInput),
}

/// A paragraph.
#[derive(InputObject)]
pub struct ParagraphInput {
    /// Id of the existing block. Omit it for a new block.
    pub id: Option<ID>,
    /// Runs of text in order.
    pub runs: Vec<RunInput>,
}

/// A heading inside the article.
#[derive(InputObject)]
pub struct HeadingInput {
    /// Id of the existing block. Omit it for a new block.
    pub id: Option<ID>,
    /// Heading level (2 to 6). Level 1 is the article's headline.
    pub level: i32,
    /// Anchor of the heading, unique within the article: letters, digits, hyphens, underscores,
    /// periods and colons (at most 120 bytes). Made from the heading's text if omitted.
    pub anchor: Option<String>,
    /// Runs of text in order.
    pub runs: Vec<RunInput>,
}

/// A block quotation, set apart from the text.
#[derive(InputObject)]
pub struct QuoteInput {
    /// Id of the existing block. Omit it for a new block.
    pub id: Option<ID>,
    /// Paragraphs of the quotation, without quotation marks (at least one).
    pub paragraphs: Vec<QuoteParagraphInput>,
    /// Source of the quotation.
    pub attribution: Option<AttributionInput>,
}

/// A paragraph of a quotation.
#[derive(InputObject)]
pub struct QuoteParagraphInput {
    /// Runs of text in order.
    pub runs: Vec<RunInput>,
}

/// Preformatted text, such as program code.
#[derive(InputObject)]
pub struct CodeInput {
    /// Id of the existing block. Omit it for a new block.
    pub id: Option<ID>,
    /// Name of the programming language, such as rust (at most 40 characters).
    pub language: Option<String>,
    /// Text with its line breaks.
    pub text: String,
}

/// A thematic break between parts of the text.
#[derive(InputObject)]
pub struct DividerInput {
    /// Id of the existing block. Omit it for a new block.
    pub id: Option<ID>,
}

/// A public correction within the text.
#[derive(InputObject)]
pub struct CorrectionNoteInput {
    /// Id of the existing block. Omit it for a new block.
    pub id: Option<ID>,
    /// Date and time of the correction.
    pub at: Option<DateTime>,
    /// Text of the correction: the error and the correct fact.
    pub text: String,
}

/// Id and kind of a parsed block. The kind is `None` if the block is invalid.
type Found = (Option<String>, Option<BlockKind>);

impl BlockInput {
    /// Parses the block.
    pub(super) fn read(self, at: &InputPath<'_>, input_reader: &mut BodyInputReader) -> Found {
        let here = Here { at, input_reader };
        match self {
            Self::Paragraph(mut input) => {
                here.part("paragraph", input.id.take(), |at, input_reader| {
                    let text = runs::read(input.runs, &at.field("runs"), input_reader);
                    Some(BlockKind::Paragraph(text))
                })
            }
            Self::Heading(mut input) => {
                here.part("heading", input.id.take(), |at, input_reader| {
                    heading(input, at, input_reader)
                })
            }
            Self::Quote(mut input) => here.part("quote", input.id.take(), |at, input_reader| {
                quote(input, at, input_reader)
            }),
            Self::List(mut input) => here.part("list", input.id.take(), |at, input_reader| {
                input.read(at, input_reader)
            }),
            Self::Image(mut input) => here.part("image", input.id.take(), |at, input_reader| {
                input.read(at, input_reader)
            }),
            Self::Audio(mut input) => here.part("audio", input.id.take(), |at, input_reader| {
                input.read(at, input_reader).map(BlockKind::Audio)
            }),
            Self::Video(mut input) => here.part("video", input.id.take(), |at, input_reader| {
                input.read(at, input_reader).map(BlockKind::Video)
            }),
            Self::Embed(mut input) => here.part("embed", input.id.take(), |at, input_reader| {
                input.read(at, input_reader)
            }),
            Self::Table(mut input) => here.part("table", input.id.take(), |at, input_reader| {
                input.read(at, input_reader)
            }),
            Self::Code(mut input) => here.part("code", input.id.take(), |at, input_reader| {
                Some(code(input, at, input_reader))
            }),
            Self::Divider(input) => here.part("divider", input.id, |_, _| Some(BlockKind::Divider)),
            Self::CorrectionNote(mut input) => {
                here.part("correctionNote", input.id.take(), |at, input_reader| {
                    Some(correction(input, at, input_reader))
                })
            }
        }
    }
}

/// Path to a block, with the reader that collects errors.
struct Here<'a> {
    at: &'a InputPath<'a>,
    input_reader: &'a mut BodyInputReader,
}

impl Here<'_> {
    /// Parses the one field of the block.
    fn part(
        self,
        field: &'static str,
        id: Option<ID>,
        read: impl FnOnce(&InputPath<'_>, &mut BodyInputReader) -> Option<BlockKind>,
    ) -> Found {
        let at = self.at.field(field);
        let id = self.input_reader.id(&at.field("id"), id);
        (id, read(&at, self.input_reader))
    }
}

fn heading(
    input: HeadingInput,
    at: &InputPath<'_>,
    input_reader: &mut BodyInputReader,
) -> Option<BlockKind> {
    let level = u8::try_from(input.level)
        .ok()
        .filter(|level| (2..=6).contains(level));
    if level.is_none() {
        let message = format!("{} is not a heading level.", input.level);
        input_reader.add_error(&at.field("level"), message, "Use a level from 2 to 6.");
    }
    let anchor = input.anchor.unwrap_or_default();
    if !anchor.is_empty() {
        reserve(&anchor, &at.field("anchor"), input_reader);
    }
    let text = runs::read(input.runs, &at.field("runs"), input_reader);
    if text_of(&text).trim().is_empty() {
        let hint = "Write its text, or remove the heading.";
        input_reader.add_error(&at.field("runs"), "The heading has no text.", hint);
    }
    Some(BlockKind::Heading(body::Heading {
        level: level?,
        anchor,
        text,
    }))
}

fn reserve(anchor: &str, at: &InputPath<'_>, input_reader: &mut BodyInputReader) {
    if !is_anchor(anchor) {
        let hint = "Use at most 120 bytes of letters, digits, hyphens, underscores, periods and colons, or omit it.";
        input_reader.add_error(at, "This is not a valid anchor.", hint);
    } else if !input_reader.anchors.reserve(anchor) {
        let message = format!("The anchor {anchor} is already used by an earlier heading.");
        input_reader.add_error(
            at,
            message,
            "Use a different anchor for each heading, or none.",
        );
    }
}

fn quote(
    input: QuoteInput,
    at: &InputPath<'_>,
    input_reader: &mut BodyInputReader,
) -> Option<BlockKind> {
    let place = at.field("paragraphs");
    if input.paragraphs.is_empty() {
        let hint = "Write its text, or remove the quote.";
        input_reader.add_error(&place, "The quote has no paragraphs.", hint);
    }
    let paragraphs = input.paragraphs.into_iter().enumerate();
    let paragraphs = paragraphs
        .map(|(index, paragraph)| {
            runs::read(
                paragraph.runs,
                &place.entry(index).field("runs"),
                input_reader,
            )
        })
        .collect();
    let attribution = input
        .attribution
        .and_then(|by| by.read(&at.field("attribution"), input_reader));
    Some(BlockKind::Quote(body::Quote {
        paragraphs,
        attribution,
    }))
}

fn code(input: CodeInput, at: &InputPath<'_>, input_reader: &mut BodyInputReader) -> BlockKind {
    let language = input_reader.optional_line(&at.field("language"), input.language);
    let is_name = |name: &String| {
        name.len() <= 40
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '+' | '#' | '.'))
    };
    if !language.as_ref().is_none_or(is_name) {
        let hint = "Use at most 40 letters, digits and the characters - _ + # . or omit it.";
        input_reader.add_error(
            &at.field("language"),
            "This is not a valid language name.",
            hint,
        );
    }
    let text = input_reader.text(&at.field("text"), input.text);
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    BlockKind::Code(body::Code { language, text })
}

fn correction(
    input: CorrectionNoteInput,
    at: &InputPath<'_>,
    input_reader: &mut BodyInputReader,
) -> BlockKind {
    let text = input_reader.required_line(&at.field("text"), input.text);
    let at = input.at.map(|at| at.0);
    BlockKind::CorrectionNote(body::CorrectionNote { at, text })
}
