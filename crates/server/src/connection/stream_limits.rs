//! Deadlines and limits of a connection.

use std::time::Duration;

use standfirst_api::Settings;

/// Deadlines and limits of every connection.
#[derive(Debug)]
pub(super) struct StreamLimits {
    /// Time in which a head must arrive.
    pub header_deadline: Duration,
    /// Time for which a connection may stay idle.
    pub idle: Duration,
    /// Time for which a client may read less than the minimum progress.
    pub stalled: Duration,
    pub max_target_bytes: usize,
    pub max_header_bytes: usize,
    /// Value of `Strict-Transport-Security`, for early errors.
    pub strict_transport: Option<String>,
}

impl StreamLimits {
    /// Copies the limits of connections from the settings.
    pub(super) fn from_settings(settings: &Settings) -> Self {
        let limits = &settings.limits;
        Self {
            header_deadline: limits.header_deadline,
            idle: limits.idle,
            stalled: limits.stalled,
            max_target_bytes: limits.target_bytes,
            max_header_bytes: limits.header_bytes,
            strict_transport: settings
                .strict_transport_seconds
                .map(|seconds| format!("max-age={seconds}")),
        }
    }
}
