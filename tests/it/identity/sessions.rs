//! Signing in, going on, leaving.

use std::time::Instant;

use serde_json::{Value, json};
use standfirst_domain::account::Role;

use super::{PASSWORD, account};
use crate::support::{TestApp, both};

const OPEN: &str = "mutation($email: String!, $password: String!) { sessionOpen(input: { email: $email, password: $password }) { session { accessToken refreshToken account { login role } } userErrors { code field message hint } } }";
const REFRESH: &str = "mutation($token: String!) { sessionRefresh(input: { refreshToken: $token }) { session { accessToken refreshToken } userErrors { code } } }";
const WHO: &str = "{ viewer { id name role permissions } }";

async fn open(app: &TestApp, email: &str, password: &str) -> (u16, Value) {
    app.ask(OPEN, json!({ "email": email, "password": password }))
        .await
}

async fn refresh(app: &TestApp, token: &str) -> (u16, Value) {
    app.ask(REFRESH, json!({ "token": token })).await
}

fn code(answer: &Value) -> &str {
    answer["errors"][0]["extensions"]["code"]
        .as_str()
        .unwrap_or("none")
}

fn refresh_token(answer: &Value, act: &str) -> String {
    answer["data"][act]["session"]["refreshToken"]
        .as_str()
        .unwrap_or_else(|| panic!("{answer}"))
        .to_owned()
}

both! {
    async fn whoever_knows_the_password_comes_in_and_is_told_who_they_are(app: &TestApp) {
        account(app, "ada@paper.example", Role::Author, Some(PASSWORD)).await;
        let (status, answer) = open(app, " Ada@PAPER.example", PASSWORD).await;
        assert_eq!(status, 200, "{answer}");
        let session = &answer["data"]["sessionOpen"]["session"];
        assert_eq!(session["account"], json!({ "login": "ada@paper.example", "role": "AUTHOR" }));
        let (_, viewer) = app.ask_as(session["accessToken"].as_str().unwrap(), WHO, json!({})).await;
        let viewer = &viewer["data"]["viewer"];
        assert_eq!(viewer["role"], "AUTHOR");
        let permissions = viewer["permissions"].as_array().unwrap();
        assert!(permissions.contains(&json!("ARTICLE_CREATE")) && !permissions.contains(&json!("ARTICLE_PUBLISH")), "{viewer}");
        assert_eq!(app.data(WHO, json!({})).await["viewer"], Value::Null);
        let (_, answer) = open(app, "no address", PASSWORD).await;
        assert_eq!(answer["data"]["sessionOpen"]["userErrors"][0]["field"], "email");
    }

    async fn case_75_a_refresh_token_used_twice_ends_its_session(app: &TestApp) {
        account(app, "ada@paper.example", Role::Editor, Some(PASSWORD)).await;
        let first = refresh_token(&open(app, "ada@paper.example", PASSWORD).await.1, "sessionOpen");
        let second = refresh_token(&refresh(app, &first).await.1, "sessionRefresh");
        for token in [&first, &second] {
            let (status, answer) = refresh(app, token).await;
            assert_eq!((status, code(&answer)), (401, "UNAUTHENTICATED"), "{answer}");
        }
        let token = refresh_token(&open(app, "ada@paper.example", PASSWORD).await.1, "sessionOpen");
        let tries = (0..20).map(|_| refresh(app, &token));
        let mut winners = Vec::new();
        for (status, answer) in futures_of(tries).await {
            match status {
                200 => winners.push(refresh_token(&answer, "sessionRefresh")),
                status => assert_eq!((status, code(&answer)), (401, "UNAUTHENTICATED")),
            }
        }
        assert_eq!(winners.len(), 1);
        assert_eq!(refresh(app, &winners[0]).await.0, 401, "the session ended");
    }

    async fn a_session_that_is_closed_does_not_go_on(app: &TestApp) {
        account(app, "ada@paper.example", Role::Editor, Some(PASSWORD)).await;
        let token = refresh_token(&open(app, "ada@paper.example", PASSWORD).await.1, "sessionOpen");
        let close = "mutation($token: String!) { sessionClose(input: { refreshToken: $token }) { closed } }";
        for closed in [true, false] {
            assert_eq!(app.data(close, json!({ "token": token })).await["sessionClose"]["closed"], closed);
        }
        assert_eq!(refresh(app, &token).await.0, 401);
    }

    async fn case_74_a_password_changed_ends_every_session(app: &TestApp) {
        account(app, "ada@paper.example", Role::Reader, Some(PASSWORD)).await;
        let (_, answer) = open(app, "ada@paper.example", PASSWORD).await;
        let (access, token) = (answer["data"]["sessionOpen"]["session"]["accessToken"].as_str().unwrap().to_owned(), refresh_token(&answer, "sessionOpen"));
        let change = "mutation($current: String, $new: String!) { accountChangePassword(input: { currentPassword: $current, newPassword: $new }) { account { login } userErrors { code field } } }";
        let (status, answer) = app.ask_as(&access, change, json!({ "current": "wrong", "new": "another battery staple" })).await;
        assert_eq!((status, code(&answer)), (401, "UNAUTHENTICATED"));
        let (_, answer) = app.ask_as(&access, change, json!({ "current": PASSWORD, "new": "short" })).await;
        assert_eq!(answer["data"]["accountChangePassword"]["userErrors"][0], json!({ "code": "BAD_USER_INPUT", "field": "newPassword" }));
        let (status, answer) = app.ask_as(&access, change, json!({ "current": PASSWORD, "new": "another battery staple" })).await;
        assert_eq!((status, &answer["data"]["accountChangePassword"]["account"]["login"]), (200, &json!("ada@paper.example")), "{answer}");
        assert_eq!(app.ask_as(&access, WHO, json!({})).await.0, 401);
        assert_eq!(refresh(app, &token).await.0, 401);
        assert_eq!(open(app, "ada@paper.example", PASSWORD).await.0, 401);
        assert_eq!(open(app, "ada@paper.example", "another battery staple").await.0, 200);
    }

    async fn case_77_failures_are_alike_and_the_eleventh_is_one_too_many(app: &TestApp) {
        account(app, "ada@paper.example", Role::Editor, Some(PASSWORD)).await;
        let body = |mut answer: Value| { answer["errors"][0]["extensions"]["requestId"].take(); answer };
        let (mut wrong, mut unknown) = (Vec::new(), Vec::new());
        for _ in 0..10 {
            let begun = Instant::now();
            let (status, of_wrong) = open(app, "ada@paper.example", "wrong").await;
            wrong.push(begun.elapsed());
            assert_eq!((status, code(&of_wrong)), (401, "UNAUTHENTICATED"));
            let begun = Instant::now();
            let (_, of_unknown) = open(app, "nobody@paper.example", "wrong").await;
            unknown.push(begun.elapsed());
            assert_eq!(body(of_wrong), body(of_unknown));
        }
        // A look-up alone takes a hundredth of what the hash takes, so a fifth tells the two apart on any machine, however busy.
        let (wrong, unknown) = (wrong.iter().min().unwrap(), unknown.iter().min().unwrap());
        assert!(*unknown * 5 > *wrong && *wrong * 5 > *unknown, "both hash: {wrong:?} {unknown:?}");
        for (email, password) in [("ada@paper.example", PASSWORD), ("nobody@paper.example", "wrong")] {
            let (status, answer) = open(app, email, password).await;
            assert_eq!((status, code(&answer)), (429, "RATE_LIMITED"), "{email}: {answer}");
        }
        app.set_clock(1_000 + 15 * 60);
        assert_eq!(open(app, "ada@paper.example", PASSWORD).await.0, 200, "forgotten after a quarter of an hour");
    }

    async fn case_77_what_the_house_could_not_look_up_is_nobody_s_failure(app: &TestApp) {
        use sea_orm::ConnectionTrait;
        account(app, "ada@paper.example", Role::Editor, Some(PASSWORD)).await;
        let behind = sea_orm::Database::connect(&app.database).await.unwrap();
        behind.execute_unprepared("ALTER TABLE account RENAME COLUMN login TO mislaid").await.unwrap();
        for _ in 0..12 {
            let (_, answer) = open(app, "ada@paper.example", PASSWORD).await;
            assert_eq!(code(&answer), "INTERNAL", "{answer}");
        }
        behind.execute_unprepared("ALTER TABLE account RENAME COLUMN mislaid TO login").await.unwrap();
        let (status, answer) = open(app, "ada@paper.example", PASSWORD).await;
        assert_eq!(status, 200, "{answer}");
    }

    async fn case_77_a_document_signs_in_once(app: &TestApp) {
        account(app, "ada@paper.example", Role::Editor, Some(PASSWORD)).await;
        let tries: String = (0..10).map(|number| format!("t{number}: sessionOpen(input: {{ email: \"ada@paper.example\", password: \"wrong{number}\" }}) {{ session {{ accessToken }} }} ")).collect();
        let (_, answer) = app.ask(&format!("mutation {{ {tries} }}"), json!({})).await;
        let counted = answer["errors"].as_array().unwrap().iter().filter(|error| error["extensions"]["code"] == "UNAUTHENTICATED").count();
        assert!(counted <= 1, "{answer}");
        for number in 0..9 {
            assert_eq!(open(app, "ada@paper.example", &format!("wrong{number}")).await.0, 401, "{number}");
        }
        assert_eq!(open(app, "ada@paper.example", PASSWORD).await.0, 429, "one of the ten was counted");
    }
}

async fn futures_of<T>(tries: impl Iterator<Item = impl Future<Output = T>>) -> Vec<T> {
    futures::future::join_all(tries).await
}
