//! The arguments of every list of articles, read into a listing of the newsroom.

use std::sync::Arc;

use async_graphql::{Enum, Error, InputObject, Result};
use standfirst_domain::{
    error::ErrorCode,
    listing::{Filter, ListScope, Listing, Order},
    page::{Page, Position, Slice, SortKey},
    ports::Found,
    readership::{self, Hour},
    slug::Slug,
};

use super::Article;
use crate::graphql::{
    connection::{Connection, PageArguments, Total},
    cursor::ListKind,
    errors::{fault, refusal, refused},
    input,
    reading::Reading,
    scalars::{DateTime, LanguageTag},
    turns::Turn,
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
    /// By how often they were read within the `window`, as front ends report it, the most first; of those that were read alike the newest first. What was
    /// not read is not listed, and `totalCount` leaves it out. A list that you page through stays with the hours that it began with: nothing is met twice,
    /// and what is read past your place meanwhile you meet when you begin anew.
    MostRead,
}

/// Within how long a time reads are counted. The hours are the clock's, in UTC: the running one, and as many whole ones before it as the window is long.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "readership::Window")]
pub enum ReadsWindow {
    /// The running hour and the one before.
    Hour,
    /// The running hour and the 24 before.
    Day,
    /// The running hour and the 168 before: seven days.
    Week,
}

/// What lists are taken from when `MOST_READ` comes without a window.
pub const USUAL_WINDOW: readership::Window = readership::Window::Day;

/// What is told of a window that nothing is counted in.
pub const IDLE_WINDOW: &str = "`window` is for `orderBy: MOST_READ`.";

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
            read_within: None,
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
    pub order: Option<ArticleOrder>,
    /// Within how long a time reads are counted.
    pub window: Option<ReadsWindow>,
    /// Its turn, where it leaves out what other lists show.
    pub turn: Option<Turn>,
}

impl ArticleListing {
    fn kind(&self) -> Result<ListKind> {
        let order = self.order.unwrap_or_default();
        if self.window.is_some() && order != ArticleOrder::MostRead {
            return Err(refusal(IDLE_WINDOW));
        }
        Ok(match order {
            ArticleOrder::Newest => ListKind::Articles(Order::Newest),
            ArticleOrder::Oldest => ListKind::Articles(Order::Oldest),
            ArticleOrder::RecentlyUpdated => ListKind::Articles(Order::RecentlyUpdated),
            ArticleOrder::MostRead => {
                ListKind::MostRead(self.window.map_or(USUAL_WINDOW, Into::into))
            }
        })
    }
}

/// The order of a list: one of what was read most stays with the hours that its cursors carry.
fn order(kind: ListKind, page: &Page, reading: &Reading) -> Result<Order> {
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
            return Err(refused(
                ErrorCode::InvalidCursor,
                "`after` and `before` are of lists that began at different times.",
            ));
        }
        (after, before) => after.or(before),
    };
    let last = last.unwrap_or_else(|| Hour::of(reading.reader.now));
    Ok(Order::MostRead(window.until(last)))
}

/// The articles of a shelf, as asked for.
pub async fn scope(
    reading: &Arc<Reading>,
    scope: ListScope,
    asked: ArticleListing,
) -> Result<Option<Connection<Article>>> {
    let kind = asked.kind()?;
    let page = asked.page.page(kind)?;
    let order = order(kind, &page, reading)?;
    let Some(filter) = asked.filter.unwrap_or_default().read()? else {
        return Ok(Some(Connection::empty(&page, reading)));
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
    let more = asked.turn.as_ref().map_or(0, Turn::more);
    let wide = Page {
        size: page.size.saturating_add(more),
        ..page.clone()
    };
    let listing = Listing {
        filter,
        order,
        page: wide,
    };
    let part = reading.listing(scope, Arc::new(listing)).await;
    let part = part.map_err(fault)?;
    let node = |article: &Arc<_>| Article::new(Found::Full(Arc::clone(article)), reading);
    let Some(turn) = asked.turn else {
        return Ok(Some(Connection::new(&part, kind, total, reading, node)));
    };
    let part = Slice::clone(&part);
    let cut = turn.cut(part, &page, |article| article.id).await;
    let connection = Connection::new(&cut.part, kind, total, reading, node);
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
