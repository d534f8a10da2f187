//! One suite, two engines: what the store promises holds on SQLite and on PostgreSQL alike.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that meets what it did not expect has to fail"
)]

mod commands;
mod damaged_rows;
mod imports;
mod lists;
mod merges;
mod pages;
mod registry;
mod related;
mod related_index;
mod search;
mod simulation;
mod taxonomy;
mod visibility;

mod change_log;
mod change_log_order;
mod migrations;
mod support;
