//! Shutdown signal: sent once and received by every background task.

use std::time::Duration;

use tokio::sync::watch;

/// Sends the shutdown signal. Dropping the trigger sends it too.
#[derive(Debug)]
pub struct ShutdownTrigger(watch::Sender<bool>);

/// Receives the shutdown signal.
#[derive(Debug, Clone)]
pub struct ShutdownSignal(watch::Receiver<bool>);

/// Creates a trigger and its signal.
pub fn shutdown_channel() -> (ShutdownTrigger, ShutdownSignal) {
    let (sender, receiver) = watch::channel(false);
    (ShutdownTrigger(sender), ShutdownSignal(receiver))
}

impl ShutdownTrigger {
    /// Sends the signal.
    pub fn trigger(&self) {
        self.0.send_replace(true);
    }
}

impl ShutdownSignal {
    /// Returns `true` once the signal was sent.
    pub fn is_triggered(&self) -> bool {
        // `has_changed` fails when the trigger was dropped.
        *self.0.borrow() || self.0.has_changed().is_err()
    }

    /// Waits for the signal.
    pub async fn triggered(&self) {
        let mut receiver = self.0.clone();
        // An error means that the trigger was dropped, which counts as the signal.
        let _ = receiver.wait_for(|is_triggered| *is_triggered).await;
    }

    /// Sleeps, and returns `false` if the signal arrives first.
    pub(crate) async fn sleep(&self, duration: Duration) -> bool {
        tokio::select! {
            biased;
            () = self.triggered() => false,
            () = tokio::time::sleep(duration) => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::shutdown_channel;

    #[tokio::test]
    async fn the_signal_ends_a_sleep_and_stays_set() {
        let (trigger, signal) = shutdown_channel();
        assert!(signal.sleep(Duration::ZERO).await);
        assert!(!signal.is_triggered());
        let sleeping = tokio::spawn({
            let signal = signal.clone();
            async move { signal.sleep(Duration::from_secs(600)).await }
        });
        trigger.trigger();
        assert!(!sleeping.await.unwrap());
        assert!(signal.is_triggered());
        assert!(!signal.sleep(Duration::ZERO).await);
    }

    #[tokio::test]
    async fn dropping_the_trigger_counts_as_the_signal() {
        let (trigger, signal) = shutdown_channel();
        drop(trigger);
        signal.triggered().await;
        assert!(signal.is_triggered());
    }
}
