//! The body of an article: a versioned tree of typed blocks with typed runs of text inside them.
//!
//! The tree is what is kept. HTML, plain text, the outline and the word count are derived from it, so nothing that the tree cannot say can reach
//! a reader. Parsers of other people's forms live in `interchange`; they hand over trees whose depth and addresses are already checked.

mod html;
mod measure;
mod outline;
mod plain;

use serde::{Deserialize, Serialize};

pub use html::Links;
pub use outline::OutlineEntry;
pub use plain::text_of;

use crate::{
    ids::{ArticleId, TagId},
    moment::Moment,
    web_url::{NotAWebUrl, WebUrl},
};

/// How deep blocks and runs may be nested inside each other; parsers flatten what is deeper.
pub const MAX_DEPTH: usize = 16;

/// An article's body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// The version of the tree's grammar, [`Body::VERSION`] when written today.
    pub version: u8,
    /// The blocks in reading order.
    pub blocks: Vec<Block>,
}

/// One block: a paragraph, a picture, a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Unique in its body and kept while the block is: `b1`, `b2`, ...
    pub id: String,
    /// What the block is.
    pub kind: BlockKind,
}

/// What a block can be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    /// Running text.
    Paragraph(Vec<Inline>),
    /// A heading inside the article.
    Heading(Heading),
    /// Words of somebody else, set apart.
    Quote(Quote),
    /// A list.
    List(List),
    /// A picture.
    Image(Image),
    /// A recording.
    Audio(Media),
    /// A film.
    Video(Media),
    /// Something that lives elsewhere on the web.
    Embed(Embed),
    /// A table.
    Table(Table),
    /// Text to be shown letter by letter.
    Code(Code),
    /// A break between parts.
    Divider,
    /// A public admission of an error, in its place in the text.
    CorrectionNote(CorrectionNote),
}

/// A heading. Level 1 is the headline's own and does not occur in a body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// 2 to 6.
    pub level: u8,
    /// Unique in its body: what a link to this heading names.
    pub anchor: String,
    /// The words.
    pub text: Vec<Inline>,
}

/// Words of somebody else, set apart from the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// The paragraphs of the quotation, at least one.
    pub paragraphs: Vec<Vec<Inline>>,
    /// Who said it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribution: Option<Attribution>,
}

/// Who said it, and as what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribution {
    /// The speaker or the work, as printed.
    pub name: String,
    /// As what they speak: "harbour master".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Where it was said or written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<WebUrl>,
}

/// A list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct List {
    /// The number of the first item of a numbered list; `None` for bullets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<u32>,
    /// The items, at least one.
    pub items: Vec<ListItem>,
}

/// An item of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListItem {
    /// The words of the item.
    pub text: Vec<Inline>,
    /// Lists under this item.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lists: Vec<List>,
}

/// A picture by its address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    /// Where it is.
    pub url: WebUrl,
    /// What it shows, for those who do not see it. Empty when it is decoration or nobody wrote it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub alt: String,
    /// The text under it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// Whom to credit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit: Option<String>,
    /// Pixels across.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Pixels down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
}

/// A recording or a film by its address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Media {
    /// Where it is.
    pub url: WebUrl,
    /// The text under it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// The picture shown before it plays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub poster: Option<WebUrl>,
}

/// Something that lives elsewhere: a post, a player, a map. Never markup of theirs, only where it is and what to say of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Embed {
    /// Its address.
    pub url: WebUrl,
    /// Who serves it: `youtube`, `vimeo`, or the name of the host.
    pub provider: String,
    /// Its title or a text to show in its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// The text above it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// The cells that head the columns; empty when none do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub header: Vec<Vec<Inline>>,
    /// The rows, each a list of cells.
    pub rows: Vec<Vec<Vec<Inline>>>,
}

/// Text to be shown letter by letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// The name of its language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The text, with its line breaks.
    pub text: String,
}

/// An admission of an error in its place in the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionNote {
    /// When it was corrected, if that is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Moment>,
    /// What was wrong and what is right.
    pub text: String,
}

/// A run of text inside a block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Inline {
    /// Words, plain or marked.
    Text(TextRun),
    /// Words that lead somewhere.
    Link(LinkRun),
    /// Somebody's words inside a sentence.
    Quotation(QuotationRun),
    /// A new line inside a block.
    LineBreak,
}

/// Words, plain or marked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextRun {
    /// The words.
    pub text: String,
    /// How they are set, sorted, each once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Mark>,
}

/// How words are set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
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

/// Words that lead somewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkRun {
    /// Where to.
    pub target: LinkTarget,
    /// The words; no links among them.
    pub text: Vec<Inline>,
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkTarget {
    /// To an article of this publication, by its identity.
    Article {
        /// The article.
        id: ArticleId,
        /// The address that the author wrote, for when the article is not there for the reader.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        url: Option<WebUrl>,
    },
    /// To a tag's page.
    Tag(TagId),
    /// To anywhere else.
    Url(Href),
}

/// Somebody's words inside a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotationRun {
    /// The words, without quotation marks.
    pub text: Vec<Inline>,
    /// Who said it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribution: Option<Attribution>,
}

/// An address a link may have: `http`, `https`, `mailto` or `tel`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Href(String);

impl Href {
    /// Reads an absolute address.
    ///
    /// # Errors
    /// Any other scheme, a relative address, or more than 2,048 bytes.
    pub fn parse(text: &str) -> Result<Self, NotAWebUrl> {
        if let Ok(web) = WebUrl::parse(text) {
            return Ok(Self(web.as_str().to_owned()));
        }
        match url::Url::parse(text.trim()) {
            Ok(url) if matches!(url.scheme(), "mailto" | "tel") && url.as_str().len() <= 2_048 => {
                Ok(Self(url.into()))
            }
            _ => Err(NotAWebUrl),
        }
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Href {
    type Error = NotAWebUrl;
    fn try_from(text: String) -> Result<Self, NotAWebUrl> {
        Self::parse(&text)
    }
}

impl From<Href> for String {
    fn from(href: Href) -> Self {
        href.0
    }
}

impl Body {
    /// The grammar written today.
    pub const VERSION: u8 = 1;

    /// A body of these blocks, numbered `b1`, `b2`, ... in order.
    pub fn of(kinds: impl IntoIterator<Item = BlockKind>) -> Self {
        let blocks = kinds
            .into_iter()
            .enumerate()
            .map(|(index, kind)| Block {
                id: format!("b{}", index + 1),
                kind,
            })
            .collect();
        Self {
            version: Self::VERSION,
            blocks,
        }
    }
}

impl Default for Body {
    fn default() -> Self {
        Self::of([])
    }
}

impl TextRun {
    /// Words without a mark.
    pub fn plain(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            marks: Vec::new(),
        }
    }
}
