//! Requests on a connection that is one too many: whoever accepts connections counts them by address, and what is refused is said here.

use actix_web::{
    Error,
    body::{EitherBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    middleware::Next,
};
use standfirst_domain::error::ErrorCode;

use super::errors::Rejection;

/// Put among what is known of a connection whose address has more of them open than it may.
#[derive(Debug, Clone, Copy)]
pub struct OneTooMany;

/// Refuses what is asked on such a connection, and ends it.
pub async fn turn_away<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    if request.conn_data::<OneTooMany>().is_none() {
        return Ok(next.call(request).await?.map_into_left_body());
    }
    let refusal = Rejection::new(
        ErrorCode::RateLimited,
        "Your address has too many connections open. Use those that you have, one request after the other.",
    );
    let mut refused = refusal.after(1).answer(request.request());
    refused
        .head_mut()
        .set_connection_type(actix_web::http::ConnectionType::Close);
    Ok(request.into_response(refused).map_into_right_body())
}
