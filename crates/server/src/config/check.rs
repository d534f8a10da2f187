//! The configuration as a whole: either all of it is right, or every mistake is told.

use std::{io::IsTerminal, net::SocketAddr, path::PathBuf, time::Duration};

use jiff::{SignedDuration, tz::TimeZone};
use standfirst_api::{Limits, Networks, Settings};
use standfirst_domain::{
    language::Language, publication::Publication, text::Name, web_url::WebUrl,
};

use super::{
    Database, Flags, Introspection, LogFormat, Mistake, Mistakes, TrustedDocuments,
    value::{self, Wrong},
};

/// What is logged when nothing else is said: accounts that libraries give of what the house tells itself are left out.
const LOGGED: &str = "info,actix_http=off,actix_server=warn,sea_orm_migration=warn,sqlx=warn";

/// What the house runs by, checked.
#[derive(Debug, Clone)]
pub struct Configuration {
    /// Where articles are kept.
    pub database: Database,
    /// How many connections read at once.
    pub database_readers: usize,
    /// The address to answer at.
    pub listen: SocketAddr,
    /// The address under which readers find the pages, if it is not the one listened at.
    pub base_url: Option<WebUrl>,
    /// What the paper is called.
    pub publication_name: Name,
    /// Where its day begins.
    pub timezone: TimeZone,
    /// What it is written in.
    pub language: Language,
    /// The directory for what the house keeps.
    pub data_dir: PathBuf,
    /// The file of keys that access tokens are signed with, if one was named.
    pub signing_keys: Option<PathBuf>,
    /// A file that lists issuers elsewhere.
    pub issuers: Option<PathBuf>,
    /// Whether this is work on one's own machine.
    pub dev: bool,
    /// Who may ask for the schema by query.
    pub introspection: Introspection,
    /// Whether GraphiQL is served.
    pub graphiql: bool,
    /// A directory of documents that are trusted beside those that ship.
    pub operations: Option<PathBuf>,
    /// Whether documents have to be trusted.
    pub trusted_documents: TrustedDocuments,
    /// Origins whose pages may ask from a browser.
    pub allowed_origins: Vec<String>,
    /// For how many seconds browsers are told to come by HTTPS alone.
    pub hsts: Option<u32>,
    /// Whether the server leaves the tables as they are.
    pub no_migrate: bool,
    /// How the log is written.
    pub log_format: LogFormat,
    /// What is logged.
    pub log_level: String,
    /// How far the clock is ahead.
    pub clock_offset: SignedDuration,
    /// How many threads answer.
    pub workers: usize,
    /// The largest request body that is read.
    pub body_limit_bytes: usize,
    /// How long a request body may take to arrive.
    pub body_deadline: Duration,
    /// How long an answer may take.
    pub request_deadline: Duration,
    /// What a request, a client and the whole server may come to.
    pub limits: Limits,
    /// Whether points are counted.
    pub quota: bool,
    /// The proxies whose word on a client's address is taken.
    pub trusted_proxies: Networks,
    /// The paper's own front ends.
    pub front_ends: Networks,
}

impl Configuration {
    /// Checks what was said.
    ///
    /// # Errors
    /// Every mistake in it.
    pub fn check(flags: &Flags) -> Result<Self, Mistakes> {
        let mut checker = Checker::default();
        match checker.configuration(flags) {
            Some(configuration) if checker.mistakes.is_empty() => Ok(configuration),
            _ => Err(Mistakes(checker.mistakes)),
        }
    }

    /// The paper, whose pages are found at the configured address or where the server listens.
    ///
    /// # Errors
    /// No address is configured, and the one listened at is none that a link could name.
    pub fn publication(&self, address: SocketAddr) -> Result<Publication, Mistakes> {
        let base_url = self
            .base_url
            .clone()
            .or_else(|| listened_at(address))
            .ok_or_else(|| {
                let remedy = "Name the address under which readers find the pages.".to_owned();
                Mistakes(vec![Mistake {
                    flag: "base-url",
                    problem: format!("is not set, and {address} is none that a link could name"),
                    remedy,
                }])
            })?;
        Ok(Publication {
            name: self.publication_name.clone(),
            timezone: self.timezone.clone(),
            language: self.language.clone(),
            base_url,
            version: 0,
        })
    }

    /// Where the keys are that access tokens are signed with.
    pub fn keys_file(&self) -> PathBuf {
        self.signing_keys
            .clone()
            .unwrap_or_else(|| self.data_dir.join("signing-keys.json"))
    }

    /// What the API is told of all this.
    pub fn settings(&self) -> Settings {
        Settings {
            graphiql: self.graphiql,
            introspection: self.introspection.into(),
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

/// Collects mistakes, and stands the default in for a value that is wrong so that the rest can be checked.
#[derive(Debug, Default)]
struct Checker {
    mistakes: Vec<Mistake>,
}

impl Checker {
    fn configuration(&mut self, flags: &Flags) -> Option<Configuration> {
        let dev = self.read("dev", &flags.dev, false, value::boolean);
        let data_dir: PathBuf = said(&flags.data_dir).unwrap_or("./data").into();
        let text_log = dev && std::io::stderr().is_terminal();
        let settings = Settings::default();
        let processors = value::processors();
        let publication_name = self.read(
            "publication-name",
            &flags.publication_name,
            Name::parse("Standfirst").ok(),
            |text| value::name(text).map(Some),
        );
        let clock_offset = self.read(
            "clock-offset",
            &flags.clock_offset,
            SignedDuration::ZERO,
            value::offset,
        );
        self.offset_only_with_dev(dev, clock_offset);
        let listen = SocketAddr::from(([127, 0, 0, 1], 8080));
        let listen = self.read("listen", &flags.listen, listen, value::listen);
        let quota = self.read("quota", &flags.quota, settings.quota, value::switch);
        self.without_quota_only_on_the_loopback(quota, listen);
        Some(Configuration {
            database: self.read(
                "database-url",
                &flags.database_url,
                Database::within(&data_dir),
                Database::parse,
            ),
            database_readers: self.read(
                "database-readers",
                &flags.database_readers,
                processors.max(4),
                |text| value::count(text, 1_000),
            ),
            listen,
            base_url: self.read("base-url", &flags.base_url, None, |text| {
                value::base_url(text).map(Some)
            }),
            timezone: self.read("timezone", &flags.timezone, TimeZone::UTC, value::timezone),
            language: self.read(
                "language",
                &flags.language,
                Language::default(),
                value::language,
            ),
            introspection: self.read(
                "introspection",
                &flags.introspection,
                Introspection::default_for(dev),
                Introspection::parse,
            ),
            graphiql: self.read("graphiql", &flags.graphiql, dev, value::switch),
            operations: said(&flags.operations).map(PathBuf::from),
            trusted_documents: self.read(
                "trusted-documents",
                &flags.trusted_documents,
                TrustedDocuments::Off,
                TrustedDocuments::parse,
            ),
            allowed_origins: self.read(
                "allowed-origins",
                &flags.allowed_origins,
                Vec::new(),
                value::origins,
            ),
            hsts: self.read("hsts", &flags.hsts, None, |text| {
                value::seconds(text).map(Some)
            }),
            no_migrate: self.read("no-migrate", &flags.no_migrate, false, value::boolean),
            log_format: self.read(
                "log-format",
                &flags.log_format,
                if text_log {
                    LogFormat::Text
                } else {
                    LogFormat::Json
                },
                LogFormat::parse,
            ),
            log_level: self.read(
                "log-level",
                &flags.log_level,
                LOGGED.to_owned(),
                value::log_level,
            ),
            workers: self.read("workers", &flags.workers, processors, |text| {
                value::count(text, 1_024)
            }),
            body_limit_bytes: self.read(
                "body-limit-bytes",
                &flags.body_limit_bytes,
                settings.body_limit_bytes,
                |text| value::count(text, 1 << 30),
            ),
            body_deadline: self.read(
                "body-deadline",
                &flags.body_deadline,
                settings.body_deadline,
                value::deadline,
            ),
            request_deadline: self.read(
                "request-deadline",
                &flags.request_deadline,
                settings.request_deadline,
                value::deadline,
            ),
            limits: self.read("limits", &flags.limits, settings.limits, value::limits),
            quota,
            trusted_proxies: self.read(
                "trusted-proxies",
                &flags.trusted_proxies,
                settings.trusted_proxies,
                value::networks,
            ),
            front_ends: self.read(
                "front-ends",
                &flags.front_ends,
                settings.front_ends,
                value::networks,
            ),
            signing_keys: said(&flags.signing_keys).map(PathBuf::from),
            issuers: said(&flags.issuers).map(PathBuf::from),
            publication_name: publication_name?,
            clock_offset,
            data_dir,
            dev,
        })
    }

    fn read<T>(
        &mut self,
        flag: &'static str,
        text: &Option<String>,
        default: T,
        parse: impl FnOnce(&str) -> Result<T, Wrong>,
    ) -> T {
        let Some(text) = said(text) else {
            return default;
        };
        parse(text).unwrap_or_else(|(problem, remedy)| {
            self.mistakes.push(Mistake {
                flag,
                problem,
                remedy: remedy.to_owned(),
            });
            default
        })
    }

    fn offset_only_with_dev(&mut self, dev: bool, offset: SignedDuration) {
        if !dev && !offset.is_zero() {
            let remedy =
                "Leave it away, or add --dev on a machine that serves nobody else.".to_owned();
            self.mistakes.push(Mistake {
                flag: "clock-offset",
                problem: "is set without --dev".to_owned(),
                remedy,
            });
        }
    }

    fn without_quota_only_on_the_loopback(&mut self, quota: bool, listen: SocketAddr) {
        if !quota && !listen.ip().is_loopback() {
            self.mistakes.push(Mistake {
                flag: "quota",
                problem: format!("is off, and {listen} is an address at which others ask too"),
                remedy: "Leave it on, and move single quotas with --limits.".to_owned(),
            });
        }
    }
}

/// Where pages are found when nothing else is said. A server that listens everywhere is found under its own machine's name.
fn listened_at(address: SocketAddr) -> Option<WebUrl> {
    let host = if address.ip().is_unspecified() {
        format!("localhost:{}", address.port())
    } else {
        address.to_string()
    };
    WebUrl::parse(&format!("http://{host}")).ok()
}

fn said(text: &Option<String>) -> Option<&str> {
    text.as_deref()
        .map(str::trim)
        .filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{Configuration, Flags, Introspection};

    fn flags(set: impl Fn(&mut Flags)) -> Flags {
        let mut flags = Flags::default();
        set(&mut flags);
        flags
    }

    #[test]
    fn with_nothing_said_the_house_is_kept_in_data_and_answers_on_the_loopback() {
        let configuration = Configuration::check(&Flags::default()).unwrap();
        assert_eq!(
            configuration.database.to_string(),
            "sqlite://./data/standfirst.db"
        );
        assert_eq!(
            configuration
                .publication(configuration.listen)
                .unwrap()
                .base_url
                .as_str(),
            "http://127.0.0.1:8080/"
        );
        assert_eq!(
            (configuration.introspection, configuration.graphiql),
            (Introspection::Keys, false)
        );
        assert_eq!(
            configuration.settings().introspection,
            standfirst_api::Introspection::Keys
        );
    }

    #[test]
    fn every_mistake_is_told_at_once() {
        let wrong = Configuration::check(&flags(|flags| {
            flags.listen = Some("nowhere".to_owned());
            flags.timezone = Some("Mars/Olympus".to_owned());
            flags.database_url = Some("mysql://desk:s3cret@host/news".to_owned());
            flags.dev = Some("yes".to_owned());
            flags.clock_offset = Some("2h".to_owned());
            flags.workers = Some("0".to_owned());
        }))
        .unwrap_err();
        let told = wrong.to_string();
        assert_eq!(wrong.0.len(), 6, "{told}");
        assert!(
            told.starts_with("the configuration has 6 mistakes:\n  --"),
            "{told}"
        );
        for variable in [
            "LISTEN",
            "TIMEZONE",
            "DATABASE_URL",
            "DEV",
            "CLOCK_OFFSET",
            "WORKERS",
        ] {
            assert!(
                told.contains(&format!("(STANDFIRST_{variable}) ")),
                "{told}"
            );
        }
        assert!(!told.contains("s3cret"));
    }

    #[test]
    fn quotas_are_off_on_the_loopback_alone() {
        let with = |listen: &str| {
            Configuration::check(&flags(|flags| {
                flags.quota = Some("off".to_owned());
                flags.listen = Some(listen.to_owned());
            }))
        };
        for listen in ["127.0.0.1:8080", "[::1]:0", "localhost:9"] {
            assert!(!with(listen).unwrap().settings().quota, "{listen}");
        }
        for listen in ["0.0.0.0:8080", "[::]:8080", "192.0.2.1:80"] {
            let told = with(listen).unwrap_err().to_string();
            assert_eq!(told.lines().count(), 2, "{told}");
            assert!(told.contains("--quota (STANDFIRST_QUOTA) is off"), "{told}");
        }
    }

    #[test]
    fn proxies_and_front_ends_are_named_as_networks() {
        let configuration = Configuration::check(&flags(|flags| {
            flags.trusted_proxies = Some("10.0.0.0/8, ::1".to_owned());
            flags.front_ends = Some("192.0.2.7".to_owned());
        }));
        let settings = configuration.unwrap().settings();
        assert_eq!(settings.trusted_proxies.to_string(), "10.0.0.0/8,::1/128");
        assert_eq!(settings.front_ends.to_string(), "192.0.2.7/32");
        let wrong = Configuration::check(&flags(|flags| {
            flags.trusted_proxies = Some("0.0.0.0/0".to_owned());
            flags.front_ends = Some("cdn.example".to_owned());
        }));
        assert_eq!(wrong.unwrap_err().0.len(), 2);
    }

    #[test]
    fn one_s_own_machine_opens_what_is_shut_elsewhere() {
        let configuration = Configuration::check(&flags(|flags| {
            flags.dev = Some("true".to_owned());
            flags.clock_offset = Some("-1d".to_owned());
            flags.base_url = Some(String::new());
        }))
        .unwrap();
        assert_eq!(
            configuration.settings().introspection,
            standfirst_api::Introspection::On
        );
        assert!(configuration.graphiql);
        assert_eq!(configuration.clock_offset.as_hours(), -24);
    }
}
