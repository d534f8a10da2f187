//! The private rows: what the tables hold, and how it becomes what the newsroom speaks of. No row leaves this crate.

pub(crate) mod article;
pub(crate) mod change_log;
pub(crate) mod decode;
pub(crate) mod found;
pub(crate) mod names;
pub(crate) mod revision;
pub(crate) mod showing;
pub(crate) mod slug;
