//! Early errors: responses to requests that end before their head is complete.
//!
//! The head is too slow, too large or ambiguous. The HTTP layer above never sees such a request, so
//! the response has no request id. Its form is that of every other rejection.

use standfirst_domain::error::ErrorCode;

/// Writes the complete response for an error code: status line, headers and JSON body.
pub(super) fn early_error_response(code: ErrorCode, strict_transport: Option<&str>) -> Vec<u8> {
    let reason = match code {
        ErrorCode::BadRequest => "Bad Request",
        ErrorCode::RequestTimeout => "Request Timeout",
        ErrorCode::UriTooLong => "URI Too Long",
        _ => "Request Header Fields Too Large",
    };
    let extensions = serde_json::json!({ "code": code.as_str(), "retryable": code.is_retryable() });
    let body =
        serde_json::json!({ "errors": [{ "message": code.sentence(), "extensions": extensions }] })
            .to_string();
    let strict_transport = strict_transport.map_or_else(String::new, |value| {
        format!("strict-transport-security: {value}\r\n")
    });
    format!(
        "HTTP/1.1 {} {reason}\r\nconnection: close\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: {}\r\n\
         cache-control: no-store\r\nx-content-type-options: nosniff\r\nreferrer-policy: no-referrer\r\n\
         content-security-policy: default-src 'none'; frame-ancestors 'none'\r\n{strict_transport}\r\n{body}",
        code.http_status(),
        body.len()
    )
    .into_bytes()
}

#[cfg(test)]
mod tests {
    use standfirst_domain::error::ErrorCode;

    use super::early_error_response;

    #[test]
    fn the_response_is_complete_and_closes_the_connection() {
        for (code, status) in [
            (ErrorCode::BadRequest, "400 Bad Request"),
            (ErrorCode::RequestTimeout, "408 Request Timeout"),
            (ErrorCode::UriTooLong, "414 URI Too Long"),
            (
                ErrorCode::HeadersTooLarge,
                "431 Request Header Fields Too Large",
            ),
        ] {
            let response = early_error_response(code, None);
            let response = String::from_utf8(response).unwrap();
            let (head, body) = response.split_once("\r\n\r\n").unwrap();
            assert!(
                head.starts_with(&format!("HTTP/1.1 {status}\r\n")),
                "{head}"
            );
            assert!(head.contains("\r\nconnection: close\r\n"), "{head}");
            assert!(
                head.contains(&format!("\r\ncontent-length: {}\r\n", body.len())),
                "{head}"
            );
            assert!(!head.contains("strict-transport-security"), "{head}");
            let body: serde_json::Value = serde_json::from_str(body).unwrap();
            assert_eq!(body["errors"][0]["extensions"]["code"], code.as_str());
        }
    }

    #[test]
    fn the_configured_transport_policy_is_sent() {
        let response = early_error_response(ErrorCode::RequestTimeout, Some("max-age=60"));
        let response = String::from_utf8(response).unwrap();
        assert!(
            response.contains("\r\nstrict-transport-security: max-age=60\r\n\r\n{"),
            "{response}"
        );
    }
}
