//! Addresses on the web.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};
use url::Url;

/// Absolute `http` or `https` URL without credentials, at most 2,048 bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct WebUrl(Url);

/// Error of a text that is not an acceptable web address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "an address is an absolute http or https URL of at most 2048 bytes without a user name or password"
)]
pub struct InvalidWebUrl;

impl WebUrl {
    /// Parses an absolute address.
    ///
    /// # Errors
    /// The address has another scheme, is relative, contains credentials, or is too long.
    pub fn parse(text: &str) -> Result<Self, InvalidWebUrl> {
        Self::check(Url::parse(text.trim()).map_err(|_| InvalidWebUrl)?)
    }

    /// Parses an address that may be relative to this one.
    ///
    /// # Errors
    /// As for [`WebUrl::parse`].
    pub fn join(&self, text: &str) -> Result<Self, InvalidWebUrl> {
        Self::check(self.0.join(text.trim()).map_err(|_| InvalidWebUrl)?)
    }

    fn check(url: Url) -> Result<Self, InvalidWebUrl> {
        let web = matches!(url.scheme(), "http" | "https") && url.has_host();
        if web
            && url.username().is_empty()
            && url.password().is_none()
            && url.as_str().len() <= 2_048
        {
            Ok(Self(url))
        } else {
            Err(InvalidWebUrl)
        }
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Host name of the address.
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// Key by which two addresses of one page are compared: scheme, a leading `www.`, fragment and
    /// a trailing slash do not count.
    pub fn page_key(&self) -> String {
        let host = self.host().trim_start_matches("www.");
        let port = self
            .0
            .port()
            .map(|port| format!(":{port}"))
            .unwrap_or_default();
        let query = self
            .0
            .query()
            .map(|query| format!("?{query}"))
            .unwrap_or_default();
        format!("{host}{port}{}{query}", self.0.path().trim_end_matches('/'))
    }
}

impl fmt::Display for WebUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for WebUrl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::WebUrl;

    #[test]
    fn other_addresses_are_rejected() {
        for text in [
            "javascript:alert(1)",
            "data:text/html,x",
            "/a",
            "//host/a",
            "ftp://host/a",
            "https://user:word@host/",
            "http://",
        ] {
            assert!(WebUrl::parse(text).is_err(), "{text}");
        }
        assert_eq!(
            WebUrl::parse(" https://EXAMPLE.org/a b ").unwrap().as_str(),
            "https://example.org/a%20b"
        );
    }

    #[test]
    fn one_page_has_one_key() {
        let key = |text: &str| WebUrl::parse(text).unwrap().page_key();
        assert_eq!(
            key("http://www.example.org/a/#top"),
            key("https://example.org/a")
        );
        assert_ne!(
            key("https://example.org/a?p=1"),
            key("https://example.org/a?p=2")
        );
    }
}
