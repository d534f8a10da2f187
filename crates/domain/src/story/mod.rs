//! A story: an article as the desk holds it, and the acts of its life.
//!
//! Each act is a pure function from the story and the moment to an [`Amendment`], the story as it
//! would be, or to every reason against it. The store carries an amendment out in one transaction.
//! Acts have no side effects, so the store may evaluate one again after a conflict.

mod aggregate;
mod amendment;
mod card;
mod content_change;
mod creation;
mod deletion;
pub mod diff;
mod editing;
mod publishing;
mod references;
mod revision;
mod showings;

pub use aggregate::Story;
pub use amendment::{Act, Amendment, Decision};
pub use content_change::{BodyChange, ContentChange, SeoChange};
pub use creation::StoryInput;
pub use references::{References, missing_reference_fields};
pub use revision::{Content, Picks, Revision};
