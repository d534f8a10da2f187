//! State of the HTTP server: the application state and what only HTTP handlers use.

use super::readiness::Readiness;
use crate::{app_state::AppState, graphql::Schema};

/// State shared by all HTTP handlers of the process.
pub struct HttpState {
    /// Ports, services and settings.
    pub app_state: AppState,
    /// Executable GraphQL schema.
    pub schema: Schema,
    /// Last result of the readiness check.
    pub readiness: Readiness,
}
