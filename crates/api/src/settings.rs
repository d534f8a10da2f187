//! Settings of the API, apart from the ports and caches that it works with.

use std::time::Duration;

use crate::{address::Networks, limits::Limits};

/// Settings of the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// True if `/graphiql` is served.
    pub graphiql: bool,
    /// Callers who may query the schema by introspection.
    pub introspection: Introspection,
    /// Web origins whose scripts may read answers; `*` allows all.
    pub allowed_origins: Vec<String>,
    /// `max-age` of `Strict-Transport-Security` in seconds; `None` sends no such header.
    pub strict_transport_seconds: Option<u32>,
    /// Most bytes of a request body.
    pub body_limit_bytes: usize,
    /// Longest time in which a request body may arrive.
    pub body_deadline: Duration,
    /// Longest time in which a query may be answered.
    pub request_deadline: Duration,
    /// Limits of a request, a client and the whole server.
    pub limits: Limits,
    /// True if clients are charged points.
    pub quota: bool,
    /// Proxies whose forwarding headers are trusted.
    pub trusted_proxies: Networks,
    /// Front ends of the publication, whose addresses have larger token buckets.
    pub front_ends: Networks,
}

/// Callers who may query the schema by introspection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Introspection {
    /// All callers.
    On,
    /// Callers with a valid token or key.
    Keys,
    /// No caller.
    Off,
}

impl Introspection {
    /// Returns whether a caller may use introspection, by whether the caller is authenticated.
    pub const fn is_open(self, is_authenticated: bool) -> bool {
        match self {
            Self::On => true,
            Self::Keys => is_authenticated,
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
