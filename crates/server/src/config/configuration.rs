//! The configuration as a whole: checks between settings, and values derived from several of them.

use std::{fmt, net::SocketAddr, path::PathBuf};

use standfirst_api::Settings;
use standfirst_domain::{publication::Publication, web_url::WebUrl};

use super::{
    given::GivenSettings,
    mistake::{Mistake, Mistakes},
    setting::{Basis, Setting},
    table::{Configuration, SETTINGS},
};

impl Configuration {
    /// Checks given settings.
    ///
    /// # Errors
    /// Every mistake in them.
    pub fn check(given: &GivenSettings) -> Result<Self, Mistakes> {
        let (configuration, mut mistakes) = Self::read(given, Basis::from_given(given));
        if let Some(configuration) = &configuration {
            mistakes.extend(configuration.check_clock_offset());
            mistakes.extend(configuration.check_quota());
        }
        match configuration {
            Some(configuration) if mistakes.is_empty() => Ok(configuration),
            _ => Err(Mistakes(mistakes)),
        }
    }

    fn check_clock_offset(&self) -> Option<Mistake> {
        let is_allowed = self.dev || self.clock_offset.is_zero();
        (!is_allowed).then(|| {
            Mistake::new(
                "clock-offset",
                "is set without --dev",
                "Remove it, or add --dev on a machine that serves no readers.",
            )
        })
    }

    fn check_quota(&self) -> Option<Mistake> {
        let is_allowed = self.quota || self.listen.ip().is_loopback();
        (!is_allowed).then(|| {
            Mistake::new(
                "quota",
                format!("is off, and other machines can reach {}", self.listen),
                "Leave it on, and change single rate limits with --limits.",
            )
        })
    }

    /// Publication settings of the configuration. Links start with the configured address, or with
    /// the one on which the server listens.
    ///
    /// # Errors
    /// No address is configured, and the one of the listener cannot stand in a link.
    pub fn publication(&self, listener: SocketAddr) -> Result<Publication, Mistakes> {
        let base_url = self.base_url.clone().or_else(|| url_of(listener));
        let base_url = base_url.ok_or_else(|| {
            Mistakes(vec![Mistake::new(
                "base-url",
                format!("is not set, and {listener} cannot stand in a link"),
                "Set the public address of the pages.",
            )])
        })?;
        Ok(Publication {
            name: self.publication_name.clone(),
            timezone: self.timezone.clone(),
            language: self.language.clone(),
            base_url,
            version: 0,
        })
    }

    /// File of the keys that sign access tokens.
    pub fn keys_file(&self) -> PathBuf {
        self.signing_keys
            .clone()
            .unwrap_or_else(|| self.data_dir.join("signing-keys.json"))
    }

    /// Settings of the API.
    pub fn settings(&self) -> Settings {
        Settings {
            graphiql: self.graphiql,
            introspection: self.introspection,
            allowed_origins: self.allowed_origins.clone(),
            strict_transport_seconds: self.hsts,
            body_limit_bytes: self.body_limit_bytes,
            body_deadline: self.body_deadline,
            request_deadline: self.request_deadline,
            limits: self.limits.clone(),
            quota: self.quota,
            trusted_proxies: self.trusted_proxies.clone(),
            front_ends: self.front_ends.clone(),
        }
    }
}

/// Output of `standfirst check`: a line for each setting, without secrets.
impl fmt::Display for Configuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (flag, value)) in self.shown().iter().enumerate() {
            let line_break = if index == 0 { "" } else { "\n" };
            write!(f, "{line_break}{flag:<18}{value}")?;
        }
        Ok(())
    }
}

impl Mistake {
    /// Creates a mistake of the setting with this flag.
    pub(crate) fn new(
        flag: &'static str,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        let setting = SETTINGS.iter().find(|setting| setting.flag == flag);
        Self {
            flag,
            variable: setting.map_or("", |setting: &Setting| setting.variable),
            problem: problem.into(),
            remedy: remedy.into(),
        }
    }
}

/// Address of the pages if none is configured. A server that listens on every address is found
/// under the name of its own machine.
fn url_of(listener: SocketAddr) -> Option<WebUrl> {
    let host = if listener.ip().is_unspecified() {
        format!("localhost:{}", listener.port())
    } else {
        listener.to_string()
    };
    WebUrl::parse(&format!("http://{host}")).ok()
}

#[cfg(test)]
mod tests {
    use standfirst_api::{Introspection, Settings};

    use super::{super::given::GivenSettings, Configuration};

    fn check<const N: usize>(given: [(&'static str, &str); N]) -> Result<Configuration, String> {
        let checked = Configuration::check(&GivenSettings::from(given));
        checked.map_err(|mistakes| mistakes.to_string())
    }

    #[test]
    fn without_settings_the_server_listens_on_loopback_and_keeps_its_files_in_data() {
        let configuration = check([]).unwrap();
        assert_eq!(
            configuration.database.to_string(),
            "sqlite://./data/standfirst.db"
        );
        let publication = configuration.publication(configuration.listen).unwrap();
        assert_eq!(publication.base_url.as_str(), "http://127.0.0.1:8080/");
        assert_eq!(
            (configuration.introspection, configuration.graphiql),
            (Introspection::Keys, false)
        );
    }

    #[test]
    fn defaults_agree_with_those_of_the_api() {
        let settings = check([]).unwrap().settings();
        let expected = Settings {
            introspection: Introspection::Keys,
            ..Settings::default()
        };
        assert_eq!(settings, expected);
    }

    #[test]
    fn every_mistake_is_reported_at_once() {
        let message = check([
            ("listen", "nowhere"),
            ("timezone", "Mars/Olympus"),
            ("database-url", "mysql://desk:s3cret@host/news"),
            ("dev", "yes"),
            ("clock-offset", "2h"),
            ("workers", "0"),
        ])
        .unwrap_err();
        assert!(
            message.starts_with("the configuration has 6 mistakes:\n  --"),
            "{message}"
        );
        for variable in [
            "LISTEN",
            "TIMEZONE",
            "DATABASE_URL",
            "DEV",
            "CLOCK_OFFSET",
            "WORKERS",
        ] {
            let variable = format!("(STANDFIRST_{variable}) ");
            assert!(message.contains(&variable), "{message}");
        }
        assert!(!message.contains("s3cret"));
    }

    #[test]
    fn quotas_can_be_off_on_loopback_only() {
        for listen in ["127.0.0.1:8080", "[::1]:0", "localhost:9"] {
            let configuration = check([("quota", "off"), ("listen", listen)]).unwrap();
            assert!(!configuration.settings().quota, "{listen}");
        }
        for listen in ["0.0.0.0:8080", "[::]:8080", "192.0.2.1:80"] {
            let message = check([("quota", "off"), ("listen", listen)]).unwrap_err();
            assert_eq!(message.lines().count(), 2, "{message}");
            assert!(
                message.contains("--quota (STANDFIRST_QUOTA) is off"),
                "{message}"
            );
        }
    }

    #[test]
    fn proxies_and_front_ends_are_networks() {
        let configuration = check([
            ("trusted-proxies", "10.0.0.0/8, ::1"),
            ("front-ends", "192.0.2.7"),
        ]);
        let settings = configuration.unwrap().settings();
        assert_eq!(settings.trusted_proxies.to_string(), "10.0.0.0/8,::1/128");
        assert_eq!(settings.front_ends.to_string(), "192.0.2.7/32");
        let message = check([
            ("trusted-proxies", "0.0.0.0/0"),
            ("front-ends", "cdn.example"),
        ]);
        assert!(message.unwrap_err().contains("2 mistakes"));
    }

    #[test]
    fn development_mode_opens_introspection_and_graphiql() {
        let configuration = check([
            ("dev", "true"),
            ("clock-offset", "-1d"),
            ("base-url", " "),
            ("data-dir", "elsewhere"),
        ])
        .unwrap();
        assert_eq!(configuration.settings().introspection, Introspection::On);
        assert!(configuration.graphiql);
        assert_eq!(configuration.clock_offset.as_hours(), -24);
        assert_eq!(configuration.base_url, None, "an empty value is none");
        assert_eq!(
            configuration.database.to_string(),
            "sqlite://elsewhere/standfirst.db"
        );
    }

    #[test]
    fn a_listener_on_every_address_is_found_as_localhost() {
        let configuration = check([("listen", "0.0.0.0:80")]).unwrap();
        let publication = configuration.publication("0.0.0.0:80".parse().unwrap());
        assert_eq!(publication.unwrap().base_url.as_str(), "http://localhost/");
        let configuration = check([("base-url", "https://news.example")]).unwrap();
        let publication = configuration.publication("0.0.0.0:80".parse().unwrap());
        assert_eq!(
            publication.unwrap().base_url.as_str(),
            "https://news.example/"
        );
    }
}
