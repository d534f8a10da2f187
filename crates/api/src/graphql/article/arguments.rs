//! Arguments of lists of articles, validated into a listing of the domain.

use std::sync::Arc;

use async_graphql::{Enum, Error, InputObject, Result};
use standfirst_domain::cursor::{DEFAULT_WINDOW, ListKind};
use standfirst_domain::{
    error::ErrorCode,
    listing::{Filter, ListScope, Listing, Order},
    page::{Page, Position, Slice, SortKey},
    ports::FoundArticle,
    readership::{self, Hour},
    slug::Slug,
};

use super::Article;
use crate::graphql::{
    connection::{Connection, PageArguments, Total},
    errors::{bad_input, coded_error},
    input,
    page_dedupe::ListDedupe,
    read_context::ReadContext,
    scalars::{DateTime, LanguageTag},
};

/// Conditions on the listed articles; all of them must hold. Omitted conditions and empty lists do
/// not restrict the result. An unknown slug matches no article. Each list takes at most 100
/// entries.
#[derive(InputObject, Default)]
pub struct ArticleFilter {
    /// Conditions on tags.
    tags: Option<TagFilter>,
    /// Slugs of sections; the article is in one of them.
    sections: Option<Vec<String>>,
    /// Slugs of contributors; the article credits at least one of them.
    contributors: Option<Vec<String>>,
    /// Languages; the article is written in one of them.
    languages: Option<Vec<LanguageTag>>,
    /// Earliest publication time (inclusive).
    published_after: Option<DateTime>,
    /// Latest publication time (exclusive).
    published_before: Option<DateTime>,
}

/// Conditions on the tags of an article, by slug.
#[derive(InputObject, Default)]
pub struct TagFilter {
    /// The article has all of these tags.
    all: Option<Vec<String>>,
    /// The article has at least one of these tags.
    any: Option<Vec<String>>,
    /// The article has none of these tags.
    none: Option<Vec<String>>,
}

/// Order of a list of articles.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Default)]
pub enum ArticleOrder {
    /// By publication date, newest first.
    #[default]
    Newest,
    /// By publication date, oldest first.
    Oldest,
    /// By the latest change that is visible to readers, newest first.
    RecentlyUpdated,
    /// By the number of reads within `window`, as reported by front ends, highest first; ties are
    /// ordered newest first. Articles without reads are not listed and not included in
    /// `totalCount`. All pages of a list use the hours of its first page, so no article appears
    /// twice. Newer reads count when the list is requested again without a cursor.
    MostRead,
}

/// Period over which reads are counted, in whole clock hours (UTC): the current hour and a number
/// of hours before it.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "readership::Window")]
pub enum ReadsWindow {
    /// The current hour and the previous hour.
    Hour,
    /// The current hour and the previous 24 hours.
    Day,
    /// The current hour and the previous 168 hours (seven days).
    Week,
}

/// Message for a window that is given with another order.
pub const IDLE_WINDOW: &str = "`window` is allowed only with `orderBy: MOST_READ`.";

impl ArticleFilter {
    /// The requested filter; `None` if no article can match it.
    ///
    /// # Errors
    /// A list is too long or contains control characters.
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
            read_within: None,
        }))
    }
}

/// Slugs in a list argument. `some_name_nothing` is set if an entry cannot be a slug.
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

/// Arguments of a list of articles.
pub struct ArticleListing {
    /// Requested page.
    pub page: PageArguments,
    /// Conditions on the articles.
    pub filter: Option<ArticleFilter>,
    /// Order of the list.
    pub order: Option<ArticleOrder>,
    /// Period over which reads are counted.
    pub window: Option<ReadsWindow>,
    /// Place among the lists that share one set of shown articles.
    pub list_dedupe: Option<ListDedupe>,
}

impl ArticleListing {
    fn kind(&self) -> Result<ListKind> {
        let order = self.order.unwrap_or_default();
        if self.window.is_some() && order != ArticleOrder::MostRead {
            return Err(bad_input(IDLE_WINDOW));
        }
        Ok(match order {
            ArticleOrder::Newest => ListKind::Articles(Order::Newest),
            ArticleOrder::Oldest => ListKind::Articles(Order::Oldest),
            ArticleOrder::RecentlyUpdated => ListKind::Articles(Order::RecentlyUpdated),
            ArticleOrder::MostRead => {
                ListKind::MostRead(self.window.map_or(DEFAULT_WINDOW, Into::into))
            }
        })
    }
}

/// Order of a list. A list by reads keeps the hours that its cursors carry.
fn order(kind: ListKind, page: &Page, read_context: &ReadContext) -> Result<Order> {
    let window = match kind {
        ListKind::Articles(order) => return Ok(order),
        ListKind::MostRead(window) => window,
        _ => return Ok(Order::default()),
    };
    let hour = |position: &Option<Position>| match position.as_ref()?.key {
        SortKey::Reads { hour, .. } => Some(Hour::from_number(hour)),
        _ => None,
    };
    let last = match (hour(&page.after), hour(&page.before)) {
        (Some(after), Some(before)) if after != before => {
            return Err(coded_error(
                ErrorCode::InvalidCursor,
                "`after` and `before` belong to lists that were started at different times.",
            ));
        }
        (after, before) => after.or(before),
    };
    let last = last.unwrap_or_else(|| Hour::from_moment(read_context.reader.now));
    Ok(Order::MostRead(window.until(last)))
}

/// Lists the articles of a scope.
pub async fn list_articles(
    read_context: &Arc<ReadContext>,
    scope: ListScope,
    arguments: ArticleListing,
) -> Result<Option<Connection<Article>>> {
    let kind = arguments.kind()?;
    let page = arguments.page.page(kind)?;
    let order = order(kind, &page, read_context)?;
    let Some(filter) = arguments.filter.unwrap_or_default().read()? else {
        return Ok(Some(Connection::empty(&page, read_context)));
    };
    let read_within = match order {
        Order::MostRead(hours) => Some(hours),
        _ => None,
    };
    let counted = Filter {
        read_within,
        ..filter.clone()
    };
    let total = Total::Articles(scope, Arc::new(counted));
    let more = arguments.list_dedupe.as_ref().map_or(0, ListDedupe::more);
    let wide = Page {
        size: page.size.saturating_add(more),
        ..page.clone()
    };
    let listing = Listing {
        filter,
        order,
        page: wide,
    };
    let part = read_context.listing(scope, Arc::new(listing)).await?;
    let node =
        |article: &Arc<_>| Article::new(FoundArticle::Full(Arc::clone(article)), read_context);
    let Some(list_dedupe) = arguments.list_dedupe else {
        return Ok(Some(Connection::new(
            &part,
            kind,
            total,
            read_context,
            node,
        )));
    };
    let part = Slice::clone(&part);
    let cut = list_dedupe
        .pick_page(part, &page, |article| article.id)
        .await;
    let connection = Connection::new(&cut.part, kind, total, read_context, node);
    Ok(Some(connection.reaching(&page, kind, cut.reached.as_ref())))
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
