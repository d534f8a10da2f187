//! Claims of access tokens.

use serde::{Deserialize, Serialize};

/// Media type in the header of an access token (RFC 9068).
pub const ACCESS_TOKEN: &str = "at+jwt";
/// Issuer and audience of our own tokens.
pub const OURSELVES: &str = "standfirst";

/// Claims of an access token.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AccessClaims {
    pub iss: String,
    pub sub: String,
    pub aud: Audiences,
    pub exp: i64,
    pub iat: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nbf: Option<i64>,
    /// Token version of the account when the token was made. External issuers do not know it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tv: Option<u32>,
}

/// Audience of a token: one name or several.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Audiences {
    One(String),
    Several(Vec<String>),
}
