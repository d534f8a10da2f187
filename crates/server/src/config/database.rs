//! Database address. The address may hold a password, which is never shown.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use url::Url;

use super::{kind::Kind, mistake::InvalidValue};

/// Address of the database.
#[derive(Clone, PartialEq, Eq)]
pub struct Database(Engine);

#[derive(Clone, PartialEq, Eq)]
enum Engine {
    Sqlite(PathBuf),
    Postgres(Url),
}

impl Database {
    /// Default database: a file in the data directory.
    pub(super) fn in_directory(data_dir: &Path) -> Self {
        Self(Engine::Sqlite(data_dir.join("standfirst.db")))
    }

    /// Complete address with the password, for the database driver only.
    pub fn url(&self) -> String {
        match &self.0 {
            Engine::Sqlite(path) => format!("sqlite://{}", path.display()),
            Engine::Postgres(url) => url.to_string(),
        }
    }

    /// Path of an SQLite database. `None` for PostgreSQL.
    pub fn file(&self) -> Option<&Path> {
        match &self.0 {
            Engine::Sqlite(path) => Some(path),
            Engine::Postgres(_) => None,
        }
    }
}

/// Kind of the database setting.
pub(super) struct DatabaseUrl;

impl Kind for DatabaseUrl {
    type Value = Database;

    /// Parses an address. No message repeats the address, because it may hold a password.
    fn parse(&self, text: &str) -> Result<Database, InvalidValue> {
        let remedy = "Write it as sqlite://PATH or postgres://USER:PASSWORD@HOST/DATABASE.";
        if let Some(path) = text.strip_prefix("sqlite://") {
            // A memory database would lose everything at the end of each command.
            let is_file = !path.is_empty() && !path.contains(['?', '#']) && path != ":memory:";
            return if is_file {
                Ok(Database(Engine::Sqlite(path.into())))
            } else {
                Err(InvalidValue::new("does not name a database file", remedy))
            };
        }
        let url = Url::parse(text).map_err(|error| {
            InvalidValue::new(format!("cannot be read as an address: {error}"), remedy)
        })?;
        match url.scheme() {
            "postgres" | "postgresql" => Ok(Database(Engine::Postgres(url))),
            _ => Err(InvalidValue::new(
                "names neither an SQLite nor a PostgreSQL database",
                remedy,
            )),
        }
    }

    fn show(&self, value: &Database) -> Option<String> {
        Some(value.to_string())
    }

    fn accepts(&self) -> String {
        "sqlite://PATH, postgres://USER:PASSWORD@HOST/DATABASE".to_owned()
    }
}

fn without_secrets(url: &Url) -> String {
    let mut shown = url.clone();
    if url.password().is_some() {
        let _ = shown.set_password(Some("hidden"));
    }
    if url.query().is_some() {
        // An allow list: a driver may take a secret under a name that is not known here.
        let public = [
            "sslmode",
            "ssl-mode",
            "host",
            "port",
            "dbname",
            "user",
            "application_name",
            "options",
            "statement-cache-capacity",
        ];
        let pairs = url.query_pairs().map(|(key, value)| {
            let value = if public.contains(&key.as_ref()) {
                value
            } else {
                "hidden".into()
            };
            (key, value)
        });
        shown.query_pairs_mut().clear().extend_pairs(pairs);
    }
    shown.to_string()
}

impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Engine::Sqlite(_) => f.write_str(&self.url()),
            Engine::Postgres(url) => f.write_str(&without_secrets(url)),
        }
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Database({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::{DatabaseUrl, Kind};

    #[test]
    fn a_password_is_never_shown() {
        for text in [
            "postgres://desk:s3cret@db.example:5432/news",
            "postgres://desk@db.example/news?password=s3cret&sslmode=require",
        ] {
            let database = DatabaseUrl.parse(text).unwrap();
            assert!(
                !format!("{database} {database:?}").contains("s3cret"),
                "{database}"
            );
            assert!(database.to_string().contains("hidden") && database.url().contains("s3cret"));
        }
    }

    #[test]
    fn other_databases_are_rejected_without_repeating_the_address() {
        for text in [
            "mysql://desk:s3cret@host/news",
            "sqlite://",
            "sqlite://:memory:",
            "s3cret",
            "postgres://desk:s3cret@:port/news",
        ] {
            let error = DatabaseUrl.parse(text).unwrap_err();
            assert!(!format!("{error:?}").contains("s3cret"), "{error:?}");
        }
    }
}
