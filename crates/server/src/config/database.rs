//! Where articles are kept. The address may hold a password, so it shows itself without.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use url::Url;

use super::value::Wrong;

/// The address of the database.
#[derive(Clone, PartialEq, Eq)]
pub struct Database(Kind);

#[derive(Clone, PartialEq, Eq)]
enum Kind {
    Sqlite(PathBuf),
    Postgres(Url),
}

impl Database {
    /// The database that is kept in the data directory when no other is named.
    pub fn within(data_dir: &Path) -> Self {
        Self(Kind::Sqlite(data_dir.join("standfirst.db")))
    }

    /// Reads an address. What is wrong is said without repeating it, since a password may be in it.
    pub(super) fn parse(text: &str) -> Result<Self, Wrong> {
        let remedy = "Write it as sqlite://PATH or postgres://USER:PASSWORD@HOST/DATABASE.";
        if let Some(path) = text.strip_prefix("sqlite://") {
            let usable = !path.is_empty() && !path.contains(['?', '#']) && path != ":memory:";
            return if usable {
                Ok(Self(Kind::Sqlite(path.into())))
            } else {
                Err(("names no file that can be kept".to_owned(), remedy))
            };
        }
        let url = Url::parse(text)
            .map_err(|error| (format!("cannot be read as an address: {error}"), remedy))?;
        match url.scheme() {
            "postgres" | "postgresql" => Ok(Self(Kind::Postgres(url))),
            _ => Err((
                "is of neither kind that the house can keep articles in".to_owned(),
                remedy,
            )),
        }
    }

    /// The address with everything in it, for the store alone.
    pub fn url(&self) -> String {
        match &self.0 {
            Kind::Sqlite(path) => format!("sqlite://{}", path.display()),
            Kind::Postgres(url) => url.to_string(),
        }
    }

    /// The file, if it is kept in one.
    pub fn file(&self) -> Option<&Path> {
        match &self.0 {
            Kind::Sqlite(path) => Some(path),
            Kind::Postgres(_) => None,
        }
    }
}

fn without_secrets(url: &Url) -> String {
    let mut shown = url.clone();
    if url.password().is_some() {
        let _ = shown.set_password(Some("hidden"));
    }
    if url.query().is_some() {
        let harmless = [
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
            let value = if harmless.contains(&key.as_ref()) {
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
            Kind::Sqlite(_) => f.write_str(&self.url()),
            Kind::Postgres(url) => f.write_str(&without_secrets(url)),
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
    use super::Database;

    #[test]
    fn a_password_is_never_shown() {
        for text in [
            "postgres://desk:s3cret@db.example:5432/news",
            "postgres://desk@db.example/news?password=s3cret&sslmode=require",
        ] {
            let database = Database::parse(text).unwrap();
            assert!(
                !format!("{database} {database:?}").contains("s3cret"),
                "{database}"
            );
            assert!(database.to_string().contains("hidden") && database.url().contains("s3cret"));
        }
    }

    #[test]
    fn other_databases_are_refused_without_repeating_the_address() {
        for text in [
            "mysql://desk:s3cret@host/news",
            "sqlite://",
            "sqlite://:memory:",
            "s3cret",
            "postgres://desk:s3cret@:port/news",
        ] {
            let (problem, remedy) = Database::parse(text).unwrap_err();
            assert!(
                !format!("{problem}{remedy}").contains("s3cret"),
                "{problem}"
            );
        }
    }
}
