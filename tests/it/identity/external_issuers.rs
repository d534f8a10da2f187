//! External token issuers with an RSA key and a P-256 key.

use std::sync::OnceLock;

use aws_lc_rs::{
    encoding::AsDer,
    rand::SystemRandom,
    rsa::{KeyPair as RsaKeyPair, KeySize},
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::json;
use standfirst_api::Issuer;

/// Algorithm, key and key id of an issuer.
pub(crate) type Signer = (Algorithm, EncodingKey, &'static str);

struct ExternalIssuer {
    list: String,
    signers: [Signer; 2],
}

fn b64(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn external_issuers() -> &'static ExternalIssuer {
    static MADE: OnceLock<ExternalIssuer> = OnceLock::new();
    MADE.get_or_init(|| {
        let rsa = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
        let public = rsa.public_key();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new()).unwrap();
        let ec = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref()).unwrap();
        let point = ec.public_key().as_ref().to_vec();
        let list = json!([{ "issuer": "https://id.example", "audience": "newsroom", "domains": ["Paper.example"], "keys": [
            { "kty": "RSA", "kid": "rsa-1", "n": b64(public.modulus().big_endian_without_leading_zero()), "e": b64(public.exponent().big_endian_without_leading_zero()) },
            { "kty": "EC", "crv": "P-256", "kid": "ec-1", "x": b64(&point[1..33]), "y": b64(&point[33..]) },
        ] }]);
        let der = AsDer::<aws_lc_rs::encoding::Pkcs8V1Der<'_>>::as_der(&rsa).unwrap();
        ExternalIssuer {
            list: list.to_string(),
            signers: [
                (Algorithm::RS256, EncodingKey::from_rsa_der(&inner_of(der.as_ref())), "rsa-1"),
                (Algorithm::ES256, EncodingKey::from_ec_der(pkcs8.as_ref()), "ec-1"),
            ],
        }
    })
}

/// Key inside a PKCS #8 document. The signer needs the bare key: an octet string after 26 bytes of
/// headers.
fn inner_of(pkcs8: &[u8]) -> Vec<u8> {
    pkcs8[26..].to_vec()
}

/// Issuers that test servers trust.
pub(crate) fn issuers() -> Vec<Issuer> {
    Issuer::parse_all(&external_issuers().list).unwrap()
}

/// Signing keys of the issuers.
pub(crate) fn signers() -> &'static [Signer; 2] {
    &external_issuers().signers
}
