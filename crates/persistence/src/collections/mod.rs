//! Collections: articles that an editor put together by hand.

mod commands;
mod reads;
