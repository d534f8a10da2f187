//! A desk at which nothing can be done.

use std::{collections::HashMap, sync::Arc};

use async_trait::async_trait;
use standfirst_domain::{
    article::Draft,
    audit::{AuditEntry, AuditListing},
    collection::{Collection, CollectionCommand},
    command_context::CommandContext,
    contributor::Contributor,
    contributor::ContributorCommand,
    desk::{DeskFilter, DeskListing, DeskView, ListedRevision, RevisionBodies},
    error::Error,
    ids::{ArticleId, ContributorId, PreviewId, RevisionNumber, SectionId, TagId},
    import::{ImportOutcome, ImportedArticle},
    listing::Key,
    moment::Moment,
    page::{Page, Slice},
    ports::{
        AuditLogReads, CollectionStore, Decide, Desk, DeskArticleReads, DeskTaxonomyReads,
        IdempotencyStore, ImportStore, NewStory, PublicationSettingsStore, RevisionReads,
        SourceKeys, SourceReads, StoryReads, StoryStore, Taxonomy,
    },
    preview::{Preview, Previews, PreviewsToRevoke},
    publication::{PublicationSettings, PublicationSettingsUpdate},
    readership::{Hour, Readership, Reads},
    section::Section,
    section::SectionCommand,
    story::{Revision, Story},
    tag::Tag,
    tag::TagCommand,
    text::Label,
};

pub struct Nothing;

#[async_trait]
impl Taxonomy for Nothing {
    async fn tag(&self, _: CommandContext, _: TagCommand) -> Result<Tag, Error> {
        Err(Error::Timeout)
    }

    async fn section(&self, _: CommandContext, _: SectionCommand) -> Result<Section, Error> {
        Err(Error::Timeout)
    }

    async fn contributor(
        &self,
        _: CommandContext,
        _: ContributorCommand,
    ) -> Result<Contributor, Error> {
        Err(Error::Timeout)
    }
}

#[async_trait]
impl CollectionStore for Nothing {
    async fn collection(
        &self,
        _: CommandContext,
        _: CollectionCommand,
    ) -> Result<Collection, Error> {
        Err(Error::Timeout)
    }
}

#[async_trait]
impl PublicationSettingsStore for Nothing {
    async fn update_publication_settings(
        &self,
        _: CommandContext,
        _: PublicationSettingsUpdate,
    ) -> Result<PublicationSettings, Error> {
        Err(Error::Timeout)
    }

    async fn publication_settings(&self) -> Result<Option<PublicationSettings>, Error> {
        Ok(None)
    }
}

impl Desk for Nothing {}

#[async_trait]
impl StoryStore for Nothing {
    async fn create_story(&self, _: CommandContext, _: NewStory) -> Result<Story, Error> {
        Err(Error::Timeout)
    }

    async fn amend(
        &self,
        _: CommandContext,
        id: ArticleId,
        _: u32,
        _: Decide,
    ) -> Result<Story, Error> {
        Err(Error::ArticleNotFound(id))
    }
}

#[async_trait]
impl StoryReads for Nothing {
    async fn article_count(&self) -> Result<u64, Error> {
        Ok(0)
    }

    async fn revision(
        &self,
        _: ArticleId,
        _: RevisionNumber,
    ) -> Result<Option<Arc<Revision>>, Error> {
        Ok(None)
    }

    async fn story(&self, _: ArticleId) -> Result<Option<Story>, Error> {
        Ok(None)
    }
}

#[async_trait]
impl IdempotencyStore for Nothing {
    async fn forget_idempotency_records(&self, _: Moment) -> Result<u64, Error> {
        Ok(0)
    }
}

#[async_trait]
impl ImportStore for Nothing {
    async fn import(
        &self,
        _: Vec<ImportedArticle>,
        _: Moment,
    ) -> Result<Vec<ImportOutcome>, Error> {
        Err(Error::Timeout)
    }
}

#[async_trait]
impl SourceReads for Nothing {
    async fn predict_outcomes(
        &self,
        _: Vec<(Label, Label, [u8; 32])>,
    ) -> Result<Vec<ImportOutcome>, Error> {
        Ok(Vec::new())
    }

    async fn known_sources(&self, _: SourceKeys) -> Result<HashMap<String, ArticleId>, Error> {
        Ok(HashMap::new())
    }
}

#[async_trait]
impl DeskArticleReads for Nothing {
    async fn drafts(
        &self,
        _: DeskView,
        _: Arc<[Key<ArticleId>]>,
        _: Moment,
    ) -> Result<HashMap<Key<ArticleId>, Arc<Draft>>, Error> {
        Ok(HashMap::new())
    }

    async fn desk_listing(
        &self,
        _: DeskView,
        _: DeskListing,
        _: Moment,
    ) -> Result<Slice<Arc<Draft>>, Error> {
        Ok(Slice::empty())
    }

    async fn desk_count(&self, _: DeskView, _: DeskFilter) -> Result<u64, Error> {
        Ok(0)
    }
}

#[async_trait]
impl RevisionReads for Nothing {
    async fn revision_bodies(
        &self,
        _: Arc<[(ArticleId, RevisionNumber)]>,
    ) -> Result<RevisionBodies, Error> {
        Ok(HashMap::new())
    }

    async fn revision_listings(
        &self,
        _: Arc<[ArticleId]>,
        _: Page,
        _: Moment,
    ) -> Result<HashMap<ArticleId, Slice<Arc<ListedRevision>>>, Error> {
        Ok(HashMap::new())
    }
}

#[async_trait]
impl DeskTaxonomyReads for Nothing {
    async fn desk_tags(&self, _: Arc<[TagId]>) -> Result<HashMap<TagId, Arc<Tag>>, Error> {
        Ok(HashMap::new())
    }

    async fn desk_sections(
        &self,
        _: Arc<[SectionId]>,
    ) -> Result<HashMap<SectionId, Arc<Section>>, Error> {
        Ok(HashMap::new())
    }

    async fn desk_contributors(
        &self,
        _: Arc<[ContributorId]>,
    ) -> Result<HashMap<ContributorId, Arc<Contributor>>, Error> {
        Ok(HashMap::new())
    }
}

#[async_trait]
impl AuditLogReads for Nothing {
    async fn audit_log(&self, _: AuditListing) -> Result<Slice<AuditEntry>, Error> {
        Ok(Slice::empty())
    }
}

#[async_trait]
impl Readership for Nothing {
    async fn report_reads(&self, _: CommandContext, _: Vec<Reads>) -> Result<(), Error> {
        Err(Error::Timeout)
    }

    async fn forget_reads(&self, _: Hour) -> Result<u64, Error> {
        Ok(0)
    }
}

#[async_trait]
impl Previews for Nothing {
    async fn add_preview(&self, _: CommandContext, _: Preview) -> Result<Preview, Error> {
        Err(Error::Timeout)
    }

    async fn revoke_previews(&self, _: CommandContext, _: PreviewsToRevoke) -> Result<u32, Error> {
        Ok(0)
    }

    async fn preview(&self, _: PreviewId) -> Result<Option<Preview>, Error> {
        Ok(None)
    }
}
