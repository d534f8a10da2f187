//! The tag as the schema shows it.

use std::{collections::HashSet, sync::Arc};

use async_graphql::{Context, Enum, ID, Object, Result};
use standfirst_domain::{
    ids::TagId,
    listing::{Key, Roll, Shelf},
    tag as newsroom,
};

use crate::graphql::{
    article::{Article, ArticleFilter, ArticleListing, ArticleOrder, ReadsWindow, shelf},
    connection::{Connection, Listed, PageArguments},
    cursor::ListKind,
    errors::field_error,
    ids::GlobalId,
    keyed_by_reader::KeyedByReader,
    loaders::{DataLoader, Loaders, Part},
    page_dedupe::{Dedupe, ListDedupe},
    read_context::ReadContext,
    roll::Enrolled,
    scalars::{Cursor, Url},
};

/// What a tag names.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "newsroom::TagKind")]
pub enum TagKind {
    /// A subject.
    Keyword,
    /// A person.
    Person,
    /// A company, authority, club or other body.
    Organisation,
    /// A place.
    Place,
    /// Articles that belong together and are told in instalments.
    Series,
    /// The manner of an article: analysis, obituary, opinion.
    Tone,
}

/// A subject that articles carry.
#[derive(Clone)]
pub struct Tag(pub KeyedByReader<newsroom::Tag>);

impl From<KeyedByReader<newsroom::Tag>> for Tag {
    fn from(entry: KeyedByReader<newsroom::Tag>) -> Self {
        Self(entry)
    }
}

impl Listed for Tag {
    const NAME: &'static str = "Tag";
}

impl Enrolled for Tag {
    type Id = TagId;
    type Entry = newsroom::Tag;
    const KIND: ListKind = ListKind::Tags;

    fn id(entry: &newsroom::Tag) -> TagId {
        entry.id
    }

    fn entries(loaders: &Loaders) -> &DataLoader<Key<TagId>, Arc<newsroom::Tag>> {
        &loaders.tags
    }

    fn rolls(loaders: &Loaders) -> &DataLoader<Roll, Part<newsroom::Tag>> {
        &loaders.tag_rolls
    }
}

/// A subject that articles carry.
#[Object]
impl Tag {
    /// Names the tag for ever.
    pub async fn id(&self) -> ID {
        GlobalId::Tag(self.0.id).encode()
    }

    /// The human part of its page's address, unique among tags.
    async fn slug(&self) -> &str {
        self.0.slug.as_str()
    }

    /// The name as printed.
    async fn name(&self) -> &str {
        self.0.name.as_str()
    }

    /// What the tag names.
    async fn kind(&self) -> TagKind {
        self.0.kind.into()
    }

    /// A sentence about it.
    async fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    /// The tag's page in this publication.
    async fn url(&self) -> Url {
        Url(self.0.read_context.publication.tag_url(&self.0.slug))
    }

    /// How often it was changed: 1 when it was made. Acts name the version that they expect.
    async fn version(&self) -> u32 {
        self.0.version
    }

    /// The articles that carry the tag, the newest first unless you say otherwise.
    #[expect(
        clippy::too_many_arguments,
        reason = "the arguments that Relay asks for, and ours"
    )]
    async fn articles(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "At most so many from the start of the list: 1 to 100, or 20 when nothing is said."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what comes after this place.")] after: Option<Cursor>,
        #[graphql(desc = "At most so many from the end of the list: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this place.")] before: Option<Cursor>,
        #[graphql(desc = "Which articles.")] filter: Option<ArticleFilter>,
        #[graphql(desc = "In what order.", default_with = "Some(ArticleOrder::Newest)")]
        order_by: Option<ArticleOrder>,
        #[graphql(
            desc = "Within how long a time reads are counted, for `orderBy: MOST_READ` alone; a day when nothing is said."
        )]
        window: Option<ReadsWindow>,
        #[graphql(desc = "Within what it repeats nothing that another list shows.")] dedupe: Option<
            Dedupe,
        >,
    ) -> Option<Result<Connection<Article>>> {
        let page = PageArguments {
            first,
            after,
            last,
            before,
        };
        shelf(
            &self.0.read_context,
            Shelf::Tag(self.0.id),
            ArticleListing {
                page,
                filter,
                order: order_by,
                window,
                list_dedupe: ListDedupe::from_graphql(ctx, dedupe),
            },
        )
        .await
        .transpose()
    }
}

/// Tags in the order of their ids, each once; those that are not there are left out, and those that were merged are what they were merged into.
pub async fn many(read_context: &Arc<ReadContext>, ids: &[TagId]) -> Result<Vec<Tag>> {
    let keys = ids.iter().map(|id| Key::Id(*id));
    let found = read_context
        .loaders
        .tags
        .many(keys)
        .await
        .map_err(field_error)?;
    let shown = ids.iter().filter_map(|id| found.get(&Key::Id(*id)));
    let mut met = HashSet::new();
    let once = shown.filter(|tag| met.insert(tag.id));
    Ok(once
        .map(|tag| Tag(KeyedByReader::new(Arc::clone(tag), read_context)))
        .collect())
}
