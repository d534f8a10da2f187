//! Addresses on the web.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};
use url::Url;

/// An absolute `http` or `https` URL without credentials, at most 2,048 bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct WebUrl(Url);

/// The text is not an address that we would hand to a reader.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "it is not an absolute http or https address of at most 2048 bytes without a password in it"
)]
pub struct NotAWebUrl;

impl WebUrl {
    /// Reads an absolute address.
    ///
    /// # Errors
    /// Another scheme, a relative address, credentials inside it, or too long a text.
    pub fn parse(text: &str) -> Result<Self, NotAWebUrl> {
        Self::accept(Url::parse(text.trim()).map_err(|_| NotAWebUrl)?)
    }

    /// Reads an address that may be relative to this one.
    ///
    /// # Errors
    /// As [`WebUrl::parse`].
    pub fn join(&self, text: &str) -> Result<Self, NotAWebUrl> {
        Self::accept(self.0.join(text.trim()).map_err(|_| NotAWebUrl)?)
    }

    fn accept(url: Url) -> Result<Self, NotAWebUrl> {
        let web = matches!(url.scheme(), "http" | "https") && url.has_host();
        if web
            && url.username().is_empty()
            && url.password().is_none()
            && url.as_str().len() <= 2_048
        {
            Ok(Self(url))
        } else {
            Err(NotAWebUrl)
        }
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The host's name.
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// What makes two addresses the same page: scheme, a leading `www.`, a fragment and a closing slash do not count.
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
    fn only_plain_web_addresses_are_taken() {
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
