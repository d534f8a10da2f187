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
use standfirst_domain::{language::Language, text::Name, web_url::WebUrl};

use super::{
    choice::LogFormat,
    database::{Database, DatabaseUrl},
    given::GivenSettings,
    kind::{
        BaseUrl, Boolean, Kind, KindDescription, LanguageTag, LimitList, ListenAddress, LogFilter,
        NetworkList, OneOf, Optional, Origins, Path, PublicationName, Switch, Zone,
    },
    mistake::Mistake,
    quantity::{Count, Deadline, Offset, Seconds},
    setting::{
        Basis,
        DefaultValue::{self, Computed, Fixed},
        Setting, SettingReader,
    },
};

/// Turns the rows into [`Configuration`] and [`SETTINGS`].
///
/// `unset` is for a setting without a value: it shows what applies instead.
macro_rules! settings {
    ($(
        $(#[doc = $doc:literal])+
        $field:ident: $type:ty {
            flag: $flag:literal,
            variable: $variable:literal,
            value: $value_name:literal,
            kind: $kind:expr,
            default: $default:expr,
            $(unset: $unset:expr,)?
            secret: $secret:literal,
        }
    )*) => {
        /// Checked configuration of a server.
        #[derive(Debug, Clone)]
        pub struct Configuration {
            $($(#[doc = $doc])+ pub $field: $type,)*
        }

        /// Rows of the table, in order.
        pub(super) const SETTINGS: &[Setting] = &[$(rows::$field),*];

        /// A constant for each row, so that the generated code can name it.
        #[expect(non_upper_case_globals, reason = "each row is named like its field")]
        mod rows {
            use super::*;

            $(pub(in super::super) const $field: Setting = Setting {
                flag: $flag,
                variable: $variable,
                value_name: $value_name,
                default: {
                    const DEFAULT: DefaultValue<$type> = $default;
                    DEFAULT.text()
                },
                is_secret: $secret,
                doc: concat!($($doc),+),
                kind: || KindDescription::new(&$kind),
            };)*
        }

        impl Configuration {
            /// Parses given values. Returns every mistake in a single value, and the configuration
            /// in which a default stands for each of them.
            pub(super) fn read(given: &GivenSettings, basis: Basis) -> (Option<Self>, Vec<Mistake>) {
                let mut reader = SettingReader::new(given, basis);
                $(let $field = reader.read(&rows::$field, &$kind, &$default);)*
                let configuration = (|| Some(Self { $($field: $field?,)* }))();
                (configuration, reader.mistakes)
            }

            /// Flags with their values in this configuration, without secrets.
            pub(super) fn shown(&self) -> Vec<(&'static str, String)> {
                vec![$({
                    let unset: &[fn(&Self) -> String] = &[$($unset)?];
                    let shown = $kind.show(&self.$field);
                    let shown = shown.or_else(|| unset.first().map(|unset| unset(self)));
                    ($flag, shown.unwrap_or_default())
                }),*]
            }
        }
    };
}

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
mod tests {
    use std::collections::HashSet;

    use super::{Basis, Configuration, DatabaseUrl, GivenSettings, Kind, SETTINGS, Setting};

    fn rows() -> impl Iterator<Item = &'static Setting> {
        SETTINGS.iter()
    }

    #[test]
    fn flags_and_variables_agree_and_are_unique() {
        let mut flags = HashSet::new();
        for row in rows() {
            assert!(flags.insert(row.flag), "{}", row.flag);
            let variable = row.flag.replace('-', "_").to_uppercase();
            assert_eq!(row.variable, format!("STANDFIRST_{variable}"));
        }
        assert_eq!(flags.len(), 29);
    }

    #[test]
    fn every_row_is_documented_and_has_a_valid_default() {
        for row in rows() {
            let meaning = row.meaning();
            assert!(
                meaning.ends_with('.') && meaning.starts_with(char::is_uppercase),
                "{}: {meaning}",
                row.flag
            );
            assert!(!row.default.is_empty(), "{}", row.flag);
            assert!(!(row.kind)().accepts.is_empty(), "{}", row.flag);
        }
        let given = GivenSettings::default();
        let (configuration, mistakes) = Configuration::read(&given, Basis::from_given(&given));
        assert!(configuration.is_some());
        assert_eq!(mistakes, []);
    }

    #[test]
    fn every_row_is_shown_under_its_flag_in_the_order_of_the_table() {
        let configuration = Configuration::check(&GivenSettings::default()).unwrap();
        let shown: Vec<_> = configuration
            .shown()
            .into_iter()
            .map(|(flag, _)| flag)
            .collect();
        let expected: Vec<_> = rows().map(|row| row.flag).collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn a_shown_configuration_can_be_given_again() {
        let given = GivenSettings::from([("dev", "true"), ("limits", "tokens=8000")]);
        let configuration = Configuration::check(&given).unwrap();
        let mut again = GivenSettings::default();
        // The address of the pages is not compared: as a value it would end with a slash.
        let shown = configuration.shown().into_iter();
        for (flag, value) in shown.filter(|(flag, _)| *flag != "base-url") {
            again.insert(flag, value);
        }
        let again = Configuration::check(&again).unwrap();
        assert_eq!(again.to_string(), configuration.to_string());
    }

    #[test]
    fn a_value_of_any_row_that_is_wrong_is_reported_with_flag_and_variable() {
        let any_text_is_valid = ["publication-name", "data-dir", "signing-keys", "issuers"];
        let any_text_is_valid = [&any_text_is_valid[..], &["operations"]].concat();
        for row in rows().filter(|row| !any_text_is_valid.contains(&row.flag)) {
            let given = GivenSettings::from([(row.flag, "no such value!")]);
            let mistakes = Configuration::check(&given).unwrap_err().0;
            let [mistake] = &mistakes[..] else {
                panic!("{}: {mistakes:?}", row.flag);
            };
            assert_eq!((mistake.flag, mistake.variable), (row.flag, row.variable));
        }
    }

    #[test]
    fn secrets_are_neither_shown_nor_repeated_in_a_mistake() {
        let secret: Vec<_> = rows().filter(|row| row.is_secret).collect();
        assert_eq!(secret.len(), 1, "a new secret needs a case below");
        let flag = secret[0].flag;
        let given = GivenSettings::from([(flag, "postgres://desk:s3cret@db/news")]);
        let shown = Configuration::check(&given).unwrap().to_string();
        assert!(shown.contains("desk:hidden@db"), "{shown}");
        let given = GivenSettings::from([(flag, "mysql://desk:s3cret@db/news")]);
        let message = Configuration::check(&given).unwrap_err().to_string();
        assert!(!format!("{shown}{message}").contains("s3cret"), "{message}");
        assert!(DatabaseUrl.parse("postgres://desk:s3cret@db/news").is_ok());
    }

    #[test]
    fn the_documentation_has_the_rows_of_the_table() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/operating.md");
        let document = std::fs::read_to_string(path).unwrap();
        let found: Vec<&str> = document
            .lines()
            .filter(|line| line.starts_with("| `--"))
            .collect();
        let expected: Vec<String> = rows()
            .map(|row| {
                format!(
                    "| `--{}` | {} | {} | {} |",
                    row.flag,
                    row.default,
                    (row.kind)().accepts,
                    row.meaning()
                )
            })
            .collect();
        assert_eq!(
            found,
            expected,
            "docs/operating.md differs from the table:\n{}",
            expected.join("\n")
        );
    }
}
