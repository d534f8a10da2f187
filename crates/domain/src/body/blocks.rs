//! Blocks: the upper level of a body's tree.

use serde::{Deserialize, Serialize};

use super::inline::{Attribution, Inline};
use crate::{moment::Moment, web_url::WebUrl};

/// Body of an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// Version of the tree's grammar; [`Body::VERSION`] when written by this code.
    pub version: u8,
    /// Blocks in reading order.
    pub blocks: Vec<Block>,
}

/// One block: a paragraph, a picture, a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Identifier of the block, unique in its body and stable while the block stays: `b1`, `b2`,
    /// ...
    pub id: String,
    /// Kind and content of the block.
    pub kind: BlockKind,
}

/// Kind and content of a block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    /// Paragraph of running text.
    Paragraph(Vec<Inline>),
    /// Heading inside the article.
    Heading(Heading),
    /// Block quotation.
    Quote(Quote),
    /// Bulleted or numbered list.
    List(List),
    /// Picture.
    Image(Image),
    /// Audio recording.
    Audio(Media),
    /// Video.
    Video(Media),
    /// Content of another site, such as a post or a player.
    Embed(Embed),
    /// Table.
    Table(Table),
    /// Preformatted text, such as source code.
    Code(Code),
    /// Thematic break between two parts of the text.
    Divider,
    /// Public correction at its place in the text.
    CorrectionNote(CorrectionNote),
}

/// Heading. Level 1 is the headline's own and does not occur in a body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// Level, 2 to 6.
    pub level: u8,
    /// Anchor for links to this heading, unique in its body.
    pub anchor: String,
    /// Text of the heading.
    pub text: Vec<Inline>,
}

/// Block quotation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// Paragraphs of the quotation, at least one.
    pub paragraphs: Vec<Vec<Inline>>,
    /// Speaker or work that is quoted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribution: Option<Attribution>,
}

/// Bulleted or numbered list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct List {
    /// Number of the first item of a numbered list; `None` for a bulleted list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<u32>,
    /// Items, at least one.
    pub items: Vec<ListItem>,
}

/// Item of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListItem {
    /// Text of the item.
    pub text: Vec<Inline>,
    /// Lists nested under this item.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lists: Vec<List>,
}

/// Picture, by its address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    /// Address of the file.
    pub url: WebUrl,
    /// Alternative text for people who do not see the picture. Empty if the picture is decoration
    /// or the text is missing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub alt: String,
    /// Caption under the picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// Credit of the photographer or agency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit: Option<String>,
    /// Width in pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Height in pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
}

/// Audio recording or video, by its address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Media {
    /// Address of the file.
    pub url: WebUrl,
    /// Caption under the player.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// Address of the picture shown before it plays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub poster: Option<WebUrl>,
}

/// Content of another site: a post, a player, a map. It holds the address and a title, never markup
/// of that site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Embed {
    /// Address of the content.
    pub url: WebUrl,
    /// Provider: `youtube`, `vimeo`, ..., or the name of the host.
    pub provider: String,
    /// Title, or a text to show in place of the content.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// Table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Caption above the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// Cells of the header row; empty if there is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub header: Vec<Vec<Inline>>,
    /// Rows, each a list of cells.
    pub rows: Vec<Vec<Vec<Inline>>>,
}

/// Preformatted text, such as source code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// Name of the programming language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Text with its line breaks.
    pub text: String,
}

/// Public correction at its place in the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionNote {
    /// Moment of the correction, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Moment>,
    /// Text of the correction: the error and what is right.
    pub text: String,
}

impl Body {
    /// Version of the grammar that this code writes.
    pub const VERSION: u8 = 1;

    /// Makes a body of blocks, which get the ids `b1`, `b2`, ... in order.
    pub fn from_blocks(kinds: impl IntoIterator<Item = BlockKind>) -> Self {
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
        Self::from_blocks([])
    }
}
