//! Server and command line of Standfirst. This crate connects the others: configuration, log,
//! clock, connections, background tasks and commands. Rules of the newsroom are in
//! `standfirst-domain`.
//!
//! A program that embeds the server, as the tests do, opens a database and calls [`run`].
//! [`run_command_line`] is the command `standfirst`.

pub mod clock;
mod commands;
mod config;
mod connection;
mod error;
mod output;
mod server;
mod signing_keys;
pub mod tasks;
mod telemetry;
mod trusted_documents;

pub use crate::{
    commands::run_command_line,
    server::{Running, run},
};
