//! Single fields of a record.

use serde::{Deserialize, de::IntoDeserializer, de::value::Error as UnknownValue};

use crate::invalid_record::Reasons;

/// Value of a field; `None` if it is missing or empty.
pub(super) fn optional<T, E: std::fmt::Display>(
    reasons: &mut Reasons,
    field: &str,
    text: Option<&str>,
    parse: impl Fn(&str) -> Result<T, E>,
) -> Option<T> {
    let text = text.filter(|text| !text.trim().is_empty())?;
    reasons.check(field, parse(text))
}

/// Value of a field with a fixed set of values; the default if it is missing.
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
