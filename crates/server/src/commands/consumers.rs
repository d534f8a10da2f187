//! `standfirst consumers`: says where the change log's head is, how far its consumers have come and what they set aside.

use standfirst_domain::{
    error::Error,
    moment::Moment,
    ports::{ChangeLog, Clock, ConsumerLease},
};
use standfirst_persistence::Store;

use crate::{
    clock::SystemClock,
    commands::{Ending, could_not, open_migrated_store},
    config::Configuration,
    failure::Failure,
    following::lag,
    output,
};

/// How many dead letters of each consumer are told, the latest.
const LETTERS: u32 = 100;

pub(super) async fn run(configuration: &Configuration) -> Result<Ending, Failure> {
    let store = open_migrated_store(configuration).await?;
    let now = SystemClock::ahead_by(configuration.clock_offset).now();
    let told = tell(&store, now).await;
    told.map_err(could_not(configuration, "read"))?;
    Ok(Ending::Done)
}

async fn tell(store: &Store, now: Moment) -> Result<(), Error> {
    output::answer(format_args!("head {}", store.head().await?));
    let consumers = store.consumers().await?;
    if consumers.is_empty() {
        output::answer("no consumer has held a lease yet");
    }
    for holding in &consumers {
        output::answer(format_args!("{}", line(store, holding, now).await?));
    }
    for (consumer, letter) in store.dead_letters(LETTERS).await? {
        output::answer(format_args!(
            "set aside by {consumer}: {} at {}: {}",
            letter.position,
            letter.at,
            output::plain(&letter.reason)
        ));
    }
    Ok(())
}

async fn line(store: &Store, holding: &ConsumerLease, now: Moment) -> Result<String, Error> {
    let behind = lag(store, holding.position, now).await?;
    let oldest = behind
        .oldest_age_millis
        .map(|millis| format!(", the oldest for {:.1}s", seconds(millis)))
        .unwrap_or_default();
    let held = if holding.until > now {
        format!("held until {}", holding.until)
    } else {
        "held by no node".to_owned()
    };
    Ok(format!(
        "consumer {}: at {}, {} behind{oldest}, {held}",
        holding.consumer, holding.position, behind.records
    ))
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a tenth of a second is all that is told"
)]
fn seconds(millis: i64) -> f64 {
    millis as f64 / 1_000.0
}
