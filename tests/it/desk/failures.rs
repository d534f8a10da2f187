//! Disconnected clients and internal errors during acts.

use std::{io::Write, net::TcpStream};

use serde_json::{Value, json};
use standfirst_domain::{account::Role, ports::StoryReads};

use super::{Person, document, on};
use crate::support::{TestApp, both};

/// Sends a complete request and closes the connection without reading the response.
fn send_and_leave(app: &TestApp, credential: &str, key: &str, body: &Value) {
    let address = app.url.strip_prefix("http://").unwrap();
    let body = body.to_string();
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "POST /graphql HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\nAuthorization: Bearer {credential}\r\nIdempotency-Key: {key}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
}

both! {
    async fn case_99_an_act_of_a_disconnected_client_is_done_once_and_its_key_returns_the_result(app: &TestApp) {
        let editor = Person::new(app, "ed", Role::Editor).await;
        let credential = editor.credential().await;
        for number in 0..40 {
            let body = json!({ "query": document("articleCreate"), "variables": { "input": { "headline": format!("Left {number}") } } });
            send_and_leave(app, &credential, &format!("left-{number}"), &body);
        }
        for number in 0..40 {
            let input = json!({ "headline": format!("Left {number}"), "idempotencyKey": format!("left-{number}") });
            let article = loop {
                let (_, mut answer) = editor.ask(&document("articleCreate"), json!({ "input": input })).await;
                if answer["errors"][0]["extensions"]["code"] != "IDEMPOTENCY_IN_PROGRESS" {
                    break answer["data"]["articleCreate"]["article"].take();
                }
            };
            assert_eq!((&article["headline"], &article["version"]), (&input["headline"], &json!(1)), "one complete article");
        }
        assert_eq!(app.store.article_count().await.unwrap(), 40, "no article was created twice");
        let answers = futures::future::join_all((0..40).map(|number| editor.act("articleCreate", json!({ "headline": format!("After {number}") })))).await;
        assert!(answers.iter().all(|payload| payload["article"].is_object()), "no database connection was lost");
    }

    async fn case_100_an_internal_error_reveals_no_details(app: &TestApp) {
        let editor = Person::new(app, "ed", Role::Editor).await;
        let filed = editor.done("articleCreate", json!({ "headline": "Sound" })).await;
        app.corrupt("UPDATE revision SET content = 'corrupt'").await;
        let request = app.client.post(format!("{}/graphql", app.url)).header("Accept", "application/graphql-response+json");
        let request = request.header("Authorization", format!("Bearer {}", editor.credential().await)).header("X-Request-Id", "ignored");
        let response = request.json(&json!({ "query": document("articleSubmit"), "variables": { "input": on(&filed, json!({})) } })).send().await.unwrap();
        let answer: Value = response.json().await.unwrap();
        let error = &answer["errors"][0];
        assert_eq!(error["extensions"]["code"], "INTERNAL", "{answer}");
        assert!(error["extensions"]["requestId"].as_str().is_some_and(|id| !id.is_empty()), "{answer}");
        let text = answer.to_string();
        for word in ["corrupt", "SELECT", "revision", "sqlx", "serde", "/src/", "expected value"] {
            assert!(!text.contains(word), "{word}: {text}");
        }

    }
}
