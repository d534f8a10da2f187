//! Configuration: every switch of `standfirst`, on the command line and in the environment. This is the only file that reads either.
//!
//! What configures the house arrives here as text and is checked as a whole in [`check`], so that one start lists every mistake at once.

mod check;
mod choice;
mod credentials;
mod database;
mod mistake;
mod show;
mod value;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

pub use self::{
    check::Configuration,
    choice::{Introspection, LogFormat, TrustedDocuments},
    credentials::{Init, Keys, Token, User},
    database::Database,
    mistake::{Mistake, Mistakes},
};

/// Standfirst, a headless content API for newsrooms.
#[derive(Debug, Clone, Parser)]
#[command(
    name = "standfirst",
    version,
    about,
    propagate_version = true,
    arg_required_else_help = true
)]
pub struct Cli {
    /// What configures the house.
    #[command(flatten)]
    pub flags: Flags,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// Serves the newsroom until it is told to stop.
    Serve,
    /// Brings the database to the tables of this version.
    Migrate(Migrate),
    /// Writes the GraphQL schema.
    Schema(Schema),
    /// Says what the configuration comes to, or every mistake in it.
    Check,
    /// Takes in articles from other systems.
    Import(Import),
    /// Makes what a new house needs: keys, tables and, if named, the first admin.
    Init(Init),
    /// Looks after the keys that access tokens are signed with.
    Keys {
        /// What to do with them.
        #[command(subcommand)]
        act: Keys,
    },
    /// Prints an access token for a service, making its account if need be.
    Token(Token),
    /// Looks after accounts.
    User {
        /// What to do with them.
        #[command(subcommand)]
        act: User,
    },
    /// Looks after what belongs beside articles.
    Related {
        /// What to do with it.
        #[command(subcommand)]
        act: RelatedAct,
    },
    /// Looks after what articles are found by.
    Search {
        /// What to do with it.
        #[command(subcommand)]
        act: SearchAct,
    },
    /// Says how far the consumers of the change log have come, and what they set aside.
    ChangeLog,
}

/// What to do with what belongs beside articles.
#[derive(Debug, Clone, Subcommand)]
pub enum RelatedAct {
    /// Makes all lists anew, also beside a running server.
    Rebuild {
        /// With the weights that are in force, in place of those of the archive as it is.
        #[arg(long, env = "STANDFIRST_KEEP_WEIGHTS")]
        keep_weights: bool,
    },
}

/// What to do with what articles are found by.
#[derive(Debug, Clone, Copy, Subcommand)]
pub enum SearchAct {
    /// Writes the index anew, also beside a running server.
    Rebuild,
}

/// Switches of `migrate`.
#[derive(Debug, Clone, Args)]
pub struct Migrate {
    /// Only say what would be done.
    #[arg(long, env = "STANDFIRST_DRY_RUN")]
    pub dry_run: bool,
}

/// Switches of `schema`.
#[derive(Debug, Clone, Args)]
pub struct Schema {
    /// The file to write to, in place of standard output.
    #[arg(long, env = "STANDFIRST_OUTPUT", value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Where an import comes from.
#[derive(Debug, Clone, Args)]
pub struct Import {
    /// The form of the files.
    #[command(subcommand)]
    pub form: Form,
}

/// The form of the files of an import.
#[derive(Debug, Clone, Subcommand)]
pub enum Form {
    /// One JSON object a line, plain, gzip or zstd.
    Ndjson {
        /// The name under which the records' ids are remembered, so that a second import finds them again.
        #[arg(
            long,
            env = "STANDFIRST_SOURCE",
            value_name = "NAME",
            default_value = "ndjson"
        )]
        source: String,
        /// What every form takes.
        #[command(flatten)]
        intake: Intake,
    },
    /// WordPress exports (WXR), plain, gzip or zstd.
    Wxr(Intake),
}

/// Switches of every form of import.
#[derive(Debug, Clone, Args)]
pub struct Intake {
    /// The files, in order.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Only say what would be done.
    #[arg(long, env = "STANDFIRST_DRY_RUN")]
    pub dry_run: bool,
    /// Only where no article is kept yet; otherwise nothing is done.
    #[arg(long, env = "STANDFIRST_IF_EMPTY")]
    pub if_empty: bool,
    /// How many articles go in by one transaction, 1 to 500.
    #[arg(long, env = "STANDFIRST_BATCH", value_name = "ARTICLES", default_value_t = 500, value_parser = clap::value_parser!(u16).range(1..=500))]
    pub batch: u16,
    /// A file to write every bad record to.
    #[arg(long, env = "STANDFIRST_PROBLEMS", value_name = "FILE")]
    pub problems: Option<PathBuf>,
}

/// What configures the house, as it was said. An empty value counts as none.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Configuration")]
pub struct Flags {
    /// Where articles are kept: `sqlite://PATH` or `postgres://...` [default: standfirst.db in the data directory].
    #[arg(
        long,
        global = true,
        env = "STANDFIRST_DATABASE_URL",
        value_name = "URL",
        hide_env_values = true
    )]
    pub database_url: Option<String>,
    /// How many connections read at once [default: one for each processor, at least 4].
    #[arg(
        long,
        global = true,
        env = "STANDFIRST_DATABASE_READERS",
        value_name = "NUMBER"
    )]
    pub database_readers: Option<String>,
    /// The address to answer at [default: 127.0.0.1:8080]. Port 0 takes any that is free.
    #[arg(long, global = true, env = "STANDFIRST_LISTEN", value_name = "ADDRESS")]
    pub listen: Option<String>,
    /// The address under which readers find the pages [default: http:// and the address listened at].
    #[arg(long, global = true, env = "STANDFIRST_BASE_URL", value_name = "URL")]
    pub base_url: Option<String>,
    /// What the paper is called [default: Standfirst].
    #[arg(
        long,
        global = true,
        env = "STANDFIRST_PUBLICATION_NAME",
        value_name = "NAME"
    )]
    pub publication_name: Option<String>,
    /// The IANA time zone in which the paper's day begins [default: UTC].
    #[arg(long, global = true, env = "STANDFIRST_TIMEZONE", value_name = "ZONE")]
    pub timezone: Option<String>,
    /// What articles are written in unless they say otherwise [default: en].
    #[arg(long, global = true, env = "STANDFIRST_LANGUAGE", value_name = "TAG")]
    pub language: Option<String>,
    /// The directory for what the house keeps [default: ./data].
    #[arg(
        long,
        global = true,
        env = "STANDFIRST_DATA_DIR",
        value_name = "DIRECTORY"
    )]
    pub data_dir: Option<String>,
    /// The file of keys that access tokens are signed with [default: signing-keys.json in the data directory].
    #[arg(
        long,
        global = true,
        env = "STANDFIRST_SIGNING_KEYS",
        value_name = "FILE"
    )]
    pub signing_keys: Option<String>,
    /// A file that lists issuers elsewhere whose tokens are taken, with their public keys [default: none].
    #[arg(long, global = true, env = "STANDFIRST_ISSUERS", value_name = "FILE")]
    pub issuers: Option<String>,
    /// For work on one's own machine: opens introspection and GraphiQL, and logs as text on a terminal.
    #[arg(long, global = true, env = "STANDFIRST_DEV", value_name = "BOOLEAN", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub dev: Option<String>,
    /// Who may ask for the schema by query: on, keys or off [default: keys; on with --dev].
    #[arg(
        long,
        global = true,
        env = "STANDFIRST_INTROSPECTION",
        value_name = "WHO"
    )]
    pub introspection: Option<String>,
    /// Whether GraphiQL is served: on or off [default: off; on with --dev].
    #[arg(
        long,
        global = true,
        env = "STANDFIRST_GRAPHIQL",
        value_name = "SWITCH"
    )]
    pub graphiql: Option<String>,
    /// A directory of documents, one or more operations in each file NAME.graphql, that are trusted beside those that ship [default: none].
    #[arg(
        long,
        global = true,
        env = "STANDFIRST_OPERATIONS",
        value_name = "DIRECTORY"
    )]
    pub operations: Option<String>,
    /// Whether documents have to be trusted: off, prefer (those that are not are logged) or only [default: off].
    #[arg(
        long,
        global = true,
        env = "STANDFIRST_TRUSTED_DOCUMENTS",
        value_name = "WHICH"
    )]
    pub trusted_documents: Option<String>,
    /// Origins whose pages may ask from a browser, with commas between, or * for all [default: none].
    #[arg(
        long,
        global = true,
        env = "STANDFIRST_ALLOWED_ORIGINS",
        value_name = "ORIGINS"
    )]
    pub allowed_origins: Option<String>,
    /// For how many seconds browsers are told to come by HTTPS alone [default: they are told nothing].
    #[arg(long, global = true, env = "STANDFIRST_HSTS", value_name = "SECONDS")]
    pub hsts: Option<String>,
    /// Leave the database's tables as they are when the server starts.
    #[arg(long, global = true, env = "STANDFIRST_NO_MIGRATE", value_name = "BOOLEAN", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub no_migrate: Option<String>,
    /// How the log is written: json or text [default: json; text with --dev on a terminal].
    #[arg(
        long,
        global = true,
        env = "STANDFIRST_LOG_FORMAT",
        value_name = "FORMAT"
    )]
    pub log_format: Option<String>,
    /// What is logged: error, warn, info, debug or trace, also by target as in `info,standfirst=debug` [default: info,actix_http=off,actix_server=warn,sea_orm_migration=warn,sqlx=warn].
    #[arg(
        long,
        global = true,
        env = "STANDFIRST_LOG_LEVEL",
        value_name = "LEVEL"
    )]
    pub log_level: Option<String>,
    /// How far the house's clock is ahead, such as 90s, 2h or -1d; only with --dev [default: 0s].
    #[arg(
        long,
        global = true,
        env = "STANDFIRST_CLOCK_OFFSET",
        value_name = "DURATION",
        allow_hyphen_values = true
    )]
    pub clock_offset: Option<String>,
    /// How many threads answer [default: one for each processor].
    #[arg(long, global = true, env = "STANDFIRST_WORKERS", value_name = "NUMBER")]
    pub workers: Option<String>,
    /// The largest request body that is read, in bytes [default: 1048576].
    #[arg(
        long,
        global = true,
        env = "STANDFIRST_BODY_LIMIT_BYTES",
        value_name = "BYTES"
    )]
    pub body_limit_bytes: Option<String>,
    /// How long a request body may take to arrive [default: 10s].
    #[arg(
        long,
        global = true,
        env = "STANDFIRST_BODY_DEADLINE",
        value_name = "DURATION"
    )]
    pub body_deadline: Option<String>,
    /// How long an answer may take [default: 5s].
    #[arg(
        long,
        global = true,
        env = "STANDFIRST_REQUEST_DEADLINE",
        value_name = "DURATION"
    )]
    pub request_deadline: Option<String>,
    /// Limits that differ from their defaults, such as `tokens=8000,idle=30s`; docs/limits.md lists them all.
    #[arg(
        long,
        global = true,
        env = "STANDFIRST_LIMITS",
        value_name = "NAME=VALUE,.."
    )]
    pub limits: Option<String>,
    /// Whether points are counted: on or off; off only on a loopback address [default: on].
    #[arg(long, global = true, env = "STANDFIRST_QUOTA", value_name = "SWITCH")]
    pub quota: Option<String>,
    /// The proxies in front of the server whose word on a client's address is taken, as networks or addresses with commas between [default: none].
    #[arg(
        long,
        global = true,
        env = "STANDFIRST_TRUSTED_PROXIES",
        value_name = "NETWORKS"
    )]
    pub trusted_proxies: Option<String>,
    /// The paper's own front ends, which have larger quotas, as networks or addresses with commas between [default: none].
    #[arg(
        long,
        global = true,
        env = "STANDFIRST_FRONT_ENDS",
        value_name = "NETWORKS"
    )]
    pub front_ends: Option<String>,
}

/// A span of time in milliseconds, as switches of commands take it.
pub fn lifetime(text: &str) -> Option<i64> {
    let span = value::offset(text).ok()?;
    i64::try_from(span.as_millis()).ok()
}

#[cfg(test)]
mod tests {
    use clap::{Arg, Command, CommandFactory};

    use super::Cli;

    fn variable_of(argument: &Arg) -> Option<(String, String)> {
        let flag = argument
            .get_long()
            .filter(|flag| !matches!(*flag, "help" | "version"))?;
        let variable = argument
            .get_env()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        Some((flag.to_owned(), variable))
    }

    fn assert_named_alike(command: &Command) {
        for (flag, variable) in command.get_arguments().filter_map(variable_of) {
            assert_eq!(
                variable,
                format!("STANDFIRST_{}", flag.replace('-', "_").to_uppercase()),
                "--{flag} of {}",
                command.get_name()
            );
        }
        command.get_subcommands().for_each(assert_named_alike);
    }

    #[test]
    fn every_flag_has_the_variable_of_its_name() {
        assert_named_alike(&Cli::command());
        assert!(
            Cli::command()
                .get_arguments()
                .filter_map(variable_of)
                .count()
                >= 18
        );
    }

    #[test]
    fn the_flags_fit_together() {
        Cli::command().debug_assert();
    }
}
