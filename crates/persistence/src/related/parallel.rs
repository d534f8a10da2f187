//! CPU-bound work of a rebuild, kept off the threads that answer requests.

use std::thread;

use standfirst_domain::error::Error;

/// Maps items on all processors. The results have the order of the items.
pub(super) fn map_parallel<T: Sync, R: Send>(items: &[T], map: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let processors = thread::available_parallelism().map_or(1, usize::from);
    let share = items.len().div_ceil(processors).max(1);
    let map = &map;
    thread::scope(|scope| {
        let shares: Vec<_> = items
            .chunks(share)
            .map(|share| scope.spawn(move || share.iter().map(map).collect::<Vec<R>>()))
            .collect();
        let results = shares.into_iter().map(|share| match share.join() {
            Ok(results) => results,
            // The panic continues here, so that it is not lost with its thread.
            Err(panic) => std::panic::resume_unwind(panic),
        });
        results.flatten().collect()
    })
}

/// Runs work that occupies a thread for long.
pub(super) async fn run_blocking<R: Send + 'static>(
    work: impl FnOnce() -> R + Send + 'static,
) -> Result<R, Error> {
    let result = tokio::task::spawn_blocking(work).await;
    result.map_err(|error| Error::Storage(Box::new(error)))
}
