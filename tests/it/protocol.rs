//! GraphQL over HTTP as strangers bend it: bodies that are nearly JSON, methods and types that slip through elsewhere, and what caches could be made to
//! believe. Nothing of it writes, on either engine.

use reqwest::{Method, Response};
use serde_json::{Value, json};
use standfirst_domain::account::Role;

use crate::{
    desk::Person,
    support::{TestApp, both, record},
};

const JSON: &str = "application/json";
const RESPONSE: &str = "application/graphql-response+json";
const FILE: &str =
    r#"mutation { articleCreate(input: { headline: "Zqforged" }) { article { id } } }"#;

/// Sends a body of a media type to `/graphql`.
async fn posted(app: &TestApp, content_type: &str, body: impl Into<Vec<u8>>) -> Response {
    let request = app.client.post(format!("{}/graphql", app.url));
    let request = request.header("Accept", RESPONSE).body(body.into());
    request
        .header("Content-Type", content_type)
        .send()
        .await
        .unwrap()
}

/// An address with a query string.
fn addressed(app: &TestApp, path: &str, pairs: &[(&str, &str)]) -> reqwest::Url {
    let address = format!("{}{path}", app.url);
    reqwest::Url::parse_with_params(&address, pairs).unwrap()
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response
        .headers()
        .get(name)
        .map_or("", |value| value.to_str().unwrap())
}

/// That a refusal has the one form, in the media type that was asked for.
async fn assert_refused(response: Response, status: u16, code: &str, about: &str) {
    assert_eq!(response.status(), status, "{about}");
    assert!(
        header(&response, "content-type").starts_with(RESPONSE),
        "{about}"
    );
    assert!(
        header(&response, "vary").to_lowercase().contains("accept"),
        "{about}"
    );
    let id = header(&response, "x-request-id").to_owned();
    let answer: Value = response.json().await.unwrap();
    let extensions = &answer["errors"][0]["extensions"];
    assert_eq!(extensions["code"], code, "{about}: {answer}");
    assert_eq!(extensions["requestId"], id, "{about}");
    assert!(
        extensions["retryable"].is_boolean() && answer.get("data").is_none(),
        "{about}: {answer}"
    );
}

/// That nothing was filed meanwhile.
async fn assert_nothing_ran(app: &TestApp, editor: &Person<'_>) {
    let (_, desk) = editor
        .ask(
            "{ desk { articles(first: 50) { nodes { headline } } } }",
            json!({}),
        )
        .await;
    assert_eq!(
        desk["data"]["desk"]["articles"]["nodes"],
        json!([]),
        "{desk}"
    );
    app.data("{ __typename }", json!({})).await;
}

#[actix_web::test]
async fn cases_1_to_6_what_is_nearly_a_request_is_refused() {
    let app = TestApp::sqlite().await;
    let cases: [(&str, &[u8]); 18] = [
        ("case 1", br#"{"query": "{a"#),
        ("case 1", br#"{"query": "{a"}"#),
        ("case 2", b""),
        ("case 2", b"   "),
        ("case 2", b"null"),
        ("case 2", b"123"),
        ("case 2", br#""x""#),
        ("case 2", b"true"),
        ("case 2", b"{}"),
        ("case 3", b"{\"query\":\"\xff\xfe\"}"),
        ("case 3", b"{\"query\":\"{ __typename }\xc0\x80\"}"),
        ("case 3", b"\xff\xfe{\x00\"\x00"),
        ("case 4", br#"{"query":"{ __typename } \ud800"}"#),
        (
            "case 4",
            br#"{"query":"{ __typename }","variables":{"a":"\udc00x"}}"#,
        ),
        ("case 5", b"\xef\xbb\xbf{\"query\":\"{ __typename }\"}"),
        (
            "case 6",
            br#"{"query":"{ __typename }","query":"mutation { a }"}"#,
        ),
        (
            "case 6",
            br#"{"query":"{ __typename }","qu\u0065ry":"mutation { a }"}"#,
        ),
        (
            "case 6",
            br#"{"query":"{ __typename }","variables":{},"variables":{"a":1}}"#,
        ),
    ];
    for (case, body) in cases {
        let about = format!("{case}: {}", String::from_utf8_lossy(body));
        assert_refused(posted(&app, JSON, body).await, 400, "BAD_REQUEST", &about).await;
    }
    for content_type in [
        "application/json; charset=utf-16",
        "application/json; charset=utf-16; charset=utf-8",
        "application/json+x",
    ] {
        let answer = posted(&app, content_type, r#"{"query":"{ __typename }"}"#).await;
        assert_refused(answer, 415, "UNSUPPORTED_MEDIA_TYPE", content_type).await;
    }
}

both! {
    async fn case_12_nothing_but_queries_goes_by_get(app: &TestApp) {
        let editor = Person::new(app, "ed", Role::Editor).await;
        let get = async |method: Method, query: &str, more: &[(&str, &str)]| {
            let pairs = [&[("query", query)], more].concat();
            let request = app.client.request(method, addressed(app, "/graphql", &pairs));
            request.header("Accept", RESPONSE).bearer_auth(editor.credential().await).send().await.unwrap()
        };
        for method in [Method::GET, Method::HEAD] {
            for query in [FILE, "subscription { a }"] {
                let answer = get(method.clone(), query, &[]).await;
                assert_eq!((answer.status().as_u16(), header(&answer, "allow")), (405, "POST"), "{method} {query}");
            }
            let two = format!("query A {{ __typename }} {}", FILE.replacen("mutation", "mutation B", 1));
            let answer = get(method.clone(), &two, &[("operationName", "B")]).await;
            assert_eq!(answer.status(), 405, "{method}");
            assert_eq!(get(method, &two, &[("operationName", "A")]).await.status(), 200);
        }
        assert_nothing_ran(app, &editor).await;
        let b = get(Method::GET, "query A { __typename } query B { publication { name } }", &[("operationName", "B")]).await;
        assert_eq!(b.json::<Value>().await.unwrap(), json!({ "data": { "publication": { "name": "The Test Courier" } } }));
    }

    async fn case_13_no_type_that_a_form_can_send_is_read(app: &TestApp) {
        let editor = Person::new(app, "ed", Role::Editor).await;
        let body = json!({ "query": FILE }).to_string();
        let encoded = format!("query={}", FILE.replace(' ', "+"));
        let multipart = format!("--b\r\nContent-Disposition: form-data; name=\"operations\"\r\n\r\n{body}\r\n--b--\r\n");
        for (content_type, body) in [
            ("text/plain", body.clone()),
            ("text/plain; charset=utf-8", body.clone()),
            ("text/plain; application/json", body.clone()),
            ("application/x-www-form-urlencoded", encoded),
            ("multipart/form-data; boundary=b", multipart),
            ("application/graphql", FILE.to_owned()),
            ("", body.clone()),
            ("*/*", body.clone()),
        ] {
            let request = app.client.post(format!("{}/graphql", app.url)).header("Accept", RESPONSE).bearer_auth(editor.credential().await);
            let request = if content_type.is_empty() { request } else { request.header("Content-Type", content_type) };
            assert_refused(request.body(body).send().await.unwrap(), 415, "UNSUPPORTED_MEDIA_TYPE", content_type).await;
        }
        let twice = app.client.post(format!("{}/graphql", app.url)).header("Accept", RESPONSE).bearer_auth(editor.credential().await);
        let twice = twice.header("Content-Type", JSON).header("Content-Type", "text/plain").body(body);
        assert_refused(twice.send().await.unwrap(), 415, "UNSUPPORTED_MEDIA_TYPE", "two types").await;
        assert_nothing_ran(app, &editor).await;
    }

    async fn case_56_nothing_but_what_is_asked_changes_the_answer(app: &TestApp) {
        app.import(&[record("Ferry")]).await;
        let query = "{ publication { name } articles(first: 1) { nodes { headline url slug } } }";
        let plain = app.data(query, json!({})).await;
        let address = reqwest::Url::parse_with_params(&format!("{}/graphql", app.url), [("query", query)]).unwrap();
        let forged = [
            ("X-Forwarded-Host", "evil.example"), ("X-Forwarded-Proto", "gopher"), ("Forwarded", "host=evil.example;proto=gopher"), ("X-Original-URL", "/healthz"), ("X-Rewrite-URL", "/healthz"),
            ("X-HTTP-Method-Override", "DELETE"), ("X-HTTP-Method", "DELETE"), ("X-Method-Override", "POST"), ("X-Host", "evil.example"), ("Host", "evil.example"), ("Origin", "https://evil.example"),
        ];
        for (name, value) in forged {
            let answer = app.client.get(address.clone()).header(name, value).send().await.unwrap();
            let headers = format!("{:?}", answer.headers());
            assert_eq!(answer.status(), 200, "{name}");
            assert_eq!(answer.json::<Value>().await.unwrap()["data"], plain, "{name}");
            assert!(!headers.contains("evil"), "{name}: {headers}");
            let page = app.client.get(&app.url).header(name, value).send().await.unwrap();
            assert!(!page.text().await.unwrap().contains("evil"), "{name}");
        }
        let fat = app.client.get(address.clone()).header("Content-Type", JSON).body(json!({ "query": "{ other: __typename }" }).to_string());
        assert_eq!(fat.send().await.unwrap().json::<Value>().await.unwrap()["data"], plain, "the body of a GET says nothing");
        let more = app.client.get(format!("{address}&x=1&utm_source=a")).send().await.unwrap();
        assert_eq!(more.json::<Value>().await.unwrap()["data"], plain);
        for path in ["/graphql/", "/graphql/a.css", "/graphql.css", "/graphql;a.css", "/graphql%2Fa.css", "//graphql", "/GraphQL", "/graphql/../graphql.css", "/graphql%00.css"] {
            let answer = app.client.get(format!("{}{path}?{}", app.url, address.query().unwrap())).send().await.unwrap();
            assert_eq!((answer.status().as_u16(), header(&answer, "cache-control")), (404, "no-store"), "{path}");
        }
    }
}

#[actix_web::test]
async fn case_14_only_origins_of_the_list_are_told_that_they_may_read() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite://{}", folder.path().join("newsroom.db").display());
    let settings = standfirst_api::Settings {
        allowed_origins: vec!["https://front.example".to_owned()],
        ..standfirst_api::Settings::default()
    };
    let app = TestApp::open_as(database, folder, settings).await;
    let asks = async |method: Method, origin: &str, headers: &str| {
        let request = app.client.request(
            method,
            format!("{}/graphql?query=%7B__typename%7D", app.url),
        );
        let request = request
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "POST");
        request
            .header("Access-Control-Request-Headers", headers)
            .send()
            .await
            .unwrap()
    };
    for origin in [
        "null",
        "https://evil.example",
        "https://front.example.evil.example",
        "https://evilfront.example",
        "http://front.example",
        "https://front.example:8443",
        "https://FRONT.example/",
        "file://",
    ] {
        for method in [Method::OPTIONS, Method::GET, Method::POST] {
            let answer = asks(method.clone(), origin, "content-type").await;
            assert_eq!(
                header(&answer, "access-control-allow-origin"),
                "",
                "{method} {origin}"
            );
            assert_eq!(
                header(&answer, "access-control-allow-credentials"),
                "",
                "{method} {origin}"
            );
        }
    }
    let wanted = "authorization, content-type, accept, if-none-match, idempotency-key, standfirst-preview, apollographql-client-name";
    let asked = asks(Method::OPTIONS, "https://front.example", wanted).await;
    assert!(asked.status().is_success());
    assert_eq!(
        header(&asked, "access-control-allow-origin"),
        "https://front.example"
    );
    let answer = asks(Method::GET, "https://front.example", "accept").await;
    let exposed = header(&answer, "access-control-expose-headers").to_lowercase();
    for name in [
        "ratelimit",
        "ratelimit-policy",
        "retry-after",
        "x-request-id",
        "etag",
    ] {
        assert!(
            exposed.split(',').any(|told| told.trim() == name),
            "{name}: {exposed}"
        );
    }
    assert_eq!(header(&answer, "access-control-allow-credentials"), "");
    assert!(header(&answer, "vary").to_lowercase().contains("origin"));
}

#[actix_web::test]
async fn case_15_other_methods_and_media_types_are_refused_in_the_one_form() {
    let app = TestApp::sqlite().await;
    let address = format!("{}/graphql?query=%7B__typename%7D", app.url);
    for method in ["PUT", "DELETE", "TRACE", "PATCH", "PROPFIND", "get", "X"] {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let answer = app
            .client
            .request(method.clone(), &address)
            .header("Accept", RESPONSE)
            .send()
            .await
            .unwrap();
        assert_eq!(
            header(&answer, "allow"),
            "GET, HEAD, POST, OPTIONS",
            "{method}"
        );
        assert_refused(answer, 405, "METHOD_NOT_ALLOWED", method.as_str()).await;
    }
    for accept in [
        "text/xml",
        "application/xml, text/html;q=0.9",
        "application/json;q=0",
        "application/json; charset=latin1",
    ] {
        let answer = app
            .client
            .get(&address)
            .header("Accept", accept)
            .send()
            .await
            .unwrap();
        assert_eq!(
            (answer.status().as_u16(), header(&answer, "content-type")),
            (406, "application/json; charset=utf-8"),
            "{accept}"
        );
        assert_eq!(
            answer.json::<Value>().await.unwrap()["errors"][0]["extensions"]["code"],
            "NOT_ACCEPTABLE"
        );
    }
    let lines = app
        .client
        .get(&address)
        .header("Accept", "text/xml")
        .header("Accept", RESPONSE)
        .send()
        .await
        .unwrap();
    assert!(
        lines.status() == 200 && header(&lines, "content-type").starts_with(RESPONSE),
        "of several lines, any may do"
    );
}

#[actix_web::test]
async fn head_is_answered_as_get_is_without_the_body() {
    let app = TestApp::sqlite().await;
    let told = |response: &Response| {
        let own = ["x-request-id", "date", "access-control-expose-headers"];
        let headers = response.headers().iter();
        let headers = headers.filter(|(name, _)| !own.contains(&name.as_str()));
        let mut headers: Vec<_> = headers
            .map(|(name, value)| format!("{name}: {value:?}"))
            .collect();
        headers.sort();
        (response.status(), headers)
    };
    for path in [
        "/graphql?query=%7B__typename%7D",
        "/graphql?query=%7B",
        "/graphql",
        "/graphql?query=mutation%7Ba%7D",
        "/healthz",
        "/",
        "/nowhere",
        "/schema.graphql",
    ] {
        for encoding in ["identity", "gzip", "br"] {
            let ask = |method: Method| {
                app.client
                    .request(method, format!("{}{path}", app.url))
                    .header("Accept", "*/*")
                    .header("Accept-Encoding", encoding)
                    .send()
            };
            let (get, head) = (
                ask(Method::GET).await.unwrap(),
                ask(Method::HEAD).await.unwrap(),
            );
            assert_eq!(told(&head), told(&get), "{path} {encoding}");
            assert!(head.bytes().await.unwrap().is_empty(), "{path} {encoding}");
        }
    }
}

#[actix_web::test]
async fn case_68_what_a_stranger_writes_comes_into_no_header() {
    let app = TestApp::sqlite().await;
    let forged = "zq\r\nX-Forged: 1\r\n\r\n<p>zq";
    let query = "query($slug: String!) { article(slug: $slug) { id } }";
    let variables = json!({ "slug": forged }).to_string();
    for (path, pairs) in [
        ("", vec![("query", query), ("variables", &variables)]),
        (
            "",
            vec![("query", "{ __typename }"), ("operationName", forged)],
        ),
        ("", vec![("query", forged)]),
        ("/zq%0D%0AX-Forged:%201", vec![]),
        ("", vec![(forged, forged)]),
    ] {
        let address = addressed(&app, &format!("/graphql{path}"), &pairs);
        let answer = app.client.get(address).send().await.unwrap();
        let headers = format!("{:?}", answer.headers()).to_lowercase();
        assert!(
            !headers.contains("forged") && !headers.contains("zq"),
            "{headers}"
        );
    }
}

#[actix_web::test]
async fn every_answer_has_the_headers_that_keep_it_what_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite://{}", folder.path().join("newsroom.db").display());
    let settings = standfirst_api::Settings {
        graphiql: true,
        strict_transport_seconds: Some(31_536_000),
        ..standfirst_api::Settings::default()
    };
    let app = TestApp::open_as(database, folder, settings).await;
    for path in [
        "/",
        "/graphiql",
        "/graphql?query=%7B__typename%7D",
        "/graphql",
        "/nowhere",
        "/healthz",
        "/schema.graphql",
        "/.well-known/jwks.json",
    ] {
        let answer = app
            .client
            .get(format!("{}{path}", app.url))
            .send()
            .await
            .unwrap();
        assert_eq!(
            header(&answer, "x-content-type-options"),
            "nosniff",
            "{path}"
        );
        assert_eq!(header(&answer, "referrer-policy"), "no-referrer", "{path}");
        assert_eq!(
            header(&answer, "strict-transport-security"),
            "max-age=31536000",
            "{path}"
        );
        let policy = header(&answer, "content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        let scripts = policy
            .split(';')
            .find(|part| part.trim().starts_with("script-src"))
            .unwrap_or_default();
        assert!(
            !scripts.contains("unsafe") && !scripts.contains('*'),
            "{path}: {policy}"
        );
        for banner in [
            "server",
            "x-powered-by",
            "via",
            "keep-alive",
            "proxy-authenticate",
            "upgrade",
        ] {
            assert_eq!(header(&answer, banner), "", "{path}: {banner}");
        }
    }
    let plain = TestApp::sqlite().await;
    let answer = plain.client.get(&plain.url).send().await.unwrap();
    assert_eq!(
        header(&answer, "strict-transport-security"),
        "",
        "only where it is configured"
    );
}

#[actix_web::test]
async fn an_answer_that_is_too_large_is_refused_and_not_cut() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite://{}", folder.path().join("newsroom.db").display());
    let mut settings = standfirst_api::Settings::default();
    settings.limits.answer_bytes = 65_536;
    let app = TestApp::open_as(database, folder, settings).await;
    let long =
        crate::support::record_with("Long", json!({ "body": "All the news. ".repeat(4_000) }));
    app.import(&[long]).await;
    let one = "{ article(slug: \"long\") { a: bodyText } }";
    assert_eq!(app.ask(one, json!({})).await.0, 200);
    let two = "{ article(slug: \"long\") { a: bodyText b: bodyText } }";
    let (status, answer) = app.ask(two, json!({})).await;
    assert_eq!((status, answer.get("data")), (400, None));
    assert_eq!(
        answer["errors"][0]["extensions"]["code"],
        "QUERY_TOO_COMPLEX"
    );
    assert!(
        answer["errors"][0]["message"]
            .as_str()
            .unwrap()
            .contains("65536 bytes"),
        "{answer}"
    );
    let legacy = app
        .client
        .post(format!("{}/graphql", app.url))
        .header("Accept", JSON)
        .json(&json!({ "query": two }))
        .send()
        .await
        .unwrap();
    assert_eq!(
        legacy.status(),
        200,
        "as every refusal of GraphQL's own in this type"
    );
}

#[actix_web::test]
async fn case_33_errors_are_few_and_short_whatever_they_repeat() {
    let app = TestApp::sqlite().await;
    app.import(&[record("Good")]).await;
    app.spoil("UPDATE revision SET body = 'spoilt' WHERE content LIKE '%\"Good\"%'")
        .await;
    let long = "a".repeat(1_500);
    let fields: String = (0..25).map(|n| format!(" {long}{n}: bodyText")).collect();
    let query = format!("{{ article(slug: \"good\") {{ headline{fields} }} }}");
    let request = app
        .client
        .post(format!("{}/graphql", app.url))
        .header("Accept", RESPONSE);
    let body = request
        .json(&json!({ "query": query }))
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    let answer: Value = serde_json::from_str(&body).unwrap();
    let errors = answer["errors"].as_array().unwrap();
    assert!(
        errors.len() == 10 && answer["errors"].to_string().len() <= 16_384,
        "{}",
        errors.len()
    );
    assert_eq!(answer["data"]["article"]["headline"], "Good");
}
