//! What differs between two revisions: fields by name, and blocks of the text.

mod blocks;
mod fields;
#[cfg(test)]
mod tests;

pub use blocks::{BlockChange, blocks};
pub use fields::{Called, FieldChange, changed_fields, fields};
