//! HTTP framing below GraphQL: incomplete and invalid requests, and clients that are slow on
//! purpose. These tests do not use the store.

mod bodies;
mod connection_limit;
mod pipelining;
mod raw_client;
mod request_heads;
mod slow_clients;

use standfirst_api::{Limits, Settings};

use crate::support::TestApp;

/// Starts a server with changed settings and limits.
async fn limited(change: impl FnOnce(&mut Settings, &mut Limits)) -> TestApp {
    let (mut settings, mut limits) = (Settings::default(), Limits::default());
    change(&mut settings, &mut limits);
    settings.limits = limits;
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite://{}", folder.path().join("newsroom.db").display());
    TestApp::open_as(database, folder, settings).await
}
