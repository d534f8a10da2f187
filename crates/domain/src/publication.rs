//! The publication itself: what the paper is called and where its day begins.

pub use jiff::tz::TimeZone;

use crate::{language::Language, moment::Moment, slug::Slug, text::Name, web_url::WebUrl};

/// The paper.
#[derive(Debug, Clone)]
pub struct Publication {
    /// As on the masthead.
    pub name: Name,
    /// Where its day begins and ends.
    pub timezone: TimeZone,
    /// What it is written in unless an article says otherwise.
    pub language: Language,
    /// The address under which its pages live. Links are made from this and never from a request.
    pub base_url: WebUrl,
    /// How often what it says of itself was changed here; 0 while it says what the configuration does.
    pub version: u32,
}

/// What a publication says of itself and admins may change: all but where its pages live.
#[derive(Debug, Clone)]
pub struct PublicationSettings {
    /// How often it was changed here; 0 while it is the configuration's.
    pub version: u32,
    /// As on the masthead.
    pub name: Name,
    /// Where its day begins and ends.
    pub timezone: TimeZone,
    /// What it is written in unless an article says otherwise.
    pub language: Language,
}

/// A change of what a publication says of itself. `None` keeps what there is.
#[derive(Debug, Clone, Default)]
pub struct PublicationSettingsChange {
    /// As on the masthead.
    pub name: Option<Name>,
    /// Where its day begins and ends.
    pub timezone: Option<TimeZone>,
    /// What it is written in unless an article says otherwise.
    pub language: Option<Language>,
}

/// The act of changing it.
#[derive(Debug, Clone)]
pub struct PublicationSettingsUpdate {
    /// The version that whoever changes it has seen.
    pub expected_version: u32,
    /// What is changed.
    pub change: PublicationSettingsChange,
    /// What the configuration says, which is changed where nothing ever was.
    pub configured: PublicationSettings,
}

impl PublicationSettings {
    /// The publication settings so changed, one version on.
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
    /// What it says of itself.
    pub fn publication_settings(&self) -> PublicationSettings {
        PublicationSettings {
            version: self.version,
            name: self.name.clone(),
            timezone: self.timezone.clone(),
            language: self.language.clone(),
        }
    }

    /// The publication as it says so of itself.
    #[must_use]
    pub fn saying(&self, settings: PublicationSettings) -> Self {
        Self {
            version: settings.version,
            name: settings.name,
            timezone: settings.timezone,
            language: settings.language,
            base_url: self.base_url.clone(),
        }
    }

    /// The IANA name of the time zone.
    pub fn timezone_name(&self) -> &str {
        self.timezone.iana_name().unwrap_or("UTC")
    }

    /// The paper's calendar day at a moment.
    pub fn day(&self, now: Moment) -> jiff::civil::Date {
        now.day_in(&self.timezone)
    }

    /// The address of the article that has this slug.
    pub fn article_url(&self, slug: &Slug) -> String {
        self.page("articles", slug)
    }

    /// The address of the page of the tag that has this slug.
    pub fn tag_url(&self, slug: &Slug) -> String {
        self.page("tags", slug)
    }

    fn page(&self, shelf: &str, slug: &Slug) -> String {
        let base = self.base_url.as_str().trim_end_matches('/');
        let segment: String =
            url::form_urlencoded::byte_serialize(slug.as_str().as_bytes()).collect();
        format!("{base}/{shelf}/{segment}")
    }
}
