//! Resolvers of articles, whole or as what is left after a retraction.

use std::collections::HashMap;

use async_graphql::{Context, ID, Object, Result};
use standfirst_domain::{article as newsroom, ports::FoundArticle};

use super::{
    Article,
    parts::{ArticleStatus, Correction, Dateline, OutlineEntry, Picture, Retraction, Seo, Source},
    text,
};
use crate::graphql::{
    body::{BodyBlock, blocks},
    connection::{Connection, PageArguments},
    contributor::{Contributor, Credit},
    desk::{self, Revision},
    ids::GlobalId,
    page_dedupe::{Dedupe, ListDedupe},
    related::{self, RelatedArguments, RelatedConnection},
    scalars::{Cursor, DateTime, LanguageTag, Url},
    section::Section,
    tag::{self, Tag},
    taxonomy::{TaxonomyObject, find_in_draft, find_many},
};

/// An article. A retracted article keeps only its headline, slug, URL, language, dates and
/// retraction; its text fields are null, its lists are empty and its numbers are 0.
#[Object]
impl Article {
    /// Globally unique, stable identifier.
    pub async fn id(&self) -> ID {
        GlobalId::Article(self.found.id()).encode()
    }

    /// Title (at most 300 characters).
    async fn headline(&self) -> &str {
        match self.found.article() {
            Ok(article) => article.card.headline.as_str(),
            Err(tombstone) => tombstone.headline.as_str(),
        }
    }

    /// Summary shown under the headline (at most 2,000 characters).
    async fn standfirst(&self) -> Option<&str> {
        self.card()?
            .standfirst
            .as_ref()
            .map(|standfirst| standfirst.as_str())
    }

    /// Short label above the headline (at most 120 characters).
    async fn kicker(&self) -> Option<&str> {
        self.card()?.kicker.as_ref().map(|kicker| kicker.as_str())
    }

    /// URL-friendly identifier. It may change; former slugs still resolve.
    async fn slug(&self) -> &str {
        match self.found.article() {
            Ok(article) => article.card.slug.as_str(),
            Err(tombstone) => tombstone.slug.as_str(),
        }
    }

    /// Public URL: `canonicalUrl` if set, otherwise the article's page in this publication.
    async fn url(&self) -> Url {
        Url(text::address(&self.read_context, &self.found))
    }

    /// Address of the original if the article is published elsewhere.
    async fn canonical_url(&self) -> Option<Url> {
        self.card()?.canonical_url.as_ref().map(Url::from)
    }

    /// Credits in display order. Null only if they could not be loaded.
    async fn byline(&self) -> Option<Result<Vec<Credit>>> {
        Some(self.credits().await)
    }

    /// Place and date of reporting.
    async fn dateline(&self) -> Option<Dateline> {
        self.card()?.dateline.as_ref().map(Dateline::from)
    }

    /// Section of the publication.
    async fn section(&self) -> Option<Result<Section>> {
        let section = self.card()?.section?;
        let found = self.find_many([section].into_iter()).await;
        found.map(|mut found| found.remove(&section)).transpose()
    }

    /// Tags, most relevant first. Null only if they could not be loaded.
    async fn tags(&self) -> Option<Result<Vec<Tag>>> {
        let tags = self.card().map_or(&[][..], |card| &card.tags);
        let found = self.find_many(tags.iter().copied()).await;
        Some(found.map(|found| tag::in_order(tags, &found)))
    }

    /// Main picture, shown above the text.
    async fn lead_image(&self) -> Option<Picture> {
        self.card()?.lead_image.as_ref().map(Picture::from)
    }

    /// Text as typed blocks in reading order. Every block type has `plainText`, so clients can show
    /// blocks of unknown types.
    async fn body(&self) -> Option<Result<Vec<BodyBlock>>> {
        let id = self.found.id();
        Some(
            text::body(&self.read_context, &self.found)
                .await?
                .map(|body| blocks(id, &body, &self.read_context)),
        )
    }

    /// Text as sanitized HTML, generated from the blocks.
    async fn body_html(&self) -> Option<Result<String>> {
        match text::body(&self.read_context, &self.found).await? {
            Ok(body) => Some(text::html(&self.read_context, &body).await),
            Err(error) => Some(Err(error)),
        }
    }

    /// Text without markup; blocks are separated by an empty line.
    async fn body_text(&self) -> Option<Result<String>> {
        Some(
            text::body(&self.read_context, &self.found)
                .await?
                .map(|body| body.to_text()),
        )
    }

    /// Headings of the text in order, for a table of contents.
    async fn outline(&self) -> Option<Result<Vec<OutlineEntry>>> {
        if self.whole().is_none() {
            return Some(Ok(Vec::new()));
        }
        Some(
            text::body(&self.read_context, &self.found)
                .await?
                .map(|body| body.outline().into_iter().map(OutlineEntry::from).collect()),
        )
    }

    /// Number of words in the text.
    async fn word_count(&self) -> Result<u32> {
        text::words(&self.read_context, &self.found).await
    }

    /// Estimated reading time in seconds, at 238 words per minute.
    async fn reading_time_seconds(&self) -> Result<u32> {
        let words = text::words(&self.read_context, &self.found).await?;
        Ok(newsroom::reading_time_seconds(words))
    }

    /// Language of the text (BCP 47).
    async fn language(&self) -> LanguageTag {
        LanguageTag(match self.found.article() {
            Ok(article) => article.card.language.clone(),
            Err(tombstone) => tombstone.language.clone(),
        })
    }

    /// Editorial status. Readers see only published and retracted articles; the desk sees all.
    async fn status(&self) -> ArticleStatus {
        match &self.found {
            FoundArticle::Full(_) => ArticleStatus::Published,
            FoundArticle::Tombstone(_) => ArticleStatus::Retracted,
            FoundArticle::Draft(draft) => draft.status.into(),
        }
    }

    /// Date and time of first publication. For an unpublished article at the desk, the date it
    /// would have if it were published now.
    async fn first_published_at(&self) -> DateTime {
        DateTime(match self.found.article() {
            Ok(article) => article.first_published_at,
            Err(tombstone) => tombstone.first_published_at,
        })
    }

    /// Publication date. It changes when an unpublished article is published again.
    async fn published_at(&self) -> DateTime {
        DateTime(match self.found.article() {
            Ok(article) => article.published_at,
            Err(tombstone) => tombstone.published_at,
        })
    }

    /// Date and time of the latest change that is visible to readers.
    async fn updated_at(&self) -> DateTime {
        DateTime(match self.found.article() {
            Ok(article) => article.updated_at,
            Err(tombstone) => tombstone.retraction.at,
        })
    }

    /// End of the embargo, past or future. Null if none was set.
    async fn embargoed_until(&self) -> Option<DateTime> {
        self.card()?.embargoed_until.map(DateTime)
    }

    /// Date and time of expiry. Null outside the desk.
    async fn expires_at(&self) -> Option<DateTime> {
        self.found.draft()?.expires_at.map(DateTime)
    }

    /// Public corrections, oldest first.
    async fn corrections(&self) -> Vec<Correction> {
        self.card()
            .map(|card| card.corrections.iter().map(Correction::from).collect())
            .unwrap_or_default()
    }

    /// Retraction. Null unless the article is retracted.
    async fn retraction(&self) -> Option<Retraction> {
        match &self.found {
            FoundArticle::Full(_) => None,
            FoundArticle::Tombstone(tombstone) => Some(Retraction::from(&tombstone.retraction)),
            FoundArticle::Draft(draft) => draft.retraction.as_ref().map(Retraction::from),
        }
    }

    /// Title and description for search engines and link previews, where they differ from the
    /// article's own.
    async fn seo(&self) -> Seo {
        self.card()
            .map(|card| Seo::from(&card.seo))
            .unwrap_or_default()
    }

    /// Version number, increased by every change. Pass it as `expectedVersion`. Null for a
    /// retracted article outside the desk.
    async fn version(&self) -> Option<u32> {
        self.card().map(|card| card.version)
    }

    /// Origin of an imported article. Null for an article created here.
    async fn source(&self) -> Option<Source> {
        self.card()?.source.as_ref().map(Source::from)
    }

    /// Revisions, newest first. Null for callers who may not read the article at the desk, and for
    /// the article of a revision.
    async fn revisions(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Number of items to return from the start of the list (1 to 100; default 20)."
        )]
        first: Option<i32>,
        #[graphql(desc = "Returns only items after this cursor.")] after: Option<Cursor>,
        #[graphql(desc = "Number of items to return from the end of the list (1 to 100).")]
        last: Option<i32>,
        #[graphql(desc = "Returns only items before this cursor.")] before: Option<Cursor>,
    ) -> Option<Result<Connection<Revision>>> {
        let page = PageArguments::new(first, after, last, before);
        if self.is_of_revision {
            return None;
        }
        desk::revision_connection(ctx, self.found.id(), page)
            .await
            .transpose()
    }

    /// Related articles, best first, each with its reasons. The arguments also apply to editors'
    /// picks. Candidates are the picks, articles linked by the author, and the thirty most similar
    /// articles.
    #[expect(
        clippy::too_many_arguments,
        reason = "each narrows the list in a way of its own"
    )]
    async fn related(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Number of items to return (1 to 100).",
            default_with = "Some(related::USUAL)"
        )]
        first: Option<i32>,
        #[graphql(desc = "Maximum age in days since publication (1 to 36500).")]
        max_age_days: Option<i32>,
        #[graphql(
            desc = "Slugs of sections; only articles in one of them are returned (at most 20). An unknown slug matches no article; an empty list does not restrict the result."
        )]
        sections: Option<Vec<String>>,
        #[graphql(desc = "Ids of articles to leave out (at most 100).")] exclude_ids: Option<
            Vec<ID>,
        >,
        #[graphql(desc = "Minimum score (0 to 1). An editor's pick scores 1 or very close to it.")]
        min_score: Option<f64>,
        #[graphql(
            desc = "Scope within which this list leaves out articles that other lists show."
        )]
        dedupe: Option<Dedupe>,
    ) -> Option<Result<RelatedConnection>> {
        let arguments = RelatedArguments {
            first,
            max_age_days,
            sections,
            exclude_ids,
            min_score,
            list_dedupe: ListDedupe::from_graphql(ctx, dedupe),
        };
        Some(related::related_connection(&self.read_context, self.whole(), arguments).await)
    }
}

impl Article {
    /// Finds tags, sections or contributors, which for a draft are those that the desk sees.
    async fn find_many<T: TaxonomyObject>(
        &self,
        ids: impl Iterator<Item = T::Id>,
    ) -> Result<HashMap<T::Id, T>> {
        match self.found {
            FoundArticle::Draft(_) => find_in_draft(&self.read_context, ids).await,
            FoundArticle::Full(_) | FoundArticle::Tombstone(_) => {
                find_many(&self.read_context, ids).await
            }
        }
    }

    async fn credits(&self) -> Result<Vec<Credit>> {
        let credits = self.card().map_or(&[][..], |card| &card.byline);
        let ids = credits.iter().map(|credit| credit.contributor);
        let found = self.find_many::<Contributor>(ids).await?;
        let shown = credits.iter().filter_map(|credit| {
            let contributor = found.get(&credit.contributor)?;
            Some(Credit::new(contributor.clone(), credit.role))
        });
        Ok(shown.collect())
    }
}
