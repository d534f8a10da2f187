//! One hit: the article, how well it fits, and where the words stand in it.

use std::sync::Arc;

use async_graphql::{Object, Result, SimpleObject};
use standfirst_domain::{article as newsroom, ports::Found, search};

use super::Asked;
use crate::graphql::{
    article::Article,
    aside::aside,
    cursor::HitPlace,
    errors::{fault, refusal},
    reading::Reading,
    scalars::Cursor,
};

/// How many characters a snippet has at most when nobody says.
const USUAL: i32 = 200;
/// The fewest and the most characters of a snippet.
const LENGTHS: std::ops::RangeInclusive<i32> = 40..=1_000;

/// An article that was found, how well it fits, and where the words stand in it.
pub struct SearchEdge {
    article: Arc<newsroom::Article>,
    node: Article,
    score: f64,
    place: HitPlace,
    asked: Asked,
}

impl SearchEdge {
    /// A hit of a search.
    pub fn new(hit: &search::Hit, asked: &Asked, reading: &Arc<Reading>) -> Self {
        let place = HitPlace::new(asked.of, hit.position);
        Self {
            article: Arc::clone(&hit.article),
            node: Article::new(Found::Full(Arc::clone(&hit.article)), reading),
            score: hit.score,
            place,
            asked: asked.clone(),
        }
    }

    /// Its article.
    pub const fn shown(&self) -> &Article {
        &self.node
    }

    /// Its place, as clients keep it.
    pub fn place(&self) -> String {
        self.place.encode()
    }

    fn marked(&self, text: &str) -> Vec<SnippetRun> {
        let language = &self.article.card.language;
        runs(search::highlight(&self.asked.search.query, language, text))
    }
}

/// An article that was found, how well it fits, and where the words stand in it.
#[Object]
impl SearchEdge {
    /// The article.
    async fn node(&self) -> &Article {
        &self.node
    }

    /// Its place in what was found: hand it to `after` of the same search to go on from here.
    async fn cursor(&self) -> Cursor {
        Cursor(self.place())
    }

    /// How well it fits, from 0 to 1: the words it has and where they stand, blended with how fresh it is. Compare it within one search alone.
    async fn score(&self) -> f64 {
        self.score
    }

    /// The headline, with what matches set apart.
    async fn headline(&self) -> Vec<SnippetRun> {
        self.marked(self.article.card.headline.as_str())
    }

    /// The standfirst, with what matches set apart; empty where there is none.
    async fn standfirst(&self) -> Vec<SnippetRun> {
        let standfirst = self.article.card.standfirst.as_ref();
        standfirst.map_or_else(Vec::new, |text| self.marked(text.as_str()))
    }

    /// The part of the text that fits best, with what matches set apart. Where nothing of the text does, it is the beginning. It holds words and no
    /// markup: put runs into a page as text. Null only when the text could not be read.
    async fn snippet(
        &self,
        #[graphql(
            desc = "At most so many characters, as a reader counts them: 40 to 1000.",
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
            return Err(refusal(format!("`length` must be from {least} to {most}.")));
        }
        let bodies = &self.node.reading.loaders.bodies;
        let Some(body) = bodies.one(self.article.id).await.map_err(fault)? else {
            return Ok(Vec::new());
        };
        let body = body.map_err(fault)?;
        let language = self.article.card.language.clone();
        let query = Arc::clone(&self.asked.search.query);
        let cut = move || search::snippet(&query, &language, &body.to_text(), characters);
        Ok(runs(aside(cut).await?))
    }
}

/// A piece of a text, whether it matches or not.
#[derive(SimpleObject)]
pub struct SnippetRun {
    /// The words, without any markup.
    text: String,
    /// Whether they are what was searched for.
    is_match: bool,
}

fn runs(runs: Vec<search::TextFragment>) -> Vec<SnippetRun> {
    let shown = runs.into_iter().map(|run| SnippetRun {
        text: run.text,
        is_match: run.is_match,
    });
    shown.collect()
}
