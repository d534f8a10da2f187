//! The Rust types of the schema's objects that name each other, without their resolvers.
//!
//! An article has tags and a tag has articles, so the files with the resolvers of either would
//! import the other. The types live here, below all resolvers. The resolvers of a type are in the
//! folder of its noun, in an `impl` that no other file has to name.

use std::sync::Arc;

use async_graphql::MergedObject;
use standfirst_domain::{
    article as newsroom, collection, contributor, listing::ListScope, ports::FoundArticle, section,
    tag,
};

use super::{connection::Listed, keyed_by_reader::KeyedByReader, read_context::ReadContext};

/// An article.
#[derive(Clone)]
pub struct Article {
    /// Article as found in the store.
    pub found: FoundArticle,
    /// Read context in which the article was found.
    pub read_context: Arc<ReadContext>,
    /// True if this is the article of a revision.
    pub is_of_revision: bool,
}

impl Listed for Article {
    const NAME: &'static str = "Article";
}

impl Article {
    /// Wraps an article that was found in a read context.
    pub fn new(found: FoundArticle, read_context: &Arc<ReadContext>) -> Self {
        Self {
            found,
            read_context: Arc::clone(read_context),
            is_of_revision: false,
        }
    }

    /// Wraps the article of a revision. It has no revisions of its own; otherwise queries could
    /// nest without end.
    pub fn of_revision(found: FoundArticle, read_context: &Arc<ReadContext>) -> Self {
        Self {
            is_of_revision: true,
            ..Self::new(found, read_context)
        }
    }

    /// The article, unless it was retracted.
    pub fn whole(&self) -> Option<&newsroom::Article> {
        self.found.article().ok()
    }

    /// The article's metadata, unless the article was retracted.
    pub fn card(&self) -> Option<&newsroom::Card> {
        self.whole().map(|article| &article.card)
    }
}

/// Articles of one tag, section or contributor.
#[derive(Clone)]
pub struct ScopedArticles {
    pub(super) scope: ListScope,
    pub(super) read_context: Arc<ReadContext>,
}

impl ScopedArticles {
    /// Articles of this scope, as visible in a read context.
    pub fn new(scope: ListScope, read_context: &Arc<ReadContext>) -> Self {
        Self {
            scope,
            read_context: Arc::clone(read_context),
        }
    }
}

/// A tag: a subject of articles.
#[derive(MergedObject, Clone)]
pub struct Tag(pub(super) ScopedArticles, pub(super) TagFields);

impl From<KeyedByReader<tag::Tag>> for Tag {
    fn from(tag: KeyedByReader<tag::Tag>) -> Self {
        let articles = ScopedArticles::new(ListScope::Tag(tag.id), &tag.read_context);
        Self(articles, TagFields(tag))
    }
}

impl Listed for Tag {
    const NAME: &'static str = "Tag";
}

/// Fields of a tag except `articles`.
#[derive(Clone)]
pub struct TagFields(pub(super) KeyedByReader<tag::Tag>);

/// A section of the publication, such as world, sport or opinion. An article is in at most one
/// section.
#[derive(MergedObject, Clone)]
pub struct Section(pub(super) ScopedArticles, pub(super) SectionFields);

impl From<KeyedByReader<section::Section>> for Section {
    fn from(section: KeyedByReader<section::Section>) -> Self {
        let articles = ScopedArticles::new(ListScope::Section(section.id), &section.read_context);
        Self(articles, SectionFields(section))
    }
}

impl Listed for Section {
    const NAME: &'static str = "Section";
}

/// Fields of a section except `articles`.
#[derive(Clone)]
pub struct SectionFields(pub(super) KeyedByReader<section::Section>);

/// A contributor: a person or an agency credited on articles.
#[derive(MergedObject, Clone)]
pub struct Contributor(pub(super) ScopedArticles, pub(super) ContributorFields);

impl From<KeyedByReader<contributor::Contributor>> for Contributor {
    fn from(contributor: KeyedByReader<contributor::Contributor>) -> Self {
        let scope = ListScope::Contributor(contributor.id);
        let articles = ScopedArticles::new(scope, &contributor.read_context);
        Self(articles, ContributorFields(contributor))
    }
}

impl Listed for Contributor {
    const NAME: &'static str = "Contributor";
}

/// Fields of a contributor except `articles`.
#[derive(Clone)]
pub struct ContributorFields(pub(super) KeyedByReader<contributor::Contributor>);

/// An ordered list of articles, put together by editors.
#[derive(Clone)]
pub struct Collection(pub Arc<collection::Collection>);
