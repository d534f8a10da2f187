//! The house that the API serves: the ports it reads through, the paper it speaks for, and its settings.
//!
//! Whoever starts the server builds one. Nothing in this crate opens a store, reads a clock of its own or looks into the environment.

use std::{sync::Arc, time::Duration};

use standfirst_domain::ports::{Archive, Clock, Desk};

use crate::{
    address::Networks,
    auth::Auth,
    current_publication::CurrentPublication,
    http::{
        Persisted,
        gate::{Gate, Traffic},
    },
    limits::Limits,
};

/// What the API serves from. A clone shares everything.
#[derive(Clone)]
pub struct House {
    /// The reading side.
    pub archive: Arc<dyn Archive>,
    /// The writing side.
    pub desk: Arc<dyn Desk>,
    /// Who may come in. One for the whole process, shared by all clones; it holds the registry.
    pub auth: Arc<Auth>,
    /// The clock, read once per request.
    pub clock: Arc<dyn Clock>,
    /// The paper, as it is at present.
    pub publication: Arc<CurrentPublication>,
    /// What every document comes through. One for the whole process.
    pub gate: Arc<Gate>,
    /// The documents that can be named. One for the whole process.
    pub persisted: Arc<Persisted>,
    /// Who comes and how much they ask. One for the whole process, shared by all clones.
    pub traffic: Arc<Traffic>,
    /// How the doors behave.
    pub settings: Settings,
}

/// How the doors behave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Whether `/graphiql` is open.
    pub graphiql: bool,
    /// Who may ask for the schema through GraphQL itself.
    pub introspection: Introspection,
    /// The web origins whose scripts may read answers; `*` allows all.
    pub allowed_origins: Vec<String>,
    /// For how many seconds browsers are told to come by HTTPS alone; `None` tells them nothing.
    pub strict_transport_seconds: Option<u32>,
    /// The most bytes of a request body.
    pub body_limit_bytes: usize,
    /// How long a request body may take to arrive.
    pub body_deadline: Duration,
    /// How long an answer may take to make.
    pub request_deadline: Duration,
    /// What a request, a client and the whole server may come to.
    pub limits: Limits,
    /// Whether points are counted.
    pub quota: bool,
    /// The proxies whose word on a client's address is taken.
    pub trusted_proxies: Networks,
    /// The paper's own front ends, whose addresses have larger buckets.
    pub front_ends: Networks,
}

/// Who may ask for the schema through GraphQL itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Introspection {
    /// Anybody.
    On,
    /// Whoever comes in with a good token or key, and no stranger.
    Keys,
    /// Nobody.
    Off,
}

impl Introspection {
    /// Whether it is open to whoever came in, or to strangers.
    pub const fn is_open(self, came_in: bool) -> bool {
        match self {
            Self::On => true,
            Self::Keys => came_in,
            Self::Off => false,
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            graphiql: false,
            introspection: Introspection::On,
            allowed_origins: Vec::new(),
            strict_transport_seconds: None,
            body_limit_bytes: 1024 * 1024,
            body_deadline: Duration::from_secs(10),
            request_deadline: Duration::from_secs(5),
            limits: Limits::default(),
            quota: true,
            trusted_proxies: Networks::default(),
            front_ends: Networks::default(),
        }
    }
}
