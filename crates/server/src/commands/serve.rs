//! `standfirst serve`: opens the house and answers until told to stop.

use std::{
    io,
    net::{SocketAddr, TcpListener},
    sync::{Arc, Weak},
};

use standfirst_api::{Auth, AuthSettings, CurrentPublication, Gate, House, Traffic};
use standfirst_domain::ports::Clock;
use tokio::{
    net::TcpSocket,
    signal::unix::{SignalKind, signal},
};

use crate::{
    clock::SystemClock,
    clockwork,
    commands::{Ending, could_not, open_migrated_store},
    config::Configuration,
    current_publication,
    failure::Failure,
    following::{Following, Pace, stopper},
    housekeeping, indexing, keys, operations, output, related,
    server::{self, Running},
    turned_away,
};

/// How many connections wait to be accepted, if the system lets so many.
const WAITING: u32 = 1_024;

/// Opens the configured house under a clock, and answers when this returns.
///
/// # Errors
/// Why it cannot start.
pub async fn start(
    configuration: &Configuration,
    clock: Arc<dyn Clock>,
) -> Result<Running, Failure> {
    let persisted = Arc::new(operations::for_system(configuration)?);
    let keyring = keys::for_system(configuration, clock.now())?;
    let settings = AuthSettings {
        issuers: keys::issuers(configuration)?,
        ..AuthSettings::default()
    };
    let store = Arc::new(open_migrated_store(configuration).await?);
    let auth = Arc::new(Auth::new(store.clone(), keyring, settings));
    let change_log = Arc::downgrade(&store);
    let listener = listen(configuration)?;
    let publication = Arc::new(current_publication_of(configuration, &listener)?);
    let (stopper, stop) = stopper();
    let following = Following {
        change_log: Arc::clone(&store),
        clock: Arc::clone(&clock),
        pace: Pace::default(),
        stop,
    };
    let relating = related::keep(Following {
        change_log: Arc::clone(&store),
        clock: Arc::clone(&clock),
        pace: Pace::default(),
        stop: following.stop.clone(),
    });
    let keeping = current_publication::keep(Arc::clone(&publication), following)
        .await
        .map_err(could_not(configuration, "read"))?;
    let settings = configuration.settings();
    let traffic = Arc::new(Traffic::new(&settings));
    let house = House {
        archive: store.clone(),
        desk: store,
        auth: Arc::clone(&auth),
        clock: Arc::clone(&clock),
        publication,
        gate: Arc::new(Gate::new(&settings.limits)),
        persisted,
        traffic: Arc::clone(&traffic),
        settings,
    };
    let running = server::run(house, listener, configuration.workers)
        .map_err(|source| refused(configuration, source))?;
    tokio::spawn(housekeeping::run(
        Weak::clone(&change_log),
        Arc::clone(&clock),
    ));
    tokio::spawn(indexing::run(Weak::clone(&change_log)));
    tokio::spawn(clockwork::run(change_log, clock));
    tokio::spawn(keeping);
    tokio::spawn(relating);
    tokio::spawn(turned_away::tell(Arc::downgrade(&traffic)));
    tokio::spawn(keys::follow(
        configuration.keys_file(),
        Arc::downgrade(&auth),
    ));
    Ok(running.keeping(stopper))
}

fn listen(configuration: &Configuration) -> Result<TcpListener, Failure> {
    listener(configuration.listen).map_err(|source| refused(configuration, source))
}

/// Listens as the standard library does, with room for more that wait to be accepted.
fn listener(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4(),
        SocketAddr::V6(_) => TcpSocket::new_v6(),
    }?;
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(WAITING)?.into_std()
}

/// What the configuration says of the publication, whose pages are found where the server listens unless it says otherwise.
fn current_publication_of(
    configuration: &Configuration,
    listener: &TcpListener,
) -> Result<CurrentPublication, Failure> {
    let address = listener.local_addr();
    let address = address.map_err(|source| refused(configuration, source))?;
    Ok(CurrentPublication::new(configuration.publication(address)?))
}

const fn refused(configuration: &Configuration, source: io::Error) -> Failure {
    Failure::Listen {
        address: configuration.listen,
        source,
    }
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
