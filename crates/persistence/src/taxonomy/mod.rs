//! The taxonomy: tags, sections and contributors. The three share their rows, their reads and the
//! commands that create and update them; merging and retiring are for tags alone.

mod changes;
mod commands;
mod desk_reads;
pub(crate) mod import;
pub(crate) mod lookup;
mod reads;
pub(crate) mod slugs;
mod tags;

pub(crate) use reads::exists_for;
