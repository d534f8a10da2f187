//! Consumers of the change log: tasks that receive every public change, in order, at least once.
//!
//! There are two kinds. A per-node consumer ([`run_per_node`]) keeps its checkpoint in memory and
//! starts at the head of the log, as caches do. A leased consumer ([`run_leased`]) runs on one node
//! at a time and keeps its checkpoint in the database.
//!
//! Both poll the log at least twice a second; a notification lets them poll sooner. A record that a
//! consumer cannot process becomes a dead letter with its reason, and the consumer goes on.

mod batch;
mod definition;
mod lag;
mod leased;
mod per_node;
mod poll_config;
mod processing;

pub use self::{
    definition::{Consumer, ConsumerContext, ConsumerError},
    lag::{Lag, measure_lag},
    leased::run_leased,
    per_node::{MemoryCheckpoint, run_per_node},
    poll_config::PollConfig,
};
