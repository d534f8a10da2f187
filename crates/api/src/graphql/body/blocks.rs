//! Text blocks, apart from those with parts of their own (`lists`) and media blocks (`media`).

use std::sync::Arc;

use async_graphql::{ID, Object};
use standfirst_domain::{
    body::{self, Body},
    ids::ArticleId,
};

use super::runs::{Attribution, InlineRun, runs};
use crate::graphql::{ids::GlobalId, read_context::ReadContext, scalars::DateTime};

/// Position of a block in the body of an article.
#[derive(Clone)]
pub struct BlockLocation {
    article: ArticleId,
    body: Arc<Body>,
    index: usize,
    /// Read context in which the body was loaded.
    pub read_context: Arc<ReadContext>,
}

impl BlockLocation {
    /// Position in the body of an article.
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

    /// Id of the block. It includes the article's id because clients cache objects by id.
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

    /// Text of the block without markup.
    pub fn plain_text(&self) -> String {
        self.body
            .blocks
            .get(self.index)
            .map(body::Block::plain_text)
            .unwrap_or_default()
    }
}

/// Declares the type of a block: its content, and the fields of the interface `BodyBlock` before
/// its own.
macro_rules! block {
    ($(#[$meta:meta])* $block:ident { $($field:ident: $content:ty)? }; $($fields:tt)*) => {
        $(#[$meta])*
        pub struct $block {
            pub location: BlockLocation,
            $(pub $field: $content,)?
        }

        $(#[$meta])*
        #[Object]
        impl $block {
            /// Identifier of the block, globally unique. It stays the same while the block exists.
            pub async fn id(&self) -> ID {
                self.location.id()
            }

            /// Text of the block without markup.
            pub async fn plain_text(&self) -> String {
                self.location.plain_text()
            }

            $($fields)*
        }
    };
}
pub(super) use block;

block! {
    /// A paragraph.
    Paragraph { runs: Vec<body::Inline> };

    /// Runs of text in order.
    async fn runs(&self) -> Vec<InlineRun<'_>> {
        runs(&self.runs, &self.location.read_context)
    }
}

block! {
    /// A heading inside the article.
    Heading { heading: body::Heading };

    /// Heading level (2 to 6). Level 1 is the article's headline.
    async fn level(&self) -> u8 {
        self.heading.level
    }

    /// Anchor of the heading, unique within the article.
    async fn anchor(&self) -> &str {
        &self.heading.anchor
    }

    /// Runs of text in order.
    async fn runs(&self) -> Vec<InlineRun<'_>> {
        runs(&self.heading.text, &self.location.read_context)
    }
}

/// A paragraph of a quotation.
pub struct QuoteParagraph<'a>(&'a [body::Inline], &'a Arc<ReadContext>);

/// A paragraph of a quotation.
#[Object]
impl QuoteParagraph<'_> {
    /// Runs of text in order.
    async fn runs(&self) -> Vec<InlineRun<'_>> {
        runs(self.0, self.1)
    }

    /// Text of the paragraph without markup.
    async fn plain_text(&self) -> String {
        body::text_of(self.0)
    }
}

block! {
    /// A block quotation, set apart from the text.
    Quote { quote: body::Quote };

    /// Paragraphs of the quotation, without quotation marks.
    async fn paragraphs(&self) -> Vec<QuoteParagraph<'_>> {
        self.quote
            .paragraphs
            .iter()
            .map(|paragraph| QuoteParagraph(paragraph, &self.location.read_context))
            .collect()
    }

    /// Source of the quotation.
    async fn attribution(&self) -> Option<Attribution> {
        self.quote.attribution.as_ref().map(Attribution::from)
    }
}

block! {
    /// Preformatted text, such as program code.
    Code { code: body::Code };

    /// Name of the programming language.
    async fn language(&self) -> Option<&str> {
        self.code.language.as_deref()
    }

    /// Text with its line breaks.
    async fn text(&self) -> &str {
        &self.code.text
    }
}

block! {
    /// A thematic break between parts of the text.
    Divider {};
}

block! {
    /// A public correction within the text.
    CorrectionNote { note: body::CorrectionNote };

    /// Date and time of the correction, if given.
    async fn at(&self) -> Option<DateTime> {
        self.note.at.map(DateTime)
    }

    /// Text of the correction: the error and the correct fact.
    async fn text(&self) -> &str {
        &self.note.text
    }
}
