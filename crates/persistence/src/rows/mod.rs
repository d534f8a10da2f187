//! The rows of the tables, and their decoding into domain types. No row leaves this crate.

pub(crate) mod article;
pub(crate) mod change_log;
pub(crate) mod count;
pub(crate) mod decode;
pub(crate) mod keyed;
pub(crate) mod revision;
pub(crate) mod showing;
pub(crate) mod slug;
pub(crate) mod taxonomy;
pub(crate) mod visible_showing;
