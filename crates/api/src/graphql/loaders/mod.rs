//! Data loaders: the only way from a field to the archive and the desk.
//!
//! A loader batches the keys of all fields that are resolved at the same time into one call of a
//! port. A document therefore costs the same number of statements for one article as for fifty.
//! Loaders are made per request.

mod archive;
mod data_loader;
mod desk;
mod executor_turn;
mod grouped;
mod part;
mod search;

pub use self::{
    archive::Loaders,
    data_loader::DataLoader,
    desk::DeskLoaders,
    part::{Part, empty_slice},
};
