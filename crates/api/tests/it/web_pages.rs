//! The pages for people.

use actix_web::http::Method;

use crate::support::{StubBehaviour, app_state, request, send};

#[actix_web::test]
async fn the_home_page_shows_the_newest_headlines_without_script() {
    let page = send(
        &app_state(3, StubBehaviour::Normal).0,
        request(Method::GET, "/"),
    )
    .await;
    assert_eq!(page.status, 200);
    for text in [
        "The Harbour Echo",
        "Ferry number 3",
        "World",
        "/schema.graphql",
    ] {
        assert!(page.text().contains(text), "{text}");
    }
    assert!(
        !page.text().contains("<script")
            && page
                .header("content-security-policy")
                .starts_with("default-src 'none'")
    );
    let page = send(
        &app_state(3, StubBehaviour::Unavailable).0,
        request(Method::GET, "/"),
    )
    .await;
    assert!(
        page.status == 200 && page.text().contains("does not answer"),
        "the routes are named even so"
    );
}

#[actix_web::test]
async fn graphiql_is_served_only_when_enabled() {
    let (mut state, _) = app_state(0, StubBehaviour::Normal);
    assert_eq!(
        send(&state, request(Method::GET, "/graphiql")).await.status,
        404
    );
    state.settings.graphiql = true;
    let page = send(&state, request(Method::GET, "/graphiql")).await;
    assert!(
        page.status == 200
            && page
                .header("content-security-policy")
                .contains("script-src https://unpkg.com 'sha256-")
    );
    assert!(
        send(&state, request(Method::GET, "/"))
            .await
            .text()
            .contains("href=\"/graphiql\"")
    );
}

#[actix_web::test]
async fn the_schema_is_served_as_text() {
    let schema = send(
        &app_state(0, StubBehaviour::Normal).0,
        request(Method::GET, "/schema.graphql"),
    )
    .await;
    assert_eq!(schema.text(), standfirst_api::schema_sdl());
    assert_eq!(schema.header("content-type"), "text/plain; charset=utf-8");
    assert_eq!(schema.header("cache-control"), "public, max-age=60");
}

#[actix_web::test]
async fn read_only_routes_reject_other_methods() {
    let (mut state, _) = app_state(0, StubBehaviour::Normal);
    state.settings.graphiql = true;
    for route in ["/", "/healthz", "/readyz", "/schema.graphql", "/graphiql"] {
        for method in [Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS] {
            let answer = send(&state, request(method, route)).await;
            let actual = (answer.status.as_u16(), answer.header("allow"));
            assert_eq!(actual, (405, "GET, HEAD"), "{route}");
            assert_eq!(answer.code(), "METHOD_NOT_ALLOWED", "{route}");
        }
        for method in [Method::GET, Method::HEAD] {
            assert_eq!(send(&state, request(method, route)).await.status, 200);
        }
    }
}

#[actix_web::test]
async fn responses_are_no_store_unless_they_say_otherwise() {
    let (mut state, _) = app_state(0, StubBehaviour::Unavailable);
    state.settings.graphiql = true;
    for route in [
        "/",
        "/healthz",
        "/readyz",
        "/graphiql",
        "/nowhere",
        "/graphql",
        "/graphql?query=%7B__typename%7D",
    ] {
        let answer = send(&state, request(Method::GET, route)).await;
        assert_eq!(answer.header("cache-control"), "no-store", "{route}");
    }
}
