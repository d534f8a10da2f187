//! Shares of a related score, and its precision.
//!
//! The shares are ordered so that each kind of reason outweighs all weaker kinds together: a link
//! by the author outweighs a shared series, and a shared series outweighs any similarity.

/// Contribution of any link by the author: the most that similarity and a shared series can add.
pub(super) const LINK_SCORE: f64 = 0.4;
/// Additional contribution of the author's first link. Each later link gets
/// [`LINK_DECAY`] times the bonus of the link before.
pub(super) const FIRST_LINK_BONUS: f64 = 0.2;
/// Factor between the bonuses of two consecutive links.
pub(super) const LINK_DECAY: f64 = 0.8;
/// Contribution of a shared series or collection: the most that similarity can add.
pub(super) const SAME_SERIES_SCORE: f64 = 0.2;
/// Largest contribution of similarity: shared text, shared tags and closeness in time together.
pub(super) const MAX_SIMILARITY_SCORE: f64 = 0.2;

/// Rounds to six decimals, because floating-point functions differ between machines below that.
pub(super) fn round_to_millionths(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}
