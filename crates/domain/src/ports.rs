//! The ports: what the newsroom asks of a store. Traits, so that the API never sees one and decorators can stand between.

use std::{collections::HashMap, sync::Arc, time::Duration};

use async_trait::async_trait;

use crate::{
    article::{Article, Draft, Tombstone},
    body::Body,
    change_log::{ChangeRecord, LogPosition},
    collection::Display,
    command_context::CommandContext,
    contributor::Contributor,
    error::Error,
    ids::{AccountId, ArticleId, CollectionId, ContributorId, RevisionNumber, SectionId, TagId},
    intake::{NewArticle, Outcome},
    listing::{Filter, Key, ListScope, Listing, TaxonomyListing},
    moment::Moment,
    page::Slice,
    related::{Explanation, Related, Wanted},
    search::{Facet, Facets, Hits, Search, Suggestion},
    section::Section,
    story::{Content, Decision, Revision, Story},
    tag::Tag,
    text::Label,
    visibility::Reader,
    web_url::WebUrl,
};

pub use crate::{
    desk::DeskReads, keeping::Keeping, preview::Previews, readership::Readership,
    registry::Registry, taxonomy::Taxonomy,
};

/// The clock. It is read once per request or act, and its moments are passed on.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Moment;
}

/// What a reader finds where an article is asked for by its identity or slug. What is not in the answer is not there for this reader.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// The article, to be shown in full.
    Full(Arc<Article>),
    /// That it was withdrawn.
    Tombstone(Arc<Tombstone>),
    /// The article as the desk has it. No read of the archive answers this: it is for those who were shown to it at the desk.
    Draft(Arc<Draft>),
}

impl Found {
    /// Its identity.
    pub fn id(&self) -> ArticleId {
        match self.article() {
            Ok(article) => article.id,
            Err(tombstone) => tombstone.id,
        }
    }

    /// The article, or what is left of it.
    ///
    /// # Errors
    /// It was withdrawn.
    pub fn article(&self) -> Result<&Article, &Tombstone> {
        match self {
            Self::Full(article) => Ok(article),
            Self::Draft(draft) => Ok(&draft.article),
            Self::Tombstone(tombstone) => Err(tombstone),
        }
    }

    /// The article as the desk has it, where that is what was found.
    pub fn draft(&self) -> Option<&Draft> {
        match self {
            Self::Draft(draft) => Some(draft),
            Self::Full(_) | Self::Tombstone(_) => None,
        }
    }
}

/// The reading side. Each read takes the reader first, so that one without cannot be written, and keys as a batch; what is absent or hidden is
/// missing from the answer. Each is one statement, whatever the number of keys, unless it says otherwise.
#[async_trait]
pub trait Archive: Send + Sync {
    /// Articles by identity or slug; an old slug finds its article. One statement for the identities among the keys and one for the slugs.
    async fn articles(
        &self,
        reader: Reader,
        keys: Arc<[Key<ArticleId>]>,
    ) -> Result<HashMap<Key<ArticleId>, Found>, Error>;

    /// The bodies of articles that the reader may see in full. One that does not decode is an error in its own place.
    async fn bodies(
        &self,
        reader: Reader,
        ids: Arc<[ArticleId]>,
    ) -> Result<HashMap<ArticleId, Result<Arc<Body>, Arc<Error>>>, Error>;

    /// One listing for every shelf.
    async fn listings(
        &self,
        reader: Reader,
        scopes: Arc<[ListScope]>,
        listing: Arc<Listing>,
    ) -> Result<HashMap<ListScope, Slice<Arc<Article>>>, Error>;

    /// How many articles each shelf holds under a filter.
    async fn counts(
        &self,
        reader: Reader,
        scopes: Arc<[ListScope]>,
        filter: Arc<Filter>,
    ) -> Result<HashMap<ListScope, u64>, Error>;

    /// What belongs beside each article, best first, of what is wanted.
    async fn related(
        &self,
        reader: Reader,
        ids: Arc<[ArticleId]>,
        wanted: Arc<Wanted>,
    ) -> Result<HashMap<ArticleId, Vec<Related>>, Error>;

    /// Why an article stands beside another, or why it does not; nothing unless both are before the reader in full. Several statements of one moment.
    async fn explain_related(
        &self,
        reader: Reader,
        article: ArticleId,
        other: ArticleId,
    ) -> Result<Option<Explanation>, Error>;

    /// Tags by identity or slug, of those that an article before the reader carries; before the desk are all that were not retired. A former slug finds
    /// its tag, and one that was merged is found as the tag into which it was. One statement for identities, one for slugs.
    async fn tags(
        &self,
        reader: Reader,
        keys: Arc<[Key<TagId>]>,
    ) -> Result<HashMap<Key<TagId>, Arc<Tag>>, Error>;

    /// Sections, likewise.
    async fn sections(
        &self,
        reader: Reader,
        keys: Arc<[Key<SectionId>]>,
    ) -> Result<HashMap<Key<SectionId>, Arc<Section>>, Error>;

    /// Contributors, likewise.
    async fn contributors(
        &self,
        reader: Reader,
        keys: Arc<[Key<ContributorId>]>,
    ) -> Result<HashMap<Key<ContributorId>, Arc<Contributor>>, Error>;

    /// Collections by identity or slug, with the articles of each that are before the reader in full. Save for the desk, one without any is not there.
    /// One statement for identities, one for slugs.
    async fn collections(
        &self,
        reader: Reader,
        keys: Arc<[Key<CollectionId>]>,
    ) -> Result<HashMap<Key<CollectionId>, Display>, Error>;

    /// A part of the list of tags by slug, of those that an article before the reader carries; before the desk are all that were neither merged nor
    /// retired.
    async fn tag_list(
        &self,
        reader: Reader,
        list: TaxonomyListing,
    ) -> Result<Slice<Arc<Tag>>, Error>;

    /// A part of the list of sections, likewise.
    async fn section_list(
        &self,
        reader: Reader,
        list: TaxonomyListing,
    ) -> Result<Slice<Arc<Section>>, Error>;

    /// A part of the list of contributors, likewise.
    async fn contributor_list(
        &self,
        reader: Reader,
        list: TaxonomyListing,
    ) -> Result<Slice<Arc<Contributor>>, Error>;

    /// How many tags, sections and contributors a reader could list.
    async fn taxonomy_count(&self, reader: Reader, of: TaxonomyKind) -> Result<u64, Error>;

    /// The articles that answer a query, in the order that it asks for. Two statements.
    async fn search(&self, reader: Reader, search: Arc<Search>) -> Result<Hits, Error>;

    /// How many articles match a query, whichever part of them is wanted. Two statements.
    async fn search_count(&self, reader: Reader, search: Arc<Search>) -> Result<u64, Error>;

    /// What the articles that match carry, at most so many of each facet, save months, of which all are told. Two statements.
    async fn search_facets(
        &self,
        reader: Reader,
        search: Arc<Search>,
        facets: Vec<Facet>,
        most: u32,
    ) -> Result<Facets, Error>;

    /// What may be meant by what was typed so far: tags and headlines that hold its words, the last of which may not be complete, at most so many in
    /// all. Three statements.
    async fn suggest(
        &self,
        reader: Reader,
        prefix: Arc<str>,
        most: u32,
    ) -> Result<Vec<Suggestion>, Error>;

    /// Whether the store answers.
    async fn ready(&self) -> Result<(), Error>;
}

/// What a list lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TaxonomyKind {
    /// Tags, of one kind or of all.
    Tags(Option<crate::tag::TagKind>),
    /// Sections.
    Sections,
    /// Contributors.
    Contributors,
}

/// The journal of public change and what its consumers need to keep their place in it.
#[async_trait]
pub trait ChangeLog: Send + Sync {
    /// The position of the latest record; 0 when there is none.
    async fn head(&self) -> Result<LogPosition, Error>;

    /// The records after a position, in order, at most so many.
    async fn records(
        &self,
        after: LogPosition,
        most: u32,
    ) -> Result<Vec<(LogPosition, ChangeRecord)>, Error>;

    /// Journals what the clock alone has changed by now, each change once however many nodes ask at once. Answers how many articles it looked at;
    /// as many as asked for means that there may be more.
    async fn journal_clock(&self, now: Moment, most: u32) -> Result<u32, Error>;

    /// Takes or renews the lease of a consumer that is one across nodes; `None` while another node holds it. Each taking raises the fencing token.
    async fn lease(
        &self,
        consumer: &str,
        holding: Option<FencingToken>,
        now: Moment,
        until: Moment,
    ) -> Result<Option<Lease>, Error>;

    /// Notes how far a consumer has come, unless its fencing token has been raised since.
    ///
    /// # Errors
    /// [`Error::Conflict`] when another node holds the lease by now.
    async fn save_checkpoint(
        &self,
        consumer: &str,
        fencing_token: FencingToken,
        to: LogPosition,
    ) -> Result<(), Error>;

    /// Gives a lease back, so that another node need not wait for its end. One that is held by another by now is left alone.
    async fn release(&self, consumer: &str, fencing_token: FencingToken) -> Result<(), Error>;

    /// Puts a record aside that a consumer could not work off. With a fencing token, the consumer has come past it by that, or nothing is done.
    ///
    /// # Errors
    /// [`Error::Conflict`] when another node holds the lease by now.
    async fn dead_letter(
        &self,
        consumer: &str,
        fencing_token: Option<FencingToken>,
        letter: DeadLetter,
    ) -> Result<(), Error>;

    /// What consumers have set aside, by the consumer's name and in order, the latest of each at most so many.
    async fn dead_letters(&self, most: u32) -> Result<Vec<(String, DeadLetter)>, Error>;

    /// The consumers that are one across nodes, by name.
    async fn consumers(&self) -> Result<Vec<ConsumerLease>, Error>;

    /// Answers when the change log was written to, or after so long. A hint may be lost or idle, so that whoever waits has to look either way.
    async fn wait_for_notification(&self, at_most: Duration);
}

/// A record that a consumer could not work off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter {
    /// Which record.
    pub position: LogPosition,
    /// When it was set aside.
    pub at: Moment,
    /// Why.
    pub reason: String,
}

/// How far a consumer has come that is one across nodes, and until when a node holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsumerLease {
    /// The consumer's name.
    pub consumer: String,
    /// The last record that it worked off.
    pub position: LogPosition,
    /// Which taking of the lease is the latest.
    pub fencing_token: FencingToken,
    /// Until when it holds unless it is renewed.
    pub until: Moment,
}

/// Which taking of a lease: a number that only rises.
pub type FencingToken = u64;

/// A lease that was taken or renewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lease {
    /// Its fencing token, to be shown with all that is done under it.
    pub fencing_token: FencingToken,
    /// How far the consumer has come.
    pub position: LogPosition,
}

/// Decides what becomes of a story. Pure: it may be asked again after a conflict of transactions.
pub type Decide = Box<dyn Fn(&Story) -> Decision + Send + Sync>;

/// How an import finds what is already here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceKeys {
    /// By the source's own names within one system.
    Ids(Label, Vec<String>),
    /// By the address an article has at its source.
    Urls(Vec<WebUrl>),
}

/// An article that is filed at the desk.
#[derive(Debug, Clone, PartialEq)]
pub struct NewStory {
    /// The identity it gets.
    pub id: ArticleId,
    /// What its first revision says, with the slug that is wanted.
    pub content: Content,
    /// Whether another article's having that slug stands against filing; if not, a number is put behind it.
    pub slug_is_chosen: bool,
    /// Who filed it.
    pub owner: Option<AccountId>,
}

/// The writing side. One act is one transaction, with its line in the audit log. An act that is sent again with its key is not done again: it
/// answers the article as it is by then.
#[async_trait]
pub trait Desk: Taxonomy + DeskReads + Previews + Readership + Send + Sync {
    /// Files an article as a draft.
    ///
    /// # Errors
    /// [`Error::Invalid`] when its chosen slug is another article's, or it names a tag, section, contributor or article that there is not;
    /// [`Error::KeyReused`], [`Error::InProgress`].
    async fn file(&self, context: CommandContext, story: NewStory) -> Result<Story, Error>;

    /// Carries out what `decide` makes of the story, if it is within the command context's reach and at the expected version.
    ///
    /// # Errors
    /// [`Error::Absent`], also out of reach; [`Error::Conflict`] at another version; [`Error::Invalid`] with every reason of `decide`;
    /// [`Error::KeyReused`], [`Error::InProgress`].
    async fn amend(
        &self,
        context: CommandContext,
        id: ArticleId,
        expected_version: u32,
        decide: Decide,
    ) -> Result<Story, Error>;

    /// A kept version of an article. It never changes, so it may be read before the act that needs it.
    async fn revision(
        &self,
        id: ArticleId,
        number: RevisionNumber,
    ) -> Result<Option<Arc<Revision>>, Error>;

    /// Forgets the keys of acts that were sent before a moment, and answers how many.
    async fn forget_idempotency_records(&self, before: Moment) -> Result<u64, Error>;

    /// The story as it is at the desk.
    async fn story(&self, id: ArticleId) -> Result<Option<Story>, Error>;

    /// Takes in up to 500 articles from other systems in one transaction, and says of each in turn what became of it.
    async fn import(&self, batch: Vec<NewArticle>, now: Moment) -> Result<Vec<Outcome>, Error>;

    /// What an import of these articles would do, without doing it.
    async fn foresee(&self, sources: Vec<(Label, Label, [u8; 32])>) -> Result<Vec<Outcome>, Error>;

    /// The articles that came from these sources. Keys of the answer are the names or the page keys of the addresses.
    async fn known_sources(&self, keys: SourceKeys) -> Result<HashMap<String, ArticleId>, Error>;

    /// How many articles are kept, whatever their status.
    async fn article_count(&self) -> Result<u64, Error>;
}
