//! Reading a request's parameters, from a JSON object or from a query string. Nothing is guessed: what is not of its form is refused.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::{Map, Value};
use standfirst_domain::error::ErrorCode;

use crate::http::{errors::Rejection, gate::persisted::Naming};

/// By which method a request came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// GET or HEAD: queries only.
    Get,
    /// POST: any operation.
    Post,
}

/// The parameters of a request.
#[derive(Debug, Default, PartialEq)]
pub struct GraphqlRequest {
    /// The document; it may be named in its place.
    pub query: Option<String>,
    /// What the document is named by.
    pub named: Option<Naming>,
    /// Which of its operations.
    pub operation_name: Option<String>,
    /// The values of its variables.
    pub variables: Map<String, Value>,
    /// Whether the client wants to know what it costs: `extensions.cost` is true.
    pub wants_cost: bool,
}

/// Reads a JSON body.
pub fn from_body(bytes: &[u8]) -> Result<GraphqlRequest, Rejection> {
    if bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[') {
        return Err(Rejection::as_said(ErrorCode::BatchNotAllowed));
    }
    let Entries(entries) = serde_json::from_slice(bytes).map_err(|error| {
        Rejection::bad_request(if error.is_data() {
            "The request's body is not a JSON object."
        } else {
            "The request's body is not JSON in UTF-8."
        })
    })?;
    from_entries(entries)
}

/// Reads parameters that came in this order.
pub fn from_entries(entries: Vec<(String, Value)>) -> Result<GraphqlRequest, Rejection> {
    let (mut query, mut operation_name, mut variables) = (None, None, Map::new());
    let (mut named, mut wants_cost) = (Vec::new(), false);
    let mut seen: Vec<String> = Vec::new();
    for (name, value) in entries {
        if seen.contains(&name) {
            return Err(Rejection::bad_request(
                "A parameter of the request is given twice.",
            ));
        }
        match (name.as_str(), value) {
            ("query", Value::String(text)) => query = Some(text),
            ("query", _) => {
                return Err(Rejection::bad_request(
                    "`query` must be a string that holds a GraphQL document.",
                ));
            }
            ("operationName", Value::String(text)) => operation_name = Some(text),
            ("operationName" | "variables" | "extensions", Value::Null) => {}
            ("extensions", Value::Object(extensions)) => {
                wants_cost = extensions.get("cost") == Some(&Value::Bool(true));
                named.extend(Naming::of_extensions(&extensions)?);
            }
            ("documentId", Value::String(id)) => named.push(Naming::of_id(id)?),
            ("documentId", _) => {
                return Err(Rejection::bad_request("`documentId` must be a string."));
            }
            ("operationName", _) => {
                return Err(Rejection::bad_request("`operationName` must be a string."));
            }
            ("variables", Value::Object(values)) => variables = values,
            ("variables", _) => {
                return Err(Rejection::bad_request("`variables` must be an object."));
            }
            ("extensions", _) => {
                return Err(Rejection::bad_request("`extensions` must be an object."));
            }
            _ => {}
        }
        if seen.len() >= MOST_PARAMETERS {
            return Err(Rejection::bad_request(
                "The request has more parameters than GraphQL knows.",
            ));
        }
        seen.push(name);
    }
    let named = match (named.pop(), named.is_empty()) {
        (_, false) => {
            return Err(Rejection::bad_request(
                "The request has both `documentId` and `extensions.persistedQuery`; send one of them.",
            ));
        }
        (named, true) => named,
    };
    if query.is_none() && named.is_none() {
        return Err(Rejection::bad_request("The request has no `query`."));
    }
    Ok(GraphqlRequest {
        query,
        named,
        operation_name,
        variables,
        wants_cost,
    })
}

/// GraphQL knows five; a few more are passed over, for clients that add their own.
const MOST_PARAMETERS: usize = 16;

/// The entries of a JSON object in order, with those that come twice.
struct Entries(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Entries;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_map(Object)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(body: &str) -> Option<&'static str> {
        from_body(body.as_bytes())
            .err()
            .map(|refusal| refusal.code.as_str())
    }

    #[test]
    fn a_body_is_read_as_it_is_meant() {
        let request = from_body(br#" {"query":"{a}","operationName":null,"variables":{"x":1},"extensions":{},"doc_id":7}"#).unwrap();
        assert_eq!(
            (
                request.query.as_deref().unwrap(),
                request.operation_name,
                request.variables.len()
            ),
            ("{a}", None, 1)
        );
    }

    #[test]
    fn what_is_not_of_its_form_is_refused() {
        for body in [
            "",
            "null",
            "1",
            "\"{a}\"",
            "{}",
            "{",
            r#"{"query":1}"#,
            r#"{"query":null}"#,
            r#"{"query":"{a}","query":"{b}"}"#,
            r#"{"query":"{a}","variables":[]}"#,
            r#"{"query":"{a}","variables":"{}"}"#,
            r#"{"query":"{a}","operationName":{}}"#,
            r#"{"query":"{a}","extensions":"x"}"#,
            r#"{"query":"{a}"} x"#,
            "{\"query\":\"\u{0}\"}",
        ] {
            assert_eq!(code(body), Some("BAD_REQUEST"), "{body}");
        }
        assert_eq!(code(" [{\"query\":\"{a}\"}]"), Some("BATCH_NOT_ALLOWED"));
        assert_eq!(code(&"[".repeat(100_000)), Some("BATCH_NOT_ALLOWED"));
        assert_eq!(
            code(&format!("{{\"variables\":{}", "[".repeat(100_000))),
            Some("BAD_REQUEST"),
            "too deep"
        );
        assert!(from_body(&[0xff, 0xfe]).is_err());
    }

    #[test]
    fn what_is_not_json_is_told_from_what_is_not_an_object() {
        let message = |body: &[u8]| from_body(body).unwrap_err().faults[0].message.clone();
        for body in [
            b"".as_slice(),
            b"{",
            br#"{"query":"{a}","variables":{"first":1e400}}"#,
            b"{\"query\":\"\xff\xfe\"}",
            br#"{"query":"{a} \ud800"}"#,
        ] {
            assert_eq!(message(body), "The request's body is not JSON in UTF-8.");
        }
        for body in [b"null".as_slice(), b"7", b"\"{a}\""] {
            assert_eq!(message(body), "The request's body is not a JSON object.");
        }
    }
}
