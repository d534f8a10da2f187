//! Reasons why a record cannot be imported. All of them are reported at once.

use std::fmt;

/// Error of a record that cannot be imported.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct InvalidRecord {
    /// Reasons in whole sentences, at least one.
    pub reasons: Vec<String>,
}

impl fmt::Display for InvalidRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reasons.join(" "))
    }
}

impl InvalidRecord {
    pub(crate) fn new(reason: impl Into<String>) -> Self {
        Self {
            reasons: vec![reason.into()],
        }
    }
}

/// Reasons found so far.
#[derive(Default)]
pub(crate) struct Reasons(Vec<String>);

impl Reasons {
    pub(crate) fn add(&mut self, reason: impl Into<String>) {
        self.0.push(reason.into());
    }

    /// The value of a field; `None`, with the reason added, if it is an error.
    pub(crate) fn check<T, E: fmt::Display>(
        &mut self,
        field: &str,
        result: Result<T, E>,
    ) -> Option<T> {
        result
            .map_err(|error| {
                self.add(format!(
                    "The field {field} is not valid: {error}. Correct it and import again."
                ))
            })
            .ok()
    }

    /// The value, unless there are reasons against it.
    pub(crate) fn into_result<T>(self, value: Option<T>) -> Result<T, InvalidRecord> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(InvalidRecord { reasons: self.0 }),
        }
    }
}
