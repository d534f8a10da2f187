//! What a search is asked for with, read into one of the newsroom.

use std::sync::Arc;

use async_graphql::{Enum, Error, Result};
use standfirst_domain::{
    error::{ErrorCode, UserError},
    search::{self, Place, Search},
    words::is_unspaced,
};

use super::asked::{Asked, fingerprint};
use crate::graphql::{
    article::ArticleFilter,
    connection::size,
    cursor::{Fingerprint, HitPlace},
    errors::{refusal, refused},
    scalars::Cursor,
};

/// In what order articles are found.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Default)]
#[graphql(remote = "search::SearchOrder")]
pub enum SearchOrder {
    /// The ones that fit best first: where the words stand and how rare they are, blended with how fresh the article is.
    #[default]
    Relevance,
    /// By date of publication, the newest first.
    Newest,
}

/// What a search is asked for with.
pub struct SearchArguments {
    /// What is searched for.
    pub query: String,
    /// At most so many.
    pub first: i32,
    /// Only what comes after.
    pub after: Option<Cursor>,
    /// Which articles.
    pub filter: Option<ArticleFilter>,
    /// In what order.
    pub order: SearchOrder,
    /// Whether the last word is the beginning of one.
    pub as_you_type: bool,
}

impl SearchArguments {
    /// The search that is meant, or, where no article can be found by it, whether it was to go on after a place.
    ///
    /// # Errors
    /// Everything that is wrong with the words and with the filter, or the cursor is of another search.
    pub fn read(self) -> Result<Result<Asked, bool>, Error> {
        let first = size("first", self.first)?;
        let query = search::parse(&self.query).map_err(told);
        let filter = self.filter.unwrap_or_default().read();
        let (query, filter) = match (query, filter) {
            (Ok(query), Ok(filter)) => (query, filter),
            (query, filter) => {
                let of_filter = filter.err().map(|error| error.message);
                let wrong = query.err().into_iter().chain(of_filter);
                return Err(refusal(wrong.collect::<Vec<_>>().join(" ")));
            }
        };
        let Some(filter) = filter else {
            return Ok(Err(self.after.is_some()));
        };
        let order = self.order.into();
        let of = fingerprint(&self.query, &filter, order, self.as_you_type);
        let after = match &self.after {
            None => None,
            Some(cursor) => Some(place(cursor, of)?),
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
        Ok(Ok(Asked::new(search, of)))
    }
}

fn place(cursor: &Cursor, of: Fingerprint) -> Result<Place, Error> {
    let found = HitPlace::decode(&cursor.0).filter(|found| found.of == of);
    found.map(|found| found.place).ok_or_else(|| {
        refused(
            ErrorCode::InvalidCursor,
            "`after` is not a cursor that this search handed out, with these words, this filter and this order.",
        )
    })
}

/// Reads what a reader began to write; `None` of what is too short to suggest by.
///
/// # Errors
/// It is longer than a query may be, or holds control characters.
pub fn beginning(text: &str) -> Result<Option<Arc<str>>, Error> {
    search::parse(text).map_err(|wrong| refusal(told(wrong)))?;
    let mut letters = text.chars().filter(|c| c.is_alphanumeric());
    let is_enough = match (letters.next(), letters.next()) {
        (Some(only), None) => is_unspaced(only),
        (_, second) => second.is_some(),
    };
    Ok(is_enough.then(|| Arc::from(text)))
}

/// Everything that is wrong, in one breath.
fn told(wrong: Vec<UserError>) -> String {
    let wrong: Vec<String> = wrong.into_iter().map(|refusal| refusal.message).collect();
    wrong.join(" ")
}
