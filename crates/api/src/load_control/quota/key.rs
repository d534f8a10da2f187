//! Key of a client's token bucket.

use standfirst_domain::{
    credential::KeyId,
    ids::AccountId,
    permission::{Actor, AuthMethod},
};

use crate::address::{AddressGroup, ClientAddress};

/// Client to whom requests are charged.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum RateLimitKey {
    /// Callers without a credential from an address, or from an unknown one.
    Anonymous(Option<AddressGroup>),
    /// A front end that the configuration names.
    FrontEnd(AddressGroup),
    /// An API key.
    Key(KeyId),
    /// An account that signed in.
    Account(AccountId),
}

impl RateLimitKey {
    /// Key of an authenticated caller.
    pub fn from_actor(actor: &Actor) -> Self {
        match &actor.auth_method {
            AuthMethod::Key(key, _) => Self::Key(key.clone()),
            AuthMethod::Token => Self::Account(actor.account),
        }
    }

    /// Key of requests without a credential from an address.
    pub fn from_address(client: Option<ClientAddress>, is_front_end: bool) -> Self {
        match client.map(ClientAddress::group) {
            Some(address) if is_front_end => Self::FrontEnd(address),
            address => Self::Anonymous(address),
        }
    }
}
