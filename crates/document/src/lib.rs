//! A GraphQL document from text to something that may run.
//!
//! A document's tokens are counted ([`token_limits`]), it is parsed, its fragments are expanded and counted ([`fragment_expansion`]), it is validated
//! to the letter of the specification ([`checked_document`]), its values and those of its variables are coerced ([`coercion`]), and its cost is
//! computed ([`plan`]). Selections that are repeated become one ([`merge`]). Nothing in here recurses deeper than its limits, and every sum saturates.
//! The engine is handed what came through: its own parser is never asked, and its own validation only looks once more at what this has bounded.
//!
//! [`DocumentChecker`] does all of this. [`PersistedDocuments`](PersistedDocuments) are the documents that a request may name in place of a text.

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
pub use lexer::starts_with_mutation_or_subscription;
pub use limits::{DocumentLimit, DocumentLimits};
pub use persisted::{
    ChosenDocument, DocumentHash, DocumentReference, InvalidTrustedDocument, PersistedDocuments,
    TrustPolicy, TrustedDocuments,
};
pub use plan::{Cost, DedupeOrder, DedupeSlot, MAX_EXTRA_ITEMS};
pub use rejection::{DocumentRejection, LimitExceeded, RequestError};
pub use schema::{
    Cursors, DocumentSchema, LargeInput, PagingField, ScalarParser, SchemaRules, ValueError,
};
