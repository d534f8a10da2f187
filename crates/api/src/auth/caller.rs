//! Caller of a request: its actor, address and time.

use std::sync::Arc;

use standfirst_domain::{
    command_context::IdempotencyKey, ids::ArticleId, moment::Moment, permission::Actor,
};

use super::{
    identify::{AuthenticationError, Freshness},
    service::Auth,
};
use crate::address::ClientAddress;

/// Caller of a request.
pub struct Caller {
    /// Authenticated actor; `None` of a caller without a credential.
    pub actor: Option<Arc<Actor>>,
    /// Address of the client, as far as known.
    pub address: Option<ClientAddress>,
    /// Time of the request. The clock is read once per request.
    pub now: Moment,
    /// Idempotency key of the request.
    pub idempotency_key: Option<IdempotencyKey>,
    /// Article that a preview token opens.
    pub preview: Option<ArticleId>,
    /// Token or API key that was presented.
    pub credential: Option<String>,
}

impl Caller {
    /// Authenticates the credential, if one was presented.
    ///
    /// # Errors
    /// The credential is invalid, or the registry does not answer.
    pub async fn authenticate(
        mut self,
        auth: &Auth,
        freshness: Freshness,
    ) -> Result<Self, AuthenticationError> {
        if let Some(credential) = &self.credential {
            let actor = auth.identify(credential, freshness, self.now).await?;
            self.actor = Some(Arc::new(actor));
        }
        Ok(self)
    }
}
