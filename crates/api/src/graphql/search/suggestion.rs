//! What the beginning of a word may become.

use std::sync::Arc;

use async_graphql::{Interface, Object, Result};
use standfirst_domain::{article as newsroom, ports::Found, search};

use crate::graphql::{
    article::Article, connection::size, errors::field_error, keyed_by_reader::KeyedByReader,
    read_context::ReadContext, tag::Tag,
};

use super::arguments::beginning;

/// How many suggestions there are when nobody says.
pub const USUAL: i32 = 8;

/// Something that a reader who began to write may mean.
#[derive(Interface)]
#[graphql(field(
    name = "text",
    ty = "String",
    desc = "What to show: the headline, or the name of the tag."
))]
pub enum Suggestion {
    /// An article by its headline.
    Headline(HeadlineSuggestion),
    /// A tag by its name.
    Tag(TagSuggestion),
}

impl Suggestion {
    fn of(suggestion: &search::Suggestion, read_context: &Arc<ReadContext>) -> Self {
        match suggestion {
            search::Suggestion::Headline(article) => Self::Headline(HeadlineSuggestion(
                KeyedByReader::new(Arc::clone(article), read_context),
            )),
            search::Suggestion::Tag(tag) => Self::Tag(TagSuggestion(Tag(KeyedByReader::new(
                Arc::clone(tag),
                read_context,
            )))),
        }
    }
}

/// An article in whose headline a word begins like that.
pub struct HeadlineSuggestion(KeyedByReader<newsroom::Article>);

/// An article in whose headline a word begins like that.
#[Object]
impl HeadlineSuggestion {
    /// The headline.
    pub async fn text(&self) -> String {
        self.0.card.headline.as_str().to_owned()
    }

    /// The article.
    async fn article(&self) -> Article {
        Article::new(Found::Full(self.0.value()), &self.0.read_context)
    }
}

/// A tag in whose name a word begins like that.
pub struct TagSuggestion(Tag);

/// A tag in whose name a word begins like that.
#[Object]
impl TagSuggestion {
    /// The name of the tag.
    pub async fn text(&self) -> String {
        self.0.0.name.as_str().to_owned()
    }

    /// The tag.
    async fn tag(&self) -> &Tag {
        &self.0
    }
}

/// What a beginning may become, at most so many.
pub async fn suggestions(
    read_context: &Arc<ReadContext>,
    prefix: &str,
    first: i32,
) -> Result<Vec<Suggestion>> {
    let most = size("first", first)?;
    let Some(prefix) = beginning(prefix)? else {
        return Ok(Vec::new());
    };
    let found = read_context
        .suggestions(prefix, most)
        .await
        .map_err(field_error)?;
    Ok(found
        .iter()
        .map(|suggestion| Suggestion::of(suggestion, read_context))
        .collect())
}
