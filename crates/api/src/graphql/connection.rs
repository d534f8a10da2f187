//! Connections: parts of lists as Relay has them, and the arguments by which a part is asked for.
//!
//! What is out of range is refused and never clamped, so that a client learns of its mistake on the first page and not on the last.

use std::{borrow::Cow, sync::Arc};

use async_graphql::{Context, Error, Object, OutputType, Result, SimpleObject, TypeName};
use standfirst_domain::{
    desk::{DeskFilter, DeskView},
    error::ErrorCode,
    ids::ArticleId,
    listing::{Filter, Key, ListScope},
    page::{End, Page, Position, Slice},
    ports::TaxonomyKind,
};

use super::{
    acting::Acting,
    cursor::{self, ListKind},
    errors::{fault, refusal, refused},
    reading::{Reading, nothing},
    scalars::Cursor,
};

/// How many items a list gives when nobody says.
pub const USUAL: u32 = 20;

/// Something that lists hold.
pub trait Listed: OutputType + Clone + 'static {
    /// Its name in the schema, from which its lists are named.
    const NAME: &'static str;
}

/// The arguments by which a part of a list is asked for.
pub struct PageArguments {
    /// At most so many from the start.
    pub first: Option<i32>,
    /// Only what comes after.
    pub after: Option<Cursor>,
    /// At most so many from the end.
    pub last: Option<i32>,
    /// Only what comes before.
    pub before: Option<Cursor>,
}

impl PageArguments {
    /// The page that is meant.
    pub fn page(&self, kind: ListKind) -> Result<Page, Error> {
        let (end, size) = match (self.first, self.last) {
            (Some(_), Some(_)) => {
                return Err(refusal("Ask for `first` or for `last`, not for both."));
            }
            (Some(first), None) => (End::First, size("first", first)?),
            (None, Some(last)) => (End::Last, size("last", last)?),
            // Who names only an end means the items next to it.
            (None, None) if self.before.is_some() && self.after.is_none() => (End::Last, USUAL),
            (None, None) => (End::First, USUAL),
        };
        Ok(Page {
            size,
            end,
            after: position("after", kind, self.after.as_ref())?,
            before: position("before", kind, self.before.as_ref())?,
        })
    }
}

/// Reads the number of items wanted.
pub fn size(argument: &str, number: i32) -> Result<u32, Error> {
    match u32::try_from(number) {
        Ok(size) if (1..=Page::MOST).contains(&size) => Ok(size),
        _ => Err(refusal(format!(
            "`{argument}` must be from 1 to {}.",
            Page::MOST
        ))),
    }
}

fn position(
    argument: &str,
    kind: ListKind,
    cursor: Option<&Cursor>,
) -> Result<Option<Position>, Error> {
    let refuse = || {
        refused(
            ErrorCode::InvalidCursor,
            format!("`{argument}` is not a cursor that this list handed out in this order."),
        )
    };
    cursor
        .map(|cursor| cursor::decode(kind, &cursor.0).ok_or_else(refuse))
        .transpose()
}

/// What a list's total is counted from. Nothing is counted unless the total is asked for.
pub enum Total {
    /// The articles of a shelf under a filter.
    Articles(ListScope, Arc<Filter>),
    /// Tags, sections or contributors.
    TaxonomyListing(TaxonomyKind),
    /// Articles of the desk.
    Desk(DeskView, DeskFilter),
    /// The revisions of an article.
    Revisions(ArticleId),
    /// Accounts.
    Accounts,
    /// It is known without counting.
    Known(u64),
}

/// Where a part of a list stands in the whole.
#[derive(SimpleObject, Clone)]
pub struct PageInfo {
    /// Whether the list goes on after this part.
    has_next_page: bool,
    /// Whether the list has items before this part.
    has_previous_page: bool,
    /// The place of the first item; hand it to `before` for the part before this one.
    start_cursor: Option<Cursor>,
    /// The place of the last item; hand it to `after` for the part that follows.
    end_cursor: Option<Cursor>,
}

impl PageInfo {
    /// The same, of a part of which so much was looked at.
    pub(super) fn reaching(mut self, end: End, place: &str) -> Self {
        let place = Some(Cursor(place.to_owned()));
        match end {
            End::First => self.end_cursor = place,
            End::Last => self.start_cursor = place,
        }
        self
    }

    /// Where a part with these cursors stands.
    pub fn new<'a>(
        has_previous_page: bool,
        has_next_page: bool,
        cursors: impl DoubleEndedIterator<Item = &'a str> + Clone,
    ) -> Self {
        let cursor = |text: &str| Cursor(text.to_owned());
        let mut backwards = cursors.clone().rev();
        Self {
            has_next_page,
            has_previous_page,
            start_cursor: cursors.clone().next().map(cursor),
            end_cursor: backwards.next().map(cursor),
        }
    }
}

/// An item of a list and its place there.
pub struct Edge<T> {
    node: T,
    cursor: String,
}

/// A part of a list.
pub struct Connection<T> {
    edges: Vec<Edge<T>>,
    has_previous: bool,
    has_next: bool,
    /// How far was looked, at the end from which the part is cut, where that is further than what it shows.
    reached: Option<(End, String)>,
    total: Total,
    reading: Arc<Reading>,
}

impl<T> Connection<T> {
    /// A part of a list whose items become nodes.
    pub fn new<S>(
        slice: &Slice<S>,
        kind: ListKind,
        total: Total,
        reading: &Arc<Reading>,
        node: impl Fn(&S) -> T,
    ) -> Self {
        let edges = slice.items.iter().map(|placed| Edge {
            node: node(&placed.item),
            cursor: cursor::encode(kind, &placed.position),
        });
        Self {
            edges: edges.collect(),
            has_previous: slice.has_previous,
            has_next: slice.has_next,
            reached: None,
            total,
            reading: Arc::clone(reading),
        }
    }

    /// The same part, of which so much was looked at: the list goes on behind what was left out at its end.
    #[must_use]
    pub fn reaching(self, page: &Page, kind: ListKind, reached: Option<&Position>) -> Self {
        let reached = reached.map(|place| (page.end, cursor::encode(kind, place)));
        Self { reached, ..self }
    }

    /// A part of a list in which nothing can stand.
    pub fn empty(page: &Page, reading: &Arc<Reading>) -> Self {
        let part: Slice<()> = nothing(page);
        Self {
            edges: Vec::new(),
            has_previous: part.has_previous,
            has_next: part.has_next,
            reached: None,
            total: Total::Known(0),
            reading: Arc::clone(reading),
        }
    }
}

impl<T: Listed> TypeName for Edge<T> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Edge", T::NAME).into()
    }
}

impl<T: Listed> TypeName for Connection<T> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Connection", T::NAME).into()
    }
}

/// An item of a list and its place there.
#[Object(name_type)]
impl<T: Listed> Edge<T> {
    /// The item.
    async fn node(&self) -> &T {
        &self.node
    }

    /// Its place in the list: hand it to `after` or `before` to go on from here.
    async fn cursor(&self) -> Cursor {
        Cursor(self.cursor.clone())
    }
}

/// A part of a list. Go on with `pageInfo`; nothing is met twice or passed over while others are being added.
#[Object(name_type)]
impl<T: Listed> Connection<T> {
    /// The items with their places.
    async fn edges(&self) -> &[Edge<T>] {
        &self.edges
    }

    /// The items alone.
    async fn nodes(&self) -> Vec<&T> {
        self.edges.iter().map(|edge| &edge.node).collect()
    }

    /// Where this part stands in the whole.
    async fn page_info(&self) -> PageInfo {
        let cursors = self.edges.iter().map(|edge| edge.cursor.as_str());
        let info = PageInfo::new(self.has_previous, self.has_next, cursors);
        match &self.reached {
            None => info,
            Some((end, place)) => info.reaching(*end, place),
        }
    }

    /// How many items the whole list has. It is counted only when you ask for it, and counting a long list costs more than reading a page.
    /// Null only when the counting failed.
    async fn total_count(&self, ctx: &Context<'_>) -> Option<Result<u64>> {
        Some(self.total.count(ctx, &self.reading).await)
    }
}

impl Total {
    async fn count(&self, ctx: &Context<'_>, reading: &Reading) -> Result<u64> {
        let loaders = &reading.loaders;
        let counted = match self {
            Self::Articles(scope, filter) => loaders.counts.one((*scope, Arc::clone(filter))).await,
            Self::TaxonomyListing(of) => loaders.taxonomy_counts.one(*of).await,
            Self::Desk(view, filter) => {
                let desk = &reading.backroom.desk;
                let counted = desk.desk_count(*view, filter.clone()).await;
                counted.map(Some).map_err(Arc::new)
            }
            Self::Revisions(id) => {
                // Revisions are numbered without a gap, so that the head's number is how many there are.
                let head = reading.backroom.drafts.one((DeskView::All, Key::Id(*id)));
                let head = head.await;
                head.map(|head| head.map(|head| u64::from(head.article.revision.0)))
            }
            Self::Accounts => {
                let registry = &Acting::of(ctx)?.auth.registry;
                registry.account_count().await.map(Some).map_err(Arc::new)
            }
            Self::Known(count) => Ok(Some(*count)),
        };
        counted.map(|count| count.unwrap_or(0)).map_err(fault)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(first: Option<i32>, last: Option<i32>) -> PageArguments {
        PageArguments {
            first,
            after: None,
            last,
            before: None,
        }
    }

    #[test]
    fn what_is_out_of_range_is_refused_and_never_clamped() {
        for (first, last) in [
            (Some(0), None),
            (Some(-1), None),
            (Some(101), None),
            (None, Some(0)),
            (None, Some(i32::MAX)),
            (Some(1), Some(1)),
        ] {
            assert!(
                arguments(first, last).page(ListKind::Tags).is_err(),
                "{first:?} {last:?}"
            );
        }
        assert_eq!(
            arguments(None, None).page(ListKind::Tags).unwrap().size,
            USUAL
        );
        assert_eq!(
            arguments(None, Some(100)).page(ListKind::Tags).unwrap().end,
            End::Last
        );
    }

    #[test]
    fn before_alone_asks_for_what_stands_directly_before() {
        let place = Position {
            key: standfirst_domain::page::SortKey::Text("a".into()),
            id: uuid::Uuid::nil(),
        };
        let cursor = || Some(Cursor(cursor::encode(ListKind::Tags, &place)));
        let end = |first, after, before| {
            let asked = PageArguments {
                first,
                after,
                last: None,
                before,
            };
            let page = asked.page(ListKind::Tags).unwrap();
            (page.end, page.size)
        };
        assert_eq!(end(None, None, cursor()), (End::Last, USUAL));
        assert_eq!(end(None, cursor(), cursor()), (End::First, USUAL));
        assert_eq!(end(None, cursor(), None), (End::First, USUAL));
        assert_eq!(end(Some(3), None, cursor()), (End::First, 3));
    }
}
