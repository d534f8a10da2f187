//! Draining of request bodies that no handler reads, because the request is rejected.
//!
//! The connection of a request with an unread body is closed, and a new connection costs both sides
//! more than a rejection. Small bodies have mostly arrived with their headers and are drained.
//! Large or slow ones close the connection.

use std::time::Duration;

use actix_web::{
    error::PayloadError,
    http::header::{CONTENT_LENGTH, HeaderMap},
    web::Bytes,
};
use futures::{Stream, StreamExt};

/// Largest body that is drained, in bytes.
const MAX_BYTES: u64 = 64 * 1024;
/// Longest time for the rest of a body.
const TIMEOUT: Duration = Duration::from_millis(20);

/// Drains a small body.
pub async fn drain<P>(headers: &HeaderMap, payload: &mut P)
where
    P: Stream<Item = Result<Bytes, PayloadError>> + Unpin,
{
    let length = headers
        .get(CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok())
        .and_then(|length| length.parse::<u64>().ok());
    if length.is_some_and(|length| length > 0 && length <= MAX_BYTES) {
        let draining = async { while let Some(Ok(_)) = payload.next().await {} };
        let _ = tokio::time::timeout(TIMEOUT, draining).await;
    }
}
