//! Mistakes in the configuration, each for the person who can mend it.

use std::fmt;

/// One mistake: in which flag or variable, what is wrong, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The flag without its hyphens; the variable is named after it.
    pub flag: &'static str,
    /// What is wrong, as the predicate of a sentence.
    pub problem: String,
    /// What to do about it, in a sentence.
    pub remedy: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let variable = self.flag.replace('-', "_").to_uppercase();
        write!(
            f,
            "--{} (STANDFIRST_{variable}) {}. {}",
            self.flag, self.problem, self.remedy
        )
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
