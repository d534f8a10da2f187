//! Passwords: argon2id on a pool of two, so that a flood of sign-ins cannot take the processor from readers.
//!
//! A place on the pool is held until the work has ended, also where whoever asked has gone: work that was begun cannot be stopped. So many may wait for
//! a place; whoever comes beyond is told to come again, since they would wait longer than a request lives.
//!
//! An account that is not there is checked against a hash that nothing fits, which takes as long as any other.

use std::sync::Arc;

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version,
    password_hash::{self, SaltString},
};
use standfirst_domain::{account::PasswordHash, error::Error};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, TryAcquireError};

/// How many passwords are worked on at once.
const AT_ONCE: usize = 2;
/// How many may be worked on or wait.
const MOST: usize = 34;
/// Memory in KiB, rounds and lanes (OWASP's recommendation for argon2id).
const COST: (u32, u32, u32) = (19 * 1_024, 2, 1);
/// A hash of that cost which no password is known to fit.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5cyBzYWx0IDE2$3q2+796tvu/erb7v3q2+796tvu/erb7v3q2+796tvu8";

/// The pool.
pub struct Passwords {
    places: Arc<Semaphore>,
    queue: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self {
            places: Arc::new(Semaphore::new(AT_ONCE)),
            queue: Arc::new(Semaphore::new(MOST)),
        }
    }
}

impl Passwords {
    /// Hashes a password with a salt of its own.
    pub async fn hash(&self, password: String) -> Result<PasswordHash, Error> {
        let salt: [u8; 16] = rand::random();
        self.work(move || {
            let salt = SaltString::encode_b64(&salt).map_err(failed)?;
            let hash = hasher()?
                .hash_password(password.as_bytes(), &salt)
                .map_err(failed)?;
            Ok(PasswordHash(hash.to_string()))
        })
        .await
    }

    /// Whether a password fits what is kept. It takes as long where nothing is kept.
    pub async fn verify(
        &self,
        password: String,
        kept: Option<PasswordHash>,
    ) -> Result<bool, Error> {
        self.work(move || {
            let known = kept.as_ref().map_or(NOBODYS, |kept| kept.0.as_str());
            let known = password_hash::PasswordHash::new(known).map_err(failed)?;
            let fits = hasher()?
                .verify_password(password.as_bytes(), &known)
                .is_ok();
            Ok(fits && kept.is_some())
        })
        .await
    }

    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let queued = Arc::clone(&self.queue)
            .try_acquire_owned()
            .map_err(crowded)?;
        let place = Arc::clone(&self.places)
            .acquire_owned()
            .await
            .map_err(|error| Error::Storage(Box::new(error)))?;
        let turn = Turn(queued, place);
        tokio::task::spawn_blocking(move || {
            let done = work();
            drop(turn);
            done
        })
        .await
        .map_err(|error| Error::Storage(Box::new(error)))?
    }
}

/// A place on the pool, and the one in the queue before it.
struct Turn(
    #[expect(dead_code, reason = "held until the work has ended")] OwnedSemaphorePermit,
    #[expect(dead_code, reason = "held until the work has ended")] OwnedSemaphorePermit,
);

fn crowded(error: TryAcquireError) -> Error {
    Error::Unavailable(Box::new(error))
}

fn hasher() -> Result<Argon2<'static>, Error> {
    let (memory, rounds, lanes) = COST;
    let params = Params::new(memory, rounds, lanes, None).map_err(|error| failed(error.into()))?;
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

    use super::{AT_ONCE, Error, MOST, NOBODYS, PasswordHash, Passwords};

    #[actix_web::test]
    async fn whoever_goes_leaves_no_work_outside_the_pool() {
        let passwords = Passwords::default();
        let work = || async { passwords.verify("x".to_owned(), None).await };
        for _ in 0..20 {
            let mut asked = std::pin::pin!(work());
            poll_fn(|context| Poll::Ready(asked.poll_unpin(context).is_ready())).await;
        }
        let begun = AT_ONCE - passwords.places.available_permits();
        assert_eq!(begun, AT_ONCE, "two were begun, and go on alone");
        assert_eq!(
            passwords.queue.available_permits(),
            MOST - AT_ONCE,
            "those who waited are gone"
        );
        assert!(!work().await.unwrap(), "and end");
    }

    #[actix_web::test]
    async fn a_flood_is_turned_away_at_once() {
        let passwords = Passwords::default();
        let all = join_all((0..MOST + 20).map(|_| passwords.verify("x".to_owned(), None))).await;
        let turned_away = all
            .iter()
            .filter(|done| matches!(done, Err(Error::Unavailable(_))));
        assert_eq!(turned_away.count(), 20);
        assert!(
            !passwords.verify("x".to_owned(), None).await.unwrap(),
            "the next is heard"
        );
    }

    #[actix_web::test]
    async fn a_password_fits_its_own_hash_alone() {
        let passwords = Passwords::default();
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
                    Some(PasswordHash(NOBODYS.to_owned()))
                )
                .await
                .unwrap()
        );
    }
}
