//! Inputs of an article's content.

use async_graphql::{ID, InputObject, MaybeUndefined};

use crate::graphql::{
    body::input::BodyInput,
    contributor::CreditRole,
    input::ImageInput,
    scalars::{Date, LanguageTag, Url},
};

/// Content of an article except its headline. Omitted fields keep their value; null clears them.
#[derive(InputObject)]
pub struct ContentInput {
    /// Summary shown under the headline (at most 2,000 characters).
    pub standfirst: MaybeUndefined<String>,
    /// Short label above the headline (at most 120 characters).
    pub kicker: MaybeUndefined<String>,
    /// URL-friendly identifier (at most 120 bytes). A new article without one gets a slug made from
    /// its headline; null makes a new slug from the headline.
    pub slug: MaybeUndefined<String>,
    /// Credits in display order (at most 20).
    pub byline: MaybeUndefined<Vec<CreditInput>>,
    /// Place and date of reporting.
    pub dateline: MaybeUndefined<DatelineInput>,
    /// Section id.
    pub section: MaybeUndefined<ID>,
    /// Tag ids, most relevant first (at most 50).
    pub tags: MaybeUndefined<Vec<ID>>,
    /// Language of the text. Null sets the publication's language.
    pub language: MaybeUndefined<LanguageTag>,
    /// Main picture, shown above the text.
    pub lead_image: MaybeUndefined<ImageInput>,
    /// Address of the original if the article is published elsewhere.
    pub canonical_url: MaybeUndefined<Url>,
    /// Title and description for search engines and link previews.
    pub seo: MaybeUndefined<SeoInput>,
    /// Text. Null empties it.
    pub body: MaybeUndefined<BodyInput>,
}

/// One credit of a byline.
#[derive(InputObject)]
pub struct CreditInput {
    /// Contributor id.
    pub contributor: ID,
    /// Role in which the contributor is credited.
    #[graphql(default_with = "CreditRole::Reporter")]
    pub role: CreditRole,
}

/// Place and date of reporting.
#[derive(InputObject)]
pub struct DatelineInput {
    /// Place of reporting.
    pub place: String,
    /// Date of reporting.
    pub day: Option<Date>,
}

/// Title and description for search engines and link previews, where they differ from the article's
/// own.
#[derive(InputObject)]
pub struct SeoInput {
    /// Replacement for the headline (at most 1,000 characters). Omit it to keep the current value;
    /// null clears it.
    pub title: MaybeUndefined<String>,
    /// Replacement for the standfirst (at most 1,000 characters). Omit it to keep the current
    /// value; null clears it.
    pub description: MaybeUndefined<String>,
}
