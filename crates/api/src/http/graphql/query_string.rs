//! Reading a request's parameters from a query string. What does not decode to UTF-8 is refused: a replaced character would be another question.

use serde_json::Value;

use super::request::{GraphqlRequest, from_entries};
use crate::http::errors::Rejection;

/// Reads the query string of a GET.
pub fn read(query: &str) -> Result<GraphqlRequest, Rejection> {
    let mut entries = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, text) = pair.split_once('=').unwrap_or((pair, ""));
        let (name, text) = (decode(name)?, decode(text)?);
        let value = match name.as_str() {
            "operationName" | "variables" | "extensions" if text.is_empty() => Value::Null,
            "query" | "operationName" | "documentId" => Value::String(text),
            "variables" | "extensions" => serde_json::from_str(&text)
                .map_err(|_| Rejection::bad_request(format!("`{name}` is not JSON.")))?,
            _ => continue,
        };
        entries.push((name, value));
    }
    from_entries(entries)
}

/// Decodes a name or a value of the form that browsers send.
fn decode(text: &str) -> Result<String, Rejection> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut left = text.bytes();
    while let Some(byte) = left.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => hexadecimal(left.next(), left.next()).ok_or_else(undecodable)?,
            _ => byte,
        });
    }
    String::from_utf8(bytes).map_err(|_| undecodable())
}

fn hexadecimal(high: Option<u8>, low: Option<u8>) -> Option<u8> {
    let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

fn undecodable() -> Rejection {
    Rejection::bad_request("The query string is not percent-encoded UTF-8.")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;
    use url::form_urlencoded::Serializer;

    use super::{super::request::GraphqlRequest, read};

    #[test]
    fn a_query_string_is_read_as_it_is_meant() {
        let request =
            read("query=%7Ba%7D&variables=%7B%22x%22%3A1%7D&operationName=B&other=1").unwrap();
        let read_as = (
            request.query.as_deref().unwrap(),
            request.operation_name.as_deref(),
            request.variables.len(),
        );
        assert_eq!(read_as, ("{a}", Some("B"), 1));
        let plus = read("&&query=%7Ba(b:\"c+d%2B%c3%BC\")%7D&").unwrap();
        assert_eq!(plus.query.unwrap(), "{a(b:\"c d+\u{fc}\")}");
        let empty = read("query=%7Ba%7D&variables=&extensions=&operationName=").unwrap();
        assert!(empty.variables.is_empty() && empty.operation_name.is_none());
    }

    #[test]
    fn what_is_not_of_its_form_is_refused() {
        for query in [
            "",
            "query",
            "variables=%7B%7D",
            "query=%7Ba%7D&query=%7Bb%7D",
            "query=%7Ba%7D&qu%65ry=%7Bb%7D",
            "query=%7Ba%7D&operationName=&operationName=B",
            "query=%7Ba%7D&variables=x",
            "query=%7Ba%7D&variables=%5B%5D",
            "query=%7Ba%7D%",
            "query=%7Ba%7D%7",
            "query=%7Ba%7D%zz",
            "query=%7Ba%7D%+1",
            "query=%7Ba%7D%ff%fe",
            "query=%7Ba%7D%c0%80",
            "query=%7Ba%7D%ed%a0%80",
            "query=%7Ba%7D&x=%ff",
        ] {
            let refused = read(query).err().map(|refusal| refusal.code.as_str());
            let expected = if query == "query" {
                None
            } else {
                Some("BAD_REQUEST")
            };
            assert_eq!(refused, expected, "{query}");
        }
    }

    fn written(request: &GraphqlRequest) -> String {
        let mut pairs = Serializer::new(String::new());
        if let Some(query) = &request.query {
            pairs.append_pair("query", query);
        }
        if let Some(name) = &request.operation_name {
            pairs.append_pair("operationName", name);
        }
        let variables = Value::Object(request.variables.clone()).to_string();
        pairs.append_pair("variables", &variables).finish()
    }

    /// Bytes as strangers send them: parts of what is meant, and anything else.
    fn pieces() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            8 => prop::sample::select(vec![
                "query=", "&", "=", "operationName=", "variables=", "extensions=", "%7B", "%7D", "%22", "+", "%", "%0", "%00", "%C3%BC", "%ff", "null", "{}", "[", "a", "%3A1", "%5Cud800",
            ]).prop_map(str::to_owned),
            1 => any::<String>(),
        ];
        prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(crate::property::cases())]

        #[test]
        fn fuzz_whatever_is_sent_is_read_or_refused_and_read_alike_again(query in pieces()) {
            if let Ok(request) = read(&query) {
                prop_assert_eq!(read(&written(&request)).ok(), Some(request), "{}", query);
            }
        }

        #[test]
        fn fuzz_what_is_written_is_read(query in any::<String>(), name in prop::option::of("[^\u{0}]{1,12}"), value in any::<String>(), key in any::<String>(), number in any::<i64>()) {
            let request = GraphqlRequest {
                query: Some(query),
                operation_name: name,
                variables: [(key, Value::from(vec![Value::from(value), Value::from(number)]))].into_iter().collect(),
                ..GraphqlRequest::default()
            };
            prop_assert_eq!(read(&written(&request)).ok(), Some(request));
        }
    }
}
