//! Kinds of settings. A kind parses a value, shows it, and describes the values that it accepts, so
//! that the check and the documentation cannot disagree.

use std::marker::PhantomData;

use super::{choice::Choice, mistake::InvalidValue};

/// A kind of setting.
pub(super) trait Kind {
    /// Type of a parsed value.
    type Value;

    /// The flag may stand without a value, which then means `true`.
    const IS_BARE_FLAG: bool = false;

    /// A value may start with a hyphen.
    const ALLOWS_HYPHEN: bool = false;

    /// Parses a value that is not empty.
    fn parse(&self, text: &str) -> Result<Self::Value, InvalidValue>;

    /// Shows a value without its secrets. `None` for a setting without a value.
    fn show(&self, value: &Self::Value) -> Option<String>;

    /// Describes the accepted values, in a phrase for the documentation.
    fn accepts(&self) -> String;
}

/// Description of a kind, independent of its type.
pub(super) struct KindDescription {
    pub accepts: String,
    pub is_bare_flag: bool,
    pub allows_hyphen: bool,
}

impl KindDescription {
    pub(super) fn new<K: Kind>(kind: &K) -> Self {
        Self {
            accepts: kind.accepts(),
            is_bare_flag: K::IS_BARE_FLAG,
            allows_hyphen: K::ALLOWS_HYPHEN,
        }
    }
}

/// A setting that may have no value.
pub(super) struct Optional<K>(pub K);

impl<K: Kind> Kind for Optional<K> {
    type Value = Option<K::Value>;

    const IS_BARE_FLAG: bool = K::IS_BARE_FLAG;
    const ALLOWS_HYPHEN: bool = K::ALLOWS_HYPHEN;

    fn parse(&self, text: &str) -> Result<Self::Value, InvalidValue> {
        self.0.parse(text).map(Some)
    }

    fn show(&self, value: &Self::Value) -> Option<String> {
        value.as_ref().and_then(|value| self.0.show(value))
    }

    fn accepts(&self) -> String {
        self.0.accepts()
    }
}

/// One word of a fixed list.
pub(super) struct OneOf<T>(PhantomData<T>);

/// `on` or `off`.
pub(super) type Switch = OneOf<bool>;

impl<T> OneOf<T> {
    pub(super) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<T: Choice> Kind for OneOf<T> {
    type Value = T;

    fn parse(&self, text: &str) -> Result<T, InvalidValue> {
        let found = T::WORDS.iter().find(|(word, _)| *word == text);
        found.map(|(_, value)| *value).ok_or_else(|| {
            InvalidValue::new(
                format!("is {text:?}, and accepts {}", self.accepts()),
                "Choose one of these words.",
            )
        })
    }

    fn show(&self, value: &T) -> Option<String> {
        let found = T::WORDS.iter().find(|(_, known)| known == value);
        found.map(|(word, _)| (*word).to_owned())
    }

    fn accepts(&self) -> String {
        let words: Vec<_> = T::WORDS.iter().map(|(word, _)| *word).collect();
        words.join(", ")
    }
}

/// `true` or `false`. The flag without a value means `true`.
pub(super) struct Boolean;

impl Kind for Boolean {
    type Value = bool;

    const IS_BARE_FLAG: bool = true;

    fn parse(&self, text: &str) -> Result<bool, InvalidValue> {
        text.parse()
            .map_err(|_| InvalidValue::new(format!("is {text:?}"), "Write true or false."))
    }

    fn show(&self, value: &bool) -> Option<String> {
        Some(value.to_string())
    }

    fn accepts(&self) -> String {
        "true, false".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use standfirst_api::Introspection;

    use super::{Boolean, Kind, OneOf, Optional, Switch};

    #[test]
    fn every_accepted_word_is_parsed_and_shown() {
        let introspection = OneOf::<Introspection>::new();
        assert_eq!(introspection.accepts(), "on, keys, off");
        for word in ["on", "keys", "off"] {
            let value = introspection.parse(word).unwrap();
            assert_eq!(introspection.show(&value).as_deref(), Some(word));
        }
        for word in ["ON", "", "of", "on,keys"] {
            assert!(introspection.parse(word).is_err(), "{word}");
        }
        assert_eq!(Switch::new().parse("off"), Ok(false));
        assert!(Switch::new().parse("true").is_err());
        assert_eq!(Boolean.parse("true"), Ok(true));
        assert!(Boolean.parse("on").is_err());
    }

    #[test]
    fn an_optional_setting_shows_nothing_without_a_value() {
        let setting = Optional(Boolean);
        assert_eq!(setting.show(&None), None);
        let value = setting.parse("true").unwrap();
        assert_eq!(setting.show(&value).as_deref(), Some("true"));
        assert_eq!(setting.accepts(), Boolean.accepts());
    }
}
