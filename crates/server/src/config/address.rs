//! Kinds of settings that are addresses: of the listener, of pages, origins and networks.

use std::net::SocketAddr;

use standfirst_api::Networks;
use standfirst_domain::web_url::WebUrl;

use super::{kind::Kind, mistake::InvalidValue};

/// Address on which the server listens.
pub(super) struct ListenAddress;

impl Kind for ListenAddress {
    type Value = SocketAddr;

    fn parse(&self, text: &str) -> Result<SocketAddr, InvalidValue> {
        // A name is not resolved, save for this one: it may stand for several addresses.
        let local = text
            .strip_prefix("localhost:")
            .map(|port| format!("127.0.0.1:{port}"));
        local.as_deref().unwrap_or(text).parse().map_err(|_| {
            InvalidValue::new(
                format!("is {text:?}, which is no address and port"),
                "Write it as 127.0.0.1:8080, or [::1]:8080 for IPv6.",
            )
        })
    }

    fn show(&self, value: &SocketAddr) -> Option<String> {
        Some(value.to_string())
    }

    fn accepts(&self) -> String {
        "an IP address and a port, or localhost and a port".to_owned()
    }
}

/// Web address to which paths can be appended.
pub(super) struct BaseUrl;

impl Kind for BaseUrl {
    type Value = WebUrl;

    fn parse(&self, text: &str) -> Result<WebUrl, InvalidValue> {
        let remedy = "Write it as https://news.example.org, without ? and #.";
        let url = WebUrl::parse(text)
            .map_err(|error| InvalidValue::new(format!("is not usable: {error}"), remedy))?;
        if text.contains(['?', '#']) {
            let problem = format!("is {text:?}, to which no path can be added");
            return Err(InvalidValue::new(problem, remedy));
        }
        Ok(url)
    }

    fn show(&self, value: &WebUrl) -> Option<String> {
        Some(value.to_string())
    }

    fn accepts(&self) -> String {
        "an http or https address without ? and #".to_owned()
    }
}

/// Web origins, separated by commas.
pub(super) struct Origins;

impl Kind for Origins {
    type Value = Vec<String>;

    fn parse(&self, text: &str) -> Result<Vec<String>, InvalidValue> {
        text.split(',')
            .map(str::trim)
            .filter(|origin| !origin.is_empty())
            .map(parse_origin)
            .collect()
    }

    fn show(&self, value: &Vec<String>) -> Option<String> {
        Some(value.join(","))
    }

    fn accepts(&self) -> String {
        "origins separated by commas, or *".to_owned()
    }
}

fn parse_origin(text: &str) -> Result<String, InvalidValue> {
    if text == "*" {
        return Ok(text.to_owned());
    }
    let invalid = || {
        InvalidValue::new(
            format!("has {text:?}, which is no origin"),
            "Write each as https://example.org or http://localhost:3000, with nothing after it.",
        )
    };
    let url = WebUrl::parse(text).map_err(|_| invalid())?;
    let origin = url.as_str().strip_suffix('/').unwrap_or(url.as_str());
    let has_no_path = origin
        .split_once("://")
        .is_some_and(|(_, host)| !host.contains(['/', '?', '#']));
    if has_no_path {
        Ok(origin.to_owned())
    } else {
        Err(invalid())
    }
}

/// IP networks, separated by commas.
pub(super) struct NetworkList;

impl Kind for NetworkList {
    type Value = Networks;

    fn parse(&self, text: &str) -> Result<Networks, InvalidValue> {
        Networks::parse(text).map_err(|part| {
            InvalidValue::new(
                format!("has {part:?}, which is no network, or covers every address"),
                "Write networks and addresses as 10.0.0.0/8,192.0.2.7,2001:db8::/32.",
            )
        })
    }

    fn show(&self, value: &Networks) -> Option<String> {
        Some(value.to_string())
    }

    fn accepts(&self) -> String {
        "networks and addresses separated by commas, such as 10.0.0.0/8,192.0.2.7".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::{BaseUrl, Kind, ListenAddress, NetworkList, Origins};

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        assert_eq!(
            Origins.parse("https://A.example/, http://localhost:3000,"),
            Ok(vec![
                "https://a.example".to_owned(),
                "http://localhost:3000".to_owned()
            ])
        );
        assert_eq!(Origins.parse("*"), Ok(vec!["*".to_owned()]));
        for text in ["https://a.example/path", "a.example"] {
            assert!(Origins.parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_listener_has_an_address_and_a_port() {
        for (text, is_valid) in [("8080", false), ("localhost:8080", true), ("[::1]:0", true)] {
            assert_eq!(ListenAddress.parse(text).is_ok(), is_valid, "{text}");
        }
    }

    #[test]
    fn paths_can_be_added_to_a_base_url() {
        for (text, is_valid) in [
            ("ftp://a", false),
            ("https://a.example/?q", false),
            ("https://a.example/#top", false),
            ("https://a.example/news", true),
        ] {
            assert_eq!(BaseUrl.parse(text).is_ok(), is_valid, "{text}");
        }
    }

    #[test]
    fn networks_never_cover_every_address() {
        for (text, is_valid) in [
            ("10.0.0.0/8, 192.0.2.7", true),
            ("0.0.0.0/0", false),
            ("cdn.example", false),
        ] {
            assert_eq!(NetworkList.parse(text).is_ok(), is_valid, "{text}");
        }
    }
}
