//! Relay connections and pagination arguments.
//!
//! A value out of range is rejected and never clamped, so that a client learns of its mistake on
//! the first page and not on the last.

use std::{borrow::Cow, sync::Arc};

use async_graphql::{Context, Error, Object, OutputType, Result, SimpleObject, TypeName};
use standfirst_domain::cursor::{self, ListKind};
use standfirst_domain::{
    desk::{DeskFilter, DeskView},
    error::ErrorCode,
    ids::ArticleId,
    listing::{Filter, Key, ListScope},
    page::{End, Page, Position, Slice},
    ports::TaxonomyKind,
};

use super::{
    errors::{bad_input, coded_error, field_error},
    loaders::empty_slice,
    read_context::ReadContext,
    scalars::Cursor,
    write_context::WriteContext,
};

/// Default number of items of a page.
pub const USUAL: u32 = 20;

/// A type whose objects are listed.
pub trait Listed: OutputType + Clone + 'static {
    /// Name in the schema, from which the names of its connection and edge are made.
    const NAME: &'static str;
}

/// Pagination arguments of a list.
pub struct PageArguments {
    /// Number of items from the start of the list.
    pub first: Option<i32>,
    /// Cursor before the first item.
    pub after: Option<Cursor>,
    /// Number of items from the end of the list.
    pub last: Option<i32>,
    /// Cursor after the last item.
    pub before: Option<Cursor>,
}

impl PageArguments {
    /// The pagination arguments of a list field.
    pub const fn new(
        first: Option<i32>,
        after: Option<Cursor>,
        last: Option<i32>,
        before: Option<Cursor>,
    ) -> Self {
        Self {
            first,
            after,
            last,
            before,
        }
    }

    /// Validates the arguments into a page.
    pub fn page(&self, kind: ListKind) -> Result<Page, Error> {
        let (end, size) = match (self.first, self.last) {
            (Some(_), Some(_)) => {
                return Err(bad_input("Give `first` or `last`, not both."));
            }
            (Some(first), None) => (End::First, size("first", first)?),
            (None, Some(last)) => (End::Last, size("last", last)?),
            // A client that names only `before` wants the items next to that cursor.
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

/// Validates a number of items.
pub fn size(argument: &str, number: i32) -> Result<u32, Error> {
    match u32::try_from(number) {
        Ok(size) if (1..=Page::MAX_SIZE).contains(&size) => Ok(size),
        _ => Err(bad_input(format!(
            "`{argument}` must be from 1 to {}.",
            Page::MAX_SIZE
        ))),
    }
}

fn position(
    argument: &str,
    kind: ListKind,
    cursor: Option<&Cursor>,
) -> Result<Option<Position>, Error> {
    let invalid = || {
        coded_error(
            ErrorCode::InvalidCursor,
            format!("`{argument}` is not a cursor of this list in this order."),
        )
    };
    cursor
        .map(|cursor| cursor::decode(kind, &cursor.0).ok_or_else(invalid))
        .transpose()
}

/// Source of a list's total count, which is read only if a client asks for it.
pub enum Total {
    /// Articles of a scope under a filter.
    Articles(ListScope, Arc<Filter>),
    /// Tags, sections or contributors.
    TaxonomyListing(TaxonomyKind),
    /// Articles at the desk.
    Desk(DeskView, DeskFilter),
    /// Revisions of an article.
    Revisions(ArticleId),
    /// Accounts.
    Accounts,
    /// A count that is already known.
    Known(u64),
}

/// Pagination state of a page.
#[derive(SimpleObject, Clone)]
pub struct PageInfo {
    /// True if more items follow this page.
    has_next_page: bool,
    /// True if items precede this page.
    has_previous_page: bool,
    /// Cursor of the first item; pass it as `before` to get the previous page. Null for an empty
    /// page.
    start_cursor: Option<Cursor>,
    /// Cursor of the last item; pass it as `after` to get the next page. Null for an empty page.
    end_cursor: Option<Cursor>,
}

impl PageInfo {
    /// Sets the cursor up to which the list was examined.
    pub(super) fn reaching(mut self, end: End, place: &str) -> Self {
        let place = Some(Cursor(place.to_owned()));
        match end {
            End::First => self.end_cursor = place,
            End::Last => self.start_cursor = place,
        }
        self
    }

    /// Creates the pagination state of a page with these cursors.
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

/// An item of a list with its cursor.
pub struct Edge<T> {
    node: T,
    cursor: String,
}

/// A page of a list.
pub struct Connection<T> {
    edges: Vec<Edge<T>>,
    has_previous: bool,
    has_next: bool,
    /// Cursor up to which the list was examined, where that is beyond the last item shown.
    reached: Option<(End, String)>,
    total: Total,
    read_context: Arc<ReadContext>,
}

impl<T> Connection<T> {
    /// Creates a page from a slice whose items become nodes.
    pub fn new<S>(
        slice: &Slice<S>,
        kind: ListKind,
        total: Total,
        read_context: &Arc<ReadContext>,
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
            read_context: Arc::clone(read_context),
        }
    }

    /// Sets the position up to which the list was examined. The next page continues behind items
    /// that deduplication left out at the end.
    #[must_use]
    pub fn reaching(self, page: &Page, kind: ListKind, reached: Option<&Position>) -> Self {
        let reached = reached.map(|place| (page.end, cursor::encode(kind, place)));
        Self { reached, ..self }
    }

    /// Creates an empty page of a list that cannot contain any item.
    pub fn empty(page: &Page, read_context: &Arc<ReadContext>) -> Self {
        let part: Slice<()> = empty_slice(page);
        Self {
            edges: Vec::new(),
            has_previous: part.has_previous,
            has_next: part.has_next,
            reached: None,
            total: Total::Known(0),
            read_context: Arc::clone(read_context),
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

/// An item of a list with its cursor.
#[Object(name_type)]
impl<T: Listed> Edge<T> {
    /// The item.
    async fn node(&self) -> &T {
        &self.node
    }

    /// Cursor of this item, for use as `after` or `before`.
    async fn cursor(&self) -> Cursor {
        Cursor(self.cursor.clone())
    }
}

/// A page of a list. Use `pageInfo` to get further pages; no item is repeated or skipped while
/// other items are added.
#[Object(name_type)]
impl<T: Listed> Connection<T> {
    /// Items of this page with their cursors.
    async fn edges(&self) -> &[Edge<T>] {
        &self.edges
    }

    /// Items of this page without cursors.
    async fn nodes(&self) -> Vec<&T> {
        self.edges.iter().map(|edge| &edge.node).collect()
    }

    /// Pagination state of this page.
    async fn page_info(&self) -> PageInfo {
        let cursors = self.edges.iter().map(|edge| edge.cursor.as_str());
        let info = PageInfo::new(self.has_previous, self.has_next, cursors);
        match &self.reached {
            None => info,
            Some((end, place)) => info.reaching(*end, place),
        }
    }

    /// Number of items in the whole list. Counted only when selected; counting a long list costs
    /// more than reading a page. Null only if counting failed.
    async fn total_count(&self, ctx: &Context<'_>) -> Option<Result<u64>> {
        Some(self.total.count(ctx, &self.read_context).await)
    }
}

impl Total {
    async fn count(&self, ctx: &Context<'_>, read_context: &ReadContext) -> Result<u64> {
        let (loaders, desk) = (&read_context.loaders, &read_context.desk_loaders);
        Ok(match self {
            Self::Articles(scope, filter) => {
                let counted = loaders.counts.one((*scope, Arc::clone(filter))).await?;
                counted.unwrap_or_default()
            }
            Self::TaxonomyListing(of) => {
                let counted = loaders.taxonomy_counts.one(*of).await?;
                counted.unwrap_or_default()
            }
            Self::Desk(view, filter) => {
                let counted = desk.desk.desk_count(*view, filter.clone()).await;
                counted.map_err(field_error)?
            }
            Self::Revisions(id) => {
                // Revisions are numbered without a gap, so the number of the head is the count.
                let head = desk.drafts.one((DeskView::All, Key::Id(*id))).await?;
                head.map_or(0, |head| u64::from(head.article.revision.0))
            }
            Self::Accounts => {
                let registry = &WriteContext::from_graphql(ctx)?.auth.registry;
                registry.account_count().await.map_err(field_error)?
            }
            Self::Known(count) => *count,
        })
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
            let arguments = PageArguments {
                first,
                after,
                last: None,
                before,
            };
            let page = arguments.page(ListKind::Tags).unwrap();
            (page.end, page.size)
        };
        assert_eq!(end(None, None, cursor()), (End::Last, USUAL));
        assert_eq!(end(None, cursor(), cursor()), (End::First, USUAL));
        assert_eq!(end(None, cursor(), None), (End::First, USUAL));
        assert_eq!(end(Some(3), None, cursor()), (End::First, 3));
    }
}
