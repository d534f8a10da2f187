//! Reading a body: of the right media type, of a bounded size, in a bounded time.

use actix_web::{
    HttpRequest,
    http::header::{self, HeaderMap},
    web::{self, BytesMut},
};
use futures::StreamExt;
use standfirst_domain::error::ErrorCode;

use crate::{house::Settings, http::errors::Rejection};

/// Reads the body. What its headers already rule out is refused before a byte is read.
pub async fn read(
    request: &HttpRequest,
    payload: web::Payload,
    settings: &Settings,
) -> Result<BytesMut, Rejection> {
    check_type(request.headers())?;
    check_length(request.headers(), settings.body_limit_bytes)?;
    match tokio::time::timeout(
        settings.body_deadline,
        gather(payload, settings.body_limit_bytes),
    )
    .await
    {
        Ok(read) => read,
        Err(_) => Err(Rejection::as_said(ErrorCode::RequestTimeout)),
    }
}

fn check_type(headers: &HeaderMap) -> Result<(), Rejection> {
    let unsupported =
        |message: &'static str| Rejection::new(ErrorCode::UnsupportedMediaType, message);
    let mut types = headers.get_all(header::CONTENT_TYPE);
    let named = types.next().and_then(|line| line.to_str().ok());
    if types.next().is_some() || !named.is_some_and(is_json) {
        return Err(unsupported(
            "Send the request as application/json in UTF-8.",
        ));
    }
    let mut encodings = headers.get_all(header::CONTENT_ENCODING);
    if encodings.all(|encoding| encoding.as_bytes().eq_ignore_ascii_case(b"identity")) {
        Ok(())
    } else {
        Err(unsupported("Send the request without a content encoding."))
    }
}

/// `application/json`, in UTF-8 when a charset is named.
fn is_json(content_type: &str) -> bool {
    let mut parts = content_type.split(';');
    let named = parts
        .next()
        .is_some_and(|name| name.trim().eq_ignore_ascii_case("application/json"));
    named
        && parts.all(|parameter| {
            let (key, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            !key.trim().eq_ignore_ascii_case("charset")
                || value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
        })
}

fn check_length(headers: &HeaderMap, limit: usize) -> Result<(), Rejection> {
    let length = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok())
        .and_then(|length| length.parse::<u64>().ok());
    if length.is_some_and(|length| usize::try_from(length).map_or(true, |length| length > limit)) {
        Err(too_large(limit))
    } else {
        Ok(())
    }
}

async fn gather(mut payload: web::Payload, limit: usize) -> Result<BytesMut, Rejection> {
    let mut body = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| Rejection::bad_request("The request's body broke off."))?;
        if body.len().saturating_add(chunk.len()) > limit {
            return Err(too_large(limit));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn too_large(limit: usize) -> Rejection {
    Rejection::new(
        ErrorCode::PayloadTooLarge,
        format!("The request's body may have at most {limit} bytes."),
    )
}

#[cfg(test)]
mod tests {
    use super::is_json;

    #[test]
    fn only_json_in_utf_8_is_read() {
        for content_type in [
            "application/json",
            "Application/JSON; charset=UTF-8",
            "application/json;charset=\"utf-8\"",
            "application/json; x=y",
        ] {
            assert!(is_json(content_type), "{content_type}");
        }
        for content_type in [
            "",
            "text/plain",
            "application/graphql",
            "application/json; charset=latin1",
            "application/jsonp",
            "multipart/form-data",
        ] {
            assert!(!is_json(content_type), "{content_type}");
        }
    }
}
