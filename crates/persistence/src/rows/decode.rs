//! Decoding of columns into domain types and encoding back. A decoding error names its table and
//! row.

use sea_orm::prelude::Uuid;
use serde::{Serialize, de::DeserializeOwned};
use standfirst_domain::error::Error;

/// Reason why a row does not decode, where no parser gives one.
#[derive(Debug, Clone, Copy, thiserror::Error)]
pub(crate) enum Malformed {
    #[error("the head revision is missing")]
    NoHeadRevision,
    #[error("a tombstone has no retraction")]
    NoRetraction,
    #[error("the role is unknown")]
    UnknownRole,
    #[error("the key id is malformed")]
    KeyId,
    #[error("the subject is unknown")]
    UnknownSubject,
    #[error("the kind is unknown")]
    UnknownKind,
    #[error("the column {0} is NULL")]
    Null(&'static str),
}

/// Builds the error for a row that does not decode.
pub(crate) fn unreadable<E>(table: &'static str, key: impl ToString) -> impl FnOnce(E) -> Error
where
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let key = key.to_string();
    move |source| Error::Unreadable {
        table,
        key,
        source: source.into(),
    }
}

/// Keeps a decoded row. Logs a row that does not decode and skips it, so that a damaged row hides
/// itself and nothing else.
pub(crate) fn log_and_skip<T>(decoded: Result<T, Error>) -> Option<T> {
    decoded
        .inspect_err(|error| {
            tracing::error!(
                error = error as &dyn std::error::Error,
                "row skipped: it does not decode"
            )
        })
        .ok()
}

/// Decodes a JSON column.
pub(crate) fn json<T: DeserializeOwned>(
    text: &str,
    table: &'static str,
    key: impl ToString,
) -> Result<T, Error> {
    serde_json::from_str(text).map_err(unreadable(table, key))
}

/// Encodes a JSON column.
pub(crate) fn to_json<T: Serialize>(value: &T) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|error| Error::Storage(Box::new(error)))
}

/// Encodes an enum whose variants serialize as one word each.
pub(crate) fn enum_text<T: Serialize>(value: T) -> Result<String, Error> {
    let quoted = to_json(&value)?;
    Ok(quoted.trim_matches('"').to_owned())
}

/// Decodes an enum whose variants serialize as one word each.
pub(crate) fn from_enum_text<T: DeserializeOwned>(
    text: &str,
    table: &'static str,
    key: impl ToString,
) -> Result<T, Error> {
    serde_json::from_value(serde_json::Value::String(text.to_owned()))
        .map_err(unreadable(table, key))
}

/// Decodes a whole number that is never negative.
pub(crate) fn to_u32(number: i64, table: &'static str, key: impl ToString) -> Result<u32, Error> {
    u32::try_from(number).map_err(unreadable(table, key))
}

/// Decodes the identifier of an outcome in an idempotency record.
pub(crate) fn outcome_id(outcome: &str) -> Result<Uuid, Error> {
    Uuid::parse_str(outcome).map_err(unreadable("idempotency_record", outcome))
}

#[cfg(test)]
mod tests {
    use standfirst_domain::{change_log::View, error::Error};

    use super::{enum_text, from_enum_text, json, log_and_skip, outcome_id, to_u32};

    #[test]
    fn an_error_names_the_table_and_the_row() {
        let Err(Error::Unreadable { table, key, .. }) = json::<Vec<u8>>("{", "showing", 7) else {
            panic!("the text is not JSON");
        };
        assert_eq!((table, key.as_str()), ("showing", "7"));
    }

    #[test]
    fn an_enum_is_one_word_without_quotes() {
        assert_eq!(enum_text(View::Trusted).unwrap(), "trusted");
        assert_eq!(
            from_enum_text::<View>("trusted", "change_record", 1).unwrap(),
            View::Trusted
        );
        assert!(from_enum_text::<View>("\"trusted\"", "change_record", 1).is_err());
        assert!(from_enum_text::<View>("secret", "change_record", 1).is_err());
    }

    #[test]
    fn a_number_out_of_range_is_an_error_and_is_not_cut() {
        assert_eq!(to_u32(4_294_967_295, "revision", 1).unwrap(), u32::MAX);
        for number in [-1, 4_294_967_296, i64::MIN, i64::MAX] {
            assert!(to_u32(number, "revision", 1).is_err(), "{number}");
        }
    }

    #[test]
    fn a_damaged_row_hides_itself_and_no_other() {
        let rows = [1, -1, 3].map(|number| log_and_skip(to_u32(number, "revision", number)));
        assert_eq!(rows, [Some(1), None, Some(3)]);
    }

    #[test]
    fn the_outcome_of_a_command_is_an_identifier() {
        assert!(outcome_id("019be7a3-0000-7000-8000-000000000001").is_ok());
        assert!(outcome_id("done").is_err());
    }
}
