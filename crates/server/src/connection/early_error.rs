//! What is answered to a request that did not become one: its head came too slowly, is too large, or asks for what nobody can read. The doors have not seen it, so that the answer bears
//! no request id; its form is that of every refusal.

use standfirst_domain::error::ErrorCode;

/// The whole answer under a code.
pub(super) fn last_words(code: ErrorCode, strict_transport: Option<&str>) -> Vec<u8> {
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
