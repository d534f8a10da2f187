//! What an export holds.

use std::collections::HashMap;

use serde::Serialize;
use standfirst_domain::{
    slug::Slug,
    text::{InvalidText, Label},
    web_url::WebUrl,
};

use super::item::Item;
use crate::source;

/// An export, as read.
#[derive(Debug, Clone, Default)]
pub struct Export {
    /// The blog it comes from.
    pub site: WxrSite,
    /// Its items, in the order of the file.
    pub items: Vec<Item>,
    /// Pictures and other files, by the number of their item.
    pub attachments: HashMap<String, Attachment>,
    /// The names of its authors, by their login.
    pub authors: HashMap<String, String>,
}

/// The blog that an export comes from.
#[derive(Debug, Clone, Default)]
pub struct WxrSite {
    /// Its title.
    pub title: String,
    /// Its address.
    pub base_url: Option<WebUrl>,
    /// The version of the form, such as `1.2`.
    pub version: String,
    /// The language it is written in, if the export says so.
    pub language: Option<String>,
}

impl WxrSite {
    /// The name of the source system: `wordpress:` and the address without its scheme, or the title where there is no address.
    /// More than 1,000 bytes are cut and get a digest of the whole at their end.
    ///
    /// # Errors
    /// A title with control characters, where there is no address.
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

/// A file of the blog.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Attachment {
    /// Where it is.
    pub url: String,
    /// What it shows.
    pub alt: String,
    /// The text under it.
    pub caption: String,
    /// The number of the post it was made for.
    pub parent: String,
}

/// The file is no WordPress export, or is damaged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidExport {
    /// It is not well-formed XML.
    #[error("The file is not well-formed XML at line {line}: {reason}. Export it again.")]
    Malformed {
        /// Where, counted from 1.
        line: usize,
        /// What the parser says.
        reason: String,
    },
    /// It ends too early.
    #[error(
        "The file is truncated: it ends inside the element {element}. Export or copy it again."
    )]
    Truncated {
        /// The innermost open element.
        element: String,
    },
    /// It is XML of another kind.
    #[error("The file has no RSS channel, so it is not a WordPress export (WXR).")]
    NoChannel,
    /// It does not say which version of the form it has.
    #[error(
        "The file has no valid WXR version, so it is not a WordPress export or is damaged: wp:wxr_version is missing or not a number."
    )]
    NoVersion,
}
