//! The tag as the schema shows it.

use std::{collections::HashSet, sync::Arc};

use async_graphql::{Context, Enum, ID, Object, Result};
use standfirst_domain::{
    ids::TagId,
    listing::{Key, ListScope, TaxonomyListing},
    tag as newsroom,
};

use crate::graphql::{
    article::{Article, ArticleFilter, ArticleListing, ArticleOrder, ReadsWindow, scope},
    connection::{Connection, Listed, PageArguments},
    cursor::ListKind,
    errors::fault,
    ids::Named,
    list::Listable,
    loaders::{Batch, Loaders, Part},
    reading::{Reading, Seen},
    scalars::{Cursor, Url},
    turns::{Dedupe, Turn},
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
pub struct Tag(pub Seen<newsroom::Tag>);

impl From<Seen<newsroom::Tag>> for Tag {
    fn from(entry: Seen<newsroom::Tag>) -> Self {
        Self(entry)
    }
}

impl Listed for Tag {
    const NAME: &'static str = "Tag";
}

impl Listable for Tag {
    type Id = TagId;
    type Entry = newsroom::Tag;
    const KIND: ListKind = ListKind::Tags;

    fn id(entry: &newsroom::Tag) -> TagId {
        entry.id
    }

    fn entries(loaders: &Loaders) -> &Batch<Key<TagId>, Arc<newsroom::Tag>> {
        &loaders.tags
    }

    fn lists(loaders: &Loaders) -> &Batch<TaxonomyListing, Part<newsroom::Tag>> {
        &loaders.tag_lists
    }
}

/// A subject that articles carry.
#[Object]
impl Tag {
    /// Names the tag for ever.
    pub async fn id(&self) -> ID {
        Named::Tag(self.0.id).to_id()
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
        Url(self.0.reading.publication.tag_url(&self.0.slug))
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
        scope(
            &self.0.reading,
            ListScope::Tag(self.0.id),
            ArticleListing {
                page,
                filter,
                order: order_by,
                window,
                turn: Turn::of(ctx, dedupe),
            },
        )
        .await
        .transpose()
    }
}

/// Tags in the order of their ids, each once; those that are not there are left out, and those that were merged are what they were merged into.
pub async fn many(reading: &Arc<Reading>, ids: &[TagId]) -> Result<Vec<Tag>> {
    let keys = ids.iter().map(|id| Key::Id(*id));
    let found = reading.loaders.tags.many(keys).await.map_err(fault)?;
    let shown = ids.iter().filter_map(|id| found.get(&Key::Id(*id)));
    let mut met = HashSet::new();
    let once = shown.filter(|tag| met.insert(tag.id));
    Ok(once
        .map(|tag| Tag(Seen::new(Arc::clone(tag), reading)))
        .collect())
}
