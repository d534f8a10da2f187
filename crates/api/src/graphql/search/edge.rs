//! One hit: the article, its score and its highlighted texts.

use std::sync::Arc;

use async_graphql::{Object, Result, SimpleObject};
use standfirst_domain::cursor::HitPlace;
use standfirst_domain::{article as newsroom, ports::FoundArticle, search};

use super::SearchKey;
use crate::graphql::{
    article::Article,
    blocking::run_blocking,
    errors::{bad_input, field_error},
    read_context::ReadContext,
    scalars::Cursor,
};

/// Default length of a snippet in characters.
const USUAL: i32 = 200;
/// Permitted lengths of a snippet in characters.
const LENGTHS: std::ops::RangeInclusive<i32> = 40..=1_000;

/// A search result: an article with its score and highlighted texts.
pub struct SearchEdge {
    article: Arc<newsroom::Article>,
    node: Article,
    score: f64,
    place: HitPlace,
    search_key: SearchKey,
}

impl SearchEdge {
    /// A result of a search.
    pub fn new(hit: &search::Hit, search_key: &SearchKey, read_context: &Arc<ReadContext>) -> Self {
        let place = HitPlace::new(search_key.fingerprint, hit.position);
        Self {
            article: Arc::clone(&hit.article),
            node: Article::new(FoundArticle::Full(Arc::clone(&hit.article)), read_context),
            score: hit.score,
            place,
            search_key: search_key.clone(),
        }
    }

    /// Article of the result.
    pub const fn shown(&self) -> &Article {
        &self.node
    }

    /// Encoded cursor of the result.
    pub fn place(&self) -> String {
        self.place.encode()
    }

    fn marked(&self, text: &str) -> Vec<SnippetRun> {
        let language = &self.article.card.language;
        runs(search::highlight(
            &self.search_key.search.query,
            language,
            text,
        ))
    }
}

/// A search result: an article with its score and highlighted texts.
#[Object]
impl SearchEdge {
    /// The article.
    async fn node(&self) -> &Article {
        &self.node
    }

    /// Cursor of this result, for use as `after` in the same search.
    async fn cursor(&self) -> Cursor {
        Cursor(self.place())
    }

    /// Relevance from 0 to 1: matching words and their places, combined with the article's age.
    /// Scores are comparable only within one search.
    async fn score(&self) -> f64 {
        self.score
    }

    /// Headline, split into matching and other runs.
    async fn headline(&self) -> Vec<SnippetRun> {
        self.marked(self.article.card.headline.as_str())
    }

    /// Standfirst, split into matching and other runs. Empty if the article has none.
    async fn standfirst(&self) -> Vec<SnippetRun> {
        let standfirst = self.article.card.standfirst.as_ref();
        standfirst.map_or_else(Vec::new, |text| self.marked(text.as_str()))
    }

    /// Best-matching part of the text, split into matching and other runs; the beginning of the
    /// text if no part of it matches. Runs contain plain text: escape them when inserting them into
    /// HTML. Null only if the text could not be loaded.
    async fn snippet(
        &self,
        #[graphql(
            desc = "Maximum length in characters (grapheme clusters; 40 to 1000).",
            default_with = "Some(USUAL)"
        )]
        length: Option<i32>,
    ) -> Option<Result<Vec<SnippetRun>>> {
        Some(self.cut(length.unwrap_or(USUAL)).await)
    }
}

impl SearchEdge {
    async fn cut(&self, length: i32) -> Result<Vec<SnippetRun>> {
        let characters = usize::try_from(length).unwrap_or_default();
        if !LENGTHS.contains(&length) {
            let (least, most) = (LENGTHS.start(), LENGTHS.end());
            return Err(bad_input(format!(
                "`length` must be from {least} to {most}."
            )));
        }
        let bodies = &self.node.read_context.loaders.bodies;
        let Some(body) = bodies.one(self.article.id).await? else {
            return Ok(Vec::new());
        };
        let body = body.map_err(field_error)?;
        let language = self.article.card.language.clone();
        let query = Arc::clone(&self.search_key.search.query);
        let cut = move || search::snippet(&query, &language, &body.to_text(), characters);
        Ok(runs(run_blocking(cut).await?))
    }
}

/// A run of text that matches the search, or that does not.
#[derive(SimpleObject)]
pub struct SnippetRun {
    /// Plain text without markup.
    text: String,
    /// True if the run matches the search.
    is_match: bool,
}

fn runs(runs: Vec<search::TextFragment>) -> Vec<SnippetRun> {
    let shown = runs.into_iter().map(|run| SnippetRun {
        text: run.text,
        is_match: run.is_match,
    });
    shown.collect()
}
