//! A GraphQL document from text to something that may run.
//!
//! A document's tokens are counted ([`token_limits`]), it is parsed, its fragments are expanded and counted ([`fragment_expansion`]), it is validated
//! to the letter of the specification ([`checked_document`]), its values and those of its variables are coerced ([`coercion`]), and its cost is
//! computed ([`plan`]). Selections that are repeated become one ([`merge`]). Nothing in here recurses deeper than its limits, and every sum saturates.
//! The engine is handed what came through: its own parser is never asked, and its own validation only looks once more at what this has bounded.
//!
//! [`DocumentChecker`] does all of this. [`PersistedDocuments`](Persisted) are the documents that a request may name in place of a text.

mod cache;
mod checked_document;
mod checker;
mod coercion;
mod diagnostics;
mod engine;
mod fragment_expansion;
mod lexer;
mod limits;
mod merge;
mod persisted;
mod plan;
#[cfg(test)]
mod property;
mod rejection;
mod schema;
mod source_positions;
#[cfg(test)]
mod test_schema;
mod token_limits;

pub use checked_document::{CheckedDocument, CheckedOperation};
pub use checker::DocumentChecker;
pub use lexer::begins_with_another_kind;
pub use limits::{DocumentLimit, DocumentLimits};
pub use persisted::{Chosen, DocumentHash, Naming, Persisted, Trust, Trusted, Untrustworthy};
pub use plan::{MOST_MORE, Order, Planned, Sum};
pub use rejection::{DocumentRejection, LimitExceeded, RequestError};
pub use schema::{
    Cursors, DocumentSchema, LargeInput, PagingField, ScalarParser, SchemaRules, ValueError,
};
