//! What an import knows beforehand: which article each name of the source and each address of a page stands for. A first pass over the files
//! fills it, so that a link to an article further down finds its target.

use std::collections::{HashMap, hash_map::Entry};

use standfirst_domain::{
    error::Error,
    ids::ArticleId,
    ports::{Desk, SourceKeys},
    text::{Label, one_line},
    web_url::WebUrl,
};

use super::mint::Mint;

/// How many names the desk is asked for at once.
const ASKED_AT_ONCE: usize = 1_000;
/// Stands for a page that several records name as theirs: a link to it means none of them.
const SHARED: u32 = u32::MAX;

/// Names and addresses of one source. Both tables point into one list of articles, which keeps a hundred thousand records in about thirty megabytes.
#[derive(Debug, Default)]
pub(super) struct Index {
    names: HashMap<Box<str>, u32>,
    pages: HashMap<Box<str>, u32>,
    articles: Vec<ArticleId>,
}

impl Index {
    /// Notes a record. Of two with one name the first counts.
    pub fn note(&mut self, name: &str, page: Option<&WebUrl>, mint: &mut Mint) {
        let position = u32::try_from(self.articles.len()).unwrap_or(SHARED);
        let Entry::Vacant(place) = self.names.entry(one_line(name).into()) else {
            return;
        };
        place.insert(position);
        self.articles.push(mint.next());
        if let Some(page) = page {
            self.pages
                .entry(page.page_key().into())
                .and_modify(|other| *other = SHARED)
                .or_insert(position);
        }
    }

    /// Puts the articles that are already here in the place of those just minted.
    pub async fn settle(&mut self, desk: &dyn Desk, system: &Label) -> Result<(), Error> {
        let names: Vec<&Box<str>> = self.names.keys().collect();
        for names in names.chunks(ASKED_AT_ONCE) {
            let asked = names.iter().map(ToString::to_string).collect();
            for (name, article) in desk
                .known_sources(SourceKeys::Ids(system.clone(), asked))
                .await?
            {
                let place = self
                    .names
                    .get(name.as_str())
                    .and_then(|position| self.articles.get_mut(*position as usize));
                if let Some(place) = place {
                    *place = article;
                }
            }
        }
        Ok(())
    }

    /// The article of a name.
    pub fn identify(&self, name: &str) -> Option<ArticleId> {
        self.at(self.names.get(one_line(name).as_str()))
    }

    /// The article of a page, if it is one article's alone.
    pub fn locate(&self, page_key: &str) -> Option<ArticleId> {
        self.at(self.pages.get(page_key))
    }

    /// Whether a record names this page as its own.
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

    use super::{super::mint::Mint, Index};

    #[test]
    fn a_page_of_several_records_is_none_of_theirs() {
        let (mut index, mut mint) = (Index::default(), Mint::at(Moment::from_millis(0)));
        let page = |path: &str| WebUrl::parse(&format!("https://example.org/{path}")).unwrap();
        index.note("a", Some(&page("day")), &mut mint);
        index.note("b", Some(&page("day")), &mut mint);
        index.note("c", Some(&page("own")), &mut mint);
        index.note("c", Some(&page("second")), &mut mint);
        assert_eq!(
            (
                index.locate("example.org/day"),
                index.locate("example.org/second")
            ),
            (None, None)
        );
        assert!(
            index.locate("example.org/own").is_some()
                && index.locate("example.org/own") == index.identify("c")
        );
        assert_ne!(index.identify("a"), index.identify("b"));
    }
}
