//! Everything in which SQLite and PostgreSQL differ.

mod connect;
mod engine;
mod fragments;
mod postgres;
mod search;
mod sqlite;

pub(crate) use engine::{Engine, NOTIFICATION_CHANNEL};
pub(crate) use fragments::ColumnType;
pub(crate) use search::{first_of_second, tsvector};
pub(crate) use sqlite::StatementDeadline;
