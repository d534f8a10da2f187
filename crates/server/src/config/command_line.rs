//! Command line: the commands of `standfirst` and their own options. The settings are in the table.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use super::{
    account_options::{InitOptions, KeysCommand, TokenOptions, UserCommand},
    given::GivenSettings,
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
pub struct CommandLine {
    /// Settings.
    #[command(flatten)]
    pub settings: GivenSettings,
    /// Command.
    #[command(subcommand)]
    pub command: Command,
}

/// Command.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// Serves the API until it is stopped.
    Serve,
    /// Migrates the database to the tables of this version.
    Migrate(MigrateOptions),
    /// Writes the GraphQL schema.
    Schema(SchemaOptions),
    /// Prints the effective configuration, or every mistake in it.
    Check,
    /// Imports articles from other systems.
    Import(ImportOptions),
    /// Prepares a new installation: signing keys, tables and, on request, the first admin.
    Init(InitOptions),
    /// Manages the keys that sign access tokens.
    Keys {
        /// Subcommand.
        #[command(subcommand)]
        command: KeysCommand,
    },
    /// Prints an access token for a service, and creates its account if necessary.
    Token(TokenOptions),
    /// Manages accounts.
    User {
        /// Subcommand.
        #[command(subcommand)]
        command: UserCommand,
    },
    /// Manages related articles.
    Related {
        /// Subcommand.
        #[command(subcommand)]
        command: RelatedCommand,
    },
    /// Manages the search index.
    Search {
        /// Subcommand.
        #[command(subcommand)]
        command: SearchCommand,
    },
    /// Prints the lag of each consumer of the change log, and the dead letters.
    Consumers,
}

/// Subcommand of `related`.
#[derive(Debug, Clone, Copy, Subcommand)]
pub enum RelatedCommand {
    /// Recomputes all related lists. Servers may run meanwhile.
    Rebuild {
        /// Keeps the present idf table instead of computing a new one.
        #[arg(long, env = "STANDFIRST_KEEP_IDF_TABLE")]
        keep_idf_table: bool,
    },
}

/// Subcommand of `search`.
#[derive(Debug, Clone, Copy, Subcommand)]
pub enum SearchCommand {
    /// Rebuilds the search index. Servers may run meanwhile.
    Rebuild,
}

/// Options of `migrate`.
#[derive(Debug, Clone, Args)]
pub struct MigrateOptions {
    /// Prints what would be done, and changes nothing.
    #[arg(long, env = "STANDFIRST_DRY_RUN")]
    pub dry_run: bool,
}

/// Options of `schema`.
#[derive(Debug, Clone, Args)]
pub struct SchemaOptions {
    /// File for the schema [default: standard output].
    #[arg(long, env = "STANDFIRST_OUTPUT", value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Options of `import`.
#[derive(Debug, Clone, Args)]
pub struct ImportOptions {
    /// Format of the files.
    #[command(subcommand)]
    pub format: ImportFormat,
}

/// Format of the files of an import.
#[derive(Debug, Clone, Subcommand)]
pub enum ImportFormat {
    /// NDJSON: one JSON object per line, plain or compressed with gzip or zstd.
    Ndjson {
        /// Name of the source system. A later import under the same name finds the articles again.
        #[arg(
            long,
            env = "STANDFIRST_SOURCE",
            value_name = "NAME",
            default_value = "ndjson"
        )]
        source: String,
        /// Options of every format.
        #[command(flatten)]
        files: ImportFiles,
    },
    /// WordPress exports (WXR), plain or compressed with gzip or zstd.
    Wxr(ImportFiles),
}

/// Options of every import format.
#[derive(Debug, Clone, Args)]
pub struct ImportFiles {
    /// Files, in order.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Prints what would be done, and changes nothing.
    #[arg(long, env = "STANDFIRST_DRY_RUN")]
    pub dry_run: bool,
    /// Imports only if the database holds no article.
    #[arg(long, env = "STANDFIRST_IF_EMPTY")]
    pub if_empty: bool,
    /// Number of articles in one transaction, 1 to 500.
    #[arg(long, env = "STANDFIRST_BATCH", value_name = "ARTICLES", default_value_t = 500, value_parser = clap::value_parser!(u16).range(1..=500))]
    pub batch: u16,
    /// File to which every invalid record is reported.
    #[arg(long, env = "STANDFIRST_PROBLEMS", value_name = "FILE")]
    pub problems: Option<PathBuf>,
}

#[cfg(test)]
mod tests {
    use clap::{Arg, Command, CommandFactory, Parser};

    use super::{super::table::Configuration, CommandLine};

    /// Flag and environment variable of an argument that has a flag of its own.
    fn flag_and_variable(argument: &Arg) -> Option<(String, String)> {
        let flag = argument
            .get_long()
            .filter(|flag| !matches!(*flag, "help" | "version"))?;
        let variable = argument
            .get_env()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        Some((flag.to_owned(), variable))
    }

    fn assert_variables_of(command: &Command) {
        for (flag, variable) in command.get_arguments().filter_map(flag_and_variable) {
            assert_eq!(
                variable,
                format!("STANDFIRST_{}", flag.replace('-', "_").to_uppercase()),
                "--{flag} of {}",
                command.get_name()
            );
        }
        command.get_subcommands().for_each(assert_variables_of);
    }

    #[test]
    fn every_flag_has_the_variable_of_its_name() {
        assert_variables_of(&CommandLine::command());
        let flags = CommandLine::command()
            .get_arguments()
            .filter_map(flag_and_variable)
            .count();
        assert_eq!(flags, 29);
    }

    #[test]
    fn the_command_line_definition_is_valid() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn settings_are_read_before_and_after_the_command() {
        for arguments in [
            &["standfirst", "--dev", "--clock-offset", "-1d", "serve"][..],
            &["standfirst", "serve", "--dev=true", "--clock-offset=-1d"],
            &["standfirst", "serve", "--clock-offset", "-1d", "--dev"],
        ] {
            let line = CommandLine::try_parse_from(arguments).unwrap();
            let configuration = Configuration::check(&line.settings).unwrap();
            assert!(configuration.dev, "{arguments:?}");
            assert_eq!(configuration.clock_offset.as_hours(), -24, "{arguments:?}");
        }
    }

    #[test]
    fn help_names_default_accepted_values_and_variable() {
        let help = CommandLine::command().render_long_help().to_string();
        let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            help.contains(
                "Number of worker threads that answer requests. [default: one for each processor] \
                 [accepts: 1 to 1024] [env: STANDFIRST_WORKERS="
            ),
            "{help}"
        );
    }
}
