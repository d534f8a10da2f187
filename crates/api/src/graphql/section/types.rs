//! The section as the schema shows it.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use standfirst_domain::{
    ids::SectionId,
    listing::{Key, ListScope, TaxonomyListing},
    section as newsroom,
};

use crate::graphql::{
    article::{Article, ArticleFilter, ArticleListing, ArticleOrder, ReadsWindow, scope},
    connection::{Connection, Listed, PageArguments},
    cursor::ListKind,
    ids::Named,
    list::Listable,
    loaders::{Batch, Loaders, Part},
    reading::Seen,
    scalars::Cursor,
    turns::{Dedupe, Turn},
};

/// A shelf of the paper: world, sport, opinion.
#[derive(Clone)]
pub struct Section(pub Seen<newsroom::Section>);

impl From<Seen<newsroom::Section>> for Section {
    fn from(entry: Seen<newsroom::Section>) -> Self {
        Self(entry)
    }
}

impl Listed for Section {
    const NAME: &'static str = "Section";
}

impl Listable for Section {
    type Id = SectionId;
    type Entry = newsroom::Section;
    const KIND: ListKind = ListKind::Sections;

    fn id(entry: &newsroom::Section) -> SectionId {
        entry.id
    }

    fn entries(loaders: &Loaders) -> &Batch<Key<SectionId>, Arc<newsroom::Section>> {
        &loaders.sections
    }

    fn lists(loaders: &Loaders) -> &Batch<TaxonomyListing, Part<newsroom::Section>> {
        &loaders.section_lists
    }
}

/// A shelf of the paper: world, sport, opinion.
#[Object]
impl Section {
    /// Names the section for ever.
    pub async fn id(&self) -> ID {
        Named::Section(self.0.id).to_id()
    }

    /// The human part of its page's address, unique among sections.
    async fn slug(&self) -> &str {
        self.0.slug.as_str()
    }

    /// The name as printed.
    async fn name(&self) -> &str {
        self.0.name.as_str()
    }

    /// A sentence about it.
    async fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    /// How often it was changed: 1 when it was made. Acts name the version that they expect.
    async fn version(&self) -> u32 {
        self.0.version
    }

    /// The articles that stand in the section, the newest first unless you say otherwise.
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
            ListScope::Section(self.0.id),
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
