//! The blocks of a text, save those with parts of their own (`lists`) and those that show something (`media`).

use std::sync::Arc;

use async_graphql::{ID, Object};
use standfirst_domain::{
    body::{self, Body},
    ids::ArticleId,
};

use super::runs::{Attribution, InlineRun, runs};
use crate::graphql::{ids::GlobalId, read_context::ReadContext, scalars::DateTime};

/// Where a block stands: in which body, and at which place.
#[derive(Clone)]
pub struct Place {
    article: ArticleId,
    body: Arc<Body>,
    index: usize,
    /// In which reading the body was found.
    pub read_context: Arc<ReadContext>,
}

impl Place {
    /// A place in the body of an article.
    pub fn new(
        article: ArticleId,
        body: &Arc<Body>,
        index: usize,
        read_context: &Arc<ReadContext>,
    ) -> Self {
        Self {
            article,
            body: Arc::clone(body),
            index,
            read_context: Arc::clone(read_context),
        }
    }

    /// The block's id. It names the article too, since clients keep what they read by id.
    pub fn id(&self) -> ID {
        let block = self
            .body
            .blocks
            .get(self.index)
            .map_or("", |block| block.id.as_str());
        ID(format!(
            "{}.{block}",
            GlobalId::Article(self.article).encode().0
        ))
    }

    /// The words of the block.
    pub fn plain_text(&self) -> String {
        self.body
            .blocks
            .get(self.index)
            .map(body::Block::plain_text)
            .unwrap_or_default()
    }
}

/// Running text.
pub struct Paragraph {
    pub place: Place,
    pub runs: Vec<body::Inline>,
}

/// Running text.
#[Object]
impl Paragraph {
    /// Names the block, among the blocks of all articles, while it is there.
    pub async fn id(&self) -> ID {
        self.place.id()
    }

    /// The words of the block without any markup.
    pub async fn plain_text(&self) -> String {
        self.place.plain_text()
    }

    /// The runs of text, in order.
    async fn runs(&self) -> Vec<InlineRun<'_>> {
        runs(&self.runs, &self.place.read_context)
    }
}

/// A heading inside the article.
pub struct Heading {
    pub place: Place,
    pub heading: body::Heading,
}

/// A heading inside the article.
#[Object]
impl Heading {
    /// Names the block, among the blocks of all articles, while it is there.
    pub async fn id(&self) -> ID {
        self.place.id()
    }

    /// The words of the block without any markup.
    pub async fn plain_text(&self) -> String {
        self.place.plain_text()
    }

    /// How deep it stands: 2 to 6. Level 1 is the headline's own.
    async fn level(&self) -> u8 {
        self.heading.level
    }

    /// Unique in its article: what a link to this heading names.
    async fn anchor(&self) -> &str {
        &self.heading.anchor
    }

    /// The runs of text, in order.
    async fn runs(&self) -> Vec<InlineRun<'_>> {
        runs(&self.heading.text, &self.place.read_context)
    }
}

/// A paragraph of a quotation.
pub struct QuoteParagraph<'a>(&'a [body::Inline], &'a Arc<ReadContext>);

/// A paragraph of a quotation.
#[Object]
impl QuoteParagraph<'_> {
    /// The runs of text, in order.
    async fn runs(&self) -> Vec<InlineRun<'_>> {
        runs(self.0, self.1)
    }

    /// The words without any markup.
    async fn plain_text(&self) -> String {
        body::text_of(self.0)
    }
}

/// Words of somebody else, set apart from the text.
pub struct Quote {
    pub place: Place,
    pub quote: body::Quote,
}

/// Words of somebody else, set apart from the text.
#[Object]
impl Quote {
    /// Names the block, among the blocks of all articles, while it is there.
    pub async fn id(&self) -> ID {
        self.place.id()
    }

    /// The words of the block without any markup.
    pub async fn plain_text(&self) -> String {
        self.place.plain_text()
    }

    /// The paragraphs of the quotation, without quotation marks.
    async fn paragraphs(&self) -> Vec<QuoteParagraph<'_>> {
        self.quote
            .paragraphs
            .iter()
            .map(|paragraph| QuoteParagraph(paragraph, &self.place.read_context))
            .collect()
    }

    /// Who said it.
    async fn attribution(&self) -> Option<Attribution> {
        self.quote.attribution.as_ref().map(Attribution::from)
    }
}

/// Text to be shown letter by letter.
pub struct Code {
    pub place: Place,
    pub code: body::Code,
}

/// Text to be shown letter by letter.
#[Object]
impl Code {
    /// Names the block, among the blocks of all articles, while it is there.
    pub async fn id(&self) -> ID {
        self.place.id()
    }

    /// The words of the block without any markup.
    pub async fn plain_text(&self) -> String {
        self.place.plain_text()
    }

    /// The name of its language.
    async fn language(&self) -> Option<&str> {
        self.code.language.as_deref()
    }

    /// The text, with its line breaks.
    async fn text(&self) -> &str {
        &self.code.text
    }
}

/// A break between parts of the text.
pub struct Divider {
    pub place: Place,
}

/// A break between parts of the text.
#[Object]
impl Divider {
    /// Names the block, among the blocks of all articles, while it is there.
    pub async fn id(&self) -> ID {
        self.place.id()
    }

    /// The words of the block without any markup.
    pub async fn plain_text(&self) -> String {
        self.place.plain_text()
    }
}

/// A public admission of an error, in its place in the text.
pub struct CorrectionNote {
    pub place: Place,
    pub note: body::CorrectionNote,
}

/// A public admission of an error, in its place in the text.
#[Object]
impl CorrectionNote {
    /// Names the block, among the blocks of all articles, while it is there.
    pub async fn id(&self) -> ID {
        self.place.id()
    }

    /// The words of the block without any markup.
    pub async fn plain_text(&self) -> String {
        self.place.plain_text()
    }

    /// When it was corrected, if that is said.
    async fn at(&self) -> Option<DateTime> {
        self.note.at.map(DateTime)
    }

    /// What was wrong and what is right.
    async fn text(&self) -> &str {
        &self.note.text
    }
}
