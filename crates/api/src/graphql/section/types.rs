//! The section as the schema shows it.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use standfirst_domain::{
    ids::SectionId,
    listing::{Key, Roll, Shelf},
    section as newsroom,
};

use crate::graphql::{
    article::{Article, ArticleFilter, ArticleListing, ArticleOrder, ReadsWindow, shelf},
    connection::{Connection, Listed, PageArguments},
    cursor::ListKind,
    ids::GlobalId,
    keyed_by_reader::KeyedByReader,
    loaders::{DataLoader, Loaders, Part},
    page_dedupe::{Dedupe, ListDedupe},
    roll::Enrolled,
    scalars::Cursor,
};

/// A shelf of the paper: world, sport, opinion.
#[derive(Clone)]
pub struct Section(pub KeyedByReader<newsroom::Section>);

impl From<KeyedByReader<newsroom::Section>> for Section {
    fn from(entry: KeyedByReader<newsroom::Section>) -> Self {
        Self(entry)
    }
}

impl Listed for Section {
    const NAME: &'static str = "Section";
}

impl Enrolled for Section {
    type Id = SectionId;
    type Entry = newsroom::Section;
    const KIND: ListKind = ListKind::Sections;

    fn id(entry: &newsroom::Section) -> SectionId {
        entry.id
    }

    fn entries(loaders: &Loaders) -> &DataLoader<Key<SectionId>, Arc<newsroom::Section>> {
        &loaders.sections
    }

    fn rolls(loaders: &Loaders) -> &DataLoader<Roll, Part<newsroom::Section>> {
        &loaders.section_rolls
    }
}

/// A shelf of the paper: world, sport, opinion.
#[Object]
impl Section {
    /// Names the section for ever.
    pub async fn id(&self) -> ID {
        GlobalId::Section(self.0.id).encode()
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
        shelf(
            &self.0.read_context,
            Shelf::Section(self.0.id),
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
