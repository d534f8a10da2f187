//! Reads for readers. Statements select showings under the visibility rule. Of the desk's tables
//! they join `revision`, for bodies, and `slug`, for former slugs.

mod articles;
mod counts;
mod explained;
mod filter;
mod listings;
mod most_read;
mod related;
mod related_reads;
mod search;

use async_trait::async_trait;
use standfirst_domain::{error::Error, ports::Archive};

use crate::store::Store;

#[async_trait]
impl Archive for Store {
    async fn ready(&self) -> Result<(), Error> {
        let mut sql = self.sql();
        // A table must answer, not the connection alone. The condition is false for every row.
        sql.push("SELECT COUNT(*) AS count FROM section WHERE id IS NULL");
        self.count(sql).await.map(drop)
    }
}
