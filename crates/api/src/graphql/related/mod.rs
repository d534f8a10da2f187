//! Related articles with reasons. The domain decides scores and order.

mod arguments;
mod explained;
mod key;

pub use arguments::{RelatedArguments, USUAL};
pub use explained::RelatedQuery;
pub use key::RelatedKey;

use std::sync::Arc;

use async_graphql::{Interface, Object, Result, SimpleObject};
use standfirst_domain::cursor::{self, ListKind};
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
    page_dedupe::ListDedupe,
    read_context::ReadContext,
    scalars::Cursor,
    tag::{self, Tag},
};

/// Related articles; none for a retracted article. Takes one read for the list and one for all its
/// articles.
pub async fn related_connection(
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
        .await?
        .unwrap_or_default();
    let related = shown(&related, most, arguments.list_dedupe).await;
    let keys = related.iter().map(|related| Key::Id(related.article));
    let mut found = read_context.loaders.articles.many(keys).await?;
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

/// Articles to show, without those that other lists showed before.
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

/// Related articles.
pub struct RelatedConnection {
    edges: Vec<RelatedEdge>,
}

/// Related articles, best first.
#[Object]
impl RelatedConnection {
    /// Articles with their scores and reasons.
    async fn edges(&self) -> &[RelatedEdge] {
        &self.edges
    }

    /// Articles without scores and reasons.
    async fn nodes(&self) -> Vec<&Article> {
        self.edges.iter().map(|edge| &edge.node).collect()
    }

    /// Pagination state. `hasNextPage` and `hasPreviousPage` are always false; the list cannot be
    /// paged through.
    async fn page_info(&self) -> PageInfo {
        let cursors: Vec<String> = self.edges.iter().map(RelatedEdge::place).collect();
        PageInfo::new(false, false, cursors.iter().map(String::as_str))
    }
}

/// A related article.
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

/// A related article with its score and reasons.
#[Object]
impl RelatedEdge {
    /// The article.
    async fn node(&self) -> &Article {
        &self.node
    }

    /// Cursor of this item.
    async fn cursor(&self) -> Cursor {
        Cursor(self.place())
    }

    /// Degree of relatedness, above 0 and at most 1: the sum of the contributions of all reasons.
    async fn score(&self) -> f64 {
        self.related.score
    }

    /// Reasons for relatedness, highest contribution first.
    async fn reasons(&self) -> Vec<RelatedReason> {
        self.related
            .reasons
            .iter()
            .map(|reason| RelatedReason::from_reason(reason, &self.node.read_context))
            .collect()
    }
}

/// A reason why an article is related to another.
#[derive(Interface)]
#[graphql(field(
    name = "contribution",
    ty = "&f64",
    desc = "Contribution to the score."
))]
pub enum RelatedReason {
    /// An editor pinned the article.
    EditorsPick(EditorsPick),
    /// The author linked to the article.
    LinkedByAuthor(LinkedByAuthor),
    /// Both articles belong to the same series or collection.
    SameSeries(SameSeries),
    /// Both articles have tags in common.
    SharedTags(SharedTags),
    /// Both articles have words in common.
    SimilarText(SimilarText),
    /// Both articles were published at about the same time.
    CloseInTime(CloseInTime),
}

impl RelatedReason {
    fn from_reason(reason: &Reason, read_context: &Arc<ReadContext>) -> Self {
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

/// An editor pinned the article. Pinned articles precede all others.
#[derive(SimpleObject)]
pub struct EditorsPick {
    /// Contribution to the score: 1 minus the contributions of all other reasons.
    contribution: f64,
}

/// The author of one article linked to the other.
#[derive(SimpleObject)]
pub struct LinkedByAuthor {
    /// Contribution to the score.
    contribution: f64,
}

/// Both articles belong to the same series or collection.
#[derive(SimpleObject)]
pub struct SameSeries {
    /// Contribution to the score.
    contribution: f64,
}

/// Both articles have words in common.
#[derive(SimpleObject)]
pub struct SimilarText {
    /// Contribution to the score.
    contribution: f64,
    /// Some of the words, highest weight first, in their most frequent spelling.
    words: Vec<String>,
}

/// Both articles have tags in common.
pub struct SharedTags {
    shared: Vec<TagId>,
    read_context: Arc<ReadContext>,
    contribution: f64,
}

/// Both articles have tags in common.
#[Object]
impl SharedTags {
    /// Contribution to the score.
    pub async fn contribution(&self) -> &f64 {
        &self.contribution
    }

    /// Common tags, rarest first. Null only if they could not be loaded.
    async fn tags(&self) -> Option<Result<Vec<Tag>>> {
        Some(tag::many(&self.read_context, &self.shared).await)
    }
}

/// Both articles were published at about the same time.
#[derive(SimpleObject)]
pub struct CloseInTime {
    /// Contribution to the score.
    contribution: f64,
    /// Days between the publication dates.
    days: f64,
}
