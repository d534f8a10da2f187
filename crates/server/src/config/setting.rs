//! Rows of the table of settings, and the reader that parses the given values by them.

use std::path::PathBuf;

use super::{
    given::GivenSettings,
    kind::{Kind, KindDescription},
    mistake::{InvalidValue, Mistake},
};

/// A row of the table, without its types: the part that the command line, the documentation and the
/// messages need.
pub(super) struct Setting {
    /// Flag, without the leading hyphens.
    pub flag: &'static str,
    /// Environment variable.
    pub variable: &'static str,
    /// Placeholder of the value in `--help`.
    pub value_name: &'static str,
    /// Default as it is documented: the value itself, or a description of a computed one.
    pub default: &'static str,
    /// A value may hold a secret, and `--help` does not show the one in the environment.
    pub is_secret: bool,
    /// Documentation, as the lines of a doc comment.
    pub doc: &'static str,
    pub kind: fn() -> KindDescription,
}

impl Setting {
    /// Documentation in one line of whole sentences.
    pub(super) fn meaning(&self) -> &'static str {
        self.doc.trim()
    }
}

/// Default of a setting.
pub(super) enum DefaultValue<T> {
    /// A fixed value, as it is written in the configuration.
    Fixed(&'static str),
    /// A value computed from the machine or from other settings, and its description.
    Computed(&'static str, fn(&Basis) -> T),
}

impl<T> DefaultValue<T> {
    pub(super) const fn text(&self) -> &'static str {
        match self {
            Self::Fixed(text) | Self::Computed(text, _) => text,
        }
    }
}

/// Settings from which the defaults of others are computed.
pub(super) struct Basis {
    pub dev: bool,
    pub data_dir: PathBuf,
}

/// Parses given values and collects the mistakes.
///
/// A value that is wrong is replaced by its default, so that the checks between settings can run
/// and one start reports every mistake.
pub(super) struct SettingReader<'a> {
    given: &'a GivenSettings,
    basis: Basis,
    pub mistakes: Vec<Mistake>,
}

impl<'a> SettingReader<'a> {
    pub(super) const fn new(given: &'a GivenSettings, basis: Basis) -> Self {
        Self {
            given,
            basis,
            mistakes: Vec::new(),
        }
    }

    /// Parses the value of a setting. `None` if a fixed default is not valid, which a test
    /// excludes.
    pub(super) fn read<K: Kind>(
        &mut self,
        setting: &Setting,
        kind: &K,
        default: &DefaultValue<K::Value>,
    ) -> Option<K::Value> {
        if let Some(text) = self.given.get(setting.flag) {
            match kind.parse(text) {
                Ok(value) => return Some(value),
                Err(invalid) => self.report(setting, invalid),
            }
        }
        match default {
            DefaultValue::Computed(_, compute) => Some(compute(&self.basis)),
            DefaultValue::Fixed(text) => match kind.parse(text) {
                Ok(value) => Some(value),
                Err(invalid) => {
                    self.report(setting, invalid);
                    None
                }
            },
        }
    }

    fn report(&mut self, setting: &Setting, InvalidValue { problem, remedy }: InvalidValue) {
        self.mistakes.push(Mistake {
            flag: setting.flag,
            variable: setting.variable,
            problem,
            remedy: remedy.to_owned(),
        });
    }
}
