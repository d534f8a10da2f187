//! An address as it was written. The schema calls it `Url`; it is read with the rest of its body, so that what is wrong with it is said beside
//! everything else that is.

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
