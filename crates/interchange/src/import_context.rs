//! The caller's knowledge that a reader of records needs.

use standfirst_domain::{ids::ArticleId, text::Label, web_url::WebUrl};

/// The caller's knowledge of the system that articles come from.
#[derive(Clone, Copy)]
pub struct ImportContext<'a> {
    /// Name of that system.
    pub system: &'a Label,
    /// Finds the identity here of a record, by its id in that system. The record that is being read
    /// must have one.
    pub identify: &'a dyn Fn(&str) -> Option<ArticleId>,
    /// Finds the article at an address, in that system or here.
    pub locate: &'a dyn Fn(&WebUrl) -> Option<ArticleId>,
}
