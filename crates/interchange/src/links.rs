//! Links between articles of the same source: addresses become identities where they are known.

use std::collections::HashSet;

use standfirst_domain::{
    body::{Body, LinkTarget},
    ids::ArticleId,
    web_url::WebUrl,
};

/// Turns links to known addresses into links to articles, and answers what the author linked to: those named by the source, then those in the
/// body, each once, never the article itself.
pub(crate) fn settle(
    body: &mut Body,
    own: ArticleId,
    named: Vec<ArticleId>,
    locate: &dyn Fn(&WebUrl) -> Option<ArticleId>,
) -> Vec<ArticleId> {
    body.map_links(&mut |target| {
        let LinkTarget::Url(href) = target else {
            return None;
        };
        let url = WebUrl::parse(href.as_str()).ok()?;
        let id = locate(&url).filter(|id| *id != own)?;
        Some(LinkTarget::Article { id, url: Some(url) })
    });
    let mut seen = HashSet::from([own]);
    let mut links: Vec<ArticleId> = named;
    links.extend(body.linked_articles());
    links.retain(|id| seen.insert(*id));
    links
}
