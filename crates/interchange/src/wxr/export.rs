//! The content of an export.

use std::collections::HashMap;

use serde::Serialize;
use standfirst_domain::{
    slug::Slug,
    text::{InvalidText, Label},
    web_url::WebUrl,
};

use super::item::Item;
use crate::source;

/// Content of an export.
#[derive(Debug, Clone, Default)]
pub struct Export {
    /// Blog that the export comes from.
    pub site: WxrSite,
    /// Items in the order of the file.
    pub items: Vec<Item>,
    /// Pictures and other files, by the number of their item.
    pub attachments: HashMap<String, Attachment>,
    /// Display names of the authors, by login.
    pub authors: HashMap<String, String>,
}

/// Blog that an export comes from.
#[derive(Debug, Clone, Default)]
pub struct WxrSite {
    /// Title of the blog.
    pub title: String,
    /// Address of the blog.
    pub base_url: Option<WebUrl>,
    /// WXR version, such as `1.2`.
    pub version: String,
    /// Language of the blog, if the export names it.
    pub language: Option<String>,
}

impl WxrSite {
    /// Name of the source system: `wordpress:` and the address without its scheme, or the title if
    /// there is no address. A name of more than 1,000 bytes is cut and ends in a digest of the
    /// whole.
    ///
    /// # Errors
    /// There is no address, and the title contains control characters.
    pub fn system(&self) -> Result<Label, InvalidText> {
        let name = match &self.base_url {
            Some(url) => url.page_key(),
            None => Slug::from_text(&self.title)
                .map(|slug| slug.to_string())
                .unwrap_or_default(),
        };
        source::source_system(format!("wordpress:{name}").trim_end_matches(':'))
    }
}

/// File of the blog.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Attachment {
    /// Address of the file.
    pub url: String,
    /// Alternative text.
    pub alt: String,
    /// Caption.
    pub caption: String,
    /// Number of the post that the file was uploaded to.
    pub parent: String,
}

/// Error of a file that is not a WordPress export or is damaged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidExport {
    /// The file is not well-formed XML.
    #[error("The file is not well-formed XML at line {line}: {reason}. Export it again.")]
    Malformed {
        /// Line of the error, from 1.
        line: usize,
        /// Message of the XML parser.
        reason: String,
    },
    /// The file ends too early.
    #[error(
        "The file is truncated: it ends inside the element {element}. Export or copy it again."
    )]
    Truncated {
        /// Innermost open element.
        element: String,
    },
    /// The file is XML of another kind.
    #[error("The file has no RSS channel, so it is not a WordPress export (WXR).")]
    NoChannel,
    /// The file does not state its WXR version.
    #[error(
        "The file has no valid WXR version, so it is not a WordPress export or is damaged: wp:wxr_version is missing or not a number."
    )]
    NoVersion,
}
