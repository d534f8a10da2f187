//! Whether the process lives, and whether it can serve.
//!
//! `/healthz` never touches the store: a database that is away is no reason to restart us. `/readyz` asks the store at most once a second, however
//! often it is asked itself.

use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, web};
use standfirst_domain::{error::ErrorCode, ports::Archive};
use tokio::{sync::Mutex, time::Instant};

use super::{Doors, door, errors::Rejection};

/// How long an answer of the store is believed.
const BELIEVED: Duration = Duration::from_secs(1);
/// How long the store may take to say that it is there.
const PATIENCE: Duration = Duration::from_secs(2);

/// What the store last said.
#[derive(Default)]
pub struct Readiness(Mutex<Option<(Instant, bool)>>);

impl Readiness {
    /// Whether the store answers. Those who ask meanwhile wait for the same answer.
    async fn ask(&self, archive: &dyn Archive) -> bool {
        let mut last = self.0.lock().await;
        if let Some((asked_at, ready)) = *last
            && asked_at.elapsed() < BELIEVED
        {
            return ready;
        }
        let ready = matches!(
            tokio::time::timeout(PATIENCE, archive.ready()).await,
            Ok(Ok(()))
        );
        *last = Some((Instant::now(), ready));
        ready
    }
}

/// The two doors.
pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(door("/healthz", healthz))
        .service(door("/readyz", readyz));
}

async fn healthz() -> HttpResponse {
    HttpResponse::Ok().json(serde_json::json!({ "status": "ok" }))
}

async fn readyz(request: HttpRequest, doors: web::Data<Doors>) -> HttpResponse {
    if doors.readiness.ask(&*doors.house.archive).await {
        return HttpResponse::Ok().json(serde_json::json!({ "status": "ready" }));
    }
    Rejection::as_said(ErrorCode::Unavailable).answer(&request)
}
