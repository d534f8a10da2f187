//! Below GraphQL: what a connection carries that is no request, or none yet, and clients that are slow on purpose. The server is the real one; the store
//! has no part in it.

mod bodies;
mod connections;
mod heads;
mod pipelined;
mod raw;
mod slow;

use standfirst_api::{Limits, Settings};

use crate::support::TestApp;

/// A server with limits of a test's own.
async fn limited(change: impl FnOnce(&mut Settings, &mut Limits)) -> TestApp {
    let (mut settings, mut limits) = (Settings::default(), Limits::default());
    change(&mut settings, &mut limits);
    settings.limits = limits;
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite://{}", folder.path().join("newsroom.db").display());
    TestApp::open_as(database, folder, settings).await
}
