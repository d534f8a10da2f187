//! Inputs of the runs of text within a block.

use async_graphql::{ID, InputObject, OneofObject};
use standfirst_domain::body::{self, Href, Inline, LinkTarget, MAX_DEPTH, Mark, text_of};

use super::{
    Address,
    input_reader::{BodyInputReader, InputPath},
};
use crate::graphql::{body::runs::TextMark, ids::GlobalId};

/// A run of text inside a block; set exactly one field.
#[derive(OneofObject)]
pub enum RunInput {
    /// Text with optional formatting.
    Text(TextRunInput),
    /// A link.
    Link(LinkRunInput),
    /// An inline quotation.
    Quotation(QuotationRunInput),
    /// A line break inside the block; the value must be true.
    LineBreak(bool),
}

/// Text with optional formatting.
#[derive(InputObject)]
pub struct TextRunInput {
    /// Text. A newline character becomes a line break inside the block.
    pub text: String,
    /// Formatting of the text.
    #[graphql(default)]
    pub marks: Vec<TextMark>,
}

/// A link.
#[derive(InputObject)]
pub struct LinkRunInput {
    /// Runs of the link text. They must not contain links.
    pub runs: Vec<RunInput>,
    /// Target of the link.
    pub target: LinkTargetInput,
}

/// Target of a link; set exactly one field.
#[derive(OneofObject)]
pub enum LinkTargetInput {
    /// Id of an article of this publication. The address is looked up on every read, so the link
    /// survives a new slug.
    Article(ID),
    /// Id of a tag; the link leads to the tag's page.
    Tag(ID),
    /// URL of any other target (https, http, mailto or tel).
    Url(Address),
}

/// An inline quotation.
#[derive(InputObject)]
pub struct QuotationRunInput {
    /// Runs of the quoted text, without quotation marks.
    pub runs: Vec<RunInput>,
    /// Source of the quotation.
    pub attribution: Option<AttributionInput>,
}

/// Source of a quotation.
#[derive(InputObject)]
pub struct AttributionInput {
    /// Name of the speaker or title of the work.
    pub name: String,
    /// Capacity in which the person speaks, such as harbour master.
    pub role: Option<String>,
    /// URL at which the statement was published.
    pub url: Option<Address>,
}

impl AttributionInput {
    /// Parses the source of a quotation.
    pub(super) fn read(
        self,
        at: &InputPath<'_>,
        input_reader: &mut BodyInputReader,
    ) -> Option<body::Attribution> {
        Some(body::Attribution {
            name: input_reader.required_line(&at.field("name"), self.name),
            role: input_reader.optional_line(&at.field("role"), self.role),
            url: input_reader.optional_web(&at.field("url"), self.url),
        })
    }
}

/// Parses the runs of a text.
pub(super) fn read(
    runs: Vec<RunInput>,
    at: &InputPath<'_>,
    input_reader: &mut BodyInputReader,
) -> Vec<Inline> {
    within(runs, Around::default(), at, input_reader)
}

/// Context of a run: the runs that enclose it.
#[derive(Clone, Copy, Default)]
struct Around {
    depth: usize,
    is_link: bool,
}

fn within(
    runs: Vec<RunInput>,
    around: Around,
    at: &InputPath<'_>,
    input_reader: &mut BodyInputReader,
) -> Vec<Inline> {
    let mut found = Vec::with_capacity(runs.len());
    for (index, run) in runs.into_iter().enumerate() {
        let at = at.entry(index);
        match run {
            RunInput::Text(run) => words(run, &at.field("text"), input_reader, &mut found),
            RunInput::Link(run) => found.extend(link(run, around, &at.field("link"), input_reader)),
            RunInput::Quotation(run) => {
                found.extend(quotation(run, around, &at.field("quotation"), input_reader))
            }
            RunInput::LineBreak(true) => found.push(Inline::LineBreak),
            RunInput::LineBreak(false) => input_reader.add_error(
                &at.field("lineBreak"),
                "`lineBreak` must be true.",
                "Set it to true, or remove the run.",
            ),
        }
    }
    found
}

/// Splits text into runs, with a line break for each newline character.
fn words(
    run: TextRunInput,
    at: &InputPath<'_>,
    input_reader: &mut BodyInputReader,
    found: &mut Vec<Inline>,
) {
    let text = input_reader.text(&at.field("text"), run.text);
    let mut marks: Vec<Mark> = run.marks.into_iter().map(Mark::from).collect();
    marks.sort_unstable();
    marks.dedup();
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            found.push(Inline::LineBreak);
        }
        if !line.is_empty() {
            found.push(Inline::Text(body::TextRun {
                text: line.to_owned(),
                marks: marks.clone(),
            }));
        }
    }
}

fn link(
    run: LinkRunInput,
    around: Around,
    at: &InputPath<'_>,
    input_reader: &mut BodyInputReader,
) -> Option<Inline> {
    if around.is_link {
        let hint = "End the outer link before this link.";
        input_reader.add_error(at, "A link is inside another link.", hint);
    }
    let target = run.target.read(&at.field("target"), input_reader);
    let inside = Around {
        is_link: true,
        ..around
    };
    let text = enclosed(run.runs, inside, at, input_reader)?;
    Some(Inline::Link(body::LinkRun {
        target: target?,
        text,
    }))
}

fn quotation(
    run: QuotationRunInput,
    around: Around,
    at: &InputPath<'_>,
    input_reader: &mut BodyInputReader,
) -> Option<Inline> {
    let attribution = run
        .attribution
        .and_then(|by| by.read(&at.field("attribution"), input_reader));
    let text = enclosed(run.runs, around, at, input_reader)?;
    Some(Inline::Quotation(body::QuotationRun { text, attribution }))
}

/// Runs of a link or quotation. They must contain text and not nest too deep.
fn enclosed(
    runs: Vec<RunInput>,
    around: Around,
    at: &InputPath<'_>,
    input_reader: &mut BodyInputReader,
) -> Option<Vec<Inline>> {
    let depth = around.depth + 1;
    if depth >= MAX_DEPTH {
        let message = "Links and quotations are nested too deep.";
        let hint = format!("Nest them at most {} levels deep.", MAX_DEPTH - 1);
        input_reader.add_error(at, message, &hint);
        return None;
    }
    let at = at.field("runs");
    let text = within(runs, Around { depth, ..around }, &at, input_reader);
    if text_of(&text).trim().is_empty() {
        input_reader.add_error(
            &at,
            "The text is empty.",
            "Write a text, or remove the run.",
        );
    }
    Some(text)
}

impl LinkTargetInput {
    fn read(self, at: &InputPath<'_>, input_reader: &mut BodyInputReader) -> Option<LinkTarget> {
        match self {
            Self::Article(id) => match GlobalId::decode_as(&id) {
                Some(id) => Some(LinkTarget::Article { id, url: None }),
                None => unknown(&at.field("article"), "an article", input_reader),
            },
            Self::Tag(id) => match GlobalId::decode_as(&id) {
                Some(id) => Some(LinkTarget::Tag(id)),
                None => unknown(&at.field("tag"), "a tag", input_reader),
            },
            Self::Url(address) => {
                let at = at.field("url");
                let href = Href::parse(&input_reader.text(&at, address.0)).ok();
                if href.is_none() {
                    let hint = "Use an absolute https, http, mailto or tel URL of at most 2,048 bytes, without a password.";
                    input_reader.add_error(&at, "This is not a valid link URL.", hint);
                }
                href.map(LinkTarget::Url)
            }
        }
    }
}

fn unknown(
    at: &InputPath<'_>,
    what: &str,
    input_reader: &mut BodyInputReader,
) -> Option<LinkTarget> {
    let message = format!("This is not the id of {what}.");
    input_reader.add_error(
        at,
        message,
        "Use an id that the API returned, or set `url` instead.",
    );
    None
}
