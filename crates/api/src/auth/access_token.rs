//! Access tokens: what they say, and when they are believed.
//!
//! The header only names a key, which is looked up in memory; the algorithm is the key's own. Whatever else a header offers (an address of keys, a key,
//! an extension that must be understood) is not followed, and one that must be understood is refused. Times are compared with the house's clock and not
//! with the library's. All faults are one: the token is not good.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::{Deserialize, Deserializer, Serialize, de};
use serde_json::{Map, Value};
use standfirst_domain::{account::Account, moment::Moment};

use super::{Auth, Issuer, issuer::Reach};

/// The media type that an access token's header has to name (RFC 9068).
pub const ACCESS_TOKEN: &str = "at+jwt";
/// Who made our own tokens, and for whom: the house itself.
pub const OURSELVES: &str = "standfirst";
/// By how much clocks may differ, in seconds.
const LEEWAY: i64 = 30;
/// The most bytes of a token.
const MOST_BYTES: usize = 8_192;

/// What a token says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Claims {
    pub iss: String,
    pub sub: String,
    pub aud: Audiences,
    pub exp: i64,
    pub iat: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nbf: Option<i64>,
    /// The account's token version when it was made; an issuer elsewhere does not know it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tv: Option<u32>,
}

/// For whom a token is: one, or several.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Audiences {
    One(String),
    Several(Vec<String>),
}

/// A token that is believed.
pub struct Believed {
    pub claims: Claims,
    /// Whether another house made it.
    pub is_foreign: bool,
    reach: Option<Reach>,
}

impl Believed {
    /// Whether who made it may speak for this account: the house for all.
    pub(super) fn speaks_for(&self, account: &Account) -> bool {
        self.reach.as_ref().is_none_or(|reach| reach.holds(account))
    }
}

/// What a token's header says that is listened to.
#[derive(Deserialize)]
pub(super) struct Head {
    pub(super) alg: String,
    pub(super) typ: String,
    pub(super) kid: String,
}

/// What a key in memory is good for.
struct Lock<'a> {
    key: &'a DecodingKey,
    algorithm: Algorithm,
    issuer: &'a str,
    audience: &'a str,
    reach: Option<&'a Reach>,
}

impl Auth {
    /// What a token says, if it is to be believed at this moment.
    pub(super) fn believe(&self, token: &str, now: Moment) -> Option<Believed> {
        if token.len() > MOST_BYTES {
            return None;
        }
        let mut parts = token.split('.');
        let (head, body) = (parts.next()?, parts.next()?);
        let head: Head = part(head, |fields| !fields.contains_key("crit"))?;
        if !is_access_token(&head.typ) {
            return None;
        }
        let keyring = self.keyring();
        let ours = keyring.verifying(&head.kid, now).map(|key| Lock {
            key,
            algorithm: Algorithm::EdDSA,
            issuer: OURSELVES,
            audience: OURSELVES,
            reach: None,
        });
        let lock = ours.or_else(|| foreign(&self.settings.issuers, &head.kid))?;
        if head.alg != name_of(lock.algorithm)? {
            return None;
        }
        let signed: Value = jsonwebtoken::decode(token, lock.key, &validation(&lock))
            .ok()?
            .claims;
        let claims: Claims = part(body, |fields| signed.as_object() == Some(fields))?;
        is_in_time(&claims, now).then_some(Believed {
            claims,
            is_foreign: lock.reach.is_some(),
            reach: lock.reach.cloned(),
        })
    }
}

fn foreign<'a>(issuers: &'a [Issuer], kid: &str) -> Option<Lock<'a>> {
    issuers.iter().find_map(|issuer| {
        let (algorithm, key) = issuer.keys.get(kid)?;
        Some(Lock {
            key,
            algorithm: *algorithm,
            issuer: &issuer.issuer,
            audience: &issuer.audience,
            reach: Some(&issuer.reach),
        })
    })
}

/// The library checks the signature and for whom the token is; times are ours to check.
fn validation(lock: &Lock<'_>) -> Validation {
    let mut validation = Validation::new(lock.algorithm);
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    validation.set_issuer(&[lock.issuer]);
    validation.set_audience(&[lock.audience]);
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation
}

fn is_in_time(claims: &Claims, now: Moment) -> bool {
    let now = now.as_millis().div_euclid(1_000);
    now < claims.exp.saturating_add(LEEWAY)
        && claims.iat <= now.saturating_add(LEEWAY)
        && claims
            .nbf
            .is_none_or(|from| from <= now.saturating_add(LEEWAY))
}

fn is_access_token(typ: &str) -> bool {
    let typ = typ.to_ascii_lowercase();
    typ.strip_prefix("application/").unwrap_or(&typ) == ACCESS_TOKEN
}

fn name_of(algorithm: Algorithm) -> Option<&'static str> {
    match algorithm {
        Algorithm::EdDSA => Some("EdDSA"),
        Algorithm::RS256 => Some("RS256"),
        Algorithm::ES256 => Some("ES256"),
        _ => None,
    }
}

/// Reads one part of a token: an object in which no name stands twice, and of which more may be asked.
pub(super) fn part<T: de::DeserializeOwned>(
    text: &str,
    is_sound: impl Fn(&Map<String, Value>) -> bool,
) -> Option<T> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let Once(fields) = serde_json::from_slice(&bytes).ok()?;
    if !is_sound(&fields) {
        return None;
    }
    serde_json::from_value(Value::Object(fields)).ok()
}

/// An object in which no name stands twice.
struct Once(Map<String, Value>);

impl<'de> Deserialize<'de> for Once {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Once;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object in which no name stands twice")
            }
            fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Once, A::Error> {
                let mut fields = Map::new();
                while let Some((name, value)) = map.next_entry::<String, Value>()? {
                    if fields.insert(name, value).is_some() {
                        return Err(de::Error::custom("a name stands twice"));
                    }
                }
                Ok(Once(fields))
            }
        }
        deserializer.deserialize_map(Visitor)
    }
}
