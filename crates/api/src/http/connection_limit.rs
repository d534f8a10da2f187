//! Rejection of requests on connections beyond the connection limit of their address.
//!
//! The listener counts connections by address and marks those beyond the limit. The rejection is
//! rendered here, so that clients get an answer and not just a closed connection.

use actix_web::{
    Error,
    body::{EitherBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::ConnectionType,
    middleware::Next,
};
use standfirst_domain::error::ErrorCode;

use super::errors::Rejection;

/// Connection data of a connection whose address has too many connections open.
#[derive(Debug, Clone, Copy)]
pub struct TooManyConnections;

/// Middleware that rejects requests on such a connection and closes it.
pub async fn limit_connections<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    if request.conn_data::<TooManyConnections>().is_none() {
        return Ok(next.call(request).await?.map_into_left_body());
    }
    let rejection = Rejection::new(
        ErrorCode::RateLimited,
        "Your address has too many connections open. Use those that you have, one request after the other.",
    );
    let mut response = rejection.retry_after(1).to_response(request.request());
    response
        .head_mut()
        .set_connection_type(ConnectionType::Close);
    Ok(request.into_response(response).map_into_right_body())
}
