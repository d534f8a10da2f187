//! One field of a record: missing, taken, or refused with a reason.

use serde::{Deserialize, de::IntoDeserializer, de::value::Error as UnknownValue};

use crate::invalid_record::Reasons;

/// A value that may be missing or empty.
pub(super) fn optional<T, E: std::fmt::Display>(
    reasons: &mut Reasons,
    field: &str,
    text: Option<&str>,
    parse: impl Fn(&str) -> Result<T, E>,
) -> Option<T> {
    let text = text.filter(|text| !text.trim().is_empty())?;
    reasons.check(field, parse(text))
}

/// A word out of a fixed list, the default when it is missing.
pub(super) fn enum_value<T: for<'de> Deserialize<'de> + Default>(
    reasons: &mut Reasons,
    field: &str,
    text: Option<&str>,
) -> T {
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        return T::default();
    };
    let read: Result<T, UnknownValue> = T::deserialize(text.into_deserializer());
    reasons.check(field, read).unwrap_or_default()
}
