//! Suggestions: completions of a prefix.

use std::sync::Arc;

use async_graphql::{Interface, Object, Result};
use standfirst_domain::{article as newsroom, ports::FoundArticle, search};

use crate::graphql::{
    article::Article, connection::size, keyed_by_reader::KeyedByReader, read_context::ReadContext,
    tag::Tag, taxonomy::TaxonomyObject,
};

use super::arguments::parse_prefix;

/// Default number of suggestions.
pub const USUAL: i32 = 8;

/// A suggested completion.
#[derive(Interface)]
#[graphql(field(
    name = "text",
    ty = "String",
    desc = "Text to show: the headline of the article or the name of the tag."
))]
pub enum Suggestion {
    /// An article, by its headline.
    Headline(HeadlineSuggestion),
    /// A tag, by its name.
    Tag(TagSuggestion),
}

impl Suggestion {
    fn from_suggestion(suggestion: &search::Suggestion, read_context: &Arc<ReadContext>) -> Self {
        match suggestion {
            search::Suggestion::Headline(article) => Self::Headline(HeadlineSuggestion(
                KeyedByReader::new(Arc::clone(article), read_context),
            )),
            search::Suggestion::Tag(tag) => {
                Self::Tag(TagSuggestion(Tag::new(Arc::clone(tag), read_context)))
            }
        }
    }
}

/// An article whose headline contains a word that begins with the typed text.
pub struct HeadlineSuggestion(KeyedByReader<newsroom::Article>);

/// An article whose headline contains a word that begins with the typed text.
#[Object]
impl HeadlineSuggestion {
    /// Headline of the article.
    pub async fn text(&self) -> String {
        self.0.card.headline.as_str().to_owned()
    }

    /// The article.
    async fn article(&self) -> Article {
        Article::new(FoundArticle::Full(self.0.value()), &self.0.read_context)
    }
}

/// A tag whose name contains a word that begins with the typed text.
pub struct TagSuggestion(Tag);

/// A tag whose name contains a word that begins with the typed text.
#[Object]
impl TagSuggestion {
    /// Name of the tag.
    pub async fn text(&self) -> String {
        self.0.entity().name.as_str().to_owned()
    }

    /// The tag.
    async fn tag(&self) -> &Tag {
        &self.0
    }
}

/// Suggestions for the start of a word.
pub async fn suggestions(
    read_context: &Arc<ReadContext>,
    prefix: &str,
    first: i32,
) -> Result<Vec<Suggestion>> {
    let most = size("first", first)?;
    let Some(prefix) = parse_prefix(prefix)? else {
        return Ok(Vec::new());
    };
    let found = read_context.suggestions(prefix, most).await?;
    Ok(found
        .iter()
        .map(|suggestion| Suggestion::from_suggestion(suggestion, read_context))
        .collect())
}
