//! The fields in which two revisions differ, and how their values are printed.

use super::super::Content;
use crate::{
    contributor::Credit,
    ids::{ArticleId, ContributorId, SectionId, TagId},
};

/// What identities are called.
pub trait Called {
    /// A tag.
    fn tag(&self, id: TagId) -> String;
    /// A section.
    fn section(&self, id: SectionId) -> String;
    /// A contributor.
    fn contributor(&self, id: ContributorId) -> String;
    /// An article.
    fn article(&self, id: ArticleId) -> String;
}

/// A field that differs, with its values as printed; `None` of one that says nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// Its name in the schema.
    pub field: &'static str,
    /// What it was.
    pub before: Option<String>,
    /// What it is.
    pub after: Option<String>,
}

/// The fields in which two revisions differ, by their names in the schema, the text among them as `body`.
pub fn changed_fields(
    before: &Content,
    after: &Content,
    is_body_changed: bool,
) -> Vec<&'static str> {
    let mut changed: Vec<_> = TESTS
        .iter()
        .filter(|(_, differs)| differs(before, after))
        .map(|(field, _)| *field)
        .collect();
    if is_body_changed {
        changed.push("body");
    }
    changed
}

type Differs = fn(&Content, &Content) -> bool;

/// Every field of a revision save its text, and whether it differs. The author's links follow from the text.
const TESTS: [(&str, Differs); 14] = [
    ("headline", |a, b| a.headline != b.headline),
    ("standfirst", |a, b| a.standfirst != b.standfirst),
    ("kicker", |a, b| a.kicker != b.kicker),
    ("slug", |a, b| a.slug != b.slug),
    ("byline", |a, b| a.byline != b.byline),
    ("dateline", |a, b| a.dateline != b.dateline),
    ("section", |a, b| a.section != b.section),
    ("tags", |a, b| a.tags != b.tags),
    ("language", |a, b| a.language != b.language),
    ("leadImage", |a, b| a.lead_image != b.lead_image),
    ("canonicalUrl", |a, b| a.canonical_url != b.canonical_url),
    ("seo", |a, b| a.seo != b.seo),
    ("pinned", |a, b| a.picks.pinned != b.picks.pinned),
    ("excluded", |a, b| a.picks.excluded != b.picks.excluded),
];

/// The fields in which two revisions differ, without their texts.
pub fn fields(before: &Content, after: &Content, called: &dyn Called) -> Vec<FieldChange> {
    changed_fields(before, after, false)
        .into_iter()
        .map(|field| FieldChange {
            field,
            before: printed(before, field, called),
            after: printed(after, field, called),
        })
        .collect()
}

/// A field as it is shown to an editor.
fn printed(content: &Content, field: &str, called: &dyn Called) -> Option<String> {
    let list = |names: Vec<String>| (!names.is_empty()).then(|| names.join(", "));
    match field {
        "headline" => Some(content.headline.as_str().to_owned()),
        "standfirst" => content
            .standfirst
            .as_ref()
            .map(|text| text.as_str().to_owned()),
        "kicker" => content.kicker.as_ref().map(|text| text.as_str().to_owned()),
        "slug" => Some(content.slug.as_str().to_owned()),
        "byline" => list(
            content
                .byline
                .iter()
                .map(|credit| credited(credit, called))
                .collect(),
        ),
        "dateline" => content
            .dateline
            .as_ref()
            .map(|dateline| match dateline.day {
                Some(day) => format!("{}, {day}", dateline.place),
                None => dateline.place.to_string(),
            }),
        "section" => content.section.map(|id| called.section(id)),
        "tags" => list(content.tags.iter().map(|id| called.tag(*id)).collect()),
        "language" => Some(content.language.as_str().to_owned()),
        "leadImage" => content.lead_image.as_ref().map(|image| {
            let words = [
                Some(image.alt.as_str()),
                image.caption.as_deref(),
                image.credit.as_deref(),
            ];
            let words = words
                .into_iter()
                .flatten()
                .filter(|words| !words.is_empty());
            let words: Vec<&str> = std::iter::once(image.url.as_str()).chain(words).collect();
            words.join(" | ")
        }),
        "canonicalUrl" => content
            .canonical_url
            .as_ref()
            .map(|url| url.as_str().to_owned()),
        "seo" => {
            let words = [&content.seo.title, &content.seo.description];
            let words: Vec<String> = words
                .into_iter()
                .flatten()
                .map(ToString::to_string)
                .collect();
            (!words.is_empty()).then(|| words.join(" | "))
        }
        "pinned" => list(
            content
                .picks
                .pinned
                .iter()
                .map(|id| called.article(*id))
                .collect(),
        ),
        "excluded" => list(
            content
                .picks
                .excluded
                .iter()
                .map(|id| called.article(*id))
                .collect(),
        ),
        _ => None,
    }
}

fn credited(credit: &Credit, called: &dyn Called) -> String {
    let role = format!("{:?}", credit.role).to_lowercase();
    format!("{} ({role})", called.contributor(credit.contributor))
}
