//! Kinds of settings that are texts: names, paths, a log filter and a list of limits.

use std::path::PathBuf;

use jiff::tz::TimeZone;
use standfirst_api::Limits;
use standfirst_domain::{language::Language, text::Name};
use tracing_subscriber::EnvFilter;

use super::{kind::Kind, mistake::InvalidValue};

/// Name of the publication.
pub(super) struct PublicationName;

impl Kind for PublicationName {
    type Value = Name;

    fn parse(&self, text: &str) -> Result<Name, InvalidValue> {
        Name::parse(text).map_err(|error| {
            InvalidValue::new(
                format!("is not usable: {error}"),
                "Write the name on one line.",
            )
        })
    }

    fn show(&self, value: &Name) -> Option<String> {
        Some(value.to_string())
    }

    fn accepts(&self) -> String {
        "up to 200 characters on one line".to_owned()
    }
}

/// IANA time zone.
pub(super) struct Zone;

impl Kind for Zone {
    type Value = TimeZone;

    fn parse(&self, text: &str) -> Result<TimeZone, InvalidValue> {
        TimeZone::get(text).map_err(|_| {
            InvalidValue::new(
                format!("is {text:?}, which is no IANA time zone"),
                "Name one such as Europe/Berlin, America/New_York or UTC.",
            )
        })
    }

    fn show(&self, value: &TimeZone) -> Option<String> {
        Some(value.iana_name().unwrap_or("UTC").to_owned())
    }

    fn accepts(&self) -> String {
        "an IANA time zone, such as Europe/Berlin".to_owned()
    }
}

/// BCP 47 language tag.
pub(super) struct LanguageTag;

impl Kind for LanguageTag {
    type Value = Language;

    fn parse(&self, text: &str) -> Result<Language, InvalidValue> {
        Language::parse(text).map_err(|error| {
            InvalidValue::new(
                format!("is {text:?}: {error}"),
                "Write a tag such as en, pt-BR or zh-Hant.",
            )
        })
    }

    fn show(&self, value: &Language) -> Option<String> {
        Some(value.to_string())
    }

    fn accepts(&self) -> String {
        "a BCP 47 language tag, such as pt-BR".to_owned()
    }
}

/// Path of a file or directory. The command that uses the path finds out whether it exists.
pub(super) struct Path;

impl Kind for Path {
    type Value = PathBuf;

    fn parse(&self, text: &str) -> Result<PathBuf, InvalidValue> {
        Ok(text.into())
    }

    fn show(&self, value: &PathBuf) -> Option<String> {
        Some(value.display().to_string())
    }

    fn accepts(&self) -> String {
        "a path".to_owned()
    }
}

/// Filter of log lines by level and target.
pub(super) struct LogFilter;

impl Kind for LogFilter {
    type Value = String;

    fn parse(&self, text: &str) -> Result<String, InvalidValue> {
        let levels = ["off", "error", "warn", "info", "debug", "trace"];
        // The library takes a word that is no level for a target, and would then hide all others.
        let is_known = text
            .split(',')
            .map(str::trim)
            .all(|part| part.contains(['=', '[']) || levels.contains(&part));
        match EnvFilter::builder().parse(text) {
            Ok(_) if is_known => Ok(text.to_owned()),
            _ => Err(InvalidValue::new(
                format!("is {text:?}"),
                "Write error, warn, info, debug or trace, or such a list as info,standfirst=debug.",
            )),
        }
    }

    fn show(&self, value: &String) -> Option<String> {
        Some(value.clone())
    }

    fn accepts(&self) -> String {
        "off, error, warn, info, debug, trace, also for a target, such as info,standfirst=debug"
            .to_owned()
    }
}

/// Limits that differ from their defaults.
pub(super) struct LimitList;

impl Kind for LimitList {
    type Value = Limits;

    fn parse(&self, text: &str) -> Result<Limits, InvalidValue> {
        Limits::parse(text).map_err(|problems| {
            InvalidValue::new(
                format!("is not usable: {}", problems.join("; ")),
                "Write limits as tokens=8000,idle=30s; docs/limits.md names them with their ranges.",
            )
        })
    }

    fn show(&self, value: &Limits) -> Option<String> {
        Some(value.to_string())
    }

    fn accepts(&self) -> String {
        "limits by name, such as tokens=8000,idle=30s".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, LanguageTag, LimitList, LogFilter, PublicationName, Zone};

    #[test]
    fn zones_languages_and_names_are_checked() {
        for (text, is_valid) in [
            ("Mars/Olympus", false),
            ("Europe/Berlin", true),
            ("UTC", true),
        ] {
            assert_eq!(Zone.parse(text).is_ok(), is_valid, "{text}");
        }
        for (text, is_valid) in [("pt-BR", true), ("English please", false)] {
            assert_eq!(LanguageTag.parse(text).is_ok(), is_valid, "{text}");
        }
        assert!(PublicationName.parse("The Callowmouth Lantern").is_ok());
        assert!(PublicationName.parse(&"x".repeat(201)).is_err());
    }

    #[test]
    fn a_log_filter_holds_levels_and_targets() {
        for (text, is_valid) in [
            ("banana", false),
            ("info,standfirst=debug", true),
            ("a=b=c", false),
        ] {
            assert_eq!(LogFilter.parse(text).is_ok(), is_valid, "{text}");
        }
    }

    #[test]
    fn every_mistake_in_a_list_of_limits_is_reported() {
        let error = LimitList.parse("tokens=0,colour=3").unwrap_err();
        assert!(
            error.problem.contains("tokens") && error.problem.contains("colour"),
            "{error:?}"
        );
    }
}
