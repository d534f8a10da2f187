//! Source index: the article id of each record's name and of each page's address.
//!
//! The first pass over the files fills the index, so that the second pass resolves links to later
//! records.

use std::collections::{HashMap, hash_map::Entry};

use standfirst_domain::{
    error::Error,
    ids::ArticleId,
    ports::{Desk, SourceKeys},
    text::{Label, one_line},
    web_url::WebUrl,
};

use super::id_generator::IdGenerator;

/// Names in one look-up at the desk.
const KEYS_PER_LOOKUP: usize = 1_000;
/// Position of a page that several records claim: a link to it resolves to none of them.
const AMBIGUOUS: u32 = u32::MAX;

/// Names and page addresses of one source. Both maps hold positions in one list of articles, which
/// keeps a hundred thousand records in about thirty megabytes.
#[derive(Debug, Default)]
pub(super) struct SourceIndex {
    names: HashMap<Box<str>, u32>,
    pages: HashMap<Box<str>, u32>,
    articles: Vec<ArticleId>,
}

impl SourceIndex {
    /// Adds a record. If two records have one name, the first one counts.
    pub fn add(&mut self, name: &str, page: Option<&WebUrl>, ids: &mut IdGenerator) {
        let position = u32::try_from(self.articles.len()).unwrap_or(AMBIGUOUS);
        let Entry::Vacant(vacant) = self.names.entry(one_line(name).into()) else {
            return;
        };
        vacant.insert(position);
        self.articles.push(ids.next());
        if let Some(page) = page {
            self.pages
                .entry(page.page_key().into())
                .and_modify(|other| *other = AMBIGUOUS)
                .or_insert(position);
        }
    }

    /// Replaces new ids by those of articles that earlier imports brought.
    pub async fn use_known_ids(&mut self, desk: &dyn Desk, system: &Label) -> Result<(), Error> {
        let names: Vec<&Box<str>> = self.names.keys().collect();
        for names in names.chunks(KEYS_PER_LOOKUP) {
            let keys = names.iter().map(ToString::to_string).collect();
            for (name, article) in desk
                .known_sources(SourceKeys::Ids(system.clone(), keys))
                .await?
            {
                let id = self
                    .names
                    .get(name.as_str())
                    .and_then(|position| self.articles.get_mut(*position as usize));
                if let Some(id) = id {
                    *id = article;
                }
            }
        }
        Ok(())
    }

    /// Article of the record with this name.
    pub fn article_by_name(&self, name: &str) -> Option<ArticleId> {
        self.at(self.names.get(one_line(name).as_str()))
    }

    /// Article of a page, unless several records claim the page.
    pub fn article_by_page(&self, page_key: &str) -> Option<ArticleId> {
        self.at(self.pages.get(page_key))
    }

    /// Returns `true` if a record claims this page.
    pub fn has_page(&self, page_key: &str) -> bool {
        self.pages.contains_key(page_key)
    }

    fn at(&self, position: Option<&u32>) -> Option<ArticleId> {
        self.articles.get(*position? as usize).copied()
    }
}

#[cfg(test)]
mod tests {
    use standfirst_domain::{moment::Moment, web_url::WebUrl};

    use super::{super::id_generator::IdGenerator, SourceIndex};

    #[test]
    fn a_page_that_several_records_claim_resolves_to_none() {
        let mut index = SourceIndex::default();
        let mut ids = IdGenerator::starting_at(Moment::from_millis(0));
        let page = |path: &str| WebUrl::parse(&format!("https://example.org/{path}")).unwrap();
        index.add("a", Some(&page("day")), &mut ids);
        index.add("b", Some(&page("day")), &mut ids);
        index.add("c", Some(&page("own")), &mut ids);
        index.add("c", Some(&page("second")), &mut ids);
        assert_eq!(
            (
                index.article_by_page("example.org/day"),
                index.article_by_page("example.org/second")
            ),
            (None, None)
        );
        assert!(
            index.article_by_page("example.org/own").is_some()
                && index.article_by_page("example.org/own") == index.article_by_name("c")
        );
        assert_ne!(index.article_by_name("a"), index.article_by_name("b"));
    }
}
