//! A pool of connections of one kind, handed out in the order of the requests, with an acquire
//! timeout.
//!
//! The pools of sqlx report an absent database and a busy one by the same error, and hand out any
//! idle connection. This pool stands above them: an acquire timeout here means that every
//! connection is in use, and each connection is known with its [`StatementDeadline`].
//!
//! A task that holds a connection must never wait for a second one: with a pool of one connection
//! the task would wait for itself.

use std::{
    collections::VecDeque,
    ops::Deref,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use sea_orm::DatabaseConnection;
use standfirst_domain::error::Error;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::dialect::StatementDeadline;

/// A connection that the pool hands out.
#[derive(Clone)]
pub(crate) struct Connection {
    pub(crate) database: DatabaseConnection,
    /// Deadline of the running statement, where the engine has none of its own.
    pub(crate) deadline: Option<StatementDeadline>,
}

/// The pools of a store. Readers have their own, so that writers waiting for each other never keep
/// readers waiting.
pub(crate) struct Pools {
    pub(crate) readers: Pool,
    pub(crate) writers: Pool,
}

/// Connections of one kind.
pub(crate) struct Pool {
    acquire_timeout: Duration,
    permits: Arc<Semaphore>,
    idle: Arc<Mutex<VecDeque<Connection>>>,
}

/// A connection in use. Dropping it ends the statement that still runs on the connection.
pub(crate) struct PooledConnection {
    connection: Connection,
    idle: Arc<Mutex<VecDeque<Connection>>>,
    /// Dropped after [`Drop::drop`] has put the connection back, so that the next holder of the
    /// permit finds it there.
    _permit: OwnedSemaphorePermit,
}

impl Pool {
    pub(crate) fn new(
        connections: impl IntoIterator<Item = Connection>,
        acquire_timeout: Duration,
    ) -> Self {
        let idle: VecDeque<Connection> = connections.into_iter().collect();
        Self {
            acquire_timeout,
            permits: Arc::new(Semaphore::new(idle.len())),
            idle: Arc::new(Mutex::new(idle)),
        }
    }

    /// Waits for a connection.
    ///
    /// # Errors
    /// [`Error::Overloaded`] after the acquire timeout.
    pub(crate) async fn acquire(&self) -> Result<PooledConnection, Error> {
        let permit = Arc::clone(&self.permits).acquire_owned();
        let Ok(Ok(permit)) = tokio::time::timeout(self.acquire_timeout, permit).await else {
            return Err(Error::Overloaded);
        };
        // The connection that was idle longest: sqlx has finished the work that it does on a
        // connection after each read.
        let connection = lock(&self.idle).pop_front().ok_or(Error::Overloaded)?;
        Ok(PooledConnection {
            connection,
            idle: Arc::clone(&self.idle),
            _permit: permit,
        })
    }
}

impl PooledConnection {
    /// Grants the next statement the whole statement timeout.
    pub(crate) fn restart_deadline(&self) {
        if let Some(deadline) = &self.connection.deadline {
            deadline.restart();
        }
    }
}

impl Deref for PooledConnection {
    type Target = DatabaseConnection;

    fn deref(&self) -> &DatabaseConnection {
        &self.connection.database
    }
}

impl Drop for PooledConnection {
    fn drop(&mut self) {
        // A holder that was dropped midway, by a timeout or a client that went away, leaves a
        // statement running. The next holder would wait for its end.
        if let Some(deadline) = &self.connection.deadline {
            deadline.expire();
        }
        lock(&self.idle).push_back(self.connection.clone());
    }
}

fn lock(idle: &Mutex<VecDeque<Connection>>) -> MutexGuard<'_, VecDeque<Connection>> {
    idle.lock().unwrap_or_else(PoisonError::into_inner)
}
