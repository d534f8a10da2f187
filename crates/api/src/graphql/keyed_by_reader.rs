//! Values together with the read context in which they were found.

use std::{ops::Deref, sync::Arc};

use super::read_context::ReadContext;

/// A value with its read context, so that all its fields are read by the same reader and at the
/// same moment.
pub struct KeyedByReader<T> {
    value: Arc<T>,
    /// Context in which the value was found.
    pub read_context: Arc<ReadContext>,
}

impl<T> KeyedByReader<T> {
    /// Creates a value of a context.
    pub fn new(value: Arc<T>, read_context: &Arc<ReadContext>) -> Self {
        Self {
            value,
            read_context: Arc::clone(read_context),
        }
    }

    /// The value itself.
    pub fn value(&self) -> Arc<T> {
        Arc::clone(&self.value)
    }
}

impl<T> Clone for KeyedByReader<T> {
    fn clone(&self) -> Self {
        Self::new(Arc::clone(&self.value), &self.read_context)
    }
}

impl<T> Deref for KeyedByReader<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}
