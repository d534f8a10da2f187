//! Tokens that are forged, expired, for another audience, or of another type.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use standfirst_api::{Introspection, Keyring, Settings};
use standfirst_domain::account::{Account, AccountChange, Role};

use super::{account, change, external_issuers, token};
use crate::support::{TestApp, both};

const WHO: &str = "{ viewer { name role } }";

fn b64(text: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(text)
}

/// Signing key of the server, its id and its public part.
fn signing(app: &TestApp) -> (EncodingKey, String, Value) {
    let kept: Value = serde_json::from_str(&app.keys).unwrap();
    let seed = URL_SAFE_NO_PAD
        .decode(kept["keys"][0]["d"].as_str().unwrap())
        .unwrap();
    let mut der = b"\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20".to_vec();
    der.extend(seed);
    let public = app.auth.keyring().public(app.now())["keys"][0].clone();
    (
        EncodingKey::from_ed_der(&der),
        public["kid"].as_str().unwrap().to_owned(),
        public,
    )
}

fn claims(app: &TestApp, account: &Account) -> Value {
    let now = app.now().as_millis() / 1_000;
    json!({ "iss": "standfirst", "aud": "standfirst", "sub": account.id.as_uuid(), "iat": now, "exp": now + 600, "tv": account.token_version })
}

/// Token over exactly these bytes, signed with the key of the server.
fn sealed(app: &TestApp, head: &str, body: &str) -> String {
    let message = format!("{}.{}", b64(head), b64(body));
    let signature =
        jsonwebtoken::crypto::sign(message.as_bytes(), &signing(app).0, Algorithm::EdDSA).unwrap();
    format!("{message}.{signature}")
}

fn head(app: &TestApp) -> Value {
    json!({ "alg": "EdDSA", "typ": "at+jwt", "kid": signing(app).1 })
}

fn with(mut object: Value, field: &str, value: Value) -> String {
    object[field] = value;
    object.to_string()
}

fn without(mut object: Value, field: &str) -> String {
    object.as_object_mut().unwrap().remove(field);
    object.to_string()
}

async fn refused(app: &TestApp, credential: &str, why: &str) {
    let (status, answer) = app.ask_as(credential, WHO, json!({})).await;
    assert_eq!(
        (status, &answer["errors"][0]["extensions"]["code"]),
        (401, &json!("UNAUTHENTICATED")),
        "{why}: {answer}"
    );
    assert!(answer.get("data").is_none(), "{why}");
}

async fn welcome(app: &TestApp, credential: &str, why: &str) {
    let (status, answer) = app.ask_as(credential, WHO, json!({})).await;
    assert_eq!(
        (status, &answer["data"]["viewer"]["role"]),
        (200, &json!("EDITOR")),
        "{why}: {answer}"
    );
}

both! {
    async fn case_69_unsigned_tokens_are_rejected(app: &TestApp) {
        let ada = account(app, "ada@paper.example", Role::Editor, None).await;
        let good = sealed(app, &head(app).to_string(), &claims(app, &ada).to_string());
        welcome(app, &good, "the good one").await;
        let signature = good.rsplit('.').next().unwrap();
        for alg in ["none", "None", "nOnE", "NONE", ""] {
            let head = with(head(app), "alg", json!(alg));
            let message = format!("{}.{}", b64(&head), b64(claims(app, &ada).to_string()));
            for end in ["", signature, "AAAA"] {
                refused(app, &format!("{message}.{end}"), alg).await;
            }
            refused(app, &message, alg).await;
        }
        let stripped = good.rsplit_once('.').unwrap().0;
        refused(app, &format!("{stripped}."), "an empty signature").await;
        let other = with(claims(app, &ada), "exp", json!(9_999_999_999_i64));
        refused(app, &format!("{}.{}.{signature}", b64(head(app).to_string()), b64(other)), "another's signature").await;
    }

    async fn case_70_the_key_and_not_the_header_determines_the_algorithm(app: &TestApp) {
        let ada = account(app, "ada@paper.example", Role::Editor, None).await;
        let (_, kid, public) = signing(app);
        let x = public["x"].as_str().unwrap();
        let raw = URL_SAFE_NO_PAD.decode(x).unwrap();
        let der = [b"\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00".to_vec(), raw.clone()].concat();
        let pem = format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", base64::engine::general_purpose::STANDARD.encode(&der));
        for algorithm in [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512] {
            for secret in [raw.clone(), der.clone(), pem.clone().into_bytes(), public.to_string().into_bytes(), x.as_bytes().to_vec()] {
                let mut header = Header::new(algorithm);
                header.typ = Some("at+jwt".to_owned());
                header.kid = Some(kid.clone());
                let forged = encode(&header, &claims(app, &ada), &EncodingKey::from_secret(&secret)).unwrap();
                refused(app, &forged, "a public key as a secret").await;
            }
        }
        for alg in ["HS256", "ES256K", "RS1", "ES256", "RS256", "Ed25519", "eddsa"] {
            refused(app, &sealed(app, &with(head(app), "alg", json!(alg)), &claims(app, &ada).to_string()), alg).await;
        }
    }

    async fn case_71_signing_keys_are_looked_up_in_memory_only(app: &TestApp) {
        let ada = account(app, "ada@paper.example", Role::Editor, None).await;
        let body = claims(app, &ada).to_string();
        for kid in ["unknown", "../../dev/null", "' UNION SELECT 1 --", "", "rsa-1"] {
            refused(app, &sealed(app, &with(head(app), "kid", json!(kid)), &body), kid).await;
        }
        refused(app, &sealed(app, &without(head(app), "kid"), &body), "no kid").await;
        refused(app, &sealed(app, &with(head(app), "kid", json!(["x"])), &body), "a list").await;
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let elsewhere = format!("http://{}/keys", listener.local_addr().unwrap());
        let own = EncodingKey::from_ed_der(b"\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20abcdefghijklmnopqrstuvwxyz012345");
        for (field, value) in [("jku", json!(elsewhere)), ("x5u", json!(elsewhere)), ("jwk", json!({ "kty": "OKP", "crv": "Ed25519", "x": b64([7; 32]) }))] {
            let message = format!("{}.{}", b64(with(head(app), field, value)), b64(&body));
            let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &own, Algorithm::EdDSA).unwrap();
            refused(app, &format!("{message}.{signature}"), field).await;
        }
        assert!(listener.accept().is_err(), "the issuer was not asked for keys");
    }

    async fn case_71_oversized_tokens_are_rejected_and_the_server_continues(app: &TestApp) {
        let ada = account(app, "ada@paper.example", Role::Editor, None).await;
        let giant = sealed(app, &with(head(app), "kid", json!("k".repeat(1 << 20))), &claims(app, &ada).to_string());
        let within = sealed(app, &with(head(app), "kid", json!("k".repeat(20_000))), &claims(app, &ada).to_string());
        refused(app, &within, "a kid as long as a header may be").await;
        for credential in [giant, "x".repeat(1 << 20), format!("sf_live_{}", "0".repeat(1 << 20))] {
            let request = app.client.post(format!("{}/graphql", app.url)).header("Authorization", format!("Bearer {credential}"));
            // The response may be lost when the connection closes, but it must not be a success.
            if let Ok(response) = request.json(&json!({ "query": WHO })).send().await {
                assert!(response.status().is_client_error(), "{}", response.status());
            }
        }
        welcome(app, &sealed(app, &head(app).to_string(), &claims(app, &ada).to_string()), "the next").await;
    }

    async fn case_72_times_are_whole_seconds_with_a_leeway_of_thirty_seconds(app: &TestApp) {
        let ada = account(app, "ada@paper.example", Role::Editor, None).await;
        let now = app.now().as_millis() / 1_000;
        let head = head(app).to_string();
        let body = |field: &str, value: Value| with(claims(app, &ada), field, value);
        for (field, value) in [("exp", json!(now - 29)), ("nbf", json!(now + 29)), ("nbf", json!(now - 5)), ("iat", json!(now + 29))] {
            welcome(app, &sealed(app, &head, &body(field, value)), field).await;
        }
        for (field, value) in [
            ("exp", json!(now - 61)), ("exp", json!(now - 30)), ("exp", json!((now + 600).to_string())), ("exp", json!(now as f64 + 600.5)), ("exp", json!(null)),
            ("exp", json!(9_223_372_036_854_775_808_u64)), ("exp", json!(-1)), ("exp", json!([now + 600])), ("exp", json!(true)),
            ("nbf", json!(now + 61)), ("nbf", json!("soon")), ("iat", json!(now + 31)), ("iat", json!("x")), ("iat", json!(null)),
        ] {
            refused(app, &sealed(app, &head, &body(field, value.clone())), &format!("{field} {value}")).await;
        }
        for field in ["exp", "iat", "sub", "iss", "aud", "tv"] {
            refused(app, &sealed(app, &head, &without(claims(app, &ada), field)), field).await;
        }
        refused(app, &sealed(app, &head, &claims(app, &ada).to_string().replace(&format!("\"exp\":{}", now + 600), &format!("\"exp\":{}.0", now + 600))), "a float").await;
    }

    async fn case_73_the_audience_issuer_and_type_of_a_token_are_checked(app: &TestApp) {
        let ada = account(app, "ada@paper.example", Role::Editor, None).await;
        let good = head(app).to_string();
        welcome(app, &sealed(app, &good, &with(claims(app, &ada), "aud", json!(["other", "standfirst"]))), "among several").await;
        for (field, value) in [("aud", json!("other")), ("aud", json!([])), ("aud", json!(["other"])), ("aud", json!("standfirst2")), ("iss", json!("stand")), ("iss", json!("standfirst.evil")), ("iss", json!("https://id.example")), ("sub", json!("")), ("sub", json!("' OR 1=1"))] {
            refused(app, &sealed(app, &good, &with(claims(app, &ada), field, value.clone())), &format!("{field} {value}")).await;
        }
        let body = claims(app, &ada).to_string();
        for (field, value) in [("typ", json!("JWT")), ("typ", json!("preview+jwt")), ("typ", json!(null)), ("crit", json!(["exp"])), ("crit", json!([]))] {
            refused(app, &sealed(app, &with(head(app), field, value.clone()), &body), &format!("{field} {value}")).await;
        }
        refused(app, &sealed(app, &without(head(app), "typ"), &body), "no typ").await;
        for doubled in [body.replace("\"iss\"", "\"iss\":\"other\",\"iss\""), body.replace('{', "{\"x\":1,\"x\":2,")] {
            refused(app, &sealed(app, &good, &doubled), "a name twice").await;
        }
        let nested = sealed(app, &good, &format!("\"{}\"", sealed(app, &good, &body)));
        for text in [nested.as_str(), "a.b.c.d.e", "sfr_abc", "..", ".", "x", &"a".repeat(7_000)] {
            refused(app, text, text.get(..5).unwrap_or(text)).await;
        }
    }

    async fn a_malformed_credential_is_rejected_and_not_treated_as_anonymous(app: &TestApp) {
        let ada = account(app, "ada@paper.example", Role::Editor, None).await;
        for line in ["Basic YTpi", "Bearer", "Bearer ", "Token x", "x", ""] {
            let response = app.client.post(format!("{}/graphql", app.url)).header("Authorization", line).json(&json!({ "query": WHO })).send().await.unwrap();
            assert_eq!(response.status(), 401, "{line:?}");
            assert!(response.headers().contains_key("www-authenticate"));
        }
        let twice = app.client.post(format!("{}/graphql", app.url)).header("Authorization", format!("Bearer {}", token(app, &ada))).header("Authorization", "Bearer x");
        assert_eq!(twice.json(&json!({ "query": WHO })).send().await.unwrap().status(), 401);
        let by_get = app.client.get(format!("{}/graphql?query=%7B__typename%7D", app.url)).header("Authorization", "Bearer x").send().await.unwrap();
        assert_eq!(by_get.status(), 401);
        assert_eq!(app.data(WHO, json!({})).await["viewer"], Value::Null);
        let own = app.client.post(format!("{}/graphql", app.url)).header("Authorization", format!("bearer {}", token(app, &ada))).json(&json!({ "query": WHO })).send().await.unwrap();
        assert_eq!(own.headers()["cache-control"], "private, no-store");
    }

    async fn case_74_account_changes_revoke_tokens_at_once_for_acts_and_within_thirty_seconds_on_other_nodes(app: &TestApp) {
        let act = "mutation { sessionCloseAll { closed } }";
        for (number, of) in [AccountChange::Suspend, AccountChange::Role(Role::Reader), AccountChange::SignOutEverywhere].into_iter().enumerate() {
            app.set_clock(2_000 + i64::try_from(number).unwrap() * 100);
            let ada = account(app, &format!("ada{number}@paper.example"), Role::Editor, None).await;
            let token = token(app, &ada);
            welcome(app, &token, "before").await;
            change(app, &ada, of.clone()).await;
            let (status, _) = app.ask_as(&token, act, json!({})).await;
            assert_eq!(status, 401, "an act is rejected at once after {of:?} on another node");
            app.set_clock(2_031 + i64::try_from(number).unwrap() * 100);
            refused(app, &token, "reads within half a minute").await;
        }
        app.set_clock(3_000);
        let ada = account(app, "eve@paper.example", Role::Editor, None).await;
        let token = token(app, &ada);
        welcome(app, &token, "before").await;
        let (status, answer) = app.ask_as(&token, act, json!({})).await;
        assert_eq!((status, &answer["data"]["sessionCloseAll"]["closed"]), (200, &json!(true)));
        refused(app, &token, "on this node at once").await;
    }

    async fn external_issuers_authenticate_local_accounts(app: &TestApp) {
        let ada = account(app, "ada@paper.example", Role::Editor, None).await;
        let now = app.now().as_millis() / 1_000;
        let body = |iss: &str, sub: &str| json!({ "iss": iss, "aud": "newsroom", "sub": sub, "iat": now, "exp": now + 60 });
        for (algorithm, key, kid) in external_issuers::signers() {
            let signed = |kid: &str, body: &Value| {
                let mut header = Header::new(*algorithm);
                header.typ = Some("at+jwt".to_owned());
                header.kid = Some(kid.to_owned());
                encode(&header, body, key).unwrap()
            };
            let good = body("https://id.example", "Ada@paper.example");
            welcome(app, &signed(kid, &good), kid).await;
            refused(app, &signed(kid, &body("https://id.example", "eve@paper.example")), "an unknown account").await;
            refused(app, &signed(kid, &body("https://id.example.evil", "ada@paper.example")), "another issuer").await;
            refused(app, &signed(kid, &body("standfirst", "ada@paper.example")), "ourselves").await;
            refused(app, &signed(if *kid == "rsa-1" { "ec-1" } else { "rsa-1" }, &good), "the other key").await;
            refused(app, &signed(&signing(app).1, &good), "our key").await;
        }
        let admin = account(app, "root@paper.example", Role::Admin, None).await;
        let (algorithm, key, kid) = &external_issuers::signers()[0];
        let mut header = Header::new(*algorithm);
        header.typ = Some("at+jwt".to_owned());
        header.kid = Some((*kid).to_owned());
        let claimed = |sub: &str| encode(&header, &body("https://id.example", sub), key).unwrap();
        refused(app, &claimed(admin.login.as_str()), "an admin, for whom this issuer is not configured").await;
        account(app, "ada@elsewhere.example", Role::Editor, None).await;
        refused(app, &claimed("ada@elsewhere.example"), "a domain that is not this issuer's").await;
        for sub in [ada.id.as_uuid().to_string(), "editor:night-desk".to_owned(), "ada@paper.example\0".to_owned(), String::new()] {
            refused(app, &claimed(&sub), "no address").await;
        }
        welcome(app, &claimed("ada@paper.example"), "the editor").await;
        app.set_clock(1_010);
        let in_that_second = json!({ "iss": "https://id.example", "aud": "newsroom", "sub": "ada@paper.example", "iat": now + 10, "exp": now + 60 });
        let in_that_second = encode(&header, &in_that_second, key).unwrap();
        welcome(app, &in_that_second, "before the change").await;
        app.set_clock_millis(1_010_500);
        change(app, &ada, AccountChange::SignOutEverywhere).await;
        let (algorithm, key, kid) = &external_issuers::signers()[1];
        let mut header = Header::new(*algorithm);
        header.typ = Some("at+jwt".to_owned());
        header.kid = Some((*kid).to_owned());
        refused(app, &encode(&header, &body("https://id.example", "ada@paper.example"), key).unwrap(), "made before").await;
        refused(app, &in_that_second, "made in the second of the change").await;
        app.set_clock(1_011);
        let after = json!({ "iss": "https://id.example", "aud": "newsroom", "sub": "ada@paper.example", "iat": now + 11, "exp": now + 60 });
        let (algorithm, key, kid) = &external_issuers::signers()[0];
        let mut header = Header::new(*algorithm);
        header.typ = Some("at+jwt".to_owned());
        header.kid = Some((*kid).to_owned());
        welcome(app, &encode(&header, &after, key).unwrap(), "made after").await;
    }

    async fn introspection_for_keys_requires_a_valid_credential(app: &TestApp) {
        let schema = "{ __schema { queryType { name } } }";
        let ada = account(app, "ada@paper.example", Role::Reader, None).await;
        for (introspection, anonymous_may, of_ada) in [(Introspection::On, true, true), (Introspection::Keys, false, true), (Introspection::Off, false, false)] {
            let settings = Settings { introspection, ..Settings::default() };
            let other = TestApp::open_as(app.database.clone(), tempfile::tempdir().unwrap(), settings).await;
            let (_, anonymous) = other.ask(schema, json!({})).await;
            let (_, with_token) = other.ask_as(&token(&other, &ada), schema, json!({})).await;
            for (answer, is_open) in [(anonymous, anonymous_may), (with_token, of_ada)] {
                let is_readable = answer["data"]["__schema"]["queryType"]["name"] == "Query";
                let refused = answer["errors"][0]["extensions"]["code"] == "INTROSPECTION_DISABLED";
                assert_eq!((is_readable, refused), (is_open, !is_open), "{introspection:?}: {answer}");
            }
            let misspelt = "{ articels { nodes { id } } }";
            let (_, slip) = other.ask(misspelt, json!({})).await;
            let (_, ada_s) = other.ask_as(&token(&other, &ada), misspelt, json!({})).await;
            for (slip, is_open) in [(slip, anonymous_may), (ada_s, of_ada)] {
                assert_eq!(slip.to_string().contains("Did you mean"), is_open, "{introspection:?}: {slip}");
            }
            assert_eq!(other.ask_as("bad", schema, json!({})).await.0, 401);
        }
    }

    async fn a_key_rotation_fails_no_request(app: &TestApp) {
        let ada = account(app, "ada@paper.example", Role::Editor, None).await;
        let before = token(app, &ada);
        let (rotated, signs_from) = Keyring::read(&app.keys).unwrap().rotate(rand::random(), app.now()).unwrap();
        let kept = rotated.write();
        app.auth.replace_keyring(rotated);
        assert_eq!(app.client.head(format!("{}/.well-known/jwks.json", app.url)).send().await.unwrap().status(), 200);
        let listed = app.client.get(format!("{}/.well-known/jwks.json", app.url)).send().await.unwrap().json::<Value>().await.unwrap();
        assert_eq!(listed["keys"].as_array().unwrap().len(), 2, "the next key is published before its use");
        assert!(!listed.to_string().contains("\"d\""));
        let kid = |token: &str| serde_json::from_slice::<Value>(&URL_SAFE_NO_PAD.decode(token.split('.').next().unwrap()).unwrap()).unwrap()["kid"].clone();
        assert_eq!(kid(&token(app, &ada)), kid(&before), "the next key is not in use yet");
        welcome(app, &before, "signed before").await;
        let next = Keyring::read(&kept).unwrap().public(signs_from)["keys"][1]["kid"].clone();
        app.set_clock(1_000 + 3_599);
        let last = token(app, &ada);
        app.set_clock(1_000 + 3_600);
        let first = token(app, &ada);
        assert_eq!((kid(&last) == next, kid(&first) == next), (false, true));
        welcome(app, &last, "the last of the old").await;
        welcome(app, &first, "the first of the new").await;
    }
}
