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
}

impl Publication {
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
