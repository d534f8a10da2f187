//! Coming in: a request is charged its first point before anything of it is read, and says who sends it.

use std::sync::Arc;

use actix_web::{HttpMessage, HttpRequest, http::header::AUTHORIZATION, web::Payload};
use standfirst_domain::error::ErrorCode;

use super::{
    address::client,
    admission::{Lane, Overloaded, Permit},
    excess::Excess,
    quota::{Allowance, Holder, NotReserved, Spent, Standing},
    traffic::Traffic,
    unread,
};
use crate::{
    address::ClientAddress,
    house::House,
    http::{
        caller::{self, Caller},
        errors::Rejection,
    },
};

/// What a request has come in with.
pub struct Pass {
    /// What it was charged; nothing is counted where quotas are off.
    allowance: Option<Allowance>,
    lane: Lane,
    traffic: Arc<Traffic>,
}

/// A request that was not let in.
pub struct TurnedAway {
    /// Why.
    pub refusal: Rejection,
    /// How the bucket stands that it was charged to.
    pub standing: Option<Standing>,
}

/// Recognises whoever calls and charges the request a point: a stranger's address, or the key or account of whoever came in. A credential that is not
/// good is charged to the address.
pub async fn come_in(
    request: &HttpRequest,
    payload: Option<&mut Payload>,
    house: &House,
) -> Result<(Caller, Pass), TurnedAway> {
    let entered = enter(request, house).await;
    if entered.is_err()
        && let Some(payload) = payload
    {
        unread::let_pass(request.headers(), payload).await;
    }
    entered
}

async fn enter(request: &HttpRequest, house: &House) -> Result<(Caller, Pass), TurnedAway> {
    let traffic = &house.traffic;
    let client = client(request, &house.settings.trusted_proxies);
    let (address, is_front_end) = holder(request, house);
    let is_stranger = !request.headers().contains_key(AUTHORIZATION);
    let mut allowance = None;
    if is_stranger {
        allowance = charged(request, address.clone(), traffic)?;
    }
    let caller = match caller::recognise(request, client, house).await {
        Ok(caller) => caller,
        Err(refusal) => {
            if !is_stranger {
                allowance = traffic.admit(address)?;
            }
            let standing = allowance.as_ref().map(Allowance::standing);
            return Err(TurnedAway { refusal, standing });
        }
    };
    let lane = match &caller.actor {
        Some(actor) => {
            allowance = traffic.admit(Holder::of_actor(actor))?;
            Lane::of_actor(actor)
        }
        None if is_front_end => Lane::Partners,
        None => Lane::Strangers,
    };
    let traffic = Arc::clone(traffic);
    let pass = Pass {
        allowance,
        lane,
        traffic,
    };
    Ok((caller, pass))
}

/// Lets somebody read a page that costs so much. Pages are the same for everybody, so nobody is recognised.
pub async fn come_to_a_page(
    request: &HttpRequest,
    house: &House,
    points: u64,
) -> Result<Permit, Rejection> {
    let (holder, is_front_end) = holder(request, house);
    let allowance = charged(request, holder, &house.traffic);
    let mut pass = Pass {
        allowance: allowance.map_err(|turned_away| turned_away.refusal)?,
        lane: if is_front_end {
            Lane::Partners
        } else {
            Lane::Strangers
        },
        traffic: Arc::clone(&house.traffic),
    };
    pass.let_run(points).await
}

/// Whose bucket a request without a credential is charged to, and whether that is a front end's.
pub fn holder(request: &HttpRequest, house: &House) -> (Holder, bool) {
    let client = client(request, &house.settings.trusted_proxies);
    let is_front_end = client.is_some_and(|client| house.settings.front_ends.hold(client));
    (Holder::of_address(client, is_front_end), is_front_end)
}

/// What a request was charged on its way here, or is now.
fn charged(
    request: &HttpRequest,
    holder: Holder,
    traffic: &Traffic,
) -> Result<Option<Allowance>, TurnedAway> {
    match request.extensions_mut().remove::<Allowance>() {
        Some(allowance) => Ok(Some(allowance)),
        None => traffic.admit(holder),
    }
}

impl From<Rejection> for TurnedAway {
    fn from(refusal: Rejection) -> Self {
        Self {
            refusal,
            standing: None,
        }
    }
}

impl Traffic {
    /// What a stranger from an address comes in with.
    pub fn stranger(self: &Arc<Self>, address: ClientAddress) -> Result<Pass, TurnedAway> {
        Ok(Pass {
            allowance: self.admit(Holder::of_address(Some(address), false))?,
            lane: Lane::Strangers,
            traffic: Arc::clone(self),
        })
    }

    /// Charges somebody a point.
    pub fn admit(&self, holder: Holder) -> Result<Option<Allowance>, TurnedAway> {
        let admitted = self.quotas.as_ref().map(|quotas| quotas.admit(holder));
        admitted.transpose().map_err(|spent| TurnedAway {
            refusal: over_quota(spent),
            standing: Some(spent.standing),
        })
    }
}

impl Pass {
    /// Reserves what an operation asks for, and waits for its turn. Whoever is turned away has paid one point.
    pub async fn let_run(&mut self, points: u64) -> Result<Permit, Rejection> {
        if let Some(allowance) = &mut self.allowance {
            allowance.reserve(points).map_err(|refused| match refused {
                NotReserved::Spent(spent) => over_quota(spent),
                NotReserved::TooDear { burst } => Excess::of_cost(points, burst),
            })?;
        }
        self.traffic
            .admission
            .enter(self.lane)
            .await
            .map_err(|Overloaded| {
                if let Some(allowance) = &mut self.allowance {
                    allowance.withdraw();
                }
                Rejection::as_said(ErrorCode::Overloaded)
            })
    }

    /// Gives back what the operation did not need.
    pub fn settle(&mut self, actual: u64) {
        if let Some(allowance) = &mut self.allowance {
            allowance.settle(actual);
        }
    }

    /// How the bucket stands.
    pub fn standing(&self) -> Option<Standing> {
        self.allowance.as_ref().map(Allowance::standing)
    }
}

fn over_quota(spent: Spent) -> Rejection {
    Rejection::new(
        ErrorCode::RateLimited,
        "You have spent your points for now. Please try again after the seconds that `Retry-After` names.",
    )
    .after(spent.retry_after_seconds)
}
