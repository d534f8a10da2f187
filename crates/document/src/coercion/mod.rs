//! Coercion: checks that every value of a request has the type, the format and the range that the
//! schema gives it, before anything is resolved.
//!
//! Values stand in the document ([`literals`]) and in its variables ([`variables`]). The rules are
//! those of input coercion (specification, sections 3 and 6.1.2). Beyond them, no string holds
//! U+0000, which one of the databases cannot store, and no list is longer than its bound. All
//! errors are reported at once.

pub mod bounds;
pub mod literals;
pub mod path;
pub mod position;
pub mod scalars;
pub mod variables;
