//! The desk: stories, revisions, imports, previews and the audit log.
//!
//! One command is one transaction. It writes the article, its revision, its showings with
//! everything they carry, its slugs, the audit entry, and last the change log.

pub(crate) mod audit;
mod audit_log;
mod commands;
mod encode;
mod head_revisions;
pub(crate) mod idempotency;
mod import;
mod insert_batch;
mod load;
pub(crate) mod preview;
mod references;
mod revisions;
pub(crate) mod slugs;
mod sources;
mod write;

use standfirst_domain::ports::Desk;

pub(crate) use load::story_to_change;

use crate::store::Store;

impl Desk for Store {}
