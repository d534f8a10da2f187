//! The tree that the engines' own words are made from.

/// What a showing must hold.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Wanted {
    /// A term.
    Term(String),
    /// A term that begins so.
    Prefix(String),
    /// Terms one after the other, in one field.
    Phrase(Vec<String>),
    /// All of these. Never empty.
    All(Vec<Self>),
    /// One of these. Never empty.
    Any(Vec<Self>),
    /// The first without the second.
    AllBut(Box<Self>, Box<Self>),
}

impl Wanted {
    /// This without the other, if there is another.
    pub(super) fn without(self, barred: Option<Self>) -> Self {
        match barred {
            Some(barred) => Self::AllBut(Box::new(self), Box::new(barred)),
            None => self,
        }
    }

    /// Terms one after the other; one alone is a term.
    pub(super) fn phrase(mut terms: Vec<String>) -> Self {
        match (terms.len(), terms.pop()) {
            (1, Some(only)) => Self::Term(only),
            (_, last) => {
                terms.extend(last);
                Self::Phrase(terms)
            }
        }
    }
}

/// All of these; `None` of none.
pub(super) fn all(wanted: impl IntoIterator<Item = Wanted>) -> Option<Wanted> {
    several(wanted, Wanted::All)
}

/// One of these; `None` of none.
pub(super) fn any(wanted: impl IntoIterator<Item = Wanted>) -> Option<Wanted> {
    several(wanted, Wanted::Any)
}

fn several(
    wanted: impl IntoIterator<Item = Wanted>,
    together: fn(Vec<Wanted>) -> Wanted,
) -> Option<Wanted> {
    let mut each: Vec<Wanted> = Vec::new();
    for wanted in wanted {
        if !each.contains(&wanted) {
            each.push(wanted);
        }
    }
    if each.len() > 1 {
        Some(together(each))
    } else {
        each.pop()
    }
}
