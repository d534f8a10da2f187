//! Password hashing: argon2id on a pool of two threads, so that a flood of sign-ins leaves
//! processor time for readers.
//!
//! A slot of the pool is held until the work ends, even when the request is gone, because a started
//! hash cannot be cancelled. The queue for a slot is bounded. Requests beyond it are rejected,
//! because they would wait longer than their deadline.
//!
//! A login without an account is checked against a hash that no password fits, which takes as long
//! as any other check.

use std::sync::Arc;

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version,
    password_hash::{self, SaltString},
};
use standfirst_domain::{account::PasswordHash, error::Error};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, TryAcquireError};

/// Passwords hashed at once.
const POOL_SIZE: usize = 2;
/// Passwords hashed or waiting.
const MAX_QUEUED: usize = 34;
/// Memory in KiB, iterations and parallelism, as OWASP recommends for argon2id.
const COST: (u32, u32, u32) = (19 * 1_024, 2, 1);
/// Hash of that cost which no known password fits.
const UNMATCHABLE: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5cyBzYWx0IDE2$3q2+796tvu/erb7v3q2+796tvu/erb7v3q2+796tvu8";

/// Pool of password hashing.
pub struct PasswordPool {
    slots: Arc<Semaphore>,
    queue: Arc<Semaphore>,
}

impl Default for PasswordPool {
    fn default() -> Self {
        Self {
            slots: Arc::new(Semaphore::new(POOL_SIZE)),
            queue: Arc::new(Semaphore::new(MAX_QUEUED)),
        }
    }
}

impl PasswordPool {
    /// Hashes a password with a random salt.
    pub async fn hash(&self, password: String) -> Result<PasswordHash, Error> {
        let salt: [u8; 16] = rand::random();
        self.run(move || {
            let salt = SaltString::encode_b64(&salt).map_err(failed)?;
            let hash = hasher()?
                .hash_password(password.as_bytes(), &salt)
                .map_err(failed)?;
            Ok(PasswordHash(hash.to_string()))
        })
        .await
    }

    /// Returns whether a password fits a stored hash. The check takes as long without a stored
    /// hash.
    pub async fn verify(
        &self,
        password: String,
        stored: Option<PasswordHash>,
    ) -> Result<bool, Error> {
        self.run(move || {
            let hash = stored
                .as_ref()
                .map_or(UNMATCHABLE, |stored| stored.0.as_str());
            let hash = password_hash::PasswordHash::new(hash).map_err(failed)?;
            let fits = hasher()?
                .verify_password(password.as_bytes(), &hash)
                .is_ok();
            Ok(fits && stored.is_some())
        })
        .await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let queued = Arc::clone(&self.queue)
            .try_acquire_owned()
            .map_err(queue_full)?;
        let slot = Arc::clone(&self.slots)
            .acquire_owned()
            .await
            .map_err(|error| Error::Storage(Box::new(error)))?;
        let held = HashingSlot(queued, slot);
        tokio::task::spawn_blocking(move || {
            let done = work();
            drop(held);
            done
        })
        .await
        .map_err(|error| Error::Storage(Box::new(error)))?
    }
}

/// A slot of the pool, and the place in the queue that belongs to it.
struct HashingSlot(
    #[expect(dead_code, reason = "held until the work has ended")] OwnedSemaphorePermit,
    #[expect(dead_code, reason = "held until the work has ended")] OwnedSemaphorePermit,
);

fn queue_full(error: TryAcquireError) -> Error {
    Error::Unavailable(Box::new(error))
}

fn hasher() -> Result<Argon2<'static>, Error> {
    let (memory, rounds, parallelism) = COST;
    let params =
        Params::new(memory, rounds, parallelism, None).map_err(|error| failed(error.into()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn failed(error: password_hash::Error) -> Error {
    Error::Storage(Box::new(HashFailure(error)))
}

/// An error of the hash function, which implements no error trait without the standard library.
#[derive(Debug, thiserror::Error)]
#[error("the password could not be hashed: {0}")]
struct HashFailure(password_hash::Error);

#[cfg(test)]
mod tests {
    use std::{future::poll_fn, task::Poll};

    use futures::{FutureExt, future::join_all};

    use super::{Error, MAX_QUEUED, POOL_SIZE, PasswordHash, PasswordPool, UNMATCHABLE};

    #[actix_web::test]
    async fn a_dropped_request_leaves_no_work_outside_the_pool() {
        let passwords = PasswordPool::default();
        let work = || async { passwords.verify("x".to_owned(), None).await };
        for _ in 0..20 {
            let mut request = std::pin::pin!(work());
            poll_fn(|context| Poll::Ready(request.poll_unpin(context).is_ready())).await;
        }
        let started = POOL_SIZE - passwords.slots.available_permits();
        assert_eq!(started, POOL_SIZE, "two hashes were started and go on");
        assert_eq!(
            passwords.queue.available_permits(),
            MAX_QUEUED - POOL_SIZE,
            "the waiting ones are gone"
        );
        assert!(!work().await.unwrap(), "and end in time");
    }

    #[actix_web::test]
    async fn requests_beyond_the_queue_are_rejected_at_once() {
        let passwords = PasswordPool::default();
        let all =
            join_all((0..MAX_QUEUED + 20).map(|_| passwords.verify("x".to_owned(), None))).await;
        let rejected = all
            .iter()
            .filter(|done| matches!(done, Err(Error::Unavailable(_))));
        assert_eq!(rejected.count(), 20);
        assert!(
            !passwords.verify("x".to_owned(), None).await.unwrap(),
            "the next one is checked"
        );
    }

    #[actix_web::test]
    async fn a_password_fits_only_its_own_hash() {
        let passwords = PasswordPool::default();
        let kept = passwords
            .hash("correct horse battery".to_owned())
            .await
            .unwrap();
        assert!(kept.0.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(
            passwords
                .verify("correct horse battery".to_owned(), Some(kept.clone()))
                .await
                .unwrap()
        );
        assert!(
            !passwords
                .verify("correct horse".to_owned(), Some(kept))
                .await
                .unwrap()
        );
        assert!(!passwords.verify("anything".to_owned(), None).await.unwrap());
        assert!(
            !passwords
                .verify(
                    "anything".to_owned(),
                    Some(PasswordHash(UNMATCHABLE.to_owned()))
                )
                .await
                .unwrap()
        );
    }
}
