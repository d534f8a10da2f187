//! The port for editors.

use super::{
    collections::CollectionStore,
    idempotency::IdempotencyStore,
    imports::{ImportStore, SourceReads},
    publication_settings::PublicationSettingsStore,
    stories::{StoryReads, StoryStore},
    taxonomy::Taxonomy,
};
use crate::{
    desk::{AuditLogReads, DeskArticleReads, DeskTaxonomyReads, RevisionReads},
    preview::Previews,
    readership::Readership,
};

/// Everything that the desk reads and writes.
pub trait Desk:
    StoryStore
    + StoryReads
    + ImportStore
    + SourceReads
    + Taxonomy
    + CollectionStore
    + PublicationSettingsStore
    + DeskArticleReads
    + DeskTaxonomyReads
    + RevisionReads
    + AuditLogReads
    + Previews
    + Readership
    + IdempotencyStore
{
}
