//! Query tree over terms, from which the engines' own query syntax is generated.

/// Condition on the terms of a showing.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum TermQuery {
    /// The showing holds a term.
    Term(String),
    /// The showing holds a term with this prefix.
    Prefix(String),
    /// The showing holds adjacent terms, in this order and in one field.
    Phrase(Vec<String>),
    /// All conditions hold. Never empty.
    All(Vec<Self>),
    /// At least one condition holds. Never empty.
    Any(Vec<Self>),
    /// The first condition holds and the second does not.
    AndNot(Box<Self>, Box<Self>),
}

impl TermQuery {
    /// Adds an exclusion, if there is one.
    pub(super) fn without(self, excluded: Option<Self>) -> Self {
        match excluded {
            Some(excluded) => Self::AndNot(Box::new(self), Box::new(excluded)),
            None => self,
        }
    }

    /// Creates a phrase; a phrase of one term is that term.
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

/// Conjunction of the queries; `None` without any.
pub(super) fn all(queries: impl IntoIterator<Item = TermQuery>) -> Option<TermQuery> {
    combine(queries, TermQuery::All)
}

/// Disjunction of the queries; `None` without any.
pub(super) fn any(queries: impl IntoIterator<Item = TermQuery>) -> Option<TermQuery> {
    combine(queries, TermQuery::Any)
}

fn combine(
    queries: impl IntoIterator<Item = TermQuery>,
    operator: fn(Vec<TermQuery>) -> TermQuery,
) -> Option<TermQuery> {
    let mut distinct: Vec<TermQuery> = Vec::new();
    for query in queries {
        if !distinct.contains(&query) {
            distinct.push(query);
        }
    }
    if distinct.len() > 1 {
        Some(operator(distinct))
    } else {
        distinct.pop()
    }
}
