//! A publication without an article or tag, in which every link falls back.

use standfirst_domain::{
    body::Links,
    ids::{ArticleId, TagId},
};

pub(crate) struct Nowhere;

impl Links for Nowhere {
    fn article(&self, _: ArticleId) -> Option<String> {
        None
    }
    fn tag(&self, _: TagId) -> Option<String> {
        None
    }
}
