//! Which weights have to be known of an article.

use super::{Portrait, Tally};
use crate::words::TermKey;

impl Tally {
    /// The terms whose weights make its portrait, and those under which it may be filed.
    pub fn keys(&self) -> impl Iterator<Item = TermKey> {
        self.terms().chain(self.shelves.iter().copied())
    }
}

impl Portrait {
    /// The terms whose weights tell whom it meets and which words it has in common with others.
    pub fn keys(&self) -> impl Iterator<Item = TermKey> {
        let terms = self.terms.iter().map(|(term, _)| *term);
        terms.chain(self.filed())
    }
}
