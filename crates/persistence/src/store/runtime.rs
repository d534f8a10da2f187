//! The async runtime that the connections belong to.

use std::future::Future;

use standfirst_domain::error::Error;
use tokio::runtime::{Builder, Runtime};

use crate::dialect::Engine;

/// A runtime of the store's own, where the engine needs one. Without one, futures run on the
/// caller's runtime.
pub(super) struct ConnectionRuntime(Option<Runtime>);

impl ConnectionRuntime {
    pub(super) fn new(engine: Engine) -> Result<Self, Error> {
        if !engine.needs_runtime() {
            return Ok(Self(None));
        }
        let runtime = Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("standfirst-store")
            .enable_all()
            .build();
        runtime
            .map(|runtime| Self(Some(runtime)))
            .map_err(|error| Error::Unavailable(Box::new(error)))
    }

    pub(super) async fn run<T: Send + 'static>(
        &self,
        future: impl Future<Output = Result<T, Error>> + Send + 'static,
    ) -> Result<T, Error> {
        match &self.0 {
            Some(runtime) => runtime
                .spawn(future)
                .await
                .map_err(|panic| Error::Storage(Box::new(panic)))?,
            None => future.await,
        }
    }

    /// Runs a future in the background until the runtime is dropped. Does nothing without a
    /// runtime.
    pub(super) fn spawn(&self, future: impl Future<Output = ()> + Send + 'static) {
        if let Some(runtime) = &self.0 {
            runtime.spawn(future);
        }
    }
}

impl Drop for ConnectionRuntime {
    fn drop(&mut self) {
        // Dropping a runtime inside another runtime waits for its threads and panics.
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
