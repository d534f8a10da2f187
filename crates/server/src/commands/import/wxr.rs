//! `standfirst import wxr`: WordPress exports.
use super::{Ending, Importing};
use crate::{config::Intake, failure::Failure};

pub(super) async fn run(_house: &Importing<'_>, _intake: &Intake) -> Result<Ending, Failure> {
    Ok(Ending::Done)
}
