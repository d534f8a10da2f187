//! Where links lead. What is not there for this reader is not named: the address that the author wrote is left, or nothing.

use std::sync::Arc;

use async_graphql::{Interface, Result, SimpleObject};
use standfirst_domain::{body, listing::Key};

use crate::graphql::{
    article::{Article, address},
    errors::field_error,
    keyed_by_reader::KeyedByReader,
    read_context::ReadContext,
    scalars::Url,
    tag::Tag,
};

/// Where a link leads.
#[derive(Interface)]
#[graphql(field(
    name = "url",
    ty = "&Option<Url>",
    desc = "The address to link to; null when there is none to give, so that the words stand alone."
))]
pub enum LinkTarget {
    /// To an article of this publication.
    Article(ArticleLink),
    /// To a tag's page.
    Tag(TagLink),
    /// To anywhere else.
    Url(UrlLink),
}

/// Finds where a link leads.
pub async fn follow(
    read_context: &Arc<ReadContext>,
    target: &body::LinkTarget,
) -> Result<LinkTarget> {
    Ok(match target {
        body::LinkTarget::Article { id, url } => {
            let found = read_context
                .loaders
                .articles
                .one(Key::Id(*id))
                .await
                .map_err(field_error)?;
            let address = found
                .as_ref()
                .map(|found| Url(address(read_context, found)));
            LinkTarget::Article(ArticleLink {
                url: address.or_else(|| url.as_ref().map(Url::from)),
                article: found.map(|found| Article::new(found, read_context)),
            })
        }
        body::LinkTarget::Tag(id) => {
            let tag = read_context
                .loaders
                .tags
                .one(Key::Id(*id))
                .await
                .map_err(field_error)?;
            let url = tag
                .as_ref()
                .map(|tag| Url(read_context.publication.tag_url(&tag.slug)));
            LinkTarget::Tag(TagLink {
                tag: tag.map(|tag| Tag(KeyedByReader::new(tag, read_context))),
                url,
            })
        }
        body::LinkTarget::Url(href) => LinkTarget::Url(UrlLink {
            url: Some(Url(href.as_str().to_owned())),
        }),
    })
}

/// A link to an article of this publication.
#[derive(SimpleObject)]
pub struct ArticleLink {
    /// The article's present address, or the address that the author wrote when the article is not there for you.
    url: Option<Url>,
    /// The article; null when it is not there for you.
    article: Option<Article>,
}

/// A link to a tag's page.
#[derive(SimpleObject)]
pub struct TagLink {
    /// The address of the tag's page.
    url: Option<Url>,
    /// The tag; null when it is not there for you.
    tag: Option<Tag>,
}

/// A link to anywhere else.
#[derive(SimpleObject)]
pub struct UrlLink {
    /// The address: https, http, mailto or tel.
    url: Option<Url>,
}
