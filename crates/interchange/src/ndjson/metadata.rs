//! Fields of a record that depend neither on its identity nor on its body.

use standfirst_domain::{
    article::{Correction, Dateline, Retraction, Seo},
    body::Image,
    import::{ImportedCredit, ImportedTag, InitialStatus},
    language::Language,
    moment::Moment,
    text::{Kicker, Label, Name, Standfirst},
    web_url::WebUrl,
};

use super::{dates::Dates, field::optional, image, names, record::*};
use crate::invalid_record::Reasons;

/// Fields of a record that depend neither on its identity nor on its body.
pub(super) struct Metadata {
    pub(super) standfirst: Option<Standfirst>,
    pub(super) kicker: Option<Kicker>,
    pub(super) byline: Vec<ImportedCredit>,
    pub(super) dateline: Option<Dateline>,
    pub(super) section: Option<Name>,
    pub(super) tags: Vec<ImportedTag>,
    pub(super) language: Option<Language>,
    pub(super) lead_image: Option<Image>,
    pub(super) canonical_url: Option<WebUrl>,
    pub(super) seo: Seo,
    pub(super) initial_status: Option<InitialStatus>,
    pub(super) updated_at: Option<Moment>,
    pub(super) embargoed_until: Option<Moment>,
    pub(super) expires_at: Option<Moment>,
    pub(super) corrections: Vec<Correction>,
    pub(super) retraction: Option<Retraction>,
}

impl Metadata {
    pub(super) fn read(record: &mut Record<'_>, reasons: &mut Reasons) -> Self {
        let dates = Dates::read(record, reasons);
        Self {
            standfirst: optional(
                reasons,
                "standfirst",
                record.standfirst.as_deref(),
                Standfirst::parse,
            ),
            kicker: optional(reasons, "kicker", record.kicker.as_deref(), Kicker::parse),
            byline: names::byline(record.authors.take().unwrap_or_default(), reasons),
            dateline: record
                .dateline
                .take()
                .and_then(|dateline| self::dateline(dateline, reasons)),
            section: optional(reasons, "section", record.section.as_deref(), Name::parse),
            tags: names::tags(record.tags.take().unwrap_or_default(), reasons),
            language: optional(reasons, "lang", record.lang.as_deref(), Language::parse),
            lead_image: record
                .image
                .take()
                .and_then(|image| image::read_image(image, reasons)),
            canonical_url: optional(
                reasons,
                "canonical_url",
                record.canonical_url.as_deref(),
                WebUrl::parse,
            ),
            seo: seo(record.seo.take(), reasons),
            initial_status: initial_status(record.status.as_deref(), dates.published_at, reasons),
            updated_at: dates.updated_at,
            embargoed_until: dates.embargoed_until,
            expires_at: dates.expires_at,
            corrections: corrections(record.corrections.take().unwrap_or_default(), reasons),
            retraction: dates.retraction,
        }
    }
}

fn dateline(record: DatelineRecord, reasons: &mut Reasons) -> Option<Dateline> {
    let place = reasons.check("dateline.place", Label::parse(&record.place));
    let day = optional(
        reasons,
        "dateline.date",
        record.date.as_deref(),
        str::parse::<jiff::civil::Date>,
    );
    Some(Dateline { place: place?, day })
}

fn seo(record: Option<SeoRecord>, reasons: &mut Reasons) -> Seo {
    let Some(record) = record else {
        return Seo::default();
    };
    Seo {
        title: optional(reasons, "seo.title", record.title.as_deref(), Label::parse),
        description: optional(
            reasons,
            "seo.description",
            record.description.as_deref(),
            Label::parse,
        ),
    }
}

fn initial_status(
    status: Option<&str>,
    published_at: Option<Moment>,
    reasons: &mut Reasons,
) -> Option<InitialStatus> {
    match status.unwrap_or("published") {
        "published" => Some(InitialStatus::Published(published_at)),
        "draft" => Some(InitialStatus::Draft),
        "in_review" => Some(InitialStatus::InReview),
        "unpublished" => Some(InitialStatus::Unpublished),
        other => {
            reasons.add(format!(
                "The field status is {other:?}, which is unknown. Use draft, in_review, published or unpublished."
            ));
            None
        }
    }
}

fn corrections(records: Vec<CorrectionRecord>, reasons: &mut Reasons) -> Vec<Correction> {
    let mut read = |record: CorrectionRecord| {
        let at = reasons.check("corrections.at", Moment::parse(&record.at));
        let text = reasons.check("corrections.text", Label::parse(&record.text));
        Some(Correction {
            at: at?,
            text: text?,
        })
    };
    records.into_iter().filter_map(&mut read).collect()
}
