//! Configuration: settings and commands, from the command line and the environment. No other module
//! reads either.
//!
//! The settings are rows of one table (`table.rs`). All given values are checked together, so that
//! one start reports every mistake.

mod account_options;
mod address;
mod arguments;
mod choice;
mod command_line;
mod configuration;
mod database;
mod given;
mod kind;
mod mistake;
mod quantity;
mod setting;
mod settings_macro;
mod table;
mod text;

pub(crate) use self::{
    account_options::{InitOptions, KeysCommand, TokenOptions, UserCommand},
    choice::LogFormat,
    command_line::{
        Command, CommandLine, ImportFiles, ImportFormat, ImportOptions, MigrateOptions,
        RelatedCommand, SchemaOptions, SearchCommand,
    },
    mistake::{Mistake, Mistakes},
    quantity::parse_lifetime,
    table::Configuration,
};
