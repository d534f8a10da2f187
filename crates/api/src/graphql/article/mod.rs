//! Articles: their type, the arguments of their lists, queries and mutations.

pub mod acts;
mod arguments;
mod parts;
mod query;
mod scoped;
mod text;
mod types;

pub use super::objects::{Article, ScopedArticles};
pub use acts::ArticleMutation;
pub use arguments::{
    ArticleFilter, ArticleListing, ArticleOrder, IDLE_WINDOW, ReadsWindow, list_articles,
};
pub use parts::{ArticleStatus, Picture};
pub use query::{ArticleQuery, key_of};
pub use text::address;
