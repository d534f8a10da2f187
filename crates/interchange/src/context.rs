//! What a reader of records must be told by whoever keeps articles.

use standfirst_domain::{ids::ArticleId, text::Label, web_url::WebUrl};

/// What is known here of the system that articles come from.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The name of that system.
    pub system: &'a Label,
    /// The identity here of what that system calls by this id; always there for the record that is being read.
    pub identify: &'a dyn Fn(&str) -> Option<ArticleId>,
    /// The article that lives at this address, over there or here.
    pub locate: &'a dyn Fn(&WebUrl) -> Option<ArticleId>,
}
