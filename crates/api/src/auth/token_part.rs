//! Decoding of the parts of a token: base64url of a JSON object without duplicate names.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Deserializer, de};
use serde_json::{Map, Value};

/// Fields of a token's header that are used.
#[derive(Deserialize)]
pub struct TokenHeader {
    /// Name of the signature algorithm.
    pub alg: String,
    /// Media type of the token.
    pub typ: String,
    /// Id of the signing key.
    pub kid: String,
}

impl TokenHeader {
    /// Decodes a header. `None` of one with extensions that must be understood (`crit`).
    pub fn decode(text: &str) -> Option<Self> {
        decode(text, |fields| !fields.contains_key("crit"))
    }
}

/// Decodes a part of a token that passes a check.
pub fn decode<T: de::DeserializeOwned>(
    text: &str,
    is_valid: impl Fn(&Map<String, Value>) -> bool,
) -> Option<T> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let UniqueFields(fields) = serde_json::from_slice(&bytes).ok()?;
    if !is_valid(&fields) {
        return None;
    }
    serde_json::from_value(Value::Object(fields)).ok()
}

/// A JSON object without duplicate names.
struct UniqueFields(Map<String, Value>);

impl<'de> Deserialize<'de> for UniqueFields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(UniqueFieldsVisitor)
    }
}

struct UniqueFieldsVisitor;

impl<'de> de::Visitor<'de> for UniqueFieldsVisitor {
    type Value = UniqueFields;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object without duplicate names")
    }

    fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<UniqueFields, A::Error> {
        let mut fields = Map::new();
        while let Some((name, value)) = map.next_entry::<String, Value>()? {
            if fields.insert(name, value).is_some() {
                return Err(de::Error::custom("a name is given twice"));
            }
        }
        Ok(UniqueFields(fields))
    }
}
