//! The gate before the engine: what is sent is measured, parsed, validated, coerced and costed here, and refused before anything is resolved.
//!
//! In this order: the document's tokens are counted ([`measure`]), it is parsed, its fragments are put into their places and counted ([`extent`]),
//! it is validated to the letter of the specification ([`document`]), its values and those of its variables are looked at ([`coercion`]), and its
//! cost is reckoned ([`plan`]). What it asks for twice becomes one ([`merge`]). Nothing in here recurses deeper than its limits, and every sum saturates. The engine is handed what came through;
//! its own parser is never asked, and its own validation only looks once more at what this has bounded.
//!
//! Before all that stands who asks: whose request it is ([`address`]), whether they have points left ([`quota`]), and whether the server can take on
//! more ([`admission`]). While it cannot, strangers are turned away before anything of their requests is looked at ([`shedding`]).

pub mod address;
pub mod admission;
mod coercion;
mod document;
mod documents;
mod door;
mod engine;
mod excess;
mod extent;
mod lexer;
mod measure;
mod merge;
pub mod persisted;
mod places;
mod plan;
pub mod quota;
mod served;
pub mod shedding;
mod traffic;
mod unread;
mod words;

use std::sync::Arc;

use apollo_compiler::{Schema, validation::Valid};
use async_graphql::Variables;
use serde_json::{Map, Value};
use standfirst_domain::error::ErrorCode;

pub use document::Operation;
pub use door::{Pass, TurnedAway, come_in, come_to_a_page};
pub use excess::Excess;
pub use lexer::begins_with_another_kind;
pub use plan::Sum;
pub use traffic::{Refused, Traffic};

use self::{document::Document, documents::Documents};
use crate::{
    graphql::aside::aside,
    http::errors::{Fault, Rejection},
    limits::Limits,
};

/// From so many bytes a document is read beside the server's own threads.
const LONG: usize = 16 * 1024;

/// The gate.
pub struct Gate {
    schema: &'static Valid<Schema>,
    limits: Limits,
    documents: Documents,
}

impl Gate {
    /// A gate with these limits.
    pub fn new(limits: &Limits) -> Self {
        Self {
            schema: served::served(),
            documents: Documents::new(limits),
            limits: limits.clone(),
        }
    }

    /// The document of a text: as it was kept, or read now.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub async fn document(&self, text: &str, suggesting: bool) -> Result<Arc<Document>, Rejection> {
        let hash = documents::hash(text);
        if let Some(document) = self.documents.find(&hash) {
            return Ok(document);
        }
        let document = if text.len() < LONG {
            Document::read(text, self.schema, &self.limits, suggesting)?
        } else {
            measure::check(text, &self.limits)?;
            let (text, schema, limits) = (text.to_owned(), self.schema, self.limits.clone());
            aside(move || Document::read(&text, schema, &limits, suggesting))
                .await
                .map_err(|_| Rejection::as_said(ErrorCode::Internal))??
        };
        Ok(self.documents.keep(hash, document, text.len()))
    }

    /// An operation with the values of its variables: what may be executed.
    ///
    /// # Errors
    /// Values that are missing or wrong, where they are defined or where they are used, and lists that come to too much.
    pub fn admit(
        &self,
        operation: &Operation,
        values: Map<String, Value>,
    ) -> Result<(Variables, Sum), Rejection> {
        let variables =
            coercion::variables::coerce(self.schema, &self.limits, &operation.variables, values)?;
        let wrong = operation.plan.wrong(&variables);
        if let Some((_, first)) = wrong.first() {
            let told = wrong.iter().take(self.limits.errors);
            let faults =
                told.map(|(at, wrong)| Fault::at(wrong.message.clone(), *at).under(wrong.code));
            return Err(Rejection::of(first.code, faults.collect()));
        }
        let sum = operation.plan.cost(&variables);
        Excess::within(
            "nodes",
            usize::try_from(sum.nodes).unwrap_or(usize::MAX),
            self.limits.nodes,
        )?;
        Ok((variables, sum))
    }
}
