//! How many connections one address may have open.

use std::time::Duration;

use super::{
    limited,
    raw::{HEALTH, Raw},
};

const QUIET: Duration = Duration::from_millis(150);

#[actix_web::test]
async fn one_address_has_its_connections_and_no_more() {
    let app = limited(|_, limits| limits.connections_of_one = 3).await;
    let mut open = Vec::new();
    for _ in 0..3 {
        let mut raw = Raw::to(&app).await;
        raw.send(HEALTH).await;
        assert_eq!(raw.heard_within(QUIET).await.statuses(), ["200"]);
        open.push(raw);
    }
    let mut one_too_many = Raw::to(&app).await;
    one_too_many.send(HEALTH).await;
    let heard = one_too_many.heard().await;
    assert!(heard.is_refusal("429", "RATE_LIMITED"), "{heard:?}");
    assert!(
        heard.text.contains("retry-after: 1\r\n") && heard.text.contains("connection: close\r\n"),
        "{heard:?}"
    );
    drop(one_too_many);
    drop(open.pop());
    tokio::time::sleep(QUIET).await;
    let mut again = Raw::to(&app).await;
    again.send(HEALTH).await;
    assert_eq!(again.heard_within(QUIET).await.statuses(), ["200"]);
    for _ in 0..3 {
        open.push(Raw::to(&app).await);
        tokio::time::sleep(QUIET / 10).await;
    }
    let heard = Raw::to(&app).await.heard().await;
    assert!(
        heard.is_closed && heard.text.is_empty(),
        "twice as many are not heard: {heard:?}"
    );
}
