//! The gate before the engine: whose request it is ([`address`]), whether they have points left ([`quota`]), and whether the server can take on
//! more ([`admission`]). While it cannot, strangers are turned away before anything of their requests is looked at ([`shedding`]).

pub mod address;
pub mod admission;
mod door;
pub mod quota;
pub mod shedding;
mod traffic;
mod unread;

pub use door::{Pass, TurnedAway, come_in, come_to_a_page};
pub use traffic::{Refused, Traffic};
