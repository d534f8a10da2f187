//! The plan of an operation: its cost, and the checks that wait for the values of variables.
//!
//! A plan is made once, when a document is first checked, by one [`walk()`] over the operation with
//! its fragments expanded. The walk checks every value that is written in the document. The plan
//! keeps the rest for each request: cost nodes, from which the cost is computed, and checks that
//! need the values of variables.

mod checks;
mod condition;
mod cost;
mod field;
mod operation_plan;
mod page;
mod page_dedupe;
mod prices;
mod walk;

pub use checks::PlanError;
pub use condition::Condition;
pub use cost::Cost;
pub use operation_plan::Plan;
pub use page_dedupe::{DedupeOrder, DedupeSlot};
pub use walk::walk;
