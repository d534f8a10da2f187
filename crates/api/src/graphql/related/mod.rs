//! What belongs beside an article, with the reasons. Scores and order are the newsroom's; here they are shown.

mod arguments;
mod explained;
mod key;

pub use arguments::{RelatedArguments, USUAL};
pub use explained::RelatedQuery;
pub use key::RelatedKey;

use std::sync::Arc;

use async_graphql::{Interface, Object, Result, SimpleObject};
use standfirst_domain::{
    article as newsroom,
    ids::TagId,
    listing::Key,
    page::{Position, SortKey},
    related::{Reason, Related},
};

use super::{
    article::Article,
    connection::PageInfo,
    cursor::{self, ListKind},
    errors::field_error,
    page_dedupe::ListDedupe,
    read_context::ReadContext,
    scalars::Cursor,
    tag::{self, Tag},
};

/// What belongs beside an article; nothing beside one that was retracted. One read for what belongs, one for all of the articles.
pub async fn beside(
    read_context: &Arc<ReadContext>,
    article: Option<&newsroom::Article>,
    arguments: RelatedArguments,
) -> Result<RelatedConnection> {
    let most = arguments.most()?;
    let key = Arc::new(arguments.key(read_context).await?);
    let Some(article) = article else {
        return Ok(RelatedConnection { edges: Vec::new() });
    };
    let related = read_context
        .loaders
        .related
        .one((article.id, key))
        .await
        .map_err(field_error)?
        .unwrap_or_default();
    let related = shown(&related, most, arguments.list_dedupe).await;
    let keys = related.iter().map(|related| Key::Id(related.article));
    let mut found = read_context
        .loaders
        .articles
        .many(keys)
        .await
        .map_err(field_error)?;
    read_context.loaders.articles.prime(found.clone());
    let edge = |related: &Related| {
        found
            .remove(&Key::Id(related.article))
            .map(|node| RelatedEdge {
                node: Article::new(node, read_context),
                related: related.clone(),
            })
    };
    Ok(RelatedConnection {
        edges: related.iter().filter_map(edge).collect(),
    })
}

/// What is shown of it, where other lists may have shown some before.
async fn shown(related: &[Related], most: u32, list_dedupe: Option<ListDedupe>) -> Vec<Related> {
    let Some(list_dedupe) = list_dedupe else {
        return related.to_vec();
    };
    let found = related.iter().map(|related| related.article).collect();
    let shown = list_dedupe.pick(found, usize::try_from(most).unwrap_or(usize::MAX));
    let shown = shown.await.into_iter();
    shown
        .filter_map(|index| related.get(index).cloned())
        .collect()
}

/// What belongs beside an article.
pub struct RelatedConnection {
    edges: Vec<RelatedEdge>,
}

/// What belongs beside an article, best first.
#[Object]
impl RelatedConnection {
    /// The articles with their scores and reasons.
    async fn edges(&self) -> &[RelatedEdge] {
        &self.edges
    }

    /// The articles alone.
    async fn nodes(&self) -> Vec<&Article> {
        self.edges.iter().map(|edge| &edge.node).collect()
    }

    /// Where this part stands in the whole. There is never more than was asked for.
    async fn page_info(&self) -> PageInfo {
        let cursors: Vec<String> = self.edges.iter().map(RelatedEdge::place).collect();
        PageInfo::new(false, false, cursors.iter().map(String::as_str))
    }
}

/// An article that belongs beside another.
pub struct RelatedEdge {
    node: Article,
    related: Related,
}

impl RelatedEdge {
    fn place(&self) -> String {
        let position = Position {
            key: SortKey::Text(self.related.score.to_string()),
            id: self.related.article.as_uuid(),
        };
        cursor::encode(ListKind::Related, &position)
    }
}

/// An article that belongs beside another, and why.
#[Object]
impl RelatedEdge {
    /// The article.
    async fn node(&self) -> &Article {
        &self.node
    }

    /// Its place in the list.
    async fn cursor(&self) -> Cursor {
        Cursor(self.place())
    }

    /// How much it belongs there, above 0 and at most 1: the sum of what the reasons contribute.
    async fn score(&self) -> f64 {
        self.related.score
    }

    /// Why, the weightiest first.
    async fn reasons(&self) -> Vec<RelatedReason> {
        self.related
            .reasons
            .iter()
            .map(|reason| RelatedReason::of(reason, &self.node.read_context))
            .collect()
    }
}

/// Why an article belongs beside another.
#[derive(Interface)]
#[graphql(field(
    name = "contribution",
    ty = "&f64",
    desc = "What it adds to the score."
))]
pub enum RelatedReason {
    /// An editor pinned it there.
    EditorsPick(EditorsPick),
    /// The author linked to it.
    LinkedByAuthor(LinkedByAuthor),
    /// Both belong to one series or stand in one collection.
    SameSeries(SameSeries),
    /// Both carry the same tags.
    SharedTags(SharedTags),
    /// Both say the same words.
    SimilarText(SimilarText),
    /// Both are of about the same time.
    CloseInTime(CloseInTime),
}

impl RelatedReason {
    fn of(reason: &Reason, read_context: &Arc<ReadContext>) -> Self {
        match reason {
            Reason::EditorsPick { contribution } => Self::EditorsPick(EditorsPick {
                contribution: *contribution,
            }),
            Reason::LinkedByAuthor { contribution } => Self::LinkedByAuthor(LinkedByAuthor {
                contribution: *contribution,
            }),
            Reason::SameSeries { contribution } => Self::SameSeries(SameSeries {
                contribution: *contribution,
            }),
            Reason::SimilarText {
                words,
                contribution,
            } => Self::SimilarText(SimilarText {
                words: words.clone(),
                contribution: *contribution,
            }),
            Reason::SharedTags { tags, contribution } => Self::SharedTags(SharedTags {
                shared: tags.clone(),
                read_context: Arc::clone(read_context),
                contribution: *contribution,
            }),
            Reason::CloseInTime { days, contribution } => Self::CloseInTime(CloseInTime {
                days: *days,
                contribution: *contribution,
            }),
        }
    }
}

/// An editor pinned it there, so that it comes before all that nobody pinned.
#[derive(SimpleObject)]
pub struct EditorsPick {
    /// What it adds to the score: what the other reasons leave of 1.
    contribution: f64,
}

/// The author of the one article linked to the other.
#[derive(SimpleObject)]
pub struct LinkedByAuthor {
    /// What it adds to the score.
    contribution: f64,
}

/// Both articles belong to one series or stand in one collection.
#[derive(SimpleObject)]
pub struct SameSeries {
    /// What it adds to the score.
    contribution: f64,
}

/// Both articles say the same words.
#[derive(SimpleObject)]
pub struct SimilarText {
    /// What it adds to the score.
    contribution: f64,
    /// Some of the words, the weightiest first, in the form in which they are written most.
    words: Vec<String>,
}

/// Both articles carry the same tags.
pub struct SharedTags {
    shared: Vec<TagId>,
    read_context: Arc<ReadContext>,
    contribution: f64,
}

/// Both articles carry the same tags.
#[Object]
impl SharedTags {
    /// What it adds to the score.
    pub async fn contribution(&self) -> &f64 {
        &self.contribution
    }

    /// The tags, the rarest first. Null only when they could not be read.
    async fn tags(&self) -> Option<Result<Vec<Tag>>> {
        Some(tag::many(&self.read_context, &self.shared).await)
    }
}

/// Both articles are of about the same time.
#[derive(SimpleObject)]
pub struct CloseInTime {
    /// What it adds to the score.
    contribution: f64,
    /// Days between them.
    days: f64,
}
