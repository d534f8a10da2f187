//! The word to stop, said once and heard by all who work on their own.

use std::time::Duration;

use tokio::sync::watch;

/// Says the word. When it is gone, the word counts as said.
#[derive(Debug)]
pub struct Stopper(watch::Sender<bool>);

/// Hears the word.
#[derive(Debug, Clone)]
pub struct Stop(watch::Receiver<bool>);

/// One who says the word, and one who hears it.
pub fn stopper() -> (Stopper, Stop) {
    let (says, hears) = watch::channel(false);
    (Stopper(says), Stop(hears))
}

impl Stopper {
    /// Says the word.
    pub fn stop(&self) {
        self.0.send_replace(true);
    }
}

impl Stop {
    /// Whether it was said.
    pub fn is_said(&self) -> bool {
        *self.0.borrow() || self.0.has_changed().is_err()
    }

    /// Waits until it is said.
    pub async fn said(&self) {
        let mut hears = self.0.clone();
        // An error says that nobody is left to say it.
        let _ = hears.wait_for(|said| *said).await;
    }

    /// Waits for so long; `false` when the word is said meanwhile.
    pub(crate) async fn pause(&self, duration: Duration) -> bool {
        tokio::select! {
            biased;
            () = self.said() => false,
            () = tokio::time::sleep(duration) => true,
        }
    }
}
