//! Shows what the configuration comes to, with secrets hidden.

use std::fmt;

use super::Configuration;

impl Configuration {
    fn shown(&self) -> [(&'static str, String); 28] {
        let base_url = self
            .base_url
            .as_ref()
            .map_or_else(|| format!("http://{}", self.listen), ToString::to_string);
        [
            ("database-url", self.database.to_string()),
            ("database-readers", self.database_readers.to_string()),
            ("listen", self.listen.to_string()),
            ("base-url", base_url),
            ("publication-name", self.publication_name.to_string()),
            (
                "timezone",
                self.timezone.iana_name().unwrap_or("UTC").to_owned(),
            ),
            ("language", self.language.to_string()),
            ("data-dir", self.data_dir.display().to_string()),
            ("signing-keys", self.keys_file().display().to_string()),
            (
                "issuers",
                self.issuers
                    .as_ref()
                    .map_or_else(String::new, |path| path.display().to_string()),
            ),
            ("dev", self.dev.to_string()),
            ("introspection", self.introspection.to_string()),
            (
                "graphiql",
                if self.graphiql { "on" } else { "off" }.to_owned(),
            ),
            (
                "operations",
                self.operations
                    .as_ref()
                    .map_or_else(String::new, |path| path.display().to_string()),
            ),
            ("trusted-documents", self.trusted_documents.to_string()),
            ("allowed-origins", self.allowed_origins.join(",")),
            ("no-migrate", self.no_migrate.to_string()),
            ("log-format", self.log_format.to_string()),
            ("log-level", self.log_level.clone()),
            ("clock-offset", format!("{:#}", self.clock_offset)),
            ("workers", self.workers.to_string()),
            ("body-limit-bytes", self.body_limit_bytes.to_string()),
            ("body-deadline", format!("{:?}", self.body_deadline)),
            ("request-deadline", format!("{:?}", self.request_deadline)),
            ("limits", self.limits.to_string()),
            ("quota", if self.quota { "on" } else { "off" }.to_owned()),
            ("trusted-proxies", self.trusted_proxies.to_string()),
            ("front-ends", self.front_ends.to_string()),
        ]
    }
}

impl fmt::Display for Configuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (name, value)) in self.shown().iter().enumerate() {
            let line_break = if index == 0 { "" } else { "\n" };
            write!(f, "{line_break}{name:<18}{value}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use clap::{Args, Command};

    use super::super::{Configuration, Flags};

    #[test]
    fn every_flag_is_shown_under_its_name() {
        let command = Flags::augment_args(Command::new("standfirst"));
        let mut flags: Vec<_> = command
            .get_arguments()
            .filter_map(|argument| argument.get_long())
            .collect();
        let configuration = Configuration::check(&Flags::default()).unwrap();
        let mut shown: Vec<_> = configuration
            .shown()
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        flags.sort_unstable();
        shown.sort_unstable();
        assert_eq!(flags, shown);
    }
}
