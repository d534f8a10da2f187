//! The entry point of the crate: a document is checked once and cached, and its variables are
//! checked with each request.

use std::sync::Arc;

use async_graphql::Variables;
use serde_json::{Map, Value};

use crate::{
    cache::DocumentCache,
    checked_document::{CheckedDocument, CheckedOperation},
    coercion,
    document_hash::DocumentHash,
    limits::DocumentLimits,
    plan::Cost,
    rejection::{DocumentRejection, RequestError, check_limit},
    schema::DocumentSchema,
    token_limits,
};

/// Checks documents against a schema and limits, and caches those that pass.
pub struct DocumentChecker {
    schema: Arc<DocumentSchema>,
    limits: DocumentLimits,
    cache: DocumentCache,
}

impl DocumentChecker {
    /// A checker with an empty cache.
    pub fn new(schema: Arc<DocumentSchema>, limits: DocumentLimits) -> Self {
        Self {
            cache: DocumentCache::new(limits.cached_documents),
            schema,
            limits,
        }
    }

    /// The checked document of a text, if it is in the cache.
    pub fn cached(&self, text: &str) -> Option<Arc<CheckedDocument>> {
        self.cache.get(&DocumentHash::from_text(text))
    }

    /// Checks the limits on tokens alone, in time linear in the length of the text.
    ///
    /// A caller that checks long documents on another thread rejects most attacks by this first.
    ///
    /// # Errors
    /// The first limit that the text exceeds.
    pub fn check_tokens(&self, text: &str) -> Result<(), DocumentRejection> {
        token_limits::check(text, &self.limits).map(drop)
    }

    /// The checked document of a text, from the cache or checked now.
    ///
    /// `with_suggestions` adds similar names to error messages, which tells a client about the
    /// schema.
    ///
    /// # Errors
    /// All errors of the step that rejects the document.
    pub fn check(
        &self,
        text: &str,
        with_suggestions: bool,
    ) -> Result<Arc<CheckedDocument>, DocumentRejection> {
        let hash = DocumentHash::from_text(text);
        if let Some(document) = self.cache.get(&hash) {
            return Ok(document);
        }
        let document = self.check_uncached(text, with_suggestions)?;
        Ok(self.cache.insert(hash, document, text.len()))
    }

    pub(crate) fn check_uncached(
        &self,
        text: &str,
        with_suggestions: bool,
    ) -> Result<CheckedDocument, DocumentRejection> {
        CheckedDocument::read(text, &self.schema, &self.limits, with_suggestions)
    }

    /// Coerces the values of an operation's variables and computes its cost.
    ///
    /// # Errors
    /// Values that are missing or wrong, where they are defined or where they are used, and more
    /// list items than the limit `nodes` allows.
    pub fn coerce(
        &self,
        operation: &CheckedOperation,
        values: Map<String, Value>,
    ) -> Result<(Variables, Cost), DocumentRejection> {
        let variables =
            coercion::variables::coerce(&self.schema, &self.limits, &operation.variables, values)?;
        let errors = operation.plan.check_variables(&self.schema, &variables);
        if let Some((_, first)) = errors.first() {
            let code = first.code;
            let errors = errors.into_iter().take(self.limits.errors);
            let errors = errors.map(|(position, error)| {
                RequestError::at(error.message, position).with_code(error.code)
            });
            return Err(DocumentRejection::from_errors(code, errors.collect()));
        }
        let cost = operation.plan.requested_cost(&variables);
        let items = usize::try_from(cost.items).unwrap_or(usize::MAX);
        check_limit("nodes", items, self.limits.nodes)?;
        Ok((variables, cost))
    }
}
