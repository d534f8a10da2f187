//! Errors of commands: one clear line on standard error, and the exit code of the process.

use std::{fmt, io, net::SocketAddr, path::PathBuf};

use standfirst_domain::{error::Error, text::InvalidText};

use crate::{
    commands::import::FileError, config::Mistakes, output, signing_keys::SigningKeysError,
};

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CommandError {
    /// The configuration has mistakes.
    #[error(transparent)]
    Configuration(#[from] Mistakes),
    /// The data directory is not usable.
    #[error("the directory {} cannot be used; make it writable or name another with --data-dir or --database-url", path.display())]
    Directory {
        /// Path of the directory.
        path: PathBuf,
        /// Error of the system.
        source: io::Error,
    },
    /// The database failed.
    #[error(
        "the database {database} could not be {operation}; check that it exists and can be written to"
    )]
    Database {
        /// Address without secrets.
        database: String,
        /// Operation that failed, as a past participle: "read", "migrated".
        operation: &'static str,
        /// Error of the database.
        source: Error,
    },
    /// A preview version made the database, and no migration leads to the present tables.
    #[error(
        "the database {database} was made by a preview version, whose tables this version cannot read; set `--database-url` to a new database and import the content again with `standfirst import`"
    )]
    DatabaseOfPreviewVersion {
        /// Address without secrets.
        database: String,
    },
    /// Tables are missing that only `migrate` may create here.
    #[error("the database {database} lacks {count} migrations; run `standfirst migrate` first")]
    PendingMigrations {
        /// Address without secrets.
        database: String,
        /// Number of migrations.
        count: usize,
    },
    /// The address is not free.
    #[error(
        "cannot listen on {address}; stop the program that listens there or choose another address with --listen"
    )]
    Listen {
        /// Configured address.
        address: SocketAddr,
        /// Error of the system.
        source: io::Error,
    },
    /// The server stopped because of an error.
    #[error("the server stopped")]
    Server(#[source] io::Error),
    /// A file could not be written.
    #[error("the file {} could not be written", path.display())]
    Output {
        /// Path of the file.
        path: PathBuf,
        /// Error of the system.
        source: io::Error,
    },
    /// A file of an import is not of its format.
    #[error("{error}; {written}")]
    ImportFile {
        /// Error in the file.
        error: FileError,
        /// Articles written before.
        written: WrittenArticles,
    },
    /// The database failed during an import.
    #[error("the database failed; {written}; run the same import again to continue")]
    ImportInterrupted {
        /// Articles written before.
        written: WrittenArticles,
        /// Error of the database.
        source: Error,
    },
    /// The name of an import's source is not usable.
    #[error("--source is not usable")]
    SourceName(#[source] InvalidText),
    /// The signing keys are not usable.
    #[error(transparent)]
    SigningKeys(#[from] SigningKeysError),
    /// The list of external issuers is not usable.
    #[error("the issuers {} cannot be used", path.display())]
    Issuers {
        /// Path of the file.
        path: PathBuf,
        /// Error in the file.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// An account cannot be found or created with the given options.
    #[error("{0}")]
    Account(&'static str),
    /// Another process recomputes the related lists.
    #[error(
        "a server or another command is rebuilding the related lists; run this command again when it has ended, or fifteen seconds after it was interrupted"
    )]
    RebuildRunning,
    /// A thread of an import panicked.
    #[error("a thread of the import stopped")]
    Thread(#[source] tokio::task::JoinError),
}

/// Number of articles that an import has written, as part of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WrittenArticles(pub u64);

impl fmt::Display for WrittenArticles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            0 => f.write_str("nothing was written"),
            1 => f.write_str("1 article was written before"),
            count => write!(f, "{count} articles were written before"),
        }
    }
}

impl CommandError {
    /// Exit code of the process: 2 for mistakes on the command line or in the configuration, 1 for
    /// all others.
    pub(crate) const fn exit_code(&self) -> u8 {
        match self {
            Self::Configuration(_) | Self::SourceName(_) | Self::Account(_) => 2,
            _ => 1,
        }
    }

    /// Prints the error on standard error.
    pub(crate) fn print(&self) {
        match self {
            // The list of mistakes has lines of its own, and quotes every given value.
            Self::Configuration(mistakes) => {
                output::print_notice(format_args!("standfirst: {mistakes}"))
            }
            other => {
                output::print_notice(format_args!("standfirst: {}", output::error_chain(other)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::{CommandError, WrittenArticles};
    use crate::config::Mistakes;

    #[test]
    fn mistakes_of_the_caller_exit_with_2_and_all_others_with_1() {
        for (error, code) in [
            (CommandError::Configuration(Mistakes(Vec::new())), 2),
            (CommandError::Account("no such account"), 2),
            (CommandError::RebuildRunning, 1),
            (CommandError::Server(io::ErrorKind::BrokenPipe.into()), 1),
        ] {
            assert_eq!(error.exit_code(), code, "{error}");
        }
    }

    #[test]
    fn written_articles_are_counted_in_words() {
        let texts = [0, 1, 2].map(|count| WrittenArticles(count).to_string());
        assert_eq!(
            texts,
            [
                "nothing was written",
                "1 article was written before",
                "2 articles were written before"
            ]
        );
    }
}
