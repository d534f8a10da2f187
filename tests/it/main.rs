//! The whole, as a client meets it: the real server on a port of its own, with a database of its own and its clock in the test's hand.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that meets what it did not expect has to fail, and says why"
)]

mod architecture;
mod beside;
mod budgets;
mod consumers;
mod day;
mod dedupe;
mod demonstration;
mod desk;
mod doors;
mod faults;
mod framing;
mod identity;
mod names;
mod news_page;
mod paging;
mod persisted;
mod protocol;
mod quotas;
mod readership;
mod search;
mod strain;
mod support;
