//! Quotas over real connections: separate keys, and rejections that keep the connection open.

use std::{
    io::{Read, Write},
    net::TcpStream,
};

use serde_json::json;
use standfirst_api::{Limits, Settings};
use standfirst_domain::{
    account::Role,
    command_context::CommandContext,
    credential::{KeyScope, KeyText},
    permission::Action,
    ports::ApiKeyStore,
    registry::ApiKey,
    visibility::Grants,
};

use crate::{
    identity::account,
    support::{TestApp, at},
};

/// Starts a server with a quota of a hundred points for each address and key, refilled by one a
/// second.
async fn frugal() -> TestApp {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite://{}", folder.path().join("newsroom.db").display());
    let settings = Settings {
        limits: Limits {
            anonymous_burst: 100,
            anonymous_rate: 1,
            key_burst: 100,
            key_rate: 1,
            ..Limits::default()
        },
        ..Settings::default()
    };
    TestApp::open_as(database, folder, settings).await
}

async fn key(app: &TestApp, number: u8) -> String {
    let partner = account(
        app,
        &format!("{number}@agency.example"),
        Role::Partner,
        None,
    )
    .await;
    let text = KeyText::new([number; 5], [number; 20]);
    let key = ApiKey {
        id: text.id.clone(),
        digest: app.auth.keyring().digest(text.secret()),
        account: partner.id,
        name: partner.name.clone(),
        scope: KeyScope::Read,
        grants: Grants::default(),
        created_at: at(0),
        expires_at: None,
        revoked_at: None,
        last_used_at: None,
    };
    let context = CommandContext::for_system(Action::ApiKeyCreate, at(0));
    app.store.add_key(context, key).await.unwrap();
    text.reveal()
}

#[actix_web::test]
async fn case_79_an_exhausted_key_takes_no_points_from_others() {
    let app = frugal().await;
    let (spendthrift, other) = (key(&app, 1).await, key(&app, 2).await);
    let mut answered = 0;
    loop {
        let (status, answer) = app.ask_as(&spendthrift, "{ __typename }", json!({})).await;
        if status != 200 {
            assert_eq!(status, 429);
            assert_eq!(answer["errors"][0]["extensions"]["code"], "RATE_LIMITED");
            assert_eq!(answer["errors"][0]["extensions"]["retryable"], true);
            break;
        }
        answered += 1;
    }
    assert!((100..110).contains(&answered), "{answered}");
    assert_eq!(app.ask_as(&other, "{ __typename }", json!({})).await.0, 200);
    assert_eq!(app.ask("{ __typename }", json!({})).await.0, 200);
}

#[actix_web::test]
async fn cases_78_and_79_an_exhausted_address_is_rejected_on_the_same_connection() {
    let app = frugal().await;
    let address = app.url.trim_start_matches("http://").to_owned();
    let (heads, admitted) = tokio::task::spawn_blocking(move || spend_all(&address))
        .await
        .unwrap();
    assert!((100..110).contains(&admitted), "{admitted}");
    assert_eq!(heads.len(), 3);
    for head in heads {
        assert!(head.starts_with("http/1.1 429 "), "{head}");
        for line in [
            "retry-after: ",
            "ratelimit: \"anonymous\";r=0;t=",
            "ratelimit-policy: \"anonymous\";q=100;w=100",
        ] {
            assert!(head.contains(line), "{line} in {head}");
        }
        assert!(!head.contains("connection: close"), "{head}");
    }
}

/// Sends requests over one connection, each with another forwarded address. Returns the heads of
/// the first three rejections and the number of requests.
fn spend_all(address: &str) -> (Vec<String>, usize) {
    let mut stream = TcpStream::connect(address).unwrap();
    let body = r#"{"query":"{ __typename }"}"#;
    let (mut heads, mut admitted) = (Vec::new(), 0);
    for number in 0..200 {
        write!(
            stream,
            "POST /graphql HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\nX-Forwarded-For: 203.0.113.{number}\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let head = answer(&mut stream);
        if head.starts_with("http/1.1 200 ") {
            admitted += 1;
        } else {
            heads.push(head);
        }
        if heads.len() == 3 {
            break;
        }
    }
    (heads, admitted)
}

/// Reads a response and returns its head in lower case.
fn answer(stream: &mut TcpStream) -> String {
    let mut read = Vec::new();
    let mut byte = [0];
    while !read.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).unwrap();
        read.push(byte[0]);
    }
    let head = String::from_utf8(read).unwrap().to_ascii_lowercase();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; length.unwrap().parse().unwrap()];
    stream.read_exact(&mut body).unwrap();
    head
}
