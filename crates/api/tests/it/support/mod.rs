//! Application state over an in-memory archive, and response helpers.

mod desk;
mod newsroom;
mod registry;
mod stub;

use std::sync::{Arc, atomic::AtomicUsize};

use actix_web::{
    body::{MessageBody, to_bytes},
    dev::ServiceResponse,
    http::{Method, StatusCode, header::HeaderMap},
    test,
};
use serde_json::{Value, json};
use standfirst_api::{
    AppState, Auth, AuthSettings, CurrentPublication, Keyring, LoadControl, Settings,
    document_checker,
};
use standfirst_domain::{
    language::Language,
    moment::Moment,
    ports::{Archive, Clock},
    publication::Publication,
    text::Name,
    web_url::WebUrl,
};

pub use newsroom::{BROKEN, RETRACTED};
pub use stub::{Stub, StubBehaviour};

use newsroom::NOW;

struct StoppedClock;

impl Clock for StoppedClock {
    fn now(&self) -> Moment {
        Moment::from_millis(NOW)
    }
}

/// A state whose archive holds `size` articles and behaves as `mood` says.
pub fn app_state(size: u128, mood: StubBehaviour) -> (AppState, Arc<Stub>) {
    let stub = Arc::new(Stub {
        mood,
        size,
        calls: AtomicUsize::new(0),
    });
    let publication = Publication {
        name: Name::parse("The Harbour Echo").unwrap(),
        timezone: jiff::tz::TimeZone::UTC,
        language: Language::default(),
        base_url: WebUrl::parse("https://echo.example").unwrap(),
        version: 0,
    };
    let archive: Arc<dyn Archive> = stub.clone();
    let keyring =
        Keyring::generate(rand::random(), rand::random(), Moment::from_millis(NOW)).unwrap();
    let auth = Auth::new(
        Arc::new(registry::EmptyRegistry),
        keyring,
        AuthSettings::default(),
    );
    let settings = Settings::default();
    (
        AppState {
            archive,
            desk: Arc::new(desk::Nothing),
            auth: Arc::new(auth),
            clock: Arc::new(StoppedClock),
            publication: Arc::new(CurrentPublication::new(publication)),
            documents: Arc::new(document_checker(&settings.limits)),
            persisted: Arc::default(),
            load_control: Arc::new(LoadControl::new(&settings)),
            settings,
        },
        stub,
    )
}

/// A copy of the state with settings and load control of its own.
pub fn with(state: &AppState, set: impl FnOnce(&mut Settings)) -> AppState {
    let mut state = state.clone();
    set(&mut state.settings);
    state.load_control = Arc::new(LoadControl::new(&state.settings));
    state
}

/// An answer, read whole.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or(Value::Null)
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.bytes.clone()).unwrap()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    pub fn code(&self) -> String {
        self.json()["errors"][0]["extensions"]["code"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }
}

/// Sends a request to a state of its own.
pub async fn send(state: &AppState, request: test::TestRequest) -> Answer {
    let service = test::init_service(standfirst_api::app(state)).await;
    read(test::call_service(&service, request.to_request()).await).await
}

async fn read<B: MessageBody>(response: ServiceResponse<B>) -> Answer {
    let (status, headers) = (response.status(), response.headers().clone());
    let bytes = to_bytes(response.into_body())
        .await
        .map_err(|_| "the body broke off")
        .unwrap()
        .to_vec();
    Answer {
        status,
        headers,
        bytes,
    }
}

/// A request with a method and an address.
pub fn request(method: Method, uri: &str) -> test::TestRequest {
    test::TestRequest::default().method(method).uri(uri)
}

/// A POST of a body to `/graphql` that accepts the newer media type.
pub fn post(body: impl Into<String>) -> test::TestRequest {
    let accept = ("accept", "application/graphql-response+json");
    request(Method::POST, "/graphql")
        .insert_header(("content-type", "application/json"))
        .insert_header(accept)
        .set_payload(body.into())
}

/// Asks a question with variables.
pub async fn ask(state: &AppState, query: &str, variables: Value) -> Answer {
    send(
        state,
        post(json!({ "query": query, "variables": variables }).to_string()),
    )
    .await
}
