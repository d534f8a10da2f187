//! From a record to an article, with every reason against it.

use serde::{Deserialize, de::IntoDeserializer, de::value::Error as Unknown};
use standfirst_domain::{
    article::{Correction, Dateline, Retraction, Seo, Source},
    body::Image,
    contributor::{ContributorKind, Role},
    intake::{Intent, NamedCredit, NamedTag, NewArticle},
    language::Language,
    moment::Moment,
    slug::Slug,
    tag::TagKind,
    text::{Headline, Kicker, Label, Name, Standfirst},
    web_url::WebUrl,
};

use super::{record::*, text};
use crate::{
    Context, Problem,
    kept::{MOST_TAGS, keep_credit, keep_tag},
    links,
    problem::Reasons,
};

pub(super) fn article(
    mut record: Record<'_>,
    digest: [u8; 32],
    context: &Context<'_>,
) -> Result<NewArticle, Problem> {
    let mut reasons = Reasons::default();
    let why = &mut reasons;
    let id = why.take("id", Label::parse(record.id.as_deref().unwrap_or_default()));
    let identity = id.as_ref().and_then(|id| (context.identify)(id.as_str()));
    if id.is_some() && identity.is_none() {
        why.add("The record has no identity here yet; it must be given one before it is read.");
    }
    let headline = why.take(
        "title",
        Headline::parse(record.title.as_deref().unwrap_or_default()),
    );
    let url = optional(
        why,
        "source_url",
        record.source_url.as_deref(),
        WebUrl::parse,
    );
    let text = text::read(
        record.body.as_deref().unwrap_or_default(),
        record.format.as_deref(),
        url.as_ref(),
        why,
    );
    let parts = Parts::read(&mut record, why);
    let article = (|| {
        let (id, own, headline, (mut body, source_text)) = (id?, identity?, headline?, text?);
        text::add_sources(&mut body, record.credits.take().unwrap_or_default());
        let named = record
            .related
            .iter()
            .flatten()
            .filter_map(|id| (context.identify)(id))
            .collect();
        let wanted = [
            record.slug.as_deref().unwrap_or_default(),
            headline.as_str(),
            id.as_str(),
            "article",
        ];
        let slug = wanted.into_iter().find_map(Slug::from_text)?;
        Some(NewArticle {
            id: own,
            digest,
            slug,
            source: Source {
                system: context.system.clone(),
                id,
                url,
            },
            links: links::settle(&mut body, own, named, context.locate),
            headline,
            standfirst: parts.standfirst,
            kicker: parts.kicker,
            byline: parts.byline,
            dateline: parts.dateline,
            section: parts.section,
            tags: parts.tags,
            language: parts.language,
            lead_image: parts.lead_image,
            canonical_url: parts.canonical_url,
            seo: parts.seo,
            body,
            source_text: Some(source_text),
            intent: parts.intent?,
            updated_at: parts.updated_at,
            embargoed_until: parts.embargoed_until,
            expires_at: parts.expires_at,
            corrections: parts.corrections,
            retraction: parts.retraction,
        })
    })();
    reasons.settle(article)
}

/// All that does not need the identity or the text.
struct Parts {
    standfirst: Option<Standfirst>,
    kicker: Option<Kicker>,
    byline: Vec<NamedCredit>,
    dateline: Option<Dateline>,
    section: Option<Name>,
    tags: Vec<NamedTag>,
    language: Option<Language>,
    lead_image: Option<Image>,
    canonical_url: Option<WebUrl>,
    seo: Seo,
    intent: Option<Intent>,
    updated_at: Option<Moment>,
    embargoed_until: Option<Moment>,
    expires_at: Option<Moment>,
    corrections: Vec<Correction>,
    retraction: Option<Retraction>,
}

impl Parts {
    fn read(record: &mut Record<'_>, why: &mut Reasons) -> Self {
        let published_at = optional(
            why,
            "published_at",
            record.published_at.as_deref(),
            Moment::parse,
        );
        Self {
            standfirst: optional(
                why,
                "standfirst",
                record.standfirst.as_deref(),
                Standfirst::parse,
            ),
            kicker: optional(why, "kicker", record.kicker.as_deref(), Kicker::parse),
            byline: byline(record.authors.take().unwrap_or_default(), why),
            dateline: record
                .dateline
                .take()
                .and_then(|dateline| self::dateline(dateline, why)),
            section: optional(why, "section", record.section.as_deref(), Name::parse),
            tags: tags(record.tags.take().unwrap_or_default(), why),
            language: optional(why, "lang", record.lang.as_deref(), Language::parse),
            lead_image: record
                .image
                .take()
                .and_then(|image| self::image(image, why)),
            canonical_url: optional(
                why,
                "canonical_url",
                record.canonical_url.as_deref(),
                WebUrl::parse,
            ),
            seo: seo(record.seo.take(), why),
            intent: intent(record.status.as_deref(), published_at, why),
            updated_at: optional(
                why,
                "updated_at",
                record.updated_at.as_deref(),
                Moment::parse,
            ),
            embargoed_until: optional(
                why,
                "embargoed_until",
                record.embargoed_until.as_deref(),
                Moment::parse,
            ),
            expires_at: optional(
                why,
                "expires_at",
                record.expires_at.as_deref(),
                Moment::parse,
            ),
            corrections: corrections(record.corrections.take().unwrap_or_default(), why),
            retraction: record
                .retraction
                .take()
                .and_then(|retraction| self::retraction(&retraction, why)),
        }
    }
}

/// A value that may be missing or empty.
fn optional<T, E: std::fmt::Display>(
    why: &mut Reasons,
    field: &str,
    text: Option<&str>,
    parse: impl Fn(&str) -> Result<T, E>,
) -> Option<T> {
    let text = text.filter(|text| !text.trim().is_empty())?;
    why.take(field, parse(text))
}

/// A word out of a fixed list, the default when it is missing.
fn word<T: for<'de> Deserialize<'de> + Default>(
    why: &mut Reasons,
    field: &str,
    word: Option<&str>,
) -> T {
    let Some(word) = word.filter(|word| !word.is_empty()) else {
        return T::default();
    };
    let read: Result<T, Unknown> = T::deserialize(word.into_deserializer());
    why.take(field, read).unwrap_or_default()
}

fn byline(entries: Vec<Entry>, why: &mut Reasons) -> Vec<NamedCredit> {
    let mut byline = Vec::new();
    for entry in entries {
        let (name, role, kind, bio) = match entry {
            Entry::Name(name) => (name, Role::default(), ContributorKind::default(), None),
            Entry::Told {
                name,
                kind,
                role,
                bio,
            } => (
                name,
                word(why, "authors.role", role.as_deref()),
                word(why, "authors.kind", kind.as_deref()),
                bio,
            ),
        };
        why.take("authors", keep_credit(&mut byline, &name, role, kind, bio));
    }
    byline
}

fn tags(entries: Vec<Entry>, why: &mut Reasons) -> Vec<NamedTag> {
    let mut tags = Vec::new();
    for entry in entries {
        let (name, kind): (_, TagKind) = match entry {
            Entry::Name(name) => (name, TagKind::default()),
            Entry::Told { name, kind, .. } => (name, word(why, "tags.kind", kind.as_deref())),
        };
        why.take("tags", keep_tag(&mut tags, &name, kind));
    }
    if tags.len() > MOST_TAGS {
        why.add(format!(
            "The field tags names {} tags, and {MOST_TAGS} are the most an article may have. Remove some.",
            tags.len()
        ));
    }
    tags
}

fn dateline(record: DatelineRecord, why: &mut Reasons) -> Option<Dateline> {
    let place = why.take("dateline.place", Label::parse(&record.place));
    let day = optional(
        why,
        "dateline.date",
        record.date.as_deref(),
        str::parse::<jiff::civil::Date>,
    );
    Some(Dateline { place: place?, day })
}

fn image(record: ImageRecord, why: &mut Reasons) -> Option<Image> {
    let line = |why: &mut Reasons, field: &str, text: Option<String>| {
        optional(why, field, text.as_deref(), Label::parse).map(|label| label.to_string())
    };
    let url = why.take("image.url", WebUrl::parse(&record.url));
    let alt = line(why, "image.alt", record.alt).unwrap_or_default();
    let caption = line(why, "image.caption", record.caption);
    let credit = line(why, "image.credit", record.credit);
    Some(Image {
        url: url?,
        alt,
        caption,
        credit,
        width: record.width,
        height: record.height,
    })
}

fn seo(record: Option<SeoRecord>, why: &mut Reasons) -> Seo {
    let Some(record) = record else {
        return Seo::default();
    };
    Seo {
        title: optional(why, "seo.title", record.title.as_deref(), Label::parse),
        description: optional(
            why,
            "seo.description",
            record.description.as_deref(),
            Label::parse,
        ),
    }
}

fn intent(status: Option<&str>, published_at: Option<Moment>, why: &mut Reasons) -> Option<Intent> {
    match status.unwrap_or("published") {
        "published" => Some(Intent::Published(published_at)),
        "draft" => Some(Intent::Draft),
        "in_review" => Some(Intent::InReview),
        "unpublished" => Some(Intent::Unpublished),
        other => {
            why.add(format!(
                "The field status is {other:?}, which is unknown. Write draft, in_review, published or unpublished."
            ));
            None
        }
    }
}

fn corrections(records: Vec<CorrectionRecord>, why: &mut Reasons) -> Vec<Correction> {
    let mut read = |record: CorrectionRecord| {
        let at = why.take("corrections.at", Moment::parse(&record.at));
        let text = why.take("corrections.text", Label::parse(&record.text));
        Some(Correction {
            at: at?,
            text: text?,
        })
    };
    records.into_iter().filter_map(&mut read).collect()
}

fn retraction(record: &RetractionRecord, why: &mut Reasons) -> Option<Retraction> {
    let at = why.take("retraction.at", Moment::parse(&record.at));
    let reason = why.take("retraction.reason", Label::parse(&record.reason));
    Some(Retraction {
        at: at?,
        reason: reason?,
    })
}
