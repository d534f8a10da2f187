//! Issuers elsewhere whose tokens are taken: their public keys are given, never fetched.
//!
//! The file is a list of `{ "issuer", "audience", "keys": [JWK, ...], "roles", "domains" }`. A key is an RSA key of at least 2,048 bits, which verifies
//! RS256, or a key on P-256, which verifies ES256; each needs a `kid`. The subject of such a token is the email address of an account here. An issuer
//! speaks for accounts of its `roles` alone, which are all but admin unless it says otherwise, and for addresses in its `domains` where it names any:
//! who runs an issuer could else come in as anybody.

use std::collections::HashMap;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey};
use serde::Deserialize;
use standfirst_domain::account::{Account, Role};

/// The fewest bytes of an RSA modulus.
const MODULUS_BYTES: usize = 256;

/// An issuer elsewhere.
#[derive(Clone)]
pub struct Issuer {
    pub(super) issuer: String,
    pub(super) audience: String,
    pub(super) keys: HashMap<String, (Algorithm, DecodingKey)>,
    pub(super) reach: Reach,
}

/// For which accounts an issuer speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reach {
    roles: Vec<Role>,
    domains: Option<Vec<String>>,
}

impl Reach {
    /// Whether it speaks for this account.
    pub(super) fn holds(&self, account: &Account) -> bool {
        let domain = account.login.as_str().rsplit_once('@');
        let domain = domain.map(|(_, domain)| domain);
        let within =
            |domains: &Vec<String>| domains.iter().any(|known| Some(known.as_str()) == domain);
        self.roles.contains(&account.role) && self.domains.as_ref().is_none_or(within)
    }
}

impl std::fmt::Debug for Issuer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Issuer({}, {} keys)", self.issuer, self.keys.len())
    }
}

/// Why a list of issuers was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidIssuers {
    /// Not such a list.
    #[error(
        "it is not a JSON list of objects with `issuer`, `audience`, `keys` and, if need be, `roles` and `domains`"
    )]
    Form,
    /// A key that is not taken.
    #[error(
        "the key {0:?} is neither an RSA key of at least 2048 bits nor a key on P-256, or lacks a `kid` of its own"
    )]
    Key(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    issuer: String,
    audience: String,
    keys: Vec<Jwk>,
    #[serde(default = "all_but_admin")]
    roles: Vec<Role>,
    domains: Option<Vec<String>>,
}

fn all_but_admin() -> Vec<Role> {
    Role::ALL
        .into_iter()
        .filter(|role| *role != Role::Admin)
        .collect()
}

#[derive(Deserialize)]
struct Jwk {
    #[serde(default)]
    kid: String,
    kty: String,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

impl Issuer {
    /// Reads a list of issuers.
    ///
    /// # Errors
    /// A text of another form, or a key that is weak, of another kind, without a name, or named as another.
    pub fn read_all(text: &str) -> Result<Vec<Self>, InvalidIssuers> {
        let listed: Vec<Listed> = serde_json::from_str(text).map_err(|_| InvalidIssuers::Form)?;
        let mut known: Vec<String> = Vec::new();
        listed
            .into_iter()
            .map(|listed| {
                let mut keys = HashMap::new();
                for jwk in listed.keys {
                    let key = jwk
                        .read()
                        .filter(|_| !jwk.kid.is_empty() && !known.contains(&jwk.kid));
                    let key = key.ok_or_else(|| InvalidIssuers::Key(jwk.kid.clone()))?;
                    known.push(jwk.kid.clone());
                    keys.insert(jwk.kid, key);
                }
                if listed.issuer.is_empty() || listed.audience.is_empty() {
                    return Err(InvalidIssuers::Form);
                }
                Ok(Self {
                    issuer: listed.issuer,
                    audience: listed.audience,
                    keys,
                    reach: Reach {
                        roles: listed.roles,
                        domains: listed.domains.map(|domains| {
                            domains.iter().map(|domain| domain.to_lowercase()).collect()
                        }),
                    },
                })
            })
            .collect()
    }
}

impl Jwk {
    fn read(&self) -> Option<(Algorithm, DecodingKey)> {
        match self.kty.as_str() {
            "RSA" => {
                let (n, e) = (self.n.as_ref()?, self.e.as_ref()?);
                let modulus = URL_SAFE_NO_PAD.decode(n).ok()?;
                let length = modulus.iter().skip_while(|byte| **byte == 0).count();
                let key = DecodingKey::from_rsa_components(n, e).ok()?;
                (length >= MODULUS_BYTES).then_some((Algorithm::RS256, key))
            }
            "EC" if self.crv.as_deref() == Some("P-256") => {
                let key =
                    DecodingKey::from_ec_components(self.x.as_ref()?, self.y.as_ref()?).ok()?;
                Some((Algorithm::ES256, key))
            }
            _ => None,
        }
    }
}
