//! Verification of access tokens.
//!
//! The header of a token only names a key, which is looked up in memory. The algorithm is the one
//! of that key. Everything else in a header (an address of keys, an embedded key) is ignored, and
//! an extension that must be understood is rejected. Times are compared with the newsroom's clock
//! and not with that of the library. All errors are one: the token is invalid.

use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::Value;
use standfirst_domain::{account::Account, moment::Moment};

use super::{
    access_token::{ACCESS_TOKEN, AccessClaims, OURSELVES},
    issuer::{Issuer, IssuerScope},
    service::Auth,
    token_part::{self, TokenHeader},
};

/// Tolerated difference between clocks, in seconds.
const LEEWAY_SECONDS: i64 = 30;
/// Most bytes of a token.
const MAX_BYTES: usize = 8_192;

/// A token whose signature, audience and times are valid.
pub struct VerifiedToken {
    /// Claims of the token.
    pub claims: AccessClaims,
    /// True if an external issuer made the token.
    pub is_external: bool,
    scope: Option<IssuerScope>,
}

impl VerifiedToken {
    /// Returns whether the issuer may authenticate this account. We may authenticate all of them.
    pub fn may_authenticate(&self, account: &Account) -> bool {
        self.scope
            .as_ref()
            .is_none_or(|scope| scope.contains(account))
    }
}

/// A key in memory with the claims that its tokens must have.
struct VerificationKey<'a> {
    key: &'a DecodingKey,
    algorithm: Algorithm,
    issuer: &'a str,
    audience: &'a str,
    /// `None` for our own keys.
    scope: Option<&'a IssuerScope>,
}

impl Auth {
    /// Verifies an access token at a moment.
    pub(super) fn verify(&self, token: &str, now: Moment) -> Option<VerifiedToken> {
        if token.len() > MAX_BYTES {
            return None;
        }
        let mut parts = token.split('.');
        let (header, body) = (parts.next()?, parts.next()?);
        let header = TokenHeader::decode(header)?;
        if !is_access_token(&header.typ) {
            return None;
        }
        let keyring = self.keyring();
        let own = keyring
            .verifying(&header.kid, now)
            .map(|key| VerificationKey {
                key,
                algorithm: Algorithm::EdDSA,
                issuer: OURSELVES,
                audience: OURSELVES,
                scope: None,
            });
        let key = own.or_else(|| external_key(&self.settings.issuers, &header.kid))?;
        // The token's own claim about its algorithm is never trusted, only compared.
        if header.alg != algorithm_name(key.algorithm)? {
            return None;
        }
        let signed: Value = jsonwebtoken::decode(token, key.key, &validation(&key))
            .ok()?
            .claims;
        // The library accepts duplicate names and keeps the last one. The body is decoded again
        // without them, and both results must agree.
        let claims: AccessClaims =
            token_part::decode(body, |fields| signed.as_object() == Some(fields))?;
        is_in_time(&claims, now).then_some(VerifiedToken {
            claims,
            is_external: key.scope.is_some(),
            scope: key.scope.cloned(),
        })
    }
}

fn external_key<'a>(issuers: &'a [Issuer], kid: &str) -> Option<VerificationKey<'a>> {
    issuers.iter().find_map(|issuer| {
        let (algorithm, key) = issuer.keys.get(kid)?;
        Some(VerificationKey {
            key,
            algorithm: *algorithm,
            issuer: &issuer.issuer,
            audience: &issuer.audience,
            scope: Some(&issuer.scope),
        })
    })
}

/// Library settings that check signature, issuer and audience, and leave times to us.
fn validation(key: &VerificationKey<'_>) -> Validation {
    let mut validation = Validation::new(key.algorithm);
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    validation.set_issuer(&[key.issuer]);
    validation.set_audience(&[key.audience]);
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation
}

fn is_in_time(claims: &AccessClaims, now: Moment) -> bool {
    let now = now.as_millis().div_euclid(1_000);
    now < claims.exp.saturating_add(LEEWAY_SECONDS)
        && claims.iat <= now.saturating_add(LEEWAY_SECONDS)
        && claims
            .nbf
            .is_none_or(|from| from <= now.saturating_add(LEEWAY_SECONDS))
}

fn is_access_token(typ: &str) -> bool {
    let typ = typ.to_ascii_lowercase();
    typ.strip_prefix("application/").unwrap_or(&typ) == ACCESS_TOKEN
}

fn algorithm_name(algorithm: Algorithm) -> Option<&'static str> {
    match algorithm {
        Algorithm::EdDSA => Some("EdDSA"),
        Algorithm::RS256 => Some("RS256"),
        Algorithm::ES256 => Some("ES256"),
        _ => None,
    }
}
