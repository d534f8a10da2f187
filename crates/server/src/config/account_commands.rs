//! Switches of the commands for keys, tokens and accounts.

use clap::{Args, Subcommand};

/// Switches of `init`.
#[derive(Debug, Clone, Args)]
pub struct Init {
    /// The email address of the first admin, whose password is made and printed once.
    #[arg(long, env = "STANDFIRST_ADMIN", value_name = "EMAIL")]
    pub admin: Option<String>,
}

/// What to do with the keys.
#[derive(Debug, Clone, Subcommand)]
pub enum Keys {
    /// Adds a key that signs from an hour hence, and keeps the present ones for what they signed.
    Rotate,
}

/// Switches of `token`.
#[derive(Debug, Clone, Args)]
pub struct Token {
    /// What the service is trusted with: reader, partner, author, editor or admin.
    #[arg(long, env = "STANDFIRST_ROLE", value_name = "ROLE")]
    pub role: String,
    /// The service's name.
    #[arg(long, env = "STANDFIRST_SUBJECT", value_name = "NAME")]
    pub subject: String,
    /// How long the token is good, up to 24h.
    #[arg(
        long,
        env = "STANDFIRST_LIFETIME",
        value_name = "DURATION",
        default_value = "12h"
    )]
    pub lifetime: String,
}

/// What to do with accounts.
#[derive(Debug, Clone, Subcommand)]
pub enum User {
    /// Makes an account and prints its password once.
    Add {
        /// The email address it signs in with.
        email: String,
        /// What it is trusted with: reader, partner, author, editor or admin.
        #[arg(long, env = "STANDFIRST_ROLE", value_name = "ROLE")]
        role: String,
        /// What it is called [default: the email address].
        #[arg(long, env = "STANDFIRST_NAME", value_name = "NAME")]
        name: Option<String>,
        /// Read the password from standard input in place of making one.
        #[arg(long, env = "STANDFIRST_PASSWORD_STDIN")]
        password_stdin: bool,
    },
    /// Gives an account another role, and ends its sessions.
    Role {
        /// Its email address, or role and name of a service as in `editor:importer`.
        login: String,
        /// What it is trusted with from now on.
        #[arg(long, env = "STANDFIRST_ROLE", value_name = "ROLE")]
        role: String,
    },
    /// Gives an account another password, prints it once, and ends the account's sessions.
    Password {
        /// Its email address.
        login: String,
        /// Read the password from standard input in place of making one.
        #[arg(long, env = "STANDFIRST_PASSWORD_STDIN")]
        password_stdin: bool,
    },
    /// Keeps an account out, and ends its sessions.
    Suspend {
        /// Its email address, or role and name of a service as in `editor:importer`.
        login: String,
        /// Let it come in again.
        #[arg(long, env = "STANDFIRST_LIFT")]
        lift: bool,
    },
}
