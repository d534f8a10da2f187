//! Differences between two revisions: fields by name, and blocks of the body.

mod blocks;
mod fields;
#[cfg(test)]
mod tests;

pub use blocks::{BlockChange, block_changes};
pub use fields::{EntityNames, FieldChange, changed_fields, field_changes};
