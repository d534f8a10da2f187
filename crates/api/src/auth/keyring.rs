//! Our signing keys: Ed25519, named by their thumbprints (RFC 7638), and the pepper of digests.
//!
//! A key is published before it signs and kept after it stops, so that a rotation breaks no
//! request: neither on a node that has not reloaded the file, nor for a token signed just before.
//! The caller reads and writes the file and checks its permissions.

use std::collections::HashSet;

use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der},
    signature::{Ed25519KeyPair, KeyPair},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use standfirst_domain::{moment::Moment, preview::Preview, registry};

use super::access_token::{ACCESS_TOKEN, AccessClaims};

/// Time between the publication of a key and its first signature, in milliseconds.
const PUBLISHED_AHEAD_MILLIS: i64 = 60 * 60 * 1_000;
/// Time for which a key verifies after its last signature, in milliseconds: longer than any token
/// that it signed.
const VERIFIES_AFTER_MILLIS: i64 = 25 * 60 * 60 * 1_000;
/// Fewest different bytes in 32 random ones. Fewer did not come from a source of randomness.
const MIN_DIFFERENT_BYTES: usize = 12;

/// Error of a key file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidKeyring {
    /// The text is not a key file.
    #[error("it is not a file of keys that `standfirst init` made")]
    Form,
    /// A key could be guessed.
    #[error("it holds a weak key; make new ones with `standfirst init`")]
    Weak,
    /// The public part of a key does not belong to its private part.
    #[error("a public key in it is not that of its private key")]
    Mismatched,
    /// There is no signing key.
    #[error("it holds no key to sign with")]
    Empty,
}

/// Keys as stored.
#[derive(Clone, Serialize, Deserialize)]
struct StoredKeyring {
    pepper: String,
    keys: Vec<StoredKey>,
}

/// A private key as a JSON Web Key (RFC 8037), with the times of its use.
#[derive(Clone, Serialize, Deserialize)]
struct StoredKey {
    kty: String,
    crv: String,
    d: String,
    x: String,
    signs_from: Moment,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    verifies_until: Option<Moment>,
}

struct SigningKey {
    kid: String,
    signing: EncodingKey,
    verifying: DecodingKey,
    stored: StoredKey,
}

/// Our signing keys and pepper.
pub struct Keyring {
    pepper: [u8; 32],
    keys: Vec<SigningKey>,
}

impl Keyring {
    /// Creates a keyring with one key that signs at once, from random bytes.
    ///
    /// # Errors
    /// The bytes are not random.
    pub fn generate(pepper: [u8; 32], seed: [u8; 32], now: Moment) -> Result<Self, InvalidKeyring> {
        let keys = vec![SigningKey::from_seed(seed, now)?];
        if is_weak(&pepper) {
            return Err(InvalidKeyring::Weak);
        }
        Ok(Self { pepper, keys })
    }

    /// Parses the output of [`Keyring::write`].
    ///
    /// # Errors
    /// The text has another form, a key could be guessed, or there is none.
    pub fn read(text: &str) -> Result<Self, InvalidKeyring> {
        let stored: StoredKeyring = serde_json::from_str(text).map_err(|_| InvalidKeyring::Form)?;
        let pepper = decode_bytes(&stored.pepper)?;
        let keys = stored
            .keys
            .into_iter()
            .map(SigningKey::from_stored)
            .collect::<Result<Vec<_>, _>>()?;
        if keys.is_empty() {
            return Err(InvalidKeyring::Empty);
        }
        if is_weak(&pepper) {
            return Err(InvalidKeyring::Weak);
        }
        Ok(Self { pepper, keys })
    }

    /// Serializes the keys with their secrets.
    pub fn write(&self) -> String {
        let stored = StoredKeyring {
            pepper: URL_SAFE_NO_PAD.encode(self.pepper),
            keys: self.keys.iter().map(|key| key.stored.clone()).collect(),
        };
        serde_json::to_string_pretty(&stored).unwrap_or_default()
    }

    /// Adds a key that signs from an hour ahead, and returns that time.
    ///
    /// Present keys go on verifying what they signed. Keys past that time are removed.
    ///
    /// # Errors
    /// The seed is not random.
    pub fn rotate(mut self, seed: [u8; 32], now: Moment) -> Result<(Self, Moment), InvalidKeyring> {
        let signs_from = now.plus_millis(PUBLISHED_AHEAD_MILLIS);
        self.keys
            .retain(|key| key.stored.verifies_until.is_none_or(|until| now < until));
        for key in &mut self.keys {
            key.stored
                .verifies_until
                .get_or_insert(signs_from.plus_millis(VERIFIES_AFTER_MILLIS));
        }
        self.keys.push(SigningKey::from_seed(seed, signs_from)?);
        Ok((self, signs_from))
    }

    /// Public keys as a JSON Web Key Set, with those that will sign later.
    pub fn public(&self, now: Moment) -> serde_json::Value {
        let keys: Vec<_> = self
            .keys
            .iter()
            .filter(|key| key.verifies(now))
            .map(|key| {
                serde_json::json!({ "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": key.kid, "x": key.stored.x })
            })
            .collect();
        serde_json::json!({ "keys": keys })
    }

    /// Digest under which the secret of an API key is stored.
    pub fn digest(&self, secret: &str) -> registry::Digest {
        registry::Digest(self.peppered(secret.as_bytes()))
    }

    /// Digest with the pepper. Without the key file, a copy of the database allows no guesses.
    pub fn peppered(&self, bytes: &[u8]) -> [u8; 32] {
        let digest = Sha256::new()
            .chain_update(self.pepper)
            .chain_update(bytes)
            .finalize();
        digest.into()
    }

    /// Signs an access token with the newest key that may sign.
    pub(super) fn sign(&self, claims: &AccessClaims, now: Moment) -> Option<String> {
        self.sign_as(ACCESS_TOKEN, claims, now)
    }

    /// Signs a token of a media type with the newest key that may sign.
    pub(super) fn sign_as(
        &self,
        typ: &str,
        claims: &impl Serialize,
        now: Moment,
    ) -> Option<String> {
        let due = self.keys.iter().filter(|key| key.stored.signs_from <= now);
        let key = due
            .max_by_key(|key| key.stored.signs_from)
            .or(self.keys.first())?;
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some(typ.to_owned());
        header.kid = Some(key.kid.clone());
        jsonwebtoken::encode(&header, claims, &key.signing).ok()
    }

    /// Public key with an id, for as long as a preview may have been signed with it.
    ///
    /// Previews outlive other tokens. They open nothing without their row in the store.
    pub(super) fn verifying_previews(&self, kid: &str, now: Moment) -> Option<&DecodingKey> {
        self.verifying(kid, now.plus_millis(-Preview::LONGEST_SECONDS * 1_000))
    }

    /// Public key with an id, while it verifies.
    pub(super) fn verifying(&self, kid: &str, now: Moment) -> Option<&DecodingKey> {
        self.keys
            .iter()
            .find(|key| key.kid == kid && key.verifies(now))
            .map(|key| &key.verifying)
    }
}

impl SigningKey {
    fn from_seed(seed: [u8; 32], signs_from: Moment) -> Result<Self, InvalidKeyring> {
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
            stored: StoredKey {
                kty: "OKP".to_owned(),
                crv: "Ed25519".to_owned(),
                d: URL_SAFE_NO_PAD.encode(seed),
                x,
                signs_from,
                verifies_until: None,
            },
        })
    }

    fn from_stored(stored: StoredKey) -> Result<Self, InvalidKeyring> {
        if stored.kty != "OKP" || stored.crv != "Ed25519" {
            return Err(InvalidKeyring::Form);
        }
        let mut key = Self::from_seed(decode_bytes(&stored.d)?, stored.signs_from)?;
        if key.stored.x != stored.x {
            return Err(InvalidKeyring::Mismatched);
        }
        key.stored.verifies_until = stored.verifies_until;
        Ok(key)
    }

    fn verifies(&self, now: Moment) -> bool {
        self.stored.verifies_until.is_none_or(|until| now < until)
    }
}

/// Thumbprint of an octet key pair, from the members that RFC 7638 requires, in its order.
fn thumbprint(x: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(format!(
        r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#
    )))
}

fn decode_bytes(text: &str) -> Result<[u8; 32], InvalidKeyring> {
    let decoded = URL_SAFE_NO_PAD
        .decode(text)
        .map_err(|_| InvalidKeyring::Form)?;
    decoded.try_into().map_err(|_| InvalidKeyring::Weak)
}

fn is_weak(bytes: &[u8; 32]) -> bool {
    let different: HashSet<u8> = bytes.iter().copied().collect();
    different.len() < MIN_DIFFERENT_BYTES
}

#[cfg(test)]
mod tests;
