//! What of an article editors write, as it comes in.

use async_graphql::{ID, InputObject, MaybeUndefined};

use crate::graphql::{
    body::input::BodyInput,
    contributor::CreditRole,
    input::ImageInput,
    scalars::{Date, LanguageTag, Url},
};

/// What an article says, beside its headline. What is left out stays as it is; null clears it.
#[derive(InputObject)]
pub struct ContentInput {
    /// The summary under the headline.
    pub standfirst: MaybeUndefined<String>,
    /// The short label above the headline.
    pub kicker: MaybeUndefined<String>,
    /// The human part of its address. When nothing was ever said it is made from the headline; null makes it anew.
    pub slug: MaybeUndefined<String>,
    /// The credits, in order, at most 20.
    pub byline: MaybeUndefined<Vec<CreditInput>>,
    /// Place and day of reporting.
    pub dateline: MaybeUndefined<DatelineInput>,
    /// The section's id.
    pub section: MaybeUndefined<ID>,
    /// The ids of its tags, the most telling first, at most 50.
    pub tags: MaybeUndefined<Vec<ID>>,
    /// What it is written in; null is the publication's own language.
    pub language: MaybeUndefined<LanguageTag>,
    /// The picture above the text.
    pub lead_image: MaybeUndefined<ImageInput>,
    /// Where it lives if not with this publication.
    pub canonical_url: MaybeUndefined<Url>,
    /// Words for search engines and previews.
    pub seo: MaybeUndefined<SeoInput>,
    /// The text; null empties it.
    pub body: MaybeUndefined<BodyInput>,
}

/// One credit of a byline.
#[derive(InputObject)]
pub struct CreditInput {
    /// The id of whoever is credited.
    pub contributor: ID,
    /// As what.
    #[graphql(default_with = "CreditRole::Reporter")]
    pub role: CreditRole,
}

/// Place and day of reporting.
#[derive(InputObject)]
pub struct DatelineInput {
    /// Where it was reported.
    pub place: String,
    /// The day.
    pub day: Option<Date>,
}

/// Words for search engines and previews, where they differ from the article's own.
#[derive(InputObject)]
pub struct SeoInput {
    /// In place of the headline. Left out it stays as it is; null clears it.
    pub title: MaybeUndefined<String>,
    /// In place of the standfirst. Left out it stays as it is; null clears it.
    pub description: MaybeUndefined<String>,
}
