//! Which articles belong beside an article, and why.
//!
//! An article is reduced to a [`Portrait`]: what its words, pairs of words and tags weigh, under one table of [`Weights`] that says how rare each term is among the articles that
//! everybody may see. How much two articles have to do with each other is the cosine of their portraits, times a decay with the time between them;
//! belonging to one series or collection adds to it. The best [`KEPT`] are kept for each article and renewed when one of the two changes. When a
//! reader comes, what editors pinned and what the author linked to is put before them, and what an editor excluded is left out ([`compose`]).
//!
//! Whether two articles are looked at together at all depends on those two and the weights alone ([`Portrait::meets`]), never on a third, so that a list which was
//! renewed step by step is the one that would be made anew.

mod compose;
mod explain;
mod kept;
mod keys;
mod likeness;
mod portrait;
mod reason;
mod shelves;
mod tally;
mod weights;

pub use compose::{Beside, Candidate, Wanted, compose};
pub use explain::{Absence, Explanation, explain};
pub use kept::{Change, Entry, KEPT, Kept, Settled};
pub use likeness::Likeness;
pub use portrait::{NotAPortrait, Portrait};
pub use reason::{Reason, Related};
pub use shelves::Shelves;
pub use tally::{Tally, Telling};
pub use weights::{Census, Weight, Weights};

/// What a link by the author contributes at least: more than all that similarity and a series can.
const LINKED: f64 = 0.4;
/// What the first of the author's links contributes more; each later one four fifths of the one before.
const LINKED_FIRST: f64 = 0.2;
/// What belonging to one series or collection contributes: as much as similarity can at most.
const SAME_SERIES: f64 = 0.2;
/// What similarity contributes at most: words, tags and closeness in time together.
const ALIKE: f64 = 0.2;

#[cfg(test)]
mod tests;

/// Cut to six decimals, below which the mathematics of machines differ.
fn to_a_millionth(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}
