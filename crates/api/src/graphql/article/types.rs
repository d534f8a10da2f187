//! The article as the schema shows it: whole, or what is left of it after a retraction.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use standfirst_domain::{article as newsroom, ids::SectionId, listing::Key, ports::Found};

use super::{
    parts::{ArticleStatus, Correction, Dateline, OutlineEntry, Picture, Retraction, Seo, Source},
    text,
};
use crate::graphql::{
    body::{BodyBlock, blocks},
    connection::{Connection, Listed, PageArguments},
    contributor::{Contributor, Credit},
    desk::{self, Revision},
    errors::fault,
    ids::Named,
    reading::{Reading, Seen},
    related::{self, RelatedArguments, RelatedConnection},
    scalars::{Cursor, DateTime, LanguageTag, Url},
    section::Section,
    tag::{self, Tag},
    turns::{Dedupe, Turn},
};

/// An article.
#[derive(Clone)]
pub struct Article {
    /// What was found of it.
    pub found: Found,
    /// In which reading it was found.
    pub reading: Arc<Reading>,
    /// Whether it is an article as one of its revisions has it.
    is_kept: bool,
}

impl Listed for Article {
    const NAME: &'static str = "Article";
}

impl Article {
    /// What was found of an article in a reading.
    pub fn new(found: Found, reading: &Arc<Reading>) -> Self {
        Self {
            found,
            reading: Arc::clone(reading),
            is_kept: false,
        }
    }

    /// An article as one of its revisions has it. It has no revisions of its own, or a document could ask for them without end.
    pub fn kept(found: Found, reading: &Arc<Reading>) -> Self {
        Self {
            is_kept: true,
            ..Self::new(found, reading)
        }
    }

    /// The article, unless it was retracted.
    fn whole(&self) -> Option<&newsroom::Article> {
        self.found.article().ok()
    }

    fn card(&self) -> Option<&newsroom::Card> {
        self.whole().map(|article| &article.card)
    }
}

/// An article. Of a retracted one, the headline, the address, the language, the dates and the retraction are left: its texts are null, its lists
/// empty and its numbers 0.
#[Object]
impl Article {
    /// Names the article for ever, whatever becomes of its slug.
    pub async fn id(&self) -> ID {
        Named::Article(self.found.id()).to_id()
    }

    /// The title.
    async fn headline(&self) -> &str {
        match self.found.article() {
            Ok(article) => article.card.headline.as_str(),
            Err(tombstone) => tombstone.headline.as_str(),
        }
    }

    /// The summary under the headline.
    async fn standfirst(&self) -> Option<&str> {
        self.card()?
            .standfirst
            .as_ref()
            .map(|standfirst| standfirst.as_str())
    }

    /// The short label above the headline.
    async fn kicker(&self) -> Option<&str> {
        self.card()?.kicker.as_ref().map(|kicker| kicker.as_str())
    }

    /// The human part of its address. It may change; an old one still finds the article.
    async fn slug(&self) -> &str {
        match self.found.article() {
            Ok(article) => article.card.slug.as_str(),
            Err(tombstone) => tombstone.slug.as_str(),
        }
    }

    /// Where readers find it: its canonical address if it lives elsewhere, its page in this publication if not.
    async fn url(&self) -> Url {
        Url(text::address(&self.reading, &self.found))
    }

    /// Where it lives if not with this publication.
    async fn canonical_url(&self) -> Option<Url> {
        self.card()?.canonical_url.as_ref().map(Url::from)
    }

    /// The credits as printed, in order. Null only when they could not be read.
    async fn byline(&self) -> Option<Result<Vec<Credit>>> {
        match self.found.draft() {
            Some(draft) => Some(desk::byline(&self.reading, &draft.article.card).await),
            None => Some(byline(&self.reading, self.card()).await),
        }
    }

    /// Place and day of reporting.
    async fn dateline(&self) -> Option<Dateline> {
        self.card()?.dateline.as_ref().map(Dateline::from)
    }

    /// The shelf of the paper it stands on.
    async fn section(&self) -> Option<Result<Section>> {
        let section = self.card()?.section?;
        match self.found.draft() {
            Some(_) => desk::section(&self.reading, section).await.transpose(),
            None => scope(&self.reading, section).await.transpose(),
        }
    }

    /// Its subjects, the most telling first. Null only when they could not be read.
    async fn tags(&self) -> Option<Result<Vec<Tag>>> {
        if let Some(draft) = self.found.draft() {
            return Some(desk::tags(&self.reading, &draft.article.card).await);
        }
        let tags = self.card().map(|card| card.tags.as_slice());
        Some(tag::many(&self.reading, tags.unwrap_or_default()).await)
    }

    /// The picture above the text.
    async fn lead_image(&self) -> Option<Picture> {
        self.card()?.lead_image.as_ref().map(Picture::from)
    }

    /// The text as typed blocks, in reading order. A block that you do not know still has its `plainText`.
    async fn body(&self) -> Option<Result<Vec<BodyBlock>>> {
        let id = self.found.id();
        Some(
            text::body(&self.reading, &self.found)
                .await?
                .map(|body| blocks(id, &body, &self.reading)),
        )
    }

    /// The text as safe HTML, made from the blocks.
    async fn body_html(&self) -> Option<Result<String>> {
        match text::body(&self.reading, &self.found).await? {
            Ok(body) => Some(text::html(&self.reading, &body).await),
            Err(error) => Some(Err(error)),
        }
    }

    /// The text without any markup, with an empty line between blocks.
    async fn body_text(&self) -> Option<Result<String>> {
        Some(
            text::body(&self.reading, &self.found)
                .await?
                .map(|body| body.to_text()),
        )
    }

    /// The headings of the text, in order, for a table of contents.
    async fn outline(&self) -> Option<Result<Vec<OutlineEntry>>> {
        if self.whole().is_none() {
            return Some(Ok(Vec::new()));
        }
        Some(
            text::body(&self.reading, &self.found)
                .await?
                .map(|body| body.outline().into_iter().map(OutlineEntry::from).collect()),
        )
    }

    /// How many words the text has.
    async fn word_count(&self) -> Result<u32> {
        text::words(&self.reading, &self.found).await
    }

    /// How many seconds the text takes to read, at 238 words a minute.
    async fn reading_time_seconds(&self) -> Result<u32> {
        let words = text::words(&self.reading, &self.found).await?;
        Ok(newsroom::reading_time_seconds(words))
    }

    /// What it is written in.
    async fn language(&self) -> LanguageTag {
        LanguageTag(match self.found.article() {
            Ok(article) => article.card.language.clone(),
            Err(tombstone) => tombstone.language.clone(),
        })
    }

    /// Where it is in its life. Readers meet what is published and what was retracted; the desk meets all of it.
    async fn status(&self) -> ArticleStatus {
        match &self.found {
            Found::Full(_) => ArticleStatus::Published,
            Found::Tombstone(_) => ArticleStatus::Retracted,
            Found::Draft(draft) => draft.status.into(),
        }
    }

    /// When readers first met it. Of what the desk has not published: when they would, were it published now.
    async fn first_published_at(&self) -> DateTime {
        DateTime(match self.found.article() {
            Ok(article) => article.first_published_at,
            Err(tombstone) => tombstone.first_published_at,
        })
    }

    /// The date it bears: when it was published, and again when it was published anew after having been taken away.
    async fn published_at(&self) -> DateTime {
        DateTime(match self.found.article() {
            Ok(article) => article.published_at,
            Err(tombstone) => tombstone.published_at,
        })
    }

    /// When what readers see last changed.
    async fn updated_at(&self) -> DateTime {
        DateTime(match self.found.article() {
            Ok(article) => article.updated_at,
            Err(tombstone) => tombstone.retraction.at,
        })
    }

    /// The moment until which it was held back.
    async fn embargoed_until(&self) -> Option<DateTime> {
        self.card()?.embargoed_until.map(DateTime)
    }

    /// The moment at which it leaves readers. Null for those who are not of the desk.
    async fn expires_at(&self) -> Option<DateTime> {
        self.found.draft()?.expires_at.map(DateTime)
    }

    /// Admitted errors, in order.
    async fn corrections(&self) -> Vec<Correction> {
        self.card()
            .map(|card| card.corrections.iter().map(Correction::from).collect())
            .unwrap_or_default()
    }

    /// That it was withdrawn, when, and why. Null of an article that stands.
    async fn retraction(&self) -> Option<Retraction> {
        match &self.found {
            Found::Full(_) => None,
            Found::Tombstone(tombstone) => Some(Retraction::from(&tombstone.retraction)),
            Found::Draft(draft) => draft.retraction.as_ref().map(Retraction::from),
        }
    }

    /// Words for search engines and previews, where they differ from the article's own.
    async fn seo(&self) -> Seo {
        self.card()
            .map(|card| Seo::from(&card.seo))
            .unwrap_or_default()
    }

    /// Which version of the article this is. It grows with every change, and acts name the one that they expect. Null of a retracted one that is
    /// not read at the desk.
    async fn version(&self) -> Option<u32> {
        self.card().map(|card| card.version)
    }

    /// Where it came from, when it was written in another system.
    async fn source(&self) -> Option<Source> {
        self.card()?.source.as_ref().map(Source::from)
    }

    /// What became of it at the desk: its revisions, the newest first. Null for those who may not read it there, and of an article as one of its
    /// revisions has it.
    async fn revisions(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "At most so many from the start of the list: 1 to 100, or 20 when nothing is said."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what comes after this place.")] after: Option<Cursor>,
        #[graphql(desc = "At most so many from the end of the list: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this place.")] before: Option<Cursor>,
    ) -> Option<Result<Connection<Revision>>> {
        let page = PageArguments {
            first,
            after,
            last,
            before,
        };
        if self.is_kept {
            return None;
        }
        desk::kept(ctx, self.found.id(), page).await.transpose()
    }

    /// What belongs beside it, best first, each with its reasons. What is asked for holds of editors' picks too; it is taken from the picks, the author's links and the thirty most alike.
    #[expect(
        clippy::too_many_arguments,
        reason = "each narrows the list in a way of its own"
    )]
    async fn related(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "At most so many: 1 to 100.",
            default_with = "Some(related::USUAL)"
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what was published within so many days: 1 to 36500.")]
        max_age_days: Option<i32>,
        #[graphql(
            desc = "Only what stands in one of these sections, by slug, at most 20. A slug that nobody has holds nothing; an empty list asks for nothing."
        )]
        sections: Option<Vec<String>>,
        #[graphql(desc = "None of these articles, at most 100.")] exclude_ids: Option<Vec<ID>>,
        #[graphql(
            desc = "Only what scores at least so much: 0 to 1. An editor's pick scores 1 or next to it."
        )]
        min_score: Option<f64>,
        #[graphql(desc = "Within what it repeats nothing that another list shows.")] dedupe: Option<
            Dedupe,
        >,
    ) -> Option<Result<RelatedConnection>> {
        let arguments = RelatedArguments {
            first,
            max_age_days,
            sections,
            exclude_ids,
            min_score,
            turn: Turn::of(ctx, dedupe),
        };
        Some(related::beside(&self.reading, self.whole(), arguments).await)
    }
}

async fn scope(reading: &Arc<Reading>, section: SectionId) -> Result<Option<Section>> {
    Ok(reading
        .loaders
        .sections
        .one(Key::Id(section))
        .await
        .map_err(fault)?
        .map(|section| Section(Seen::new(section, reading))))
}

async fn byline(reading: &Arc<Reading>, card: Option<&newsroom::Card>) -> Result<Vec<Credit>> {
    let credits = card.map(|card| card.byline.as_slice()).unwrap_or_default();
    let keys = credits.iter().map(|credit| Key::Id(credit.contributor));
    let contributors = &reading.loaders.contributors;
    let found = contributors.many(keys).await.map_err(fault)?;
    let shown = credits.iter().filter_map(|credit| {
        let contributor = found.get(&Key::Id(credit.contributor))?;
        Some(Credit::new(
            Contributor(Seen::new(Arc::clone(contributor), reading)),
            credit.role,
        ))
    });
    Ok(shown.collect())
}
