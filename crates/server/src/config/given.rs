//! Settings as they were given, on the command line or in the environment.

use std::collections::BTreeMap;

/// Values of settings by flag. An empty value counts as not given.
#[derive(Debug, Clone, Default)]
pub struct GivenSettings(BTreeMap<&'static str, String>);

impl GivenSettings {
    /// Adds a value, in place of an earlier one of the same flag.
    pub(super) fn insert(&mut self, flag: &'static str, value: String) {
        self.0.insert(flag, value);
    }

    /// Value of a flag, without surrounding white space.
    pub(super) fn get(&self, flag: &str) -> Option<&str> {
        let value = self.0.get(flag)?.trim();
        (!value.is_empty()).then_some(value)
    }
}

#[cfg(test)]
impl<const N: usize> From<[(&'static str, &str); N]> for GivenSettings {
    fn from(values: [(&'static str, &str); N]) -> Self {
        let values = values.map(|(flag, value)| (flag, value.to_owned()));
        Self(values.into_iter().collect())
    }
}
