//! One suite, two engines: what the store promises holds on SQLite and on PostgreSQL alike.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that meets what it did not expect has to fail"
)]

mod acts;
mod change_log;
mod change_log_order;
mod imports;
mod kept;
mod lists;
mod merges;
mod names;
mod pages;
mod registry;
mod related;
mod search;
mod simulation;
mod spoilt;
mod support;
mod upgrade;
mod visibility;
