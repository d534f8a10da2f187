//! The related lists after the server was killed while it updated them. The server goes on from its
//! checkpoint, and the lists equal those of a rebuild with the same idf table.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use sea_orm::{Database, FromQueryResult, Statement, prelude::Uuid};
use standfirst::clock::SystemClock;
use standfirst_domain::{
    ports::{ChangeLogReads, Clock, ConsumerStore},
    related_index::{CONSUMER, IdfSource, RelatedIndex},
};
use standfirst_persistence::{Options, Store};

use crate::{installation::Installation, run::Failure};

/// Time within which the server must have consumed the whole change log.
const CATCH_UP_LIMIT: Duration = Duration::from_secs(60);

/// A stored related list.
#[derive(FromQueryResult, PartialEq)]
struct ListRow {
    article_id: Uuid,
    floor: f64,
    entries: String,
}

/// Lets a server consume the change log to its end and compares its related lists with a rebuild.
/// Returns the number of lists.
pub(super) async fn check(installation: &Installation) -> Result<usize, Failure> {
    let server = installation.serve().await?;
    let store = Store::open(&Options::new(installation.database_url.clone())).await?;
    let began = Instant::now();
    while !is_caught_up(&store).await? {
        if began.elapsed() > CATCH_UP_LIMIT {
            return Err("the related lists do not catch up with the change log".into());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    server.kill().await?;
    let recomputed = lists(installation).await?;
    // A rebuild that the kill interrupted keeps its claim on the tables for a while.
    let mut rebuilt = None;
    while rebuilt.is_none() && began.elapsed() < CATCH_UP_LIMIT {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock::default());
        rebuilt = store
            .rebuild(IdfSource::Active, clock, Arc::new(|_| {}))
            .await?;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    rebuilt.ok_or("another rebuild did not release the tables")?;
    let rebuilt_lists = lists(installation).await?;
    if recomputed != rebuilt_lists {
        let different = recomputed
            .iter()
            .zip(&rebuilt_lists)
            .find(|(left, right)| left != right);
        let example = different.map_or_else(String::new, |(left, _)| {
            format!(", first for article {}", left.article_id)
        });
        return Err(format!(
            "the server has {} related lists, a rebuild has {}, and they differ{example}",
            recomputed.len(),
            rebuilt_lists.len()
        )
        .into());
    }
    Ok(rebuilt_lists.len())
}

async fn is_caught_up(store: &Store) -> Result<bool, Failure> {
    let status = store.status().await?;
    let consumers = store.consumers().await?;
    let head = store.head().await?;
    let is_at_head = consumers
        .iter()
        .any(|consumer| consumer.consumer == CONSUMER && consumer.position == head);
    Ok(is_at_head && status.is_built && !status.needs_rebuild() && status.building_until.is_none())
}

async fn lists(installation: &Installation) -> Result<Vec<ListRow>, Failure> {
    let connection = Database::connect(&installation.database_url).await?;
    let sql = "SELECT l.article_id, l.floor, l.entries FROM related_list l JOIN related_state g ON g.id = 1 AND g.generation = l.generation ORDER BY l.article_id";
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let rows = ListRow::find_by_statement(statement)
        .all(&connection)
        .await?;
    connection.close().await?;
    Ok(rows)
}
