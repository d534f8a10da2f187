//! The command `standfirst` and the server it runs: configuration, log, clock and commands. It wires the rooms together and decides nothing.
//!
//! A program that wants the server inside itself, as the tests do, opens a store, makes a house and calls [`run`]; [`start`] does all that from a
//! checked configuration.

pub mod clock;
pub mod clockwork;
pub mod commands;
pub mod config;
mod connection;
mod current_publication;
mod failure;
pub mod following;
mod housekeeping;
mod indexing;
mod keys;
mod operations;
mod output;
pub mod related;
mod server;
mod telemetry;
mod turned_away;

pub use crate::{
    commands::serve::start,
    failure::{Committed, Failure},
    server::{Running, run},
};
