//! State of the application: the ports, services and settings that the API serves from.
//!
//! The binary builds it. Nothing in this crate opens a store, reads a system clock for the newsroom
//! or looks into the environment.

use std::sync::Arc;

use standfirst_document::{DocumentChecker, PersistedDocuments};
use standfirst_domain::ports::{Archive, Clock, Desk};

use crate::{
    auth::Auth, current_publication::CurrentPublication, load_control::LoadControl,
    settings::Settings,
};

/// Ports, services and settings of the API. A clone shares all of them.
#[derive(Clone)]
pub struct AppState {
    /// Read port for readers.
    pub archive: Arc<dyn Archive>,
    /// Read and write port for the desk.
    pub desk: Arc<dyn Desk>,
    /// Authentication, with the registry of accounts and keys. One per process.
    pub auth: Arc<Auth>,
    /// Clock of the newsroom, read once per request.
    pub clock: Arc<dyn Clock>,
    /// Publication with its present settings.
    pub publication: Arc<CurrentPublication>,
    /// Parsing, validation and cost of documents, with their cache. One per process.
    pub documents: Arc<DocumentChecker>,
    /// Persisted documents. One per process.
    pub persisted: Arc<PersistedDocuments>,
    /// Rate limits and admission queue. One per process.
    pub load_control: Arc<LoadControl>,
    /// Settings.
    pub settings: Settings,
}
