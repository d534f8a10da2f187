//! Kinds of settings. A kind parses a value, shows it, and describes the values that it accepts, so
//! that the check and the documentation cannot disagree.

use std::{marker::PhantomData, net::SocketAddr, path::PathBuf};

use jiff::tz::TimeZone;
use standfirst_api::{Limits, Networks};
use standfirst_domain::{language::Language, text::Name, web_url::WebUrl};
use tracing_subscriber::EnvFilter;

use super::{choice::Choice, mistake::InvalidValue};

/// A kind of setting.
pub(super) trait Kind {
    /// Type of a parsed value.
    type Value;

    /// The flag may stand without a value, which then means `true`.
    const IS_BARE_FLAG: bool = false;

    /// A value may start with a hyphen.
    const ALLOWS_HYPHEN: bool = false;

    /// Parses a value that is not empty.
    fn parse(&self, text: &str) -> Result<Self::Value, InvalidValue>;

    /// Shows a value without its secrets. `None` for a setting without a value.
    fn show(&self, value: &Self::Value) -> Option<String>;

    /// Describes the accepted values, in a phrase for the documentation.
    fn accepts(&self) -> String;
}

/// Description of a kind, independent of its type.
pub(super) struct KindDescription {
    pub accepts: String,
    pub is_bare_flag: bool,
    pub allows_hyphen: bool,
}

impl KindDescription {
    pub(super) fn new<K: Kind>(kind: &K) -> Self {
        Self {
            accepts: kind.accepts(),
            is_bare_flag: K::IS_BARE_FLAG,
            allows_hyphen: K::ALLOWS_HYPHEN,
        }
    }
}

/// A setting that may have no value.
pub(super) struct Optional<K>(pub K);

impl<K: Kind> Kind for Optional<K> {
    type Value = Option<K::Value>;

    const IS_BARE_FLAG: bool = K::IS_BARE_FLAG;
    const ALLOWS_HYPHEN: bool = K::ALLOWS_HYPHEN;

    fn parse(&self, text: &str) -> Result<Self::Value, InvalidValue> {
        self.0.parse(text).map(Some)
    }

    fn show(&self, value: &Self::Value) -> Option<String> {
        value.as_ref().and_then(|value| self.0.show(value))
    }

    fn accepts(&self) -> String {
        self.0.accepts()
    }
}

/// One word of a fixed list.
pub(super) struct OneOf<T>(PhantomData<T>);

/// `on` or `off`.
pub(super) type Switch = OneOf<bool>;

impl<T> OneOf<T> {
    pub(super) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<T: Choice> Kind for OneOf<T> {
    type Value = T;

    fn parse(&self, text: &str) -> Result<T, InvalidValue> {
        let found = T::WORDS.iter().find(|(word, _)| *word == text);
        found.map(|(_, value)| *value).ok_or_else(|| {
            InvalidValue::new(
                format!("is {text:?}, and accepts {}", self.accepts()),
                "Choose one of these words.",
            )
        })
    }

    fn show(&self, value: &T) -> Option<String> {
        let found = T::WORDS.iter().find(|(_, known)| known == value);
        found.map(|(word, _)| (*word).to_owned())
    }

    fn accepts(&self) -> String {
        let words: Vec<_> = T::WORDS.iter().map(|(word, _)| *word).collect();
        words.join(", ")
    }
}

/// `true` or `false`. The flag without a value means `true`.
pub(super) struct Boolean;

impl Kind for Boolean {
    type Value = bool;

    const IS_BARE_FLAG: bool = true;

    fn parse(&self, text: &str) -> Result<bool, InvalidValue> {
        text.parse()
            .map_err(|_| InvalidValue::new(format!("is {text:?}"), "Write true or false."))
    }

    fn show(&self, value: &bool) -> Option<String> {
        Some(value.to_string())
    }

    fn accepts(&self) -> String {
        "true, false".to_owned()
    }
}

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

/// Name of the publication.
pub(super) struct PublicationName;

impl Kind for PublicationName {
    type Value = Name;

    fn parse(&self, text: &str) -> Result<Name, InvalidValue> {
        Name::parse(text).map_err(|error| {
            InvalidValue::new(
                format!("is not usable: {error}"),
                "Write the name on one line.",
            )
        })
    }

    fn show(&self, value: &Name) -> Option<String> {
        Some(value.to_string())
    }

    fn accepts(&self) -> String {
        "up to 200 characters on one line".to_owned()
    }
}

/// IANA time zone.
pub(super) struct Zone;

impl Kind for Zone {
    type Value = TimeZone;

    fn parse(&self, text: &str) -> Result<TimeZone, InvalidValue> {
        TimeZone::get(text).map_err(|_| {
            InvalidValue::new(
                format!("is {text:?}, which is no IANA time zone"),
                "Name one such as Europe/Berlin, America/New_York or UTC.",
            )
        })
    }

    fn show(&self, value: &TimeZone) -> Option<String> {
        Some(value.iana_name().unwrap_or("UTC").to_owned())
    }

    fn accepts(&self) -> String {
        "an IANA time zone, such as Europe/Berlin".to_owned()
    }
}

/// BCP 47 language tag.
pub(super) struct LanguageTag;

impl Kind for LanguageTag {
    type Value = Language;

    fn parse(&self, text: &str) -> Result<Language, InvalidValue> {
        Language::parse(text).map_err(|error| {
            InvalidValue::new(
                format!("is {text:?}: {error}"),
                "Write a tag such as en, pt-BR or zh-Hant.",
            )
        })
    }

    fn show(&self, value: &Language) -> Option<String> {
        Some(value.to_string())
    }

    fn accepts(&self) -> String {
        "a BCP 47 language tag, such as pt-BR".to_owned()
    }
}

/// Path of a file or directory. The command that uses the path finds out whether it exists.
pub(super) struct Path;

impl Kind for Path {
    type Value = PathBuf;

    fn parse(&self, text: &str) -> Result<PathBuf, InvalidValue> {
        Ok(text.into())
    }

    fn show(&self, value: &PathBuf) -> Option<String> {
        Some(value.display().to_string())
    }

    fn accepts(&self) -> String {
        "a path".to_owned()
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

/// Filter of log lines by level and target.
pub(super) struct LogFilter;

impl Kind for LogFilter {
    type Value = String;

    fn parse(&self, text: &str) -> Result<String, InvalidValue> {
        let levels = ["off", "error", "warn", "info", "debug", "trace"];
        // The library takes a word that is no level for a target, and would then hide all others.
        let is_known = text
            .split(',')
            .map(str::trim)
            .all(|part| part.contains(['=', '[']) || levels.contains(&part));
        match EnvFilter::builder().parse(text) {
            Ok(_) if is_known => Ok(text.to_owned()),
            _ => Err(InvalidValue::new(
                format!("is {text:?}"),
                "Write error, warn, info, debug or trace, or such a list as info,standfirst=debug.",
            )),
        }
    }

    fn show(&self, value: &String) -> Option<String> {
        Some(value.clone())
    }

    fn accepts(&self) -> String {
        "off, error, warn, info, debug, trace, also for a target, such as info,standfirst=debug"
            .to_owned()
    }
}

/// Limits that differ from their defaults.
pub(super) struct LimitList;

impl Kind for LimitList {
    type Value = Limits;

    fn parse(&self, text: &str) -> Result<Limits, InvalidValue> {
        Limits::parse(text).map_err(|problems| {
            InvalidValue::new(
                format!("is not usable: {}", problems.join("; ")),
                "Write limits as tokens=8000,idle=30s; docs/limits.md names them with their ranges.",
            )
        })
    }

    fn show(&self, value: &Limits) -> Option<String> {
        Some(value.to_string())
    }

    fn accepts(&self) -> String {
        "limits by name, such as tokens=8000,idle=30s".to_owned()
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
    use standfirst_api::Introspection;

    use super::{
        BaseUrl, Boolean, Kind, ListenAddress, LogFilter, OneOf, Optional, Origins, Path, Switch,
        Zone,
    };

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
    fn addresses_zones_and_filters_are_checked() {
        for (text, is_valid) in [("8080", false), ("localhost:8080", true), ("[::1]:0", true)] {
            assert_eq!(ListenAddress.parse(text).is_ok(), is_valid, "{text}");
        }
        for (text, is_valid) in [
            ("Mars/Olympus", false),
            ("Europe/Berlin", true),
            ("UTC", true),
        ] {
            assert_eq!(Zone.parse(text).is_ok(), is_valid, "{text}");
        }
        for (text, is_valid) in [
            ("banana", false),
            ("info,standfirst=debug", true),
            ("a=b=c", false),
        ] {
            assert_eq!(LogFilter.parse(text).is_ok(), is_valid, "{text}");
        }
        for (text, is_valid) in [
            ("ftp://a", false),
            ("https://a.example/?q", false),
            ("https://a.example/news", true),
        ] {
            assert_eq!(BaseUrl.parse(text).is_ok(), is_valid, "{text}");
        }
    }

    #[test]
    fn every_accepted_word_is_parsed_and_shown() {
        let introspection = OneOf::<Introspection>::new();
        assert_eq!(introspection.accepts(), "on, keys, off");
        for word in ["on", "keys", "off"] {
            let value = introspection.parse(word).unwrap();
            assert_eq!(introspection.show(&value).as_deref(), Some(word));
        }
        for word in ["ON", "", "of", "on,keys"] {
            assert!(introspection.parse(word).is_err(), "{word}");
        }
        assert_eq!(Switch::new().parse("off"), Ok(false));
        assert!(Switch::new().parse("true").is_err());
        assert_eq!(Boolean.parse("true"), Ok(true));
        assert!(Boolean.parse("on").is_err());
    }

    #[test]
    fn an_optional_setting_shows_nothing_without_a_value() {
        let path = Optional(Path);
        assert_eq!(path.show(&None), None);
        let value = path.parse("keys.json").unwrap();
        assert_eq!(path.show(&value).as_deref(), Some("keys.json"));
        assert_eq!(path.accepts(), Path.accepts());
    }
}
