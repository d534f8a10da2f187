//! Links between articles of one source: addresses are replaced by identities where they are known.

use std::collections::HashSet;

use standfirst_domain::{
    body::{Body, LinkTarget},
    ids::ArticleId,
    web_url::WebUrl,
};

/// Replaces links to known addresses by links to articles. Returns the articles that the author
/// linked to: first those in `related`, then those in the body, each once, without the article
/// itself.
pub(crate) fn resolve_links(
    body: &mut Body,
    own_id: ArticleId,
    related: Vec<ArticleId>,
    locate: &dyn Fn(&WebUrl) -> Option<ArticleId>,
) -> Vec<ArticleId> {
    body.map_links(&mut |target| {
        let LinkTarget::Url(href) = target else {
            return None;
        };
        let url = WebUrl::parse(href.as_str()).ok()?;
        let id = locate(&url).filter(|id| *id != own_id)?;
        Some(LinkTarget::Article { id, url: Some(url) })
    });
    let mut seen = HashSet::from([own_id]);
    let mut links: Vec<ArticleId> = related;
    links.extend(body.linked_articles());
    links.retain(|id| seen.insert(*id));
    links
}
