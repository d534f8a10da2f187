//! External issuers whose tokens are accepted. Their public keys are configured and never fetched.
//!
//! The file is a list of `{ "issuer", "audience", "keys": [JWK, ...], "roles", "domains" }`. A key
//! is an RSA key of at least 2,048 bits, which verifies RS256, or a key on P-256, which verifies
//! ES256. Each key needs a `kid`. The subject of a token is the email address of an account here.
//! An issuer authenticates accounts of its `roles` only, which default to all but admin, and
//! addresses in its `domains`, if given. Otherwise an issuer could authenticate any account.

use std::{collections::HashMap, fmt};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey};
use serde::Deserialize;
use standfirst_domain::account::{Account, Role};

/// Fewest bytes of an RSA modulus.
const MODULUS_BYTES: usize = 256;

/// An external issuer.
#[derive(Clone)]
pub struct Issuer {
    pub(super) issuer: String,
    pub(super) audience: String,
    pub(super) keys: HashMap<String, (Algorithm, DecodingKey)>,
    pub(super) scope: IssuerScope,
}

/// Accounts that an issuer may authenticate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct IssuerScope {
    roles: Vec<Role>,
    domains: Option<Vec<String>>,
}

impl IssuerScope {
    /// Returns whether the issuer may authenticate this account.
    pub(super) fn contains(&self, account: &Account) -> bool {
        let domain = account.login.as_str().rsplit_once('@');
        let domain = domain.map(|(_, domain)| domain);
        let has_domain =
            |domains: &Vec<String>| domains.iter().any(|known| Some(known.as_str()) == domain);
        self.roles.contains(&account.role) && self.domains.as_ref().is_none_or(has_domain)
    }
}

impl fmt::Debug for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Issuer({}, {} keys)", self.issuer, self.keys.len())
    }
}

/// Error of a list of issuers.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidIssuers {
    /// The text is no such list.
    #[error(
        "it is not a JSON list of objects with `issuer`, `audience`, `keys` and, if need be, `roles` and `domains`"
    )]
    Form,
    /// A key is weak, of another kind, without an id, or has the id of another key.
    #[error(
        "the key {0:?} is neither an RSA key of at least 2048 bits nor a key on P-256, or lacks a `kid` of its own"
    )]
    Key(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IssuerEntry {
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
    /// Parses a list of issuers.
    ///
    /// # Errors
    /// The text has another form, or a key is not accepted.
    pub fn parse_all(text: &str) -> Result<Vec<Self>, InvalidIssuers> {
        let entries: Vec<IssuerEntry> =
            serde_json::from_str(text).map_err(|_| InvalidIssuers::Form)?;
        // Key ids are unique over all issuers, since a token is matched to a key by its id alone.
        let mut known_ids: Vec<String> = Vec::new();
        entries
            .into_iter()
            .map(|entry| Self::from_entry(entry, &mut known_ids))
            .collect()
    }

    fn from_entry(entry: IssuerEntry, known_ids: &mut Vec<String>) -> Result<Self, InvalidIssuers> {
        let mut keys = HashMap::new();
        for jwk in entry.keys {
            let key = jwk
                .decode()
                .filter(|_| !jwk.kid.is_empty() && !known_ids.contains(&jwk.kid));
            let key = key.ok_or_else(|| InvalidIssuers::Key(jwk.kid.clone()))?;
            known_ids.push(jwk.kid.clone());
            keys.insert(jwk.kid, key);
        }
        if entry.issuer.is_empty() || entry.audience.is_empty() {
            return Err(InvalidIssuers::Form);
        }
        let lowercase = |domains: Vec<String>| {
            let domains = domains.iter();
            domains.map(|domain| domain.to_lowercase()).collect()
        };
        Ok(Self {
            issuer: entry.issuer,
            audience: entry.audience,
            keys,
            scope: IssuerScope {
                roles: entry.roles,
                domains: entry.domains.map(lowercase),
            },
        })
    }
}

impl Jwk {
    fn decode(&self) -> Option<(Algorithm, DecodingKey)> {
        match self.kty.as_str() {
            "RSA" => {
                let (n, e) = (self.n.as_ref()?, self.e.as_ref()?);
                let modulus = URL_SAFE_NO_PAD.decode(n).ok()?;
                // Leading zeros would make a short modulus look long enough.
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
