//! Mistakes in the configuration, for the person who can correct them.

use std::fmt;

/// One mistake: the setting, what is wrong with it, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// Flag of the setting, without the leading hyphens.
    pub flag: &'static str,
    /// Environment variable of the setting.
    pub variable: &'static str,
    /// Problem, as the predicate of a sentence.
    pub problem: String,
    /// Remedy, as a sentence.
    pub remedy: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            flag,
            variable,
            problem,
            remedy,
        } = self;
        write!(f, "--{flag} ({variable}) {problem}. {remedy}")
    }
}

/// Every mistake of a configuration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Mistakes(pub Vec<Mistake>);

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let noun = if self.0.len() == 1 {
            "mistake"
        } else {
            "mistakes"
        };
        write!(f, "the configuration has {} {noun}:", self.0.len())?;
        self.0
            .iter()
            .try_for_each(|mistake| write!(f, "\n  {mistake}"))
    }
}

/// Why a single value is not usable: the two halves of a [`Mistake`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct InvalidValue {
    /// Problem, as the predicate of a sentence.
    pub problem: String,
    /// Remedy, as a sentence.
    pub remedy: &'static str,
}

impl InvalidValue {
    pub(super) fn new(problem: impl Into<String>, remedy: &'static str) -> Self {
        Self {
            problem: problem.into(),
            remedy,
        }
    }
}
