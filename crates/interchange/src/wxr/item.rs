//! An item of an export as written there.

use serde::Serialize;

/// Item of an export: a post, a page, a picture, a menu entry.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Item {
    /// Line of the file on which the item begins, from 1.
    #[serde(skip)]
    pub line: usize,
    /// Title, as HTML.
    pub title: String,
    /// Address of the item.
    pub link: String,
    /// GUID of the item in feeds.
    pub guid: String,
    /// Login of the author.
    pub creator: String,
    /// Text of the item, as HTML.
    pub content: String,
    /// Summary, as HTML.
    pub excerpt: String,
    /// Number of the item.
    pub post_id: String,
    /// Type: `post`, `page`, `attachment`, ...
    pub post_type: String,
    /// Status: `publish`, `draft`, ...
    pub status: String,
    /// Password that protects the item; empty if there is none.
    pub password: String,
    /// Human part of the address, percent-encoded.
    pub post_name: String,
    /// Date of publication in the blog's time zone, which the export does not name.
    pub post_date: String,
    /// Date of publication in UTC.
    pub post_date_gmt: String,
    /// Last change, in UTC.
    pub post_modified_gmt: String,
    /// Date of publication with an offset (RFC 2822).
    pub pub_date: String,
    /// Number of the post that the item belongs to.
    pub post_parent: String,
    /// Address of the file of an attachment.
    pub attachment_url: String,
    /// Categories, tags and other terms.
    pub terms: Vec<Term>,
    /// Metadata, as keys and values.
    pub meta: Vec<(String, String)>,
}

/// Category, tag or another term of an item.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Term {
    /// Taxonomy of the term: `category`, `post_tag`, `author`, ...; empty in old exports.
    pub domain: String,
    /// Form of the name in addresses.
    pub nicename: String,
    /// Name as printed.
    pub name: String,
}

impl Item {
    /// Id of the item in the source: its number, or its GUID if it has no number.
    pub fn source_id(&self) -> &str {
        if self.post_id.is_empty() {
            &self.guid
        } else {
            &self.post_id
        }
    }

    /// Returns `true` if the item is an article.
    pub fn is_post(&self) -> bool {
        matches!(self.post_type.as_str(), "post" | "")
    }

    pub(super) fn meta(&self, key: &str) -> &str {
        self.meta
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value.as_str())
            .unwrap_or_default()
    }

    pub(super) fn terms_of<'i>(&'i self, domains: &'i [&'i str]) -> impl Iterator<Item = &'i Term> {
        self.terms
            .iter()
            .filter(move |term| domains.contains(&term.domain.as_str()))
    }
}
