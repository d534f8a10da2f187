//! The house's own keys: Ed25519, named by their thumbprints (RFC 7638), and the pepper that API keys are hashed with.
//!
//! A key is published before it signs and kept after it stopped, so that a rotation fails no request: neither on a node that has not read the file
//! again, nor for a token that was signed just before. Files and their permissions are left to whoever reads them.

use std::collections::HashMap;

use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der},
    signature::{Ed25519KeyPair, KeyPair},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use standfirst_domain::{moment::Moment, preview::Preview, registry};

use super::token::{ACCESS_TOKEN, Claims};

/// How long before its first use a key is published, in milliseconds.
const AHEAD: i64 = 60 * 60 * 1_000;
/// How long after its last use a key is kept, in milliseconds: longer than any token that it signed.
const BEHIND: i64 = 25 * 60 * 60 * 1_000;

/// Why a file of keys was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidKeyring {
    /// Not a file of ours.
    #[error("it is not a file of keys that `standfirst init` made")]
    Form,
    /// A key that could be guessed.
    #[error("it holds a weak key; make new ones with `standfirst init`")]
    Weak,
    /// The parts of a key do not belong together.
    #[error("a public key in it is not that of its private key")]
    Torn,
    /// Nothing to sign with.
    #[error("it holds no key to sign with")]
    Empty,
}

/// The keys in the form in which they are kept.
#[derive(Clone, Serialize, Deserialize)]
struct Kept {
    pepper: String,
    keys: Vec<KeptKey>,
}

/// A private key as a JSON Web Key (RFC 8037), with the times of its use.
#[derive(Clone, Serialize, Deserialize)]
struct KeptKey {
    kty: String,
    crv: String,
    d: String,
    x: String,
    signs_from: Moment,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    verifies_until: Option<Moment>,
}

struct Key {
    kid: String,
    signing: EncodingKey,
    verifying: DecodingKey,
    kept: KeptKey,
}

/// The keys of this house.
pub struct Keyring {
    pepper: [u8; 32],
    keys: Vec<Key>,
}

impl Keyring {
    /// A first key that signs at once, made from randomness.
    ///
    /// # Errors
    /// Randomness that is none.
    pub fn generate(pepper: [u8; 32], seed: [u8; 32], now: Moment) -> Result<Self, InvalidKeyring> {
        let keys = vec![Key::of(seed, now)?];
        if is_weak(&pepper) {
            return Err(InvalidKeyring::Weak);
        }
        Ok(Self { pepper, keys })
    }

    /// Reads keys as [`Keyring::write`] wrote them.
    ///
    /// # Errors
    /// A file of another form, a key that could be guessed, or none at all.
    pub fn read(text: &str) -> Result<Self, InvalidKeyring> {
        let kept: Kept = serde_json::from_str(text).map_err(|_| InvalidKeyring::Form)?;
        let pepper = bytes(&kept.pepper)?;
        let keys = kept
            .keys
            .into_iter()
            .map(Key::read)
            .collect::<Result<Vec<_>, _>>()?;
        if keys.is_empty() {
            return Err(InvalidKeyring::Empty);
        }
        if is_weak(&pepper) {
            return Err(InvalidKeyring::Weak);
        }
        Ok(Self { pepper, keys })
    }

    /// The keys as they are kept, secrets among them.
    pub fn write(&self) -> String {
        let kept = Kept {
            pepper: URL_SAFE_NO_PAD.encode(self.pepper),
            keys: self.keys.iter().map(|key| key.kept.clone()).collect(),
        };
        serde_json::to_string_pretty(&kept).unwrap_or_default()
    }

    /// With another key, which signs from an hour hence. The present ones go on verifying what they signed, and those past their time are dropped.
    ///
    /// # Errors
    /// Randomness that is none.
    pub fn rotate(mut self, seed: [u8; 32], now: Moment) -> Result<(Self, Moment), InvalidKeyring> {
        let signs_from = now.plus_millis(AHEAD);
        self.keys
            .retain(|key| key.kept.verifies_until.is_none_or(|until| now < until));
        for key in &mut self.keys {
            key.kept
                .verifies_until
                .get_or_insert(signs_from.plus_millis(BEHIND));
        }
        self.keys.push(Key::of(seed, signs_from)?);
        Ok((self, signs_from))
    }

    /// The public keys as a JSON Web Key Set, those that will sign among them.
    pub fn public(&self, now: Moment) -> serde_json::Value {
        let keys: Vec<_> = self
            .keys
            .iter()
            .filter(|key| key.verifies(now))
            .map(|key| {
                serde_json::json!({ "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": key.kid, "x": key.kept.x })
            })
            .collect();
        serde_json::json!({ "keys": keys })
    }

    /// The digest under which a secret of an API key is kept.
    pub fn digest(&self, secret: &str) -> registry::Digest {
        registry::Digest(self.peppered(secret.as_bytes()))
    }

    /// A digest that nobody can try guesses against who has the database and not the keys.
    pub fn peppered(&self, bytes: &[u8]) -> [u8; 32] {
        let digest = Sha256::new()
            .chain_update(self.pepper)
            .chain_update(bytes)
            .finalize();
        digest.into()
    }

    /// Signs an access token with the newest key whose time has come.
    pub(super) fn sign(&self, claims: &Claims, now: Moment) -> Option<String> {
        self.sign_as(ACCESS_TOKEN, claims, now)
    }

    /// Signs a token of a type, with the newest key whose time has come.
    pub(super) fn sign_as(
        &self,
        typ: &str,
        claims: &impl Serialize,
        now: Moment,
    ) -> Option<String> {
        let due = self.keys.iter().filter(|key| key.kept.signs_from <= now);
        let key = due
            .max_by_key(|key| key.kept.signs_from)
            .or(self.keys.first())?;
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some(typ.to_owned());
        header.kid = Some(key.kid.clone());
        jsonwebtoken::encode(&header, claims, &key.signing).ok()
    }

    /// The public key of this name, for as long as a preview may have been signed with it. A preview outlives what else a key signs, and opens
    /// nothing without its row.
    pub(super) fn verifying_previews(&self, kid: &str, now: Moment) -> Option<&DecodingKey> {
        self.verifying(kid, now.plus_millis(-Preview::LONGEST_SECONDS * 1_000))
    }

    /// The public key of this name, while it verifies.
    pub(super) fn verifying(&self, kid: &str, now: Moment) -> Option<&DecodingKey> {
        self.keys
            .iter()
            .find(|key| key.kid == kid && key.verifies(now))
            .map(|key| &key.verifying)
    }
}

impl Key {
    fn of(seed: [u8; 32], signs_from: Moment) -> Result<Self, InvalidKeyring> {
        if is_weak(&seed) {
            return Err(InvalidKeyring::Weak);
        }
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed).map_err(|_| InvalidKeyring::Weak)?;
        let der = AsDer::<Pkcs8V1Der<'_>>::as_der(&pair).map_err(|_| InvalidKeyring::Form)?;
        let x = URL_SAFE_NO_PAD.encode(pair.public_key());
        Ok(Self {
            kid: thumbprint(&x),
            signing: EncodingKey::from_ed_der(der.as_ref()),
            verifying: DecodingKey::from_ed_components(&x).map_err(|_| InvalidKeyring::Form)?,
            kept: KeptKey {
                kty: "OKP".to_owned(),
                crv: "Ed25519".to_owned(),
                d: URL_SAFE_NO_PAD.encode(seed),
                x,
                signs_from,
                verifies_until: None,
            },
        })
    }

    fn read(kept: KeptKey) -> Result<Self, InvalidKeyring> {
        if kept.kty != "OKP" || kept.crv != "Ed25519" {
            return Err(InvalidKeyring::Form);
        }
        let mut key = Self::of(bytes(&kept.d)?, kept.signs_from)?;
        if key.kept.x != kept.x {
            return Err(InvalidKeyring::Torn);
        }
        key.kept.verifies_until = kept.verifies_until;
        Ok(key)
    }

    fn verifies(&self, now: Moment) -> bool {
        self.kept.verifies_until.is_none_or(|until| now < until)
    }
}

/// The members that RFC 7638 requires of an octet key pair, in its order.
fn thumbprint(x: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(format!(
        r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#
    )))
}

fn bytes(text: &str) -> Result<[u8; 32], InvalidKeyring> {
    let decoded = URL_SAFE_NO_PAD
        .decode(text)
        .map_err(|_| InvalidKeyring::Form)?;
    decoded.try_into().map_err(|_| InvalidKeyring::Weak)
}

/// Thirty-two bytes with hardly any difference between them came from no source of randomness.
fn is_weak(bytes: &[u8; 32]) -> bool {
    let mut counts: HashMap<u8, usize> = HashMap::new();
    for byte in bytes {
        *counts.entry(*byte).or_default() += 1;
    }
    counts.len() < 12
}

#[cfg(test)]
mod tests;
