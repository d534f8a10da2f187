//! Articles: their type, the arguments of their lists, queries and mutations.

pub mod acts;
mod arguments;
mod parts;
mod query;
mod scoped;
mod text;
mod types;

pub use acts::ArticleMutation;
pub use arguments::{
    ArticleFilter, ArticleListing, ArticleOrder, IDLE_WINDOW, ReadsWindow, USUAL_WINDOW, shelf,
};
pub use parts::{ArticleStatus, Picture};
pub use query::{ArticleQuery, key_of};
pub use scoped::ScopedArticles;
pub use text::address;
pub use types::Article;
