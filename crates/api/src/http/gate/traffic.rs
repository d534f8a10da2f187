//! Who comes and how much they ask, for the whole process.

use std::sync::Arc;

use super::{admission::Admission, quota::Quotas};
use crate::app_state::Settings;

/// The quotas and the admission of a process. All workers share one.
pub struct LoadControl {
    /// What everybody may spend; nothing is counted where quotas are off.
    pub(super) quotas: Option<Arc<Quotas>>,
    /// Who runs and who waits.
    pub(super) admission: Arc<Admission>,
}

/// How many requests were refused in a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused {
    /// Because whoever asked had no points left.
    pub over_quota: u64,
    /// Because more was asked than can be answered.
    pub overloaded: u64,
}

impl LoadControl {
    /// As the settings have it.
    pub fn new(settings: &Settings) -> Self {
        let quotas = settings
            .quota
            .then(|| Arc::new(Quotas::new(&settings.limits)));
        Self {
            quotas,
            admission: Arc::new(Admission::new(&settings.limits)),
        }
    }

    /// How many operations run, and how many wait.
    pub fn load(&self) -> (usize, usize) {
        self.admission.load()
    }

    /// How many requests were refused since this was last asked. Refusals are too many to be logged one by one.
    pub fn refused(&self) -> Refused {
        Refused {
            over_quota: self.quotas.as_ref().map_or(0, |quotas| quotas.refused()),
            overloaded: self.admission.refused(),
        }
    }
}
