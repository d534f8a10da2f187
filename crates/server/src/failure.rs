//! Why a command could not do what was asked, in one clear line, and the code it ends with.

use std::{io, net::SocketAddr, path::PathBuf};

use standfirst_domain::error::Error;

use crate::{commands::import::Broken, config::Mistakes, keys::KeysRefused, output};

/// Why a command stopped.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The configuration is wrong.
    #[error(transparent)]
    Configuration(#[from] Mistakes),
    /// The directory for what the house keeps cannot be used.
    #[error("the directory {} cannot be used; make it writable or name another with --data-dir or --database-url", path.display())]
    Directory {
        /// The directory.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The store did not do its part.
    #[error(
        "the database {database} could not be {verb}; see that it is there and may be written to"
    )]
    Store {
        /// Its address without secrets.
        database: String,
        /// What was asked of it, as in "could not be ...".
        verb: &'static str,
        /// What it said.
        source: Error,
    },
    /// A preview version made the database.
    #[error(
        "the database {database} was made by a preview version of Standfirst, whose tables this version does not read; move it away, make a new one with `standfirst init` and import the content again with `standfirst import`"
    )]
    PreviewVersion {
        /// Its address without secrets.
        database: String,
    },
    /// Tables are missing that only `migrate` may make.
    #[error("the database {database} lacks {count} migrations; run `standfirst migrate` first")]
    Unmigrated {
        /// Its address without secrets.
        database: String,
        /// How many.
        count: usize,
    },
    /// The address is not free.
    #[error(
        "cannot listen on {address}; stop what listens there or choose another address with --listen"
    )]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// The server broke off.
    #[error("the server stopped")]
    Server(#[source] io::Error),
    /// A file could not be written.
    #[error("the file {} could not be written", path.display())]
    Output {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file of an import is not what it claims to be.
    #[error("{broken}; {filed}")]
    Broken {
        /// What is wrong with it.
        broken: Broken,
        /// What is here all the same.
        filed: Committed,
    },
    /// The store failed during an import.
    #[error("the store failed; {filed}; run the same import again and it goes on from there")]
    Interrupted {
        /// What is here all the same.
        filed: Committed,
        /// What the store said.
        source: Error,
    },
    /// A name that an import goes by cannot be used.
    #[error("--source is not usable")]
    SourceName(#[source] standfirst_domain::text::TextRefused),
    /// The keys cannot be used.
    #[error("the signing keys {} cannot be used", path.display())]
    Keys {
        /// The file.
        path: PathBuf,
        /// Why.
        source: KeysRefused,
    },
    /// The list of issuers cannot be used.
    #[error("the issuers {} cannot be used", path.display())]
    Issuers {
        /// The file.
        path: PathBuf,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// An account cannot be had or made as it was asked for.
    #[error("{0}")]
    Account(&'static str),
    /// Another rebuild of the related lists is under way.
    #[error(
        "another rebuild of the related lists is under way, by a server or by this command; run this one again when it has ended, or a quarter of a minute after it was cut short"
    )]
    Rebuilding,
    /// A part of the work ended before its time.
    #[error("a thread of the import stopped")]
    Thread(#[source] tokio::task::JoinError),
}

/// How much of an import is in the store, as a sentence says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Committed(pub u64);

impl std::fmt::Display for Committed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            0 => f.write_str("nothing was written"),
            1 => f.write_str("1 article was written before"),
            count => write!(f, "{count} articles were written before"),
        }
    }
}

impl Failure {
    /// The code that the process ends with: 2 for what the one who called can mend on the command line, 1 for all else.
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::Configuration(_) | Self::SourceName(_) | Self::Account(_) => 2,
            _ => 1,
        }
    }

    /// Tells whoever watches.
    pub fn tell(&self) {
        match self {
            Self::Configuration(mistakes) => output::notice(format_args!("standfirst: {mistakes}")),
            other => output::notice(format_args!("standfirst: {}", output::causes(other))),
        }
    }
}
