//! Tests of the store that run on SQLite and on PostgreSQL.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails when a value is not the expected one"
)]

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
mod sight;
mod simulation;
mod support;
mod taxonomy;
mod wire;
mod wire_order;
