//! The ports: traits through which the newsroom asks for time and storage.
//!
//! Readers use [`Archive`] and editors use [`Desk`]. Each is the sum of one trait for each noun, so
//! that a store implements a trait in the file of its statements. The API depends on the traits
//! alone, and a test may wrap or replace them. [`Registry`] stores accounts and keys, [`ChangeLog`]
//! and [`RelatedIndex`] serve background tasks. Traits of accounts, previews, readership, the
//! desk's reads and the related index are in the module of their noun.
//!
//! A read for readers takes the [`Reader`](crate::visibility::Reader) first, so that no read can
//! leave the reader out. Reads take keys in batches and answer a map. A key that is absent from the
//! map matches nothing that exists for the reader.

mod archive;
mod articles;
mod change_log;
mod clock;
mod collections;
mod desk;
mod idempotency;
mod imports;
mod lists;
mod publication_settings;
mod related;
mod search;
mod stories;
mod taxonomy;

pub use self::{
    archive::Archive,
    articles::{ArticleReads, FoundArticle},
    change_log::{
        ChangeLog, ChangeLogReads, ConsumerLease, ConsumerStore, DeadLetter, DeadLetterStore,
        FencingToken, Lease, ScheduledChangeStore,
    },
    clock::Clock,
    collections::{CollectionReads, CollectionStore},
    desk::Desk,
    idempotency::IdempotencyStore,
    imports::{ImportStore, SourceKeys, SourceReads},
    lists::ListReads,
    publication_settings::PublicationSettingsStore,
    related::RelatedReads,
    search::SearchReads,
    stories::{Decide, NewStory, StoryReads, StoryStore},
    taxonomy::{Taxonomy, TaxonomyKind, TaxonomyReads},
};
pub use crate::{
    desk::{AuditLogReads, DeskArticleReads, DeskTaxonomyReads, RevisionReads},
    preview::Previews,
    readership::Readership,
    registry::{AccountStore, ApiKeyStore, Registry, SessionStore},
    related_index::RelatedIndex,
};
