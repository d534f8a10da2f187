//! Rules and the places that break them.

use std::fmt;

/// One rule of the vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// A name of the table at a path listed for it.
    Names,
    /// A phrase that prose avoids.
    Phrases,
    /// A doc comment whose first word is a question word, "Of" or "That".
    Openings,
    /// Two types of one name in one crate.
    Types,
    /// A function named `of`.
    Constructors,
    /// A line of comment wider than a line of code.
    Widths,
}

impl Rule {
    /// Every rule.
    pub const ALL: [Self; 6] = [
        Self::Names,
        Self::Phrases,
        Self::Openings,
        Self::Types,
        Self::Constructors,
        Self::Widths,
    ];

    /// Name of the rule on the command line and in findings.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Names => "names",
            Self::Phrases => "phrases",
            Self::Openings => "openings",
            Self::Types => "types",
            Self::Constructors => "constructors",
            Self::Widths => "widths",
        }
    }
}

/// One place that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Path from the root of the checkout.
    pub path: String,
    /// Number of the line, from 1.
    pub line: usize,
    /// Rule that is broken.
    pub rule: Rule,
    /// Text that breaks the rule.
    pub found: String,
    /// Replacement.
    pub advice: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            path,
            line,
            rule,
            found,
            advice,
        } = self;
        write!(
            formatter,
            "{path}:{line}: {}: {found} -> {advice}",
            rule.name()
        )
    }
}
