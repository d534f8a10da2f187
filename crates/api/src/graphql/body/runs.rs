//! Runs of text within a block: words with their marks, links and quotations.

use std::sync::Arc;

use async_graphql::{Enum, Interface, Object, Result, SimpleObject};
use standfirst_domain::body::{self, Inline, Mark};

use super::links::{LinkTarget, follow};
use crate::graphql::{read_context::ReadContext, scalars::Url};

/// A run of text inside a block.
#[derive(Interface)]
#[graphql(field(
    name = "plain_text",
    ty = "String",
    desc = "Text of the run without markup."
))]
pub enum InlineRun<'a> {
    /// Text with optional formatting.
    Text(TextRun<'a>),
    /// A link.
    Link(LinkRun<'a>),
    /// An inline quotation.
    Quotation(QuotationRun<'a>),
    /// A line break inside a block.
    LineBreak(LineBreakRun),
}

/// Runs of a text.
pub fn runs<'a>(text: &'a [Inline], read_context: &'a Arc<ReadContext>) -> Vec<InlineRun<'a>> {
    text.iter()
        .map(|inline| run(inline, read_context))
        .collect()
}

const fn run<'a>(inline: &'a Inline, read_context: &'a Arc<ReadContext>) -> InlineRun<'a> {
    match inline {
        Inline::Text(run) => InlineRun::Text(TextRun(run)),
        Inline::Link(run) => InlineRun::Link(LinkRun(run, read_context)),
        Inline::Quotation(run) => InlineRun::Quotation(QuotationRun(run, read_context)),
        Inline::LineBreak => InlineRun::LineBreak(LineBreakRun),
    }
}

/// Formatting of a text run.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Mark")]
pub enum TextMark {
    /// Strong importance.
    Strong,
    /// Emphasis.
    Emphasis,
    /// Code or keyboard input.
    Code,
    /// Text that is no longer accurate or relevant.
    Strikethrough,
    /// Superscript.
    Superscript,
    /// Subscript.
    Subscript,
}

/// Text with optional formatting.
pub struct TextRun<'a>(&'a body::TextRun);

/// Text with optional formatting.
#[Object]
impl TextRun<'_> {
    /// The text.
    async fn text(&self) -> &str {
        &self.0.text
    }

    /// Formatting of the text.
    async fn marks(&self) -> Vec<TextMark> {
        self.0.marks.iter().copied().map(TextMark::from).collect()
    }

    /// The text.
    pub async fn plain_text(&self) -> String {
        self.0.text.clone()
    }
}

/// A link.
pub struct LinkRun<'a>(&'a body::LinkRun, &'a Arc<ReadContext>);

/// A link.
#[Object]
impl LinkRun<'_> {
    /// Runs of the link text.
    async fn runs(&self) -> Vec<InlineRun<'_>> {
        runs(&self.0.text, self.1)
    }

    /// Target of the link.
    async fn target(&self) -> Result<LinkTarget> {
        follow(self.1, &self.0.target).await
    }

    /// Text of the link without markup.
    pub async fn plain_text(&self) -> String {
        body::text_of(&self.0.text)
    }
}

/// An inline quotation.
pub struct QuotationRun<'a>(&'a body::QuotationRun, &'a Arc<ReadContext>);

/// An inline quotation.
#[Object]
impl QuotationRun<'_> {
    /// Runs of the quoted text, without quotation marks.
    async fn runs(&self) -> Vec<InlineRun<'_>> {
        runs(&self.0.text, self.1)
    }

    /// Source of the quotation.
    async fn attribution(&self) -> Option<Attribution> {
        self.0.attribution.as_ref().map(Attribution::from)
    }

    /// Quoted text without markup.
    pub async fn plain_text(&self) -> String {
        body::text_of(&self.0.text)
    }
}

/// A line break inside a block.
pub struct LineBreakRun;

/// A line break inside a block.
#[Object]
impl LineBreakRun {
    /// A newline character.
    pub async fn plain_text(&self) -> String {
        "\n".to_owned()
    }
}

/// Source of a quotation.
#[derive(SimpleObject)]
pub struct Attribution {
    /// Name of the speaker or title of the work.
    name: String,
    /// Capacity in which the person speaks, such as harbour master.
    role: Option<String>,
    /// URL at which the statement was published.
    url: Option<Url>,
}

impl From<&body::Attribution> for Attribution {
    fn from(attribution: &body::Attribution) -> Self {
        Self {
            name: attribution.name.clone(),
            role: attribution.role.clone(),
            url: attribution.url.as_ref().map(Url::from),
        }
    }
}
