//! Differences between the fields of two revisions, with their values as text.

use super::super::revision::Content;
use crate::{
    contributor::Credit,
    ids::{ArticleId, ContributorId, SectionId, TagId},
};

/// Names of the entities that a revision refers to by identity.
pub trait EntityNames {
    /// Name of a tag.
    fn tag(&self, id: TagId) -> String;
    /// Name of a section.
    fn section(&self, id: SectionId) -> String;
    /// Name of a contributor.
    fn contributor(&self, id: ContributorId) -> String;
    /// Name of an article.
    fn article(&self, id: ArticleId) -> String;
}

/// A field that differs, with its values as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// Name of the field in the GraphQL schema.
    pub field: &'static str,
    /// Value in the older revision; `None` if the field is empty there.
    pub before: Option<String>,
    /// Value in the newer revision; `None` if the field is empty there.
    pub after: Option<String>,
}

/// Names, as in the GraphQL schema, of the fields in which two revisions differ. `body` is among
/// them if `is_body_changed` says so.
pub fn changed_fields(
    before: &Content,
    after: &Content,
    is_body_changed: bool,
) -> Vec<&'static str> {
    let mut changed: Vec<_> = FIELDS
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

/// Every field of a revision with its comparison. The body is compared elsewhere, and the links
/// follow from the body.
const FIELDS: [(&str, Differs); 14] = [
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

/// The fields in which two revisions differ, bodies aside.
pub fn field_changes(
    before: &Content,
    after: &Content,
    names: &dyn EntityNames,
) -> Vec<FieldChange> {
    changed_fields(before, after, false)
        .into_iter()
        .map(|field| FieldChange {
            field,
            before: display_value(before, field, names),
            after: display_value(after, field, names),
        })
        .collect()
}

/// The value of a field as an editor reads it; `None` if the field is empty.
fn display_value(content: &Content, field: &str, names: &dyn EntityNames) -> Option<String> {
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
                .map(|credit| display_credit(credit, names))
                .collect(),
        ),
        "dateline" => content
            .dateline
            .as_ref()
            .map(|dateline| match dateline.day {
                Some(day) => format!("{}, {day}", dateline.place),
                None => dateline.place.to_string(),
            }),
        "section" => content.section.map(|id| names.section(id)),
        "tags" => list(content.tags.iter().map(|id| names.tag(*id)).collect()),
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
                .map(|id| names.article(*id))
                .collect(),
        ),
        "excluded" => list(
            content
                .picks
                .excluded
                .iter()
                .map(|id| names.article(*id))
                .collect(),
        ),
        _ => None,
    }
}

fn display_credit(credit: &Credit, names: &dyn EntityNames) -> String {
    let role = format!("{:?}", credit.role).to_lowercase();
    format!("{} ({role})", names.contributor(credit.contributor))
}
