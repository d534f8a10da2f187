//! Lists without duplicates across one answer (`dedupe: PAGE`).
//!
//! The lists of a document that ask for it leave out articles that earlier lists show, in the order
//! of the document. All lists are read at once, as if they were independent, so that a document
//! costs no more statements. Each list reads as many more articles as the others may show. Then it
//! waits for its turn, in which it picks its articles in memory.
//!
//! A turn belongs to a field of the document and not to a single list. If the field occurs under
//! several parents, its lists take the turn together, in the order of the parents. If every list
//! waited for everything inside the list before it, a page of twenty with nested lists would be
//! read one statement after another.
//!
//! The number of lists is not known, since a parent may be null or fail. The [`scheduler`] gives a
//! turn to the first waiting field once nothing else in the request can proceed. A list that does
//! not wait by then is nested in a list that waits, and so comes after it.

mod list;
mod scheduler;
mod state;

use async_graphql::Enum;

pub use self::{list::ListDedupe, scheduler::run, state::read_in_progress};

/// Scope within which a list leaves out articles that other lists show.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub enum Dedupe {
    /// The whole document: the list leaves out every article shown by an earlier list with `dedupe:
    /// PAGE`. Lists are ordered as their fields stand in the document, with fragments expanded: a
    /// field precedes its subfields, and these precede the next field. If a field has several
    /// parents, the list of an earlier parent comes first. Lists without `dedupe` and articles
    /// outside lists are not considered.
    ///
    /// The list reads up to 50 additional articles, as many as the other lists may show, to replace
    /// those it leaves out. If more were shown before, the list may be shorter than requested while
    /// `hasNextPage` is true; it continues at `endCursor`. `totalCount` counts the whole list.
    /// Requests are independent: the next page of a list may repeat articles that other lists
    /// showed in this response.
    Page,
}
