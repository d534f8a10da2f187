//! One item of an export, as it stands there.

use serde::Serialize;

/// An item: a post, a page, a picture, an entry of a menu.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Item {
    /// The line of the file at which it begins, counted from 1.
    #[serde(skip)]
    pub line: usize,
    /// Its title, as HTML.
    pub title: String,
    /// Its address.
    pub link: String,
    /// Its name in feeds.
    pub guid: String,
    /// The login of who made it.
    pub creator: String,
    /// Its text.
    pub content: String,
    /// Its summary.
    pub excerpt: String,
    /// Its number.
    pub post_id: String,
    /// What it is: `post`, `page`, `attachment` ...
    pub post_type: String,
    /// Where it is in its life: `publish`, `draft` ...
    pub status: String,
    /// The word that opens it.
    pub password: String,
    /// The human part of its address, percent-encoded.
    pub post_name: String,
    /// When it was published, by the clock of the blog.
    pub post_date: String,
    /// The same in UTC.
    pub post_date_gmt: String,
    /// When it was last changed, in UTC.
    pub post_modified_gmt: String,
    /// When it was published, with its offset.
    pub pub_date: String,
    /// The number of the post it belongs to.
    pub post_parent: String,
    /// Where the file is that it stands for.
    pub attachment_url: String,
    /// Its categories, tags and further terms.
    pub terms: Vec<Term>,
    /// Its metadata.
    pub meta: Vec<(String, String)>,
}

/// A category, a tag, or another term of an item.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Term {
    /// `category`, `post_tag`, `author`, ... and empty in old exports.
    pub domain: String,
    /// As in addresses.
    pub nicename: String,
    /// As printed.
    pub name: String,
}

impl Item {
    /// What the blog calls it: its number, or its GUID when it has none.
    pub fn source_id(&self) -> &str {
        if self.post_id.is_empty() {
            &self.guid
        } else {
            &self.post_id
        }
    }

    /// Whether it is an article.
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
