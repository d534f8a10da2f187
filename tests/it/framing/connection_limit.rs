//! Limit on the open connections of one address.

use std::time::Duration;

use super::{
    limited,
    raw_client::{HEALTH, RawClient},
};

const QUIET: Duration = Duration::from_millis(150);

#[actix_web::test]
async fn the_connections_of_one_address_are_limited() {
    let app = limited(|_, limits| limits.connections_per_address = 3).await;
    let mut open = Vec::new();
    for _ in 0..3 {
        let mut raw = RawClient::to(&app).await;
        raw.send(HEALTH).await;
        assert_eq!(raw.receive_until_quiet(QUIET).await.statuses(), ["200"]);
        open.push(raw);
    }
    let mut excess = RawClient::to(&app).await;
    excess.send(HEALTH).await;
    let receive = excess.receive().await;
    assert!(receive.is_rejection("429", "RATE_LIMITED"), "{receive:?}");
    assert!(
        receive.text.contains("retry-after: 1\r\n")
            && receive.text.contains("connection: close\r\n"),
        "{receive:?}"
    );
    drop(excess);
    drop(open.pop());
    tokio::time::sleep(QUIET).await;
    let mut again = RawClient::to(&app).await;
    again.send(HEALTH).await;
    assert_eq!(again.receive_until_quiet(QUIET).await.statuses(), ["200"]);
    for _ in 0..3 {
        open.push(RawClient::to(&app).await);
        tokio::time::sleep(QUIET / 10).await;
    }
    let receive = RawClient::to(&app).await.receive().await;
    assert!(
        receive.is_closed && receive.text.is_empty(),
        "twice as many are not receive: {receive:?}"
    );
}
