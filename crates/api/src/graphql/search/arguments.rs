//! Arguments of a search, validated into a search of the domain.

use std::sync::Arc;

use async_graphql::{Enum, Error, Result};
use standfirst_domain::cursor::{Fingerprint, HitPlace};
use standfirst_domain::{
    error::{ErrorCode, UserError},
    search::{self, HitPosition, Search},
    tokenizer::is_unspaced,
};

use super::search_key::{SearchKey, fingerprint};
use crate::graphql::{
    article::ArticleFilter,
    connection::size,
    errors::{bad_input, coded_error},
    scalars::Cursor,
};

/// Order of search results.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Default)]
#[graphql(remote = "search::SearchOrder")]
pub enum SearchOrder {
    /// By relevance, best match first: places and rarity of the matching words, combined with the
    /// article's age.
    #[default]
    Relevance,
    /// By publication date, newest first.
    Newest,
}

/// Arguments of a search.
pub struct SearchArguments {
    /// Search text.
    pub query: String,
    /// Number of items to return.
    pub first: i32,
    /// Returns only results after this cursor.
    pub after: Option<Cursor>,
    /// Conditions on the articles.
    pub filter: Option<ArticleFilter>,
    /// Order of the result.
    pub order: SearchOrder,
    /// Set if the last word may be incomplete.
    pub as_you_type: bool,
}

impl SearchArguments {
    /// The requested search; if no article can match it, `Err` with whether the request asked for a
    /// later page.
    ///
    /// # Errors
    /// Every error in the search text and the filter, or a cursor of another search.
    pub fn read(self) -> Result<Result<SearchKey, bool>, Error> {
        let first = size("first", self.first)?;
        let query = search::parse(&self.query).map_err(messages);
        let filter = self.filter.unwrap_or_default().read();
        let (query, filter) = match (query, filter) {
            (Ok(query), Ok(filter)) => (query, filter),
            (query, filter) => {
                let of_filter = filter.err().map(|error| error.message);
                let wrong = query.err().into_iter().chain(of_filter);
                return Err(bad_input(wrong.collect::<Vec<_>>().join(" ")));
            }
        };
        let Some(filter) = filter else {
            return Ok(Err(self.after.is_some()));
        };
        let order = self.order.into();
        let fingerprint = fingerprint(&self.query, &filter, order, self.as_you_type);
        let after = match &self.after {
            None => None,
            Some(cursor) => Some(place(cursor, fingerprint)?),
        };
        let query = if self.as_you_type {
            query.as_you_type(&self.query)
        } else {
            query
        };
        let search = Search {
            query: Arc::new(query),
            filter,
            order,
            first,
            after,
        };
        Ok(Ok(SearchKey::new(search, fingerprint)))
    }
}

fn place(cursor: &Cursor, fingerprint: Fingerprint) -> Result<HitPosition, Error> {
    let found = HitPlace::decode(&cursor.0).filter(|found| found.fingerprint == fingerprint);
    found.map(|found| found.place).ok_or_else(|| {
        coded_error(
            ErrorCode::InvalidCursor,
            "`after` is not a cursor of a search with this text, filter and order.",
        )
    })
}

/// Parses the start of a word; `None` if it is too short for suggestions.
///
/// # Errors
/// The text is longer than a search text may be, or contains control characters.
pub fn parse_prefix(text: &str) -> Result<Option<Arc<str>>, Error> {
    search::parse(text).map_err(|wrong| bad_input(messages(wrong)))?;
    let mut letters = text.chars().filter(|c| c.is_alphanumeric());
    let is_enough = match (letters.next(), letters.next()) {
        (Some(only), None) => is_unspaced(only),
        (_, second) => second.is_some(),
    };
    Ok(is_enough.then(|| Arc::from(text)))
}

/// All error messages in one text.
fn messages(wrong: Vec<UserError>) -> String {
    let wrong: Vec<String> = wrong.into_iter().map(|error| error.message).collect();
    wrong.join(" ")
}
