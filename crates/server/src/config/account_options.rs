//! Options of the commands for keys, tokens and accounts.

use clap::{Args, Subcommand};

/// Options of `init`.
#[derive(Debug, Clone, Args)]
pub struct InitOptions {
    /// Email address of the first admin. The password is generated and printed once.
    #[arg(long, env = "STANDFIRST_ADMIN", value_name = "EMAIL")]
    pub admin: Option<String>,
}

/// Subcommand of `keys`.
#[derive(Debug, Clone, Copy, Subcommand)]
pub enum KeysCommand {
    /// Adds a key that signs after an hour. Present keys stay valid for the tokens they signed.
    Rotate,
}

/// Options of `token`.
#[derive(Debug, Clone, Args)]
pub struct TokenOptions {
    /// Role of the service: reader, partner, author, editor or admin.
    #[arg(long, env = "STANDFIRST_ROLE", value_name = "ROLE")]
    pub role: String,
    /// Name of the service.
    #[arg(long, env = "STANDFIRST_SUBJECT", value_name = "NAME")]
    pub subject: String,
    /// Lifetime of the token, up to 24h.
    #[arg(
        long,
        env = "STANDFIRST_LIFETIME",
        value_name = "DURATION",
        default_value = "12h"
    )]
    pub lifetime: String,
}

/// Subcommand of `user`.
#[derive(Debug, Clone, Subcommand)]
pub enum UserCommand {
    /// Creates an account and prints its password once.
    Add {
        /// Email address for signing in.
        email: String,
        /// Role: reader, partner, author, editor or admin.
        #[arg(long, env = "STANDFIRST_ROLE", value_name = "ROLE")]
        role: String,
        /// Name of the account [default: the email address].
        #[arg(long, env = "STANDFIRST_NAME", value_name = "NAME")]
        name: Option<String>,
        /// Reads the password from standard input instead of generating one.
        #[arg(long, env = "STANDFIRST_PASSWORD_STDIN")]
        password_stdin: bool,
    },
    /// Changes the role of an account and ends its sessions.
    Role {
        /// Email address, or role and name of a service as in `editor:importer`.
        login: String,
        /// New role: reader, partner, author, editor or admin.
        #[arg(long, env = "STANDFIRST_ROLE", value_name = "ROLE")]
        role: String,
    },
    /// Sets a new password, prints it once, and ends the account's sessions.
    Password {
        /// Email address.
        login: String,
        /// Reads the password from standard input instead of generating one.
        #[arg(long, env = "STANDFIRST_PASSWORD_STDIN")]
        password_stdin: bool,
    },
    /// Suspends an account and ends its sessions.
    Suspend {
        /// Email address, or role and name of a service as in `editor:importer`.
        login: String,
        /// Lifts the suspension.
        #[arg(long, env = "STANDFIRST_LIFT")]
        lift: bool,
    },
}
