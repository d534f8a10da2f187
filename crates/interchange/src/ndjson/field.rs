//! One field of a record: missing, taken, or refused with a reason.

use serde::{Deserialize, de::IntoDeserializer, de::value::Error as Unknown};

use crate::problem::Reasons;

/// A value that may be missing or empty.
pub(super) fn optional<T, E: std::fmt::Display>(
    why: &mut Reasons,
    field: &str,
    text: Option<&str>,
    parse: impl Fn(&str) -> Result<T, E>,
) -> Option<T> {
    let text = text.filter(|text| !text.trim().is_empty())?;
    why.take(field, parse(text))
}

/// A word out of a fixed list, the default when it is missing.
pub(super) fn word<T: for<'de> Deserialize<'de> + Default>(
    why: &mut Reasons,
    field: &str,
    word: Option<&str>,
) -> T {
    let Some(word) = word.filter(|word| !word.is_empty()) else {
        return T::default();
    };
    let read: Result<T, Unknown> = T::deserialize(word.into_deserializer());
    why.take(field, read).unwrap_or_default()
}
