//! Targets of links. A target that the reader cannot see is not named: only the URL that the author
//! wrote is left, if there is one.

use std::sync::Arc;

use async_graphql::{Interface, Result, SimpleObject};
use standfirst_domain::{body, listing::Key};

use crate::graphql::{
    article::{Article, address},
    read_context::ReadContext,
    scalars::Url,
    tag::Tag,
    taxonomy::find,
};

/// Target of a link.
#[derive(Interface)]
#[graphql(field(
    name = "url",
    ty = "&Option<Url>",
    desc = "URL to link to. Null if no URL is available; show the text without a link."
))]
pub enum LinkTarget {
    /// An article of this publication.
    Article(ArticleLink),
    /// The page of a tag.
    Tag(TagLink),
    /// Any other URL.
    Url(UrlLink),
}

/// Resolves the target of a link.
pub async fn follow(
    read_context: &Arc<ReadContext>,
    target: &body::LinkTarget,
) -> Result<LinkTarget> {
    Ok(match target {
        body::LinkTarget::Article { id, url } => {
            let found = read_context.article(Key::Id(*id)).await?;
            let address = found
                .as_ref()
                .map(|found| Url(address(read_context, found)));
            LinkTarget::Article(ArticleLink {
                url: address.or_else(|| url.as_ref().map(Url::from)),
                article: found.map(|found| Article::new(found, read_context)),
            })
        }
        body::LinkTarget::Tag(id) => {
            let tag: Option<Tag> = find(read_context, Key::Id(*id)).await?;
            let url = tag
                .as_ref()
                .map(|tag| Url(read_context.publication.tag_url(&tag.entity().slug)));
            LinkTarget::Tag(TagLink { tag, url })
        }
        body::LinkTarget::Url(href) => LinkTarget::Url(UrlLink {
            url: Some(Url(href.as_str().to_owned())),
        }),
    })
}

/// A link to an article of this publication.
#[derive(SimpleObject)]
pub struct ArticleLink {
    /// Current URL of the article, or the URL that the author wrote if the article is not visible
    /// to the caller.
    url: Option<Url>,
    /// The article. Null if it is not visible to the caller.
    article: Option<Article>,
}

/// A link to the page of a tag.
#[derive(SimpleObject)]
pub struct TagLink {
    /// URL of the tag's page.
    url: Option<Url>,
    /// The tag. Null if it is not visible to the caller.
    tag: Option<Tag>,
}

/// A link to any other URL.
#[derive(SimpleObject)]
pub struct UrlLink {
    /// URL (https, http, mailto or tel).
    url: Option<Url>,
}
