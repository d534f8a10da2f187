//! The scalars of the schema: what each takes, read by the very types that the schema is built from.

use async_graphql::{InputType, Pos, Value};

use standfirst_domain::error::ErrorCode;

use crate::graphql::{
    cursor,
    scalars::{Date, DateTime, LanguageTag, Url},
};

/// Why a value is none of its scalar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// Under which code it is refused.
    pub code: ErrorCode,
    /// In a sentence.
    pub message: String,
}

impl Wrong {
    fn bad_input(message: impl Into<String>) -> Self {
        Self {
            code: ErrorCode::BadUserInput,
            message: message.into(),
        }
    }
}

/// What is said of a text with U+0000 in it.
pub const HOLDS_NUL: &str = "A text must not hold the character U+0000.";

/// Whether a text is free of U+0000, which PostgreSQL cannot keep.
pub fn check_text(text: &str) -> Result<(), Wrong> {
    if text.contains('\0') {
        Err(Wrong::bad_input(HOLDS_NUL))
    } else {
        Ok(())
    }
}

/// Reads a value as a scalar of this schema's own; `None` for a name that is none of them. Of a cursor only the seal is looked at here: where it leads
/// hangs on its list.
pub fn check_own(scalar: &str, value: &Value) -> Option<Result<(), Wrong>> {
    Some(match scalar {
        "DateTime" => read::<DateTime>(value),
        "Date" => read::<Date>(value),
        "Url" => read::<Url>(value),
        "LanguageTag" => read::<LanguageTag>(value),
        "Cursor" => match value {
            Value::String(text) if cursor::is_one(text) => Ok(()),
            _ => Err(Wrong {
                code: ErrorCode::InvalidCursor,
                message: "This is not a cursor that a list handed out.".to_owned(),
            }),
        },
        _ => return None,
    })
}

fn read<T: InputType>(value: &Value) -> Result<(), Wrong> {
    let refused = <T as InputType>::parse(Some(value.clone())).err();
    match refused.map(|refused| refused.into_server_error(Pos::default()).message) {
        Some(message) => Err(Wrong::bad_input(ours(&message))),
        None => Ok(()),
    }
}

/// The sentence of the scalar without what the engine puts before it.
fn ours(message: &str) -> String {
    let said = message
        .strip_prefix("Failed to parse \"")
        .and_then(|rest| rest.split_once("\": "));
    said.map_or(message, |(_, ours)| ours).to_owned()
}

/// An integer as GraphQL has it: of 32 bits (section 3.5.1). JSON writes 1.0 for 1 as well.
pub fn int(number: &serde_json::Number) -> Option<i32> {
    let whole = number.as_i64().or_else(|| whole(number.as_f64()?));
    whole.and_then(|whole| i32::try_from(whole).ok())
}

/// The integer that a floating number is, if it is one that it can tell from its neighbours.
#[expect(
    clippy::cast_possible_truncation,
    reason = "within the range after the check"
)]
fn whole(number: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    (number.fract() == 0.0 && number.abs() < EXACT).then_some(number as i64)
}

/// A number as an ID, which is a text (section 3.5.5).
pub fn id(number: &serde_json::Number) -> Option<String> {
    if number.is_i64() || number.is_u64() {
        return Some(number.to_string());
    }
    let number = number.as_f64()?;
    (number.fract() == 0.0)
        .then(|| whole(number).map_or_else(|| number.to_string(), |whole| whole.to_string()))
}

#[cfg(test)]
mod tests {
    use apollo_compiler::schema::ExtendedType;
    use async_graphql::Value;
    use serde_json::Number;

    use super::{check_own, id, int};
    use crate::http::gate::served::served;

    #[test]
    fn every_scalar_of_the_schema_is_known_here() {
        let scalars = served().types.values().filter_map(|ty| match ty {
            ExtendedType::Scalar(scalar) if !scalar.is_built_in() => Some(scalar.name.as_str()),
            _ => None,
        });
        let mut count = 0;
        for scalar in scalars {
            let refused = check_own(scalar, &Value::Boolean(true)).map(|read| read.is_err());
            assert_eq!(refused, Some(true), "{scalar}");
            count += 1;
        }
        assert_eq!(count, 5);
    }

    #[test]
    fn what_is_wrong_is_said_in_the_scalar_s_own_words() {
        let refused = |scalar, text: &str| {
            let read = check_own(scalar, &Value::from(text)).unwrap();
            read.err().map(|wrong| wrong.message)
        };
        assert_eq!(refused("Date", "2026-11-02"), None);
        assert_eq!(
            refused("Date", "2026-11-31").as_deref(),
            Some("A Date is a calendar date such as 2026-11-02.")
        );
        assert!(
            refused("Url", "javascript:alert(1)")
                .unwrap()
                .starts_with("A Url is")
        );
    }

    #[test]
    fn numbers_are_whole_where_they_are_to_be() {
        let number = |text: &str| serde_json::from_str::<Number>(text).unwrap();
        for (text, expected) in [
            ("7", Some(7)),
            ("7.0", Some(7)),
            ("7e2", Some(700)),
            ("7.5", None),
            ("2147483648", None),
            ("1e300", None),
        ] {
            assert_eq!(int(&number(text)), expected, "{text}");
        }
        assert_eq!(
            id(&number("18446744073709551615")).unwrap(),
            "18446744073709551615"
        );
        assert_eq!(id(&number("7.0")).unwrap(), "7");
        assert_eq!(id(&number("7.5")), None);
    }
}
