//! Why a record cannot be taken, for the person who can mend it: every reason at once.

use std::fmt;

/// Why a record cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Problem {
    /// Whole sentences, at least one.
    pub reasons: Vec<String>,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reasons.join(" "))
    }
}

impl Problem {
    pub(crate) fn of(reason: impl Into<String>) -> Self {
        Self {
            reasons: vec![reason.into()],
        }
    }
}

/// The reasons found so far.
#[derive(Default)]
pub(crate) struct Reasons(Vec<String>);

impl Reasons {
    pub(crate) fn add(&mut self, reason: impl Into<String>) {
        self.0.push(reason.into());
    }

    /// The value, or `None` with the reason noted under the field's name.
    pub(crate) fn take<T, E: fmt::Display>(
        &mut self,
        field: &str,
        result: Result<T, E>,
    ) -> Option<T> {
        result
            .map_err(|error| {
                self.add(format!(
                    "The field {field} cannot be taken: {error}. Mend it and import again."
                ))
            })
            .ok()
    }

    /// The value, unless there is a reason against it.
    pub(crate) fn settle<T>(self, value: Option<T>) -> Result<T, Problem> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(Problem { reasons: self.0 }),
        }
    }
}
