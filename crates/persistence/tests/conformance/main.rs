//! Tests of the store that run on SQLite and on PostgreSQL.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails when a value is not the expected one"
)]

mod change_log;
mod change_log_order;
mod commands;
mod damaged_rows;
mod imports;
mod lists;
mod merges;
mod migrations;
mod pages;
mod registry;
mod related;
mod related_index;
mod search;
mod search_index;
mod simulation;
mod support;
mod taxonomy;
mod visibility;
