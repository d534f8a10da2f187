//! What belongs beside articles, after the server was killed while it kept it: it goes on where it stood, and the lists are those that a rebuild makes
//! under the same weights.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use sea_orm::{Database, FromQueryResult, Statement, prelude::Uuid};
use standfirst::clock::SystemClock;
use standfirst_domain::{
    keeping::{CONSUMER, Keeping, Weighing},
    ports::{ChangeLog, Clock},
};
use standfirst_persistence::{Options, Store};

use crate::{Failure, process::House};

/// How long a server may need to come up with the change log.
const PATIENCE: Duration = Duration::from_secs(60);

/// A list as it is kept.
#[derive(FromQueryResult, PartialEq)]
struct ListRow {
    article_id: Uuid,
    floor: f64,
    records: String,
}

/// Lets a server follow the change log to its end, and holds what it keeps against a rebuild. Answers how many lists there are.
pub(super) async fn judge(house: &House) -> Result<usize, Failure> {
    let server = house.serve().await?;
    let store = Store::open(&Options::new(house.url.clone())).await?;
    let began = Instant::now();
    while !is_settled(&store).await? {
        if began.elapsed() > PATIENCE {
            return Err(
                "the lists of what belongs beside articles do not come up with the change log"
                    .into(),
            );
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    server.kill().await?;
    let refreshed = lists(house).await?;
    // The server may have been killed while it made all lists anew; that holds the tables for a while.
    let mut rebuilt = None;
    while rebuilt.is_none() && began.elapsed() < PATIENCE {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock::default());
        rebuilt = store
            .rebuild(Weighing::AsKept, clock, Arc::new(|_| {}))
            .await?;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    rebuilt.ok_or("another rebuild did not let go of the tables")?;
    let made_anew = lists(house).await?;
    if refreshed != made_anew {
        let others = refreshed
            .iter()
            .zip(&made_anew)
            .find(|(left, right)| left != right);
        let where_ = others.map_or_else(String::new, |(left, _)| {
            format!(", first beside {}", left.article_id)
        });
        return Err(format!(
            "{} lists were refreshed, {} made anew, and they differ{where_}",
            refreshed.len(),
            made_anew.len()
        )
        .into());
    }
    Ok(made_anew.len())
}

async fn is_settled(store: &Store) -> Result<bool, Failure> {
    let standing = store.standing().await?;
    let consumers = store.consumers().await?;
    let head = store.head().await?;
    let has_come = consumers
        .iter()
        .any(|consumer| consumer.consumer == CONSUMER && consumer.position == head);
    Ok(has_come && standing.is_there && !standing.is_due() && standing.building_until.is_none())
}

async fn lists(house: &House) -> Result<Vec<ListRow>, Failure> {
    let connection = Database::connect(&house.url).await?;
    let sql = "SELECT l.article_id, l.floor, l.records FROM related_list l JOIN related_state g ON g.id = 1 AND g.generation = l.generation ORDER BY l.article_id";
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let rows = ListRow::find_by_statement(statement)
        .all(&connection)
        .await?;
    connection.close().await?;
    Ok(rows)
}
