//! A body that nobody will read, because its request is refused.
//!
//! The connection of a request whose body was left unread is closed, and opening another costs both sides more than a refusal does. So a small body,
//! which has mostly arrived with its headers, is let pass; for a large or slow one the connection closes.

use std::time::Duration;

use actix_web::{
    error::PayloadError,
    http::header::{CONTENT_LENGTH, HeaderMap},
    web::Bytes,
};
use futures::{Stream, StreamExt};

/// The largest body that is let pass.
const SMALL: u64 = 64 * 1024;
/// How long it is waited for.
const PATIENCE: Duration = Duration::from_millis(20);

/// Lets a body pass.
pub async fn let_pass<P>(headers: &HeaderMap, payload: &mut P)
where
    P: Stream<Item = Result<Bytes, PayloadError>> + Unpin,
{
    let length = headers
        .get(CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok())
        .and_then(|length| length.parse::<u64>().ok());
    if length.is_some_and(|length| length > 0 && length <= SMALL) {
        let passing = async { while let Some(Ok(_)) = payload.next().await {} };
        let _ = tokio::time::timeout(PATIENCE, passing).await;
    }
}
