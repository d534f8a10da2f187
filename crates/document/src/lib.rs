//! A GraphQL document from text to something that may run.
//!
//! [`DocumentChecker`] is the entry point. It takes a text through these steps, each bounded by
//! those before it:
//!
//! 1. Limits on tokens and brackets (`token_limits`).
//! 2. Parsing by `apollo_compiler`, then limits with fragments expanded (`fragment_expansion`).
//! 3. Validation to the letter of the specification, with messages for clients (`checked_document`,
//!    `diagnostics`).
//! 4. Checks of the values in the document, and the cost of each operation (`coercion`, `plan`).
//! 5. Conversion to the form that the engine executes (`engine`).
//!
//! The result is cached by the hash of the text. With each request, the values of variables are
//! coerced, the cost is computed, and selections that are repeated become one (`merge`). Nothing
//! recurses deeper than the limits allow, and every sum saturates. The engine's own parser is never
//! used, and its own validation only looks at documents that passed here.
//!
//! [`PersistedDocuments`] are the documents that a request names in place of sending a text.
//!
//! The crate knows no transport and no resolver. The schema, its scalars and its paging come as
//! [`DocumentSchema`] from the crate that defines them; rejections leave as [`DocumentRejection`]
//! for the transport to render.

mod cache;
mod checked_document;
mod checker;
mod coercion;
mod diagnostics;
mod document_hash;
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
pub use document_hash::DocumentHash;
pub use lexer::starts_with_mutation_or_subscription;
pub use limits::{DocumentLimit, DocumentLimits};
pub use persisted::{
    ChosenDocument, DocumentReference, InvalidTrustedDocument, PersistedDocuments, TrustPolicy,
    TrustedDocuments,
};
pub use plan::{Cost, DedupeOrder, DedupeSlot};
pub use rejection::{DocumentRejection, LimitExceeded, RequestError};
pub use schema::{
    Cursors, DocumentSchema, LargeInput, PagingField, ScalarParser, SchemaRules, ValueError,
};
