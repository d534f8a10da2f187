//! The publication: its name, its time zone and the addresses of its pages.

pub use jiff::tz::TimeZone;

use crate::{language::Language, moment::Moment, slug::Slug, text::Name, web_url::WebUrl};

/// The publication.
#[derive(Debug, Clone)]
pub struct Publication {
    /// Name of the publication.
    pub name: Name,
    /// Time zone in which its calendar day begins and ends.
    pub timezone: TimeZone,
    /// Language of articles that name no other.
    pub language: Language,
    /// Address under which its pages live. Links are made from it and never from a request.
    pub base_url: WebUrl,
    /// Version of the settings; 0 while they are those of the configuration.
    pub version: u32,
}

/// Settings that admins may change: everything except the address of the pages.
#[derive(Debug, Clone)]
pub struct PublicationSettings {
    /// Version for optimistic locking; 0 while the settings are those of the configuration.
    pub version: u32,
    /// Name of the publication.
    pub name: Name,
    /// Time zone in which its calendar day begins and ends.
    pub timezone: TimeZone,
    /// Language of articles that name no other.
    pub language: Language,
}

/// Change of the settings. `None` keeps a field as it is.
#[derive(Debug, Clone, Default)]
pub struct PublicationSettingsChange {
    /// New name.
    pub name: Option<Name>,
    /// New time zone.
    pub timezone: Option<TimeZone>,
    /// New default language.
    pub language: Option<Language>,
}

/// Change of the settings, with the version that it was made from.
#[derive(Debug, Clone)]
pub struct PublicationSettingsUpdate {
    /// Version that the change was made from; another version is a conflict.
    pub expected_version: u32,
    /// The change.
    pub change: PublicationSettingsChange,
    /// Settings of the configuration. They are changed if no change was stored yet.
    pub configured: PublicationSettings,
}

impl PublicationSettings {
    /// The settings after a change, one version on.
    #[must_use]
    pub fn changed(self, change: &PublicationSettingsChange) -> Self {
        let PublicationSettingsChange {
            name,
            timezone,
            language,
        } = change.clone();
        Self {
            version: self.version.saturating_add(1),
            name: name.unwrap_or(self.name),
            timezone: timezone.unwrap_or(self.timezone),
            language: language.unwrap_or(self.language),
        }
    }
}

impl Publication {
    /// Settings of the publication.
    pub fn publication_settings(&self) -> PublicationSettings {
        PublicationSettings {
            version: self.version,
            name: self.name.clone(),
            timezone: self.timezone.clone(),
            language: self.language.clone(),
        }
    }

    /// The publication with other settings.
    #[must_use]
    pub fn with_settings(&self, settings: PublicationSettings) -> Self {
        Self {
            version: settings.version,
            name: settings.name,
            timezone: settings.timezone,
            language: settings.language,
            base_url: self.base_url.clone(),
        }
    }

    /// IANA name of the time zone; `UTC` if it has none.
    pub fn timezone_name(&self) -> &str {
        self.timezone.iana_name().unwrap_or("UTC")
    }

    /// Calendar day of the publication at a moment.
    pub fn day(&self, now: Moment) -> jiff::civil::Date {
        now.day_in(&self.timezone)
    }

    /// Address of the article with this slug.
    pub fn article_url(&self, slug: &Slug) -> String {
        self.page_url("articles", slug)
    }

    /// Address of the page of the tag with this slug.
    pub fn tag_url(&self, slug: &Slug) -> String {
        self.page_url("tags", slug)
    }

    fn page_url(&self, path: &str, slug: &Slug) -> String {
        let base = self.base_url.as_str().trim_end_matches('/');
        let segment: String =
            url::form_urlencoded::byte_serialize(slug.as_str().as_bytes()).collect();
        format!("{base}/{path}/{segment}")
    }
}
