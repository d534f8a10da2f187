//! Table of settings: one row for each, with type, flag, environment variable, kind (which holds
//! the accepted values), default, documentation, and whether the value may be a secret.
//!
//! Everything else derives from the table: the fields of [`Configuration`], the flags and their
//! `--help`, the check that reports all mistakes at once, the output of `standfirst check`, and the
//! table in `docs/operating.md`, which a test compares.
//!
//! A new setting needs one row here, and the code that uses the field.

use std::{
    io::IsTerminal, net::SocketAddr, num::NonZeroUsize, path::PathBuf, thread, time::Duration,
};

use jiff::{SignedDuration, tz::TimeZone};
use standfirst_api::{Introspection, Limits, Networks};
use standfirst_document::TrustPolicy;
use standfirst_domain::{language::Language, text::Name, web_url::WebUrl};

use super::{
    address::{BaseUrl, ListenAddress, NetworkList, Origins},
    choice::LogFormat,
    database::{Database, DatabaseUrl},
    given::GivenSettings,
    kind::{Boolean, Kind, KindDescription, OneOf, Optional, Switch},
    mistake::Mistake,
    quantity::{Count, Deadline, Offset, Seconds},
    setting::{
        Basis,
        DefaultValue::{self, Computed, Fixed},
        Setting, SettingReader,
    },
    settings_macro::settings,
    text::{LanguageTag, LimitList, LogFilter, Path, PublicationName, Zone},
};

settings! {
    /// Address of the database. A password in it belongs in the environment variable.
    database: Database {
        flag: "database-url",
        variable: "STANDFIRST_DATABASE_URL",
        value: "URL",
        kind: DatabaseUrl,
        default: Computed("standfirst.db in the data directory", |basis| {
            Database::in_directory(&basis.data_dir)
        }),
        secret: true,
    }
    /// Number of database connections that read.
    database_readers: usize {
        flag: "database-readers",
        variable: "STANDFIRST_DATABASE_READERS",
        value: "NUMBER",
        kind: Count { max: 1_000 },
        default: Computed("one for each processor, at least 4", |_| processors().max(4)),
        secret: false,
    }
    /// Address on which the server listens. Port 0 takes any free port.
    listen: SocketAddr {
        flag: "listen",
        variable: "STANDFIRST_LISTEN",
        value: "ADDRESS",
        kind: ListenAddress,
        default: Fixed("127.0.0.1:8080"),
        secret: false,
    }
    /// Public address of the pages, which links start with.
    base_url: Option<WebUrl> {
        flag: "base-url",
        variable: "STANDFIRST_BASE_URL",
        value: "URL",
        kind: Optional(BaseUrl),
        default: Computed("http:// and the address on which the server listens", |_| None),
        unset: |configuration| format!("http://{}", configuration.listen),
        secret: false,
    }
    /// Name of the publication.
    publication_name: Name {
        flag: "publication-name",
        variable: "STANDFIRST_PUBLICATION_NAME",
        value: "NAME",
        kind: PublicationName,
        default: Fixed("Standfirst"),
        secret: false,
    }
    /// Time zone in which the day of the publication begins.
    timezone: TimeZone {
        flag: "timezone",
        variable: "STANDFIRST_TIMEZONE",
        value: "ZONE",
        kind: Zone,
        default: Fixed("UTC"),
        secret: false,
    }
    /// Language of articles that name no other.
    language: Language {
        flag: "language",
        variable: "STANDFIRST_LANGUAGE",
        value: "TAG",
        kind: LanguageTag,
        default: Fixed("en"),
        secret: false,
    }
    /// Directory for the server's files: the SQLite database and the signing keys.
    data_dir: PathBuf {
        flag: "data-dir",
        variable: "STANDFIRST_DATA_DIR",
        value: "DIRECTORY",
        kind: Path,
        default: Fixed("./data"),
        secret: false,
    }
    /// File of the keys that sign access tokens.
    signing_keys: Option<PathBuf> {
        flag: "signing-keys",
        variable: "STANDFIRST_SIGNING_KEYS",
        value: "FILE",
        kind: Optional(Path),
        default: Computed("signing-keys.json in the data directory", |_| None),
        unset: |configuration| configuration.keys_file().display().to_string(),
        secret: false,
    }
    /// File that lists external issuers of access tokens, with their public keys.
    issuers: Option<PathBuf> {
        flag: "issuers",
        variable: "STANDFIRST_ISSUERS",
        value: "FILE",
        kind: Optional(Path),
        default: Computed("none", |_| None),
        secret: false,
    }
    /// Development mode, for a developer's own machine: opens introspection and GraphiQL, and logs
    /// as text on a terminal.
    dev: bool {
        flag: "dev",
        variable: "STANDFIRST_DEV",
        value: "BOOLEAN",
        kind: Boolean,
        default: Fixed("false"),
        secret: false,
    }
    /// Clients that may query the schema: all, those with a valid credential, or none.
    introspection: Introspection {
        flag: "introspection",
        variable: "STANDFIRST_INTROSPECTION",
        value: "CLIENTS",
        kind: OneOf::<Introspection>::new(),
        default: Computed("keys; on with --dev", |basis| {
            if basis.dev { Introspection::On } else { Introspection::Keys }
        }),
        secret: false,
    }
    /// Serves the GraphiQL workbench at /graphiql.
    graphiql: bool {
        flag: "graphiql",
        variable: "STANDFIRST_GRAPHIQL",
        value: "SWITCH",
        kind: Switch::new(),
        default: Computed("off; on with --dev", |basis| basis.dev),
        secret: false,
    }
    /// Directory of trusted documents in addition to those that ship with the server: files
    /// NAME.graphql with one or more operations.
    operations: Option<PathBuf> {
        flag: "operations",
        variable: "STANDFIRST_OPERATIONS",
        value: "DIRECTORY",
        kind: Optional(Path),
        default: Computed("none", |_| None),
        secret: false,
    }
    /// Handling of documents that are not trusted: run (off), run and log (prefer), or reject
    /// (only).
    trusted_documents: TrustPolicy {
        flag: "trusted-documents",
        variable: "STANDFIRST_TRUSTED_DOCUMENTS",
        value: "MODE",
        kind: OneOf::<TrustPolicy>::new(),
        default: Fixed("off"),
        secret: false,
    }
    /// Web origins whose scripts may read responses (CORS). The value * allows all.
    allowed_origins: Vec<String> {
        flag: "allowed-origins",
        variable: "STANDFIRST_ALLOWED_ORIGINS",
        value: "ORIGINS",
        kind: Origins,
        default: Computed("none", |_| Vec::new()),
        secret: false,
    }
    /// Seconds for which browsers may use HTTPS only (Strict-Transport-Security). Without a value
    /// no such header is sent.
    hsts: Option<u32> {
        flag: "hsts",
        variable: "STANDFIRST_HSTS",
        value: "SECONDS",
        kind: Optional(Seconds { max: 315_360_000 }),
        default: Computed("none", |_| None),
        secret: false,
    }
    /// Leaves the tables of the database unchanged at start.
    no_migrate: bool {
        flag: "no-migrate",
        variable: "STANDFIRST_NO_MIGRATE",
        value: "BOOLEAN",
        kind: Boolean,
        default: Fixed("false"),
        secret: false,
    }
    /// Format of log lines.
    log_format: LogFormat {
        flag: "log-format",
        variable: "STANDFIRST_LOG_FORMAT",
        value: "FORMAT",
        kind: OneOf::<LogFormat>::new(),
        default: Computed("json; text with --dev on a terminal", |basis| {
            if basis.dev && std::io::stderr().is_terminal() { LogFormat::Text } else { LogFormat::Json }
        }),
        secret: false,
    }
    /// Level of log lines, for all targets or for single ones. The default hides lines of libraries
    /// about events that the server logs itself.
    log_level: String {
        flag: "log-level",
        variable: "STANDFIRST_LOG_LEVEL",
        value: "LEVEL",
        kind: LogFilter,
        default: Fixed("info,actix_http=off,actix_server=warn,sea_orm_migration=warn,sqlx=warn"),
        secret: false,
    }
    /// Distance of the server's clock ahead of the system's, for trials. Other than 0s only with
    /// --dev.
    clock_offset: SignedDuration {
        flag: "clock-offset",
        variable: "STANDFIRST_CLOCK_OFFSET",
        value: "DURATION",
        kind: Offset,
        default: Fixed("0s"),
        secret: false,
    }
    /// Number of worker threads that answer requests.
    workers: usize {
        flag: "workers",
        variable: "STANDFIRST_WORKERS",
        value: "NUMBER",
        kind: Count { max: 1_024 },
        default: Computed("one for each processor", |_| processors()),
        secret: false,
    }
    /// Largest accepted request body, in bytes.
    body_limit_bytes: usize {
        flag: "body-limit-bytes",
        variable: "STANDFIRST_BODY_LIMIT_BYTES",
        value: "BYTES",
        kind: Count { max: 1 << 30 },
        default: Fixed("1048576"),
        secret: false,
    }
    /// Time in which a request body must arrive.
    body_deadline: Duration {
        flag: "body-deadline",
        variable: "STANDFIRST_BODY_DEADLINE",
        value: "DURATION",
        kind: Deadline,
        default: Fixed("10s"),
        secret: false,
    }
    /// Time in which a response must be made.
    request_deadline: Duration {
        flag: "request-deadline",
        variable: "STANDFIRST_REQUEST_DEADLINE",
        value: "DURATION",
        kind: Deadline,
        default: Fixed("5s"),
        secret: false,
    }
    /// Limits that differ from their defaults. All limits are listed in docs/limits.md.
    limits: Limits {
        flag: "limits",
        variable: "STANDFIRST_LIMITS",
        value: "NAME=VALUE,..",
        kind: LimitList,
        default: Computed("none", |_| Limits::default()),
        secret: false,
    }
    /// Rate limits by points. They can be off only on a loopback address.
    quota: bool {
        flag: "quota",
        variable: "STANDFIRST_QUOTA",
        value: "SWITCH",
        kind: Switch::new(),
        default: Fixed("on"),
        secret: false,
    }
    /// Reverse proxies in front of the server. Their Forwarded and X-Forwarded-For headers name the
    /// client's address.
    trusted_proxies: Networks {
        flag: "trusted-proxies",
        variable: "STANDFIRST_TRUSTED_PROXIES",
        value: "NETWORKS",
        kind: NetworkList,
        default: Computed("none", |_| Networks::default()),
        secret: false,
    }
    /// The publication's own front ends, which have larger rate limits.
    front_ends: Networks {
        flag: "front-ends",
        variable: "STANDFIRST_FRONT_ENDS",
        value: "NETWORKS",
        kind: NetworkList,
        default: Computed("none", |_| Networks::default()),
        secret: false,
    }
}

impl Basis {
    /// Reads the settings that other defaults depend on. Mistakes in them are reported with those
    /// of all other settings, by [`Configuration::read`].
    pub(super) fn from_given(given: &GivenSettings) -> Self {
        let dev = given.get(rows::dev.flag);
        let data_dir = given.get(rows::data_dir.flag);
        Self {
            dev: dev.is_some_and(|text| Boolean.parse(text).unwrap_or_default()),
            data_dir: data_dir.unwrap_or(rows::data_dir.default).into(),
        }
    }
}

fn processors() -> usize {
    thread::available_parallelism().map_or(1, NonZeroUsize::get)
}

#[cfg(test)]
mod tests;
