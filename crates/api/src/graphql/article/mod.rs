//! Articles: what they show, how lists of them are narrowed and ordered, and the fields that ask for them.

pub mod acts;
mod arguments;
mod parts;
mod query;
mod text;
mod types;

pub use acts::ArticleMutation;
pub use arguments::{
    ArticleFilter, ArticleListing, ArticleOrder, IDLE_WINDOW, ReadsWindow, USUAL_WINDOW, scope,
};
pub use parts::{ArticleStatus, Picture};
pub use query::{ArticleQuery, key_of};
pub use text::address;
pub use types::Article;
