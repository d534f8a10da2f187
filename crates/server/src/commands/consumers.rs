//! `standfirst consumers`: prints the head of the change log, the lag of each leased consumer, and
//! the dead letters.

use standfirst_domain::{
    error::Error,
    moment::Moment,
    ports::{ChangeLogReads, Clock, ConsumerLease, ConsumerStore, DeadLetterStore},
};
use standfirst_persistence::Store;

use super::{
    database::{database_error, open_migrated_store},
    outcome::CommandOutcome,
};
use crate::{
    clock::SystemClock,
    config::Configuration,
    error::CommandError,
    output,
    tasks::consumer::{Lag, measure_lag},
};

/// Number of printed dead letters for each consumer, the latest ones.
const MAX_DEAD_LETTERS: u32 = 100;

pub(super) async fn run(configuration: &Configuration) -> Result<CommandOutcome, CommandError> {
    let store = open_migrated_store(configuration).await?;
    let now = SystemClock::with_offset(configuration.clock_offset).now();
    let printed = print(&store, now).await;
    printed.map_err(database_error(configuration, "read"))?;
    Ok(CommandOutcome::Complete)
}

async fn print(store: &Store, now: Moment) -> Result<(), Error> {
    output::print_result(format_args!("head {}", store.head().await?));
    let leases = store.consumers().await?;
    if leases.is_empty() {
        output::print_result("no consumer has held a lease yet");
    }
    for lease in &leases {
        let lag = measure_lag(store, lease.position, now).await?;
        output::print_result(describe(lease, lag, now));
    }
    for (name, letter) in store.dead_letters(MAX_DEAD_LETTERS).await? {
        output::print_result(format_args!(
            "dead letter of {name}: {} at {}: {}",
            letter.position,
            letter.created_at,
            output::escape(&letter.reason)
        ));
    }
    Ok(())
}

/// Line about a consumer, such as "consumer related: at 5, 0 behind, held by no node".
fn describe(lease: &ConsumerLease, lag: Lag, now: Moment) -> String {
    let oldest = lag
        .oldest_age_millis
        .map(|millis| format!(", the oldest for {:.1}s", seconds(millis)))
        .unwrap_or_default();
    let held = if lease.leased_until > now {
        format!("held until {}", lease.leased_until)
    } else {
        "held by no node".to_owned()
    };
    format!(
        "consumer {}: at {}, {} behind{oldest}, {held}",
        lease.consumer, lease.position, lag.records
    )
}

#[expect(
    clippy::cast_precision_loss,
    reason = "only tenths of a second are printed"
)]
fn seconds(millis: i64) -> f64 {
    millis as f64 / 1_000.0
}
