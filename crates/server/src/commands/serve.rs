//! `standfirst serve`: starts the server with its background tasks, and serves until it is stopped.

use std::{
    fs, io,
    net::{SocketAddr, TcpListener},
    sync::Arc,
};

use standfirst_api::{
    AppState, Auth, AuthSettings, CurrentPublication, Issuer, LoadControl, document_checker,
};
use standfirst_domain::ports::Clock;
use tokio::{
    net::TcpSocket,
    signal::unix::{SignalKind, signal},
};

use super::{
    database::{database_error, open_migrated_store},
    outcome::CommandOutcome,
};
use crate::{
    clock::SystemClock,
    config::Configuration,
    error::CommandError,
    output,
    server::{self, Running},
    signing_keys,
    tasks::{self, TaskContext},
    trusted_documents,
};

/// Connections that wait in the system's backlog to be accepted. The system may allow fewer.
const BACKLOG: u32 = 1_024;

pub(super) async fn run(configuration: &Configuration) -> Result<CommandOutcome, CommandError> {
    let clock = Arc::new(SystemClock::with_offset(configuration.clock_offset));
    let running = start(configuration, clock).await?;
    output::print_result(format_args!("listening on {}", running.url()));
    running
        .serve_until(stop_signal)
        .await
        .map_err(CommandError::Server)?;
    tracing::info!("server stopped");
    Ok(CommandOutcome::Complete)
}

/// Starts the configured server. Requests are accepted when this function returns.
async fn start(
    configuration: &Configuration,
    clock: Arc<dyn Clock>,
) -> Result<Running, CommandError> {
    let documents = Arc::new(document_checker(&configuration.limits));
    let persisted = Arc::new(trusted_documents::load(configuration, &documents)?);
    let keyring = signing_keys::read_or_create(configuration, clock.now())?;
    let auth_settings = AuthSettings {
        issuers: read_issuers(configuration)?,
        ..AuthSettings::default()
    };
    let store = Arc::new(open_migrated_store(configuration).await?);
    let auth = Arc::new(Auth::new(store.clone(), keyring, auth_settings));
    let listener = listen(configuration.listen);
    let listener = listener.map_err(listen_error(configuration))?;
    let address = listener.local_addr();
    let address = address.map_err(listen_error(configuration))?;
    let publication = Arc::new(CurrentPublication::new(configuration.publication(address)?));
    let settings = configuration.settings();
    let load_control = Arc::new(LoadControl::new(&settings));
    let tasks = tasks::start(TaskContext {
        store: Arc::clone(&store),
        clock: Arc::clone(&clock),
        publication: Arc::clone(&publication),
        load_control: Arc::clone(&load_control),
        auth: Arc::clone(&auth),
        keys_file: configuration.keys_file(),
    });
    let tasks = tasks.await.map_err(database_error(configuration, "read"))?;
    let state = AppState {
        archive: store.clone(),
        desk: store,
        auth,
        clock,
        publication,
        documents,
        persisted,
        load_control,
        settings,
    };
    let running = server::run(state, listener, configuration.workers);
    let running = running.map_err(listen_error(configuration))?;
    Ok(running.with_tasks(tasks))
}

/// Listens like the standard library, with a longer backlog.
fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4(),
        SocketAddr::V6(_) => TcpSocket::new_v6(),
    }?;
    // Without it, a restart would fail while connections of the previous process time out.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)?.into_std()
}

fn listen_error(configuration: &Configuration) -> impl FnOnce(io::Error) -> CommandError {
    let address = configuration.listen;
    move |source| CommandError::Listen { address, source }
}

/// Reads the configured list of external issuers of access tokens.
fn read_issuers(configuration: &Configuration) -> Result<Vec<Issuer>, CommandError> {
    let Some(path) = &configuration.issuers else {
        return Ok(Vec::new());
    };
    let unusable = |source| CommandError::Issuers {
        path: path.clone(),
        source,
    };
    let text = fs::read_to_string(path).map_err(|error| unusable(error.into()))?;
    Issuer::parse_all(&text).map_err(|error| unusable(error.into()))
}

/// Waits for SIGTERM, as supervisors send it, or SIGINT, as terminals do.
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
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
