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

/// Within what a list repeats nothing.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub enum Dedupe {
    /// Within the answer. The list leaves out every article that a list before it in the document shows, of those that have `dedupe: PAGE` too; with
    /// fragments in their places, a field counts before those inside it, and those before the field after it. Of one field under many parents, the list
    /// of an earlier parent comes first. What lists without `dedupe` show, and articles that no list shows, are not looked at.
    ///
    /// The list reads as many articles more as the others may show, at most 50, and fills up from those: where more than that were shown before, it may
    /// be shorter than asked while `hasNextPage` is true, and goes on at `endCursor`. `totalCount` counts the whole list. Another request knows nothing
    /// of this one, so the next page of a list may repeat what other lists showed here.
    Page,
}
