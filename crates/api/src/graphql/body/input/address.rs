//! URL that is not parsed yet. The schema calls it `Url`. It is parsed with the rest of the body,
//! so that one answer names all errors of the body.

use std::borrow::Cow;

use async_graphql::{InputType, InputValueError, InputValueResult, Value, registry::Registry};

use crate::graphql::scalars::Url;

/// A URL that is not parsed yet.
pub struct Address(pub String);

impl InputType for Address {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        <Url as InputType>::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <Url as InputType>::create_type_info(registry)
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        match value.unwrap_or_default() {
            Value::String(text) => Ok(Self(text)),
            other => Err(InputValueError::expected_type(other)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }
}
