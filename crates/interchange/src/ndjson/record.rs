//! A record as written on its line.

use std::borrow::Cow;

use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct Record<'a> {
    #[serde(borrow)]
    pub(super) id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) slug: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) title: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) standfirst: Option<Cow<'a, str>>,
    pub(super) kicker: Option<String>,
    #[serde(borrow)]
    pub(super) body: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) format: Option<Cow<'a, str>>,
    pub(super) status: Option<String>,
    pub(super) published_at: Option<String>,
    pub(super) updated_at: Option<String>,
    pub(super) embargoed_until: Option<String>,
    pub(super) expires_at: Option<String>,
    pub(super) dateline: Option<DatelineRecord>,
    pub(super) authors: Option<Vec<NamedEntry>>,
    pub(super) tags: Option<Vec<NamedEntry>>,
    pub(super) section: Option<String>,
    #[serde(alias = "language")]
    pub(super) lang: Option<String>,
    #[serde(borrow)]
    pub(super) source_url: Option<Cow<'a, str>>,
    pub(super) canonical_url: Option<String>,
    pub(super) related: Option<Vec<String>>,
    pub(super) credits: Option<Vec<CreditRecord>>,
    pub(super) image: Option<ImageRecord>,
    pub(super) seo: Option<SeoRecord>,
    pub(super) corrections: Option<Vec<CorrectionRecord>>,
    pub(super) retraction: Option<RetractionRecord>,
}

/// A tag or an author: a name, or a name with details.
#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "a tag or an author is a name, or an object with one"
)]
pub(super) enum NamedEntry {
    Name(String),
    Detailed {
        name: String,
        kind: Option<String>,
        role: Option<String>,
        bio: Option<String>,
    },
}

#[derive(Deserialize)]
pub(super) struct DatelineRecord {
    pub(super) place: String,
    pub(super) date: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct CreditRecord {
    pub(super) name: String,
    pub(super) url: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct ImageRecord {
    pub(super) url: String,
    pub(super) alt: Option<String>,
    pub(super) caption: Option<String>,
    pub(super) credit: Option<String>,
    pub(super) width: Option<serde_json::Number>,
    pub(super) height: Option<serde_json::Number>,
}

#[derive(Deserialize)]
pub(super) struct SeoRecord {
    pub(super) title: Option<String>,
    pub(super) description: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct CorrectionRecord {
    pub(super) at: String,
    pub(super) text: String,
}

#[derive(Deserialize)]
pub(super) struct RetractionRecord {
    pub(super) at: String,
    pub(super) reason: String,
}
