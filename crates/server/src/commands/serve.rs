//! `standfirst serve`: opens the house and answers until told to stop.

use std::{
    io,
    net::TcpListener,
    sync::{Arc, Weak},
};

use standfirst_api::{Auth, AuthSettings, House};
use standfirst_domain::ports::Clock;
use standfirst_persistence::Store;
use tokio::signal::unix::{SignalKind, signal};

use crate::{
    clock::SystemClock,
    clockwork,
    commands::{Ending, open_migrated_store},
    config::Configuration,
    failure::Failure,
    housekeeping, keys, output,
    server::{self, Running},
};

/// Opens the configured house under a clock, and answers when this returns.
///
/// # Errors
/// Why it cannot start.
pub async fn start(
    configuration: &Configuration,
    clock: Arc<dyn Clock>,
) -> Result<Running, Failure> {
    let keyring = keys::of_the_house(configuration, clock.now())?;
    let settings = AuthSettings {
        issuers: keys::issuers(configuration)?,
        ..AuthSettings::default()
    };
    let store = Arc::new(open_migrated_store(configuration).await?);
    let auth = Arc::new(Auth::new(store.clone(), keyring, settings));
    let wire = Arc::downgrade(&store);
    let running = open_doors(configuration, Arc::clone(&clock), store, Arc::clone(&auth))?;
    tokio::spawn(housekeeping::run(Weak::clone(&wire), Arc::clone(&clock)));
    tokio::spawn(clockwork::run(wire, clock));
    tokio::spawn(keys::follow(
        configuration.keys_file(),
        Arc::downgrade(&auth),
    ));
    Ok(running)
}

fn open_doors(
    configuration: &Configuration,
    clock: Arc<dyn Clock>,
    store: Arc<Store>,
    auth: Arc<Auth>,
) -> Result<Running, Failure> {
    let refused = |source| Failure::Listen {
        address: configuration.listen,
        source,
    };
    let listener = TcpListener::bind(configuration.listen).map_err(refused)?;
    let publication = Arc::new(configuration.publication(listener.local_addr().map_err(refused)?)?);
    let house = House {
        archive: store.clone(),
        desk: store,
        auth,
        clock,
        publication,
        settings: configuration.settings(),
    };
    server::run(house, listener, configuration.workers).map_err(refused)
}

pub(super) async fn run(configuration: &Configuration) -> Result<Ending, Failure> {
    let clock = Arc::new(SystemClock::ahead_by(configuration.clock_offset));
    let running = start(configuration, clock).await?;
    output::answer(format_args!("listening on {}", running.url()));
    running
        .serve_until(told_to_stop)
        .await
        .map_err(Failure::Server)?;
    tracing::info!("the server stopped");
    Ok(Ending::Done)
}

/// Hears SIGTERM, as a supervisor sends it, and SIGINT, as a terminal does.
fn told_to_stop() -> io::Result<impl Future<Output = ()>> {
    let (mut terminate, mut interrupt) = (
        signal(SignalKind::terminate())?,
        signal(SignalKind::interrupt())?,
    );
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
