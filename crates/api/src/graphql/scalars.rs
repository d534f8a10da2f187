//! Scalars: values that are one word in the change log and a type of the newsroom inside. What stands before each `impl` is what the schema says of it.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use standfirst_domain::{language::Language, moment::Moment, web_url::WebUrl};

use super::errors::refused_value;

/// What is said of everything that is no `DateTime`.
const NOT_A_DATE_TIME: &str = "A DateTime is a date and time with its offset from UTC, such as 2026-03-29T02:30:00+02:00, in the years 1 to 9999 before 9999-12-31, with hours to 23 and seconds to 59.";

/// A date and time with its offset from UTC, such as 2026-11-02T06:30:00Z. Always given in UTC; taken with any offset, never without one.
#[derive(Debug, Clone, Copy)]
pub struct DateTime(pub Moment);

/// A date and time with its offset from UTC, such as 2026-11-02T06:30:00Z. Always given in UTC; taken with any offset, never without one.
#[Scalar(
    name = "DateTime",
    specified_by_url = "https://www.rfc-editor.org/rfc/rfc3339"
)]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) if !text.contains('[') => Moment::parse(text)
                .map(Self)
                .map_err(|_| refused_value(NOT_A_DATE_TIME)),
            _ => Err(refused_value(NOT_A_DATE_TIME)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// A calendar day without a time, such as 2026-11-02.
#[derive(Debug, Clone)]
pub struct Date(pub String);

/// A calendar day without a time, such as 2026-11-02.
#[Scalar(
    name = "Date",
    specified_by_url = "https://www.rfc-editor.org/rfc/rfc3339#section-5.6"
)]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        let day =
            |text: &str| text.len() == 10 && Moment::parse(&format!("{text}T00:00:00Z")).is_ok();
        match value {
            Value::String(text) if day(&text) => Ok(Self(text)),
            _ => Err(refused_value(
                "A Date is a calendar day such as 2026-11-02.",
            )),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

/// An absolute address: https or http, and mailto or tel where a reader may follow a link.
#[derive(Debug, Clone)]
pub struct Url(pub String);

impl From<&WebUrl> for Url {
    fn from(url: &WebUrl) -> Self {
        Self(url.as_str().to_owned())
    }
}

/// An absolute address: https or http, and mailto or tel where a reader may follow a link.
#[Scalar(name = "Url", specified_by_url = "https://url.spec.whatwg.org/")]
impl ScalarType for Url {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) => WebUrl::parse(text)
                .map(|url| Self::from(&url))
                .map_err(|_| refused_value("A Url is an absolute http or https address of at most 2,048 bytes without a password in it.")),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

/// The language of a text as BCP 47 names it, such as en, pt-BR or zh-Hant.
#[derive(Debug, Clone)]
pub struct LanguageTag(pub Language);

/// The language of a text as BCP 47 names it, such as en, pt-BR or zh-Hant.
#[Scalar(
    name = "LanguageTag",
    specified_by_url = "https://www.rfc-editor.org/info/bcp47"
)]
impl ScalarType for LanguageTag {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) => Language::parse(text).map(Self).map_err(|_| {
                refused_value(
                    "A LanguageTag is a language as BCP 47 names it, such as en or pt-BR.",
                )
            }),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.as_str().to_owned())
    }
}

/// A place in a list, handed out by that list and taken back by it. Keep it as it is; nothing is to be read from it.
#[derive(Debug, Clone)]
pub struct Cursor(pub String);

/// A place in a list, handed out by that list and taken back by it. Keep it as it is; nothing is to be read from it.
#[Scalar(name = "Cursor")]
impl ScalarType for Cursor {
    fn parse(value: Value) -> InputValueResult<Self> {
        match value {
            Value::String(text) => Ok(Self(text)),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_and_time_is_taken_with_any_offset() {
        for (text, kept) in [
            ("2026-03-29T02:30:00+02:00", "2026-03-29T00:30:00Z"),
            ("2026-10-25T02:30:00.1239+01:00", "2026-10-25T01:30:00.123Z"),
            ("2026-11-02t06:30:00z", "2026-11-02T06:30:00Z"),
            ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
            ("9999-12-30T00:00:00Z", "9999-12-30T00:00:00Z"),
        ] {
            let read = <DateTime as ScalarType>::parse(Value::from(text)).ok();
            let read = read.map(|read| read.to_value());
            assert_eq!(read, Some(Value::from(kept)), "{text}");
        }
    }

    #[test]
    fn what_no_calendar_or_clock_says_is_refused_in_one_sentence() {
        for value in [
            Value::from("2026-10-25T02:30:00"),
            Value::from("2026-10-25T02:30"),
            Value::from("2026-03-29T02:30 Europe/Berlin"),
            Value::from("2026-03-29T02:30:00+01:00[Europe/Berlin]"),
            Value::from("2026-10-25T24:00:00Z"),
            Value::from("2026-10-25T23:60:00Z"),
            Value::from("2016-12-31T23:59:60Z"),
            Value::from("0000-01-01T00:00:00Z"),
            Value::from("-0001-01-01T00:00:00Z"),
            Value::from("9999-12-31T00:00:00Z"),
            Value::from("9999-12-31T23:59:59.999Z"),
            Value::from("9999-12-30T23:59:59-01:00"),
            Value::from("10000-01-01T00:00:00Z"),
            Value::from("2026-02-29T00:00:00Z"),
            Value::from("infinity"),
            Value::from("-infinity"),
            Value::from("now"),
            Value::from(""),
            Value::from(1_793_601_000_i64),
            Value::Null,
        ] {
            let refused = <DateTime as ScalarType>::parse(value.clone()).err();
            let refused =
                refused.map(|refused| refused.into_server_error(async_graphql::Pos::default()));
            let said = refused.map(|error| {
                let code = error
                    .extensions
                    .as_ref()
                    .and_then(|of| of.get("code").cloned());
                (error.message.contains(NOT_A_DATE_TIME), code)
            });
            assert_eq!(
                said,
                Some((true, Some(Value::from("BAD_USER_INPUT")))),
                "{value}"
            );
        }
    }
}
