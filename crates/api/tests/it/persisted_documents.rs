//! Documents that are named in place of being sent: Apollo's automatic ones, and trusted ones.

use std::sync::Arc;

use actix_web::http::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use standfirst_api::AppState;
use standfirst_document::{DocumentLimits, PersistedDocuments, TrustPolicy, TrustedDocuments};

use crate::support::{Answer, StubBehaviour, app_state, post, request, send};

const QUERY: &str = "{ articles(first: 1) { nodes { headline } } }";
const MUTATION: &str = "mutation Leave { sessionCloseAll { userErrors { code } } }";

fn hash(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn extensions(hash: &str) -> Value {
    json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } })
}

fn by_hash(text: &str) -> Value {
    json!({ "extensions": extensions(&hash(text)) })
}

fn with_text(text: &str) -> Value {
    json!({ "query": text, "extensions": extensions(&hash(text)) })
}

async fn sent(state: &AppState, body: &Value) -> Answer {
    send(state, post(body.to_string())).await
}

async fn got(state: &AppState, parameters: &[(&str, &str)]) -> Answer {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(parameters);
    let accept = ("accept", "application/graphql-response+json");
    let address = format!("/graphql?{}", query.finish());
    send(state, request(Method::GET, &address).insert_header(accept)).await
}

fn status_and_code(answer: &Answer) -> (u16, String) {
    (answer.status.as_u16(), answer.code())
}

fn is(answer: &Answer, status: u16, code: &str) -> bool {
    status_and_code(answer) == (status, code.to_owned())
}

fn trusting(trust: TrustPolicy, own: &[(&str, &str)]) -> AppState {
    let own: Vec<_> = own
        .iter()
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
        .collect();
    let (mut state, _) = app_state(3, StubBehaviour::Normal);
    let trusted = TrustedDocuments::with_own(&own, &state.documents).unwrap();
    state.persisted = Arc::new(PersistedDocuments::new(
        trust,
        trusted,
        &DocumentLimits::default(),
    ));
    state
}

#[actix_web::test]
async fn a_document_is_registered_with_its_hash_and_then_found_by_it() {
    let (state, _) = app_state(3, StubBehaviour::Normal);
    let unknown = sent(&state, &by_hash(QUERY)).await;
    assert!(
        is(&unknown, 400, "PERSISTED_QUERY_NOT_FOUND"),
        "{}",
        unknown.text()
    );
    assert_eq!(
        unknown.json()["errors"][0]["message"],
        "PersistedQueryNotFound"
    );
    assert!(unknown.json().get("data").is_none());
    let first = sent(&state, &with_text(QUERY)).await;
    assert_eq!(
        status_and_code(&first),
        (200, String::new()),
        "{}",
        first.text()
    );
    let extension = extensions(&hash(QUERY)).to_string();
    for answer in [
        sent(&state, &by_hash(QUERY)).await,
        sent(
            &state,
            &json!({ "extensions": extensions(&hash(QUERY).to_uppercase()) }),
        )
        .await,
        sent(
            &state,
            &json!({ "documentId": format!("sha256:{}", hash(QUERY)) }),
        )
        .await,
        got(&state, &[("extensions", &extension)]).await,
        got(
            &state,
            &[("documentId", &format!("sha256:{}", hash(QUERY)))],
        )
        .await,
    ] {
        assert_eq!((answer.status.as_u16(), answer.json()), (200, first.json()));
    }
}

#[actix_web::test]
async fn get_registers_documents_and_runs_no_mutation() {
    let (state, _) = app_state(3, StubBehaviour::Normal);
    let extension = extensions(&hash(QUERY)).to_string();
    assert!(is(
        &got(&state, &[("extensions", &extension)]).await,
        400,
        "PERSISTED_QUERY_NOT_FOUND"
    ));
    assert_eq!(
        got(&state, &[("query", QUERY), ("extensions", &extension)])
            .await
            .status,
        200
    );
    assert_eq!(
        got(&state, &[("extensions", &extension), ("variables", "{}")])
            .await
            .status,
        200
    );
    sent(&state, &with_text(MUTATION)).await;
    let refused = got(
        &state,
        &[("extensions", &extensions(&hash(MUTATION)).to_string())],
    )
    .await;
    assert!(
        is(&refused, 405, "METHOD_NOT_ALLOWED"),
        "{}",
        refused.text()
    );
    assert_eq!(refused.header("allow"), "POST");
}

#[actix_web::test]
async fn case_40_a_wrong_hash_is_rejected_and_nothing_is_stored() {
    let (state, _) = app_state(3, StubBehaviour::Normal);
    let other = "{ articles(first: 2) { nodes { headline } } }";
    let forged = sent(
        &state,
        &json!({ "query": other, "extensions": extensions(&hash(QUERY)) }),
    )
    .await;
    assert!(is(&forged, 400, "BAD_REQUEST"), "{}", forged.text());
    for text in [QUERY, other] {
        assert!(is(
            &sent(&state, &by_hash(text)).await,
            400,
            "PERSISTED_QUERY_NOT_FOUND"
        ));
    }
}

#[actix_web::test]
async fn invalid_documents_are_not_stored() {
    let (state, _) = app_state(3, StubBehaviour::Normal);
    for text in [
        "{ articels { nodes { headline } } }",
        "{ articles",
        "{ __typename @nothing }",
    ] {
        assert_eq!(sent(&state, &with_text(text)).await.status, 400, "{text}");
        assert!(
            is(
                &sent(&state, &by_hash(text)).await,
                400,
                "PERSISTED_QUERY_NOT_FOUND"
            ),
            "{text}"
        );
    }
}

#[actix_web::test]
async fn malformed_references_to_documents_are_rejected() {
    let (state, _) = app_state(3, StubBehaviour::Normal);
    let good = hash(QUERY);
    let persisted =
        |persisted: Value| json!({ "query": QUERY, "extensions": { "persistedQuery": persisted } });
    for body in [
        persisted(json!({ "sha256Hash": good })),
        persisted(json!({ "version": 2, "sha256Hash": good })),
        persisted(json!({ "version": "1", "sha256Hash": good })),
        persisted(json!({ "version": 1 })),
        persisted(json!({ "version": 1, "sha256Hash": 7 })),
        persisted(json!({ "version": 1, "sha256Hash": good[1..] })),
        persisted(json!({ "version": 1, "sha256Hash": format!("{good}0") })),
        persisted(json!("x")),
        json!({ "documentId": 7 }),
        json!({ "documentId": format!("sha256:{}", &good[1..]) }),
        json!({ "documentId": "front-page", "query": QUERY }),
        json!({ "documentId": "front-page", "extensions": extensions(&good) }),
    ] {
        assert!(is(&sent(&state, &body).await, 400, "BAD_REQUEST"), "{body}");
    }
    assert_eq!(
        sent(&state, &persisted(Value::Null)).await.status,
        200,
        "none is named"
    );
    for id in ["front", "md5:7", "", "sha256"] {
        assert!(
            is(
                &sent(&state, &json!({ "documentId": id })).await,
                400,
                "PERSISTED_QUERY_NOT_FOUND"
            ),
            "{id}"
        );
    }
}

#[actix_web::test]
async fn shipped_documents_are_found_by_file_operation_and_hash() {
    let (state, _) = app_state(3, StubBehaviour::Normal);
    let text = include_str!("../../../../operations/front-page.graphql");
    let whole = sent(&state, &json!({ "query": text })).await;
    for body in [
        json!({ "documentId": "front-page" }),
        json!({ "documentId": "FrontPage" }),
        json!({ "documentId": format!("sha256:{}", hash(text)) }),
        by_hash(text),
    ] {
        let answer = sent(&state, &body).await;
        assert_eq!(
            (answer.status.as_u16(), answer.json()),
            (200, whole.json()),
            "{body}"
        );
    }
    assert_eq!(
        got(&state, &[("documentId", "front-page")]).await.json(),
        whole.json()
    );
}

#[actix_web::test]
async fn case_40_with_trusted_documents_only_no_other_document_runs() {
    let own = [
        (
            "home",
            "query Home { articles(first: 1) { nodes { headline } } }",
        ),
        ("leave", MUTATION),
    ];
    let state = trusting(TrustPolicy::Only, &own);
    for body in [
        json!({ "query": QUERY }),
        with_text(QUERY),
        json!({ "query": format!("{}\n", own[0].1) }),
        json!({ "query": "{ __typename }" }),
    ] {
        let answer = sent(&state, &body).await;
        assert!(
            is(&answer, 400, "PERSISTED_QUERY_REQUIRED"),
            "{body}: {}",
            answer.text()
        );
    }
    for body in [
        by_hash(QUERY),
        json!({ "documentId": "Nothing" }),
        json!({ "documentId": format!("sha256:{}", hash(QUERY)) }),
    ] {
        assert!(
            is(&sent(&state, &body).await, 400, "PERSISTED_QUERY_NOT_FOUND"),
            "{body}"
        );
    }
    let forged = json!({ "query": QUERY, "extensions": extensions(&hash(own[0].1)) });
    assert!(is(&sent(&state, &forged).await, 400, "BAD_REQUEST"));
    for body in [
        json!({ "query": own[0].1 }),
        with_text(own[0].1),
        by_hash(own[0].1),
        json!({ "documentId": "Home" }),
        json!({ "documentId": "home" }),
    ] {
        assert_eq!(sent(&state, &body).await.status, 200, "{body}");
    }
    for id in ["leave", "Leave", &format!("sha256:{}", hash(MUTATION))] {
        assert!(
            is(
                &got(&state, &[("documentId", id)]).await,
                405,
                "METHOD_NOT_ALLOWED"
            ),
            "{id}"
        );
    }
    assert_eq!(state.persisted.untrusted_requests(), 0);
}

#[actix_web::test]
async fn with_trusted_documents_preferred_other_documents_run_and_are_counted() {
    let own = [(
        "home",
        "query Home { articles(first: 1) { nodes { headline } } }",
    )];
    let state = trusting(TrustPolicy::Prefer, &own);
    for body in [
        json!({ "query": own[0].1 }),
        json!({ "documentId": "front-page" }),
        by_hash(own[0].1),
    ] {
        assert_eq!(sent(&state, &body).await.status, 200, "{body}");
    }
    assert_eq!(state.persisted.untrusted_requests(), 0);
    for body in [json!({ "query": QUERY }), with_text(QUERY), by_hash(QUERY)] {
        assert_eq!(sent(&state, &body).await.status, 200, "{body}");
    }
    sent(&state, &json!({ "query": "{ articels }" })).await;
    assert_eq!(
        state.persisted.untrusted_requests(),
        3,
        "what is refused anyway is not counted"
    );
}
