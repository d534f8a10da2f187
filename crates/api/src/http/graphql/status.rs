//! HTTP status of rejected GraphQL requests.

use actix_web::http::StatusCode;
use standfirst_domain::error::ErrorCode;

use super::accept::MediaType;
use crate::http::errors::status_of;

/// Status of a well-formed request that was rejected before anything was executed.
///
/// Clients of `application/json` read 200 for what GraphQL itself rejects, because they cannot tell
/// our 400 from that of a proxy. Server errors and wrong methods keep their status.
pub fn status_of_request_error(media_type: MediaType, code: ErrorCode) -> StatusCode {
    match status_of(code) {
        StatusCode::BAD_REQUEST if media_type == MediaType::Json => StatusCode::OK,
        status => status,
    }
}
