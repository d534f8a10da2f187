//! A request on its way through the service, and the fate of its connection.

use actix_http::{ConnectionType, Request};
use actix_web::{HttpResponse, body::MessageBody, dev::ServiceResponse};

use super::{
    body_remainder::{BodyRemainder, ResponseBody},
    exchange::{Exchange, ExchangeState},
};

/// A request that the service works on.
pub(super) struct TrackedRequest {
    /// Absent only if the connection came past the stream, as in a test of the service alone.
    exchange: Option<Exchange>,
    remainder: BodyRemainder,
    /// The client announced that no further request follows.
    is_last: bool,
}

impl TrackedRequest {
    /// Starts tracking before the service sees the request.
    pub(super) fn start(request: &mut Request) -> Self {
        let tracked = Self {
            exchange: request.conn_data::<Exchange>().cloned(),
            is_last: request.head().connection_type() != ConnectionType::KeepAlive,
            remainder: BodyRemainder::share(request),
        };
        tracked.set_state(ExchangeState::Processing);
        tracked
    }

    /// Decides whether the connection closes after the response.
    #[expect(
        clippy::result_large_err,
        reason = "actix-http takes the response of an error by value"
    )]
    pub(super) fn finish<B: MessageBody + 'static>(
        self,
        response: Result<ServiceResponse<B>, HttpResponse>,
    ) -> Result<ServiceResponse<ResponseBody>, HttpResponse> {
        let mut response = match response {
            Ok(response) => response,
            // An error below the application ends the connection with its response.
            Err(mut failed) => {
                failed.head_mut().set_connection_type(ConnectionType::Close);
                self.set_state(ExchangeState::Closing);
                return Err(failed);
            }
        };
        let head = response.response_mut().head_mut();
        let closes = head.connection_type() == ConnectionType::Close;
        // An unread remainder may be endless: closing is cheaper than reading it.
        if self.is_last || closes || !self.remainder.is_empty() {
            head.set_connection_type(ConnectionType::Close);
            self.set_state(ExchangeState::Closing);
        }
        let Self {
            exchange,
            remainder,
            ..
        } = self;
        Ok(response.map_body(|_, body| remainder.attach_to(body, exchange)))
    }

    fn set_state(&self, state: ExchangeState) {
        if let Some(exchange) = &self.exchange {
            exchange.set(state);
        }
    }
}
