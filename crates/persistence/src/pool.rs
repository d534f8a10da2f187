//! A pool: the connections of one kind, handed out in the order of asking to those who wait no longer than is worth it.
//!
//! The pools beneath tell a database that is away and one that is busy by the same word, and hand out whichever connection they like. Here somebody
//! who got no connection in time knows that all of them are in use, and each connection is known, so that its [`Watch`] is. Whoever holds one must
//! never wait for a second: with a pool of one it would wait for itself.

use std::{
    collections::VecDeque,
    ops::Deref,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use sea_orm::DatabaseConnection;
use standfirst_domain::error::Error;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::dialect::Watch;

/// A connection that can be taken.
#[derive(Clone)]
pub(crate) struct Line {
    pub(crate) database: DatabaseConnection,
    /// What ends statements that take too long, where the engine does not do it itself.
    pub(crate) watch: Option<Watch>,
}

/// The connections of one kind.
pub(crate) struct Pool {
    patience: Duration,
    permits: Arc<Semaphore>,
    idle: Arc<Mutex<VecDeque<Line>>>,
}

/// A connection that somebody holds. Letting go of it gives up what still runs on it.
pub(crate) struct Taken {
    line: Line,
    idle: Arc<Mutex<VecDeque<Line>>>,
    /// Given back last, when the connection is idle again.
    _permit: OwnedSemaphorePermit,
}

impl Pool {
    /// A pool of these connections, for which nobody waits longer than this.
    pub(crate) fn new(connections: impl IntoIterator<Item = Line>, patience: Duration) -> Self {
        let idle: VecDeque<Line> = connections.into_iter().collect();
        Self {
            patience,
            permits: Arc::new(Semaphore::new(idle.len())),
            idle: Arc::new(Mutex::new(idle)),
        }
    }

    /// Takes the connection that lay idle for longest, and so is done with what the pool beneath does after a read, or waits in line for one.
    pub(crate) async fn take(&self) -> Result<Taken, Error> {
        let permit = Arc::clone(&self.permits).acquire_owned();
        let Ok(Ok(permit)) = tokio::time::timeout(self.patience, permit).await else {
            return Err(Error::Overloaded);
        };
        let line = lock(&self.idle).pop_front().ok_or(Error::Overloaded)?;
        Ok(Taken {
            line,
            idle: Arc::clone(&self.idle),
            _permit: permit,
        })
    }
}

impl Taken {
    /// A statement begins that has its whole time before it.
    pub(crate) fn begin_statement(&self) {
        if let Some(watch) = &self.line.watch {
            watch.begin();
        }
    }
}

impl Deref for Taken {
    type Target = DatabaseConnection;

    fn deref(&self) -> &DatabaseConnection {
        &self.line.database
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        if let Some(watch) = &self.line.watch {
            watch.give_up();
        }
        lock(&self.idle).push_back(self.line.clone());
    }
}

fn lock(idle: &Mutex<VecDeque<Line>>) -> std::sync::MutexGuard<'_, VecDeque<Line>> {
    idle.lock().unwrap_or_else(PoisonError::into_inner)
}
