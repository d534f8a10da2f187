//! Inline runs: the lower level of a body's tree.

use serde::{Deserialize, Deserializer, Serialize, de};

use crate::{
    ids::{ArticleId, TagId},
    web_url::{InvalidWebUrl, WebUrl},
};

/// Largest depth to which blocks and runs are nested. Parsers flatten what is deeper.
pub const MAX_DEPTH: usize = 16;

/// Run of text inside a block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Inline {
    /// Text, plain or marked.
    Text(TextRun),
    /// Text with a link.
    Link(LinkRun),
    /// Quotation inside a sentence.
    Quotation(QuotationRun),
    /// Line break inside a block.
    LineBreak,
}

/// Text, plain or marked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextRun {
    /// The text.
    pub text: String,
    /// Marks of the text, sorted, each once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Mark>,
}

/// Mark of a text run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// Strong importance (bold).
    Strong,
    /// Stress emphasis (italic).
    Emphasis,
    /// Computer code (monospaced).
    Code,
    /// No longer accurate (struck through).
    Strikethrough,
    /// Superscript.
    Superscript,
    /// Subscript.
    Subscript,
}

/// Text with a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkRun {
    /// Target of the link.
    pub target: LinkTarget,
    /// Text of the link; no links are nested in it.
    pub text: Vec<Inline>,
}

/// Target of a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkTarget {
    /// Article of this publication, by its identity.
    Article {
        /// Identity of the article.
        id: ArticleId,
        /// Address that the author wrote. It is used for readers who may not see the article.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        url: Option<WebUrl>,
    },
    /// Page of a tag.
    Tag(TagId),
    /// Any other address.
    Url(Href),
}

/// Quotation inside a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotationRun {
    /// The quoted text, without quotation marks.
    pub text: Vec<Inline>,
    /// Speaker or work that is quoted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribution: Option<Attribution>,
}

/// Address of a link: absolute, with the scheme `http`, `https`, `mailto` or `tel`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Href(String);

impl Href {
    /// Parses an absolute address.
    ///
    /// # Errors
    /// The scheme is another one, the address is relative, or it has more than 2,048 bytes.
    pub fn parse(text: &str) -> Result<Self, InvalidWebUrl> {
        if let Ok(web) = WebUrl::parse(text) {
            return Ok(Self(web.as_str().to_owned()));
        }
        match url::Url::parse(text.trim()) {
            Ok(url) if matches!(url.scheme(), "mailto" | "tel") && url.as_str().len() <= 2_048 => {
                Ok(Self(url.into()))
            }
            _ => Err(InvalidWebUrl),
        }
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Href {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(de::Error::custom)
    }
}

/// Speaker or work that is quoted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribution {
    /// Name of the speaker or work, as printed.
    pub name: String,
    /// Role of the speaker, such as "harbour master".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Address of the quoted source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<WebUrl>,
}

impl TextRun {
    /// Text without marks.
    pub fn plain(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            marks: Vec::new(),
        }
    }
}
