//! The runs of text inside a block: words with their marks, links, quoted spans.

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
    desc = "The words of the run without any markup."
))]
pub enum InlineRun<'a> {
    /// Words, plain or marked.
    Text(TextRun<'a>),
    /// Words that lead somewhere.
    Link(LinkRun<'a>),
    /// Somebody's words inside a sentence.
    Quotation(QuotationRun<'a>),
    /// A new line inside a block.
    LineBreak(LineBreakRun),
}

/// The runs of a text.
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

/// How words are set.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Mark")]
pub enum TextMark {
    /// Of importance.
    Strong,
    /// Stressed.
    Emphasis,
    /// As typed into a machine.
    Code,
    /// No longer so.
    Strikethrough,
    /// Raised.
    Superscript,
    /// Lowered.
    Subscript,
}

/// Words, plain or marked.
pub struct TextRun<'a>(&'a body::TextRun);

/// Words, plain or marked.
#[Object]
impl TextRun<'_> {
    /// The words.
    async fn text(&self) -> &str {
        &self.0.text
    }

    /// How they are set.
    async fn marks(&self) -> Vec<TextMark> {
        self.0.marks.iter().copied().map(TextMark::from).collect()
    }

    /// The words.
    pub async fn plain_text(&self) -> String {
        self.0.text.clone()
    }
}

/// Words that lead somewhere.
pub struct LinkRun<'a>(&'a body::LinkRun, &'a Arc<ReadContext>);

/// Words that lead somewhere.
#[Object]
impl LinkRun<'_> {
    /// The runs that are the link's words.
    async fn runs(&self) -> Vec<InlineRun<'_>> {
        runs(&self.0.text, self.1)
    }

    /// Where it leads.
    async fn target(&self) -> Result<LinkTarget> {
        follow(self.1, &self.0.target).await
    }

    /// The words of the link without any markup.
    pub async fn plain_text(&self) -> String {
        body::text_of(&self.0.text)
    }
}

/// Somebody's words inside a sentence.
pub struct QuotationRun<'a>(&'a body::QuotationRun, &'a Arc<ReadContext>);

/// Somebody's words inside a sentence.
#[Object]
impl QuotationRun<'_> {
    /// The runs that are the quoted words, without quotation marks.
    async fn runs(&self) -> Vec<InlineRun<'_>> {
        runs(&self.0.text, self.1)
    }

    /// Who said it.
    async fn attribution(&self) -> Option<Attribution> {
        self.0.attribution.as_ref().map(Attribution::from)
    }

    /// The quoted words without any markup.
    pub async fn plain_text(&self) -> String {
        body::text_of(&self.0.text)
    }
}

/// A new line inside a block.
pub struct LineBreakRun;

/// A new line inside a block.
#[Object]
impl LineBreakRun {
    /// A line break.
    pub async fn plain_text(&self) -> String {
        "\n".to_owned()
    }
}

/// Who said it, and as what.
#[derive(SimpleObject)]
pub struct Attribution {
    /// The speaker or the work, as printed.
    name: String,
    /// As what they speak, such as harbour master.
    role: Option<String>,
    /// Where it was said or written.
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
