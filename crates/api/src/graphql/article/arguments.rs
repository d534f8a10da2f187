//! The arguments of every list of articles, read into a listing of the newsroom.

use std::sync::Arc;

use async_graphql::{Enum, Error, InputObject, Result};
use standfirst_domain::{
    listing::{Filter, Listing, Order, Shelf},
    ports::Found,
    slug::Slug,
};

use super::Article;
use crate::graphql::{
    connection::{Connection, PageArguments, Total},
    cursor::ListKind,
    errors::fault,
    input,
    reading::Reading,
    scalars::{DateTime, LanguageTag},
};

/// Which articles are listed. Everything given must hold; what is left out, and an empty list, ask for nothing. A slug that nobody has matches no
/// article. Each list takes at most 100 entries.
#[derive(InputObject, Default)]
pub struct ArticleFilter {
    /// By the tags they carry.
    tags: Option<TagFilter>,
    /// Standing in one of these sections, by slug.
    sections: Option<Vec<String>>,
    /// Crediting one of these contributors, by slug.
    contributors: Option<Vec<String>>,
    /// Written in one of these languages.
    languages: Option<Vec<LanguageTag>>,
    /// Published at or after this moment.
    published_after: Option<DateTime>,
    /// Published before this moment.
    published_before: Option<DateTime>,
}

/// Which tags a listed article carries, by slug.
#[derive(InputObject, Default)]
pub struct TagFilter {
    /// Every one of these.
    all: Option<Vec<String>>,
    /// At least one of these.
    any: Option<Vec<String>>,
    /// None of these.
    none: Option<Vec<String>>,
}

/// In what order articles are listed.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Default)]
pub enum ArticleOrder {
    /// By date of publication, the newest first.
    #[default]
    Newest,
    /// By date of publication, the oldest first.
    Oldest,
    /// By the last change that readers can see, the latest first.
    RecentlyUpdated,
}

impl From<ArticleOrder> for Order {
    fn from(order: ArticleOrder) -> Self {
        match order {
            ArticleOrder::Newest => Self::Newest,
            ArticleOrder::Oldest => Self::Oldest,
            ArticleOrder::RecentlyUpdated => Self::RecentlyUpdated,
        }
    }
}

impl ArticleFilter {
    /// The filter that is meant; `None` when no article can pass it.
    ///
    /// # Errors
    /// A list of it is too long, or holds control characters.
    pub fn read(self) -> Result<Option<Filter>, Error> {
        let tags = self.tags.unwrap_or_default();
        let languages = self.languages.unwrap_or_default();
        input::within_limit("languages", &languages)?;
        let all = Slugs::read("tags.all", tags.all)?;
        let any = Slugs::read("tags.any", tags.any)?;
        let sections = Slugs::read("sections", self.sections)?;
        let contributors = Slugs::read("contributors", self.contributors)?;
        let none = Slugs::read("tags.none", tags.none)?;
        if all.some_name_nothing
            || any.all_name_nothing()
            || sections.all_name_nothing()
            || contributors.all_name_nothing()
        {
            return Ok(None);
        }
        Ok(Some(Filter {
            tags_all: all.slugs,
            tags_any: any.slugs,
            tags_none: none.slugs,
            sections: sections.slugs,
            contributors: contributors.slugs,
            languages: languages.into_iter().map(|language| language.0).collect(),
            published_from: self.published_after.map(|at| at.0),
            published_before: self.published_before.map(|at| at.0),
        }))
    }
}

/// The slugs among the entries of a list, and whether there were entries that no slug can be.
struct Slugs {
    slugs: Vec<Slug>,
    some_name_nothing: bool,
}

impl Slugs {
    fn read(field: &str, entries: Option<Vec<String>>) -> Result<Self, Error> {
        let entries = entries.unwrap_or_default();
        input::within_limit(field, &entries)?;
        let read: Vec<Option<Slug>> = entries
            .iter()
            .map(|entry| input::slug(field, entry))
            .collect::<Result<_, _>>()?;
        let some_name_nothing = read.iter().any(Option::is_none);
        let mut slugs: Vec<Slug> = read.into_iter().flatten().collect();
        slugs.sort_unstable();
        slugs.dedup();
        Ok(Self {
            slugs,
            some_name_nothing,
        })
    }

    const fn all_name_nothing(&self) -> bool {
        self.some_name_nothing && self.slugs.is_empty()
    }
}

/// What a list of articles was asked for with.
pub struct ArticleListing {
    /// Which part.
    pub page: PageArguments,
    /// Which articles.
    pub filter: Option<ArticleFilter>,
    /// In what order.
    pub order: ArticleOrder,
}

/// The articles of a shelf, as asked for.
pub async fn shelf(
    reading: &Arc<Reading>,
    shelf: Shelf,
    asked: ArticleListing,
) -> Result<Option<Connection<Article>>> {
    let order = Order::from(asked.order);
    let kind = ListKind::Articles(order);
    let page = asked.page.page(kind)?;
    let Some(filter) = asked.filter.unwrap_or_default().read()? else {
        return Ok(Some(Connection::empty(&page, reading)));
    };
    let total = Total::Articles(shelf, Arc::new(filter.clone()));
    let part = reading
        .listing(
            shelf,
            Arc::new(Listing {
                filter,
                order,
                page,
            }),
        )
        .await
        .map_err(fault)?;
    let node = |article: &Arc<_>| Article::new(Found::Full(Arc::clone(article)), reading);
    Ok(Some(Connection::new(&part, kind, total, reading, node)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sections(entries: &[&str]) -> Result<Option<Filter>, Error> {
        let sections = Some(entries.iter().map(|entry| (*entry).to_owned()).collect());
        ArticleFilter {
            sections,
            ..ArticleFilter::default()
        }
        .read()
    }

    #[test]
    fn a_text_that_no_slug_can_be_matches_nothing_and_does_not_widen_the_list() {
        assert_eq!(sections(&["No Slug"]).unwrap(), None);
        assert_eq!(
            sections(&["No Slug", "sport"])
                .unwrap()
                .unwrap()
                .sections
                .len(),
            1
        );
        assert_eq!(sections(&[]).unwrap(), Some(Filter::default()));
        let tags = Some(TagFilter {
            all: Some(vec!["rust".into(), "No Slug".into()]),
            ..TagFilter::default()
        });
        assert_eq!(
            ArticleFilter {
                tags,
                ..ArticleFilter::default()
            }
            .read()
            .unwrap(),
            None
        );
    }

    #[test]
    fn long_lists_and_control_characters_are_refused() {
        assert!(sections(&["sport"; 101]).is_err());
        assert!(sections(&["spo\0rt"]).is_err());
    }
}
