//! The contributor and the credit as the schema shows them.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use standfirst_domain::{
    contributor as newsroom,
    ids::ContributorId,
    listing::{Key, ListScope, TaxonomyListing},
};

use crate::graphql::{
    article::{Article, ArticleFilter, ArticleListing, ArticleOrder, Picture, ReadsWindow, scope},
    connection::{Connection, Listed, PageArguments},
    cursor::ListKind,
    ids::Named,
    list::Listable,
    loaders::{Batch, Loaders, Part},
    reading::Seen,
    scalars::Cursor,
    turns::{Dedupe, Turn},
};

/// Who is behind a credit.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "newsroom::ContributorKind")]
pub enum ContributorKind {
    /// Somebody.
    Person,
    /// A news agency or another body that delivers copy.
    Agency,
}

/// As what somebody is credited on an article.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "newsroom::Role")]
pub enum CreditRole {
    /// Wrote it, or reported it.
    Reporter,
    /// Edited it.
    Editor,
    /// Wrote it as an opinion of theirs.
    Columnist,
    /// Took the pictures.
    Photographer,
    /// Drew the pictures.
    Illustrator,
    /// Brought it into this language.
    Translator,
}

/// One credit of a byline.
#[derive(SimpleObject)]
pub struct Credit {
    /// Who is credited.
    contributor: Contributor,
    /// As what.
    role: CreditRole,
}

impl Credit {
    /// Credits somebody.
    pub fn new(contributor: Contributor, role: newsroom::Role) -> Self {
        Self {
            contributor,
            role: role.into(),
        }
    }
}

/// A person or an agency that is credited on articles.
#[derive(Clone)]
pub struct Contributor(pub Seen<newsroom::Contributor>);

impl From<Seen<newsroom::Contributor>> for Contributor {
    fn from(entry: Seen<newsroom::Contributor>) -> Self {
        Self(entry)
    }
}

impl Listed for Contributor {
    const NAME: &'static str = "Contributor";
}

impl Listable for Contributor {
    type Id = ContributorId;
    type Entry = newsroom::Contributor;
    const KIND: ListKind = ListKind::Contributors;

    fn id(entry: &newsroom::Contributor) -> ContributorId {
        entry.id
    }

    fn entries(loaders: &Loaders) -> &Batch<Key<ContributorId>, Arc<newsroom::Contributor>> {
        &loaders.contributors
    }

    fn lists(loaders: &Loaders) -> &Batch<TaxonomyListing, Part<newsroom::Contributor>> {
        &loaders.contributor_lists
    }
}

/// A person or an agency that is credited on articles.
#[Object]
impl Contributor {
    /// Names the contributor for ever.
    pub async fn id(&self) -> ID {
        Named::Contributor(self.0.id).to_id()
    }

    /// The human part of its page's address, unique among contributors.
    async fn slug(&self) -> &str {
        self.0.slug.as_str()
    }

    /// The name as printed.
    async fn name(&self) -> &str {
        self.0.name.as_str()
    }

    /// A person or an agency.
    async fn kind(&self) -> ContributorKind {
        self.0.kind.into()
    }

    /// A few sentences about them.
    async fn biography(&self) -> Option<&str> {
        self.0.biography.as_deref()
    }

    /// A picture of them.
    async fn portrait(&self) -> Option<Picture> {
        self.0.portrait.as_ref().map(Picture::from)
    }

    /// How often it was changed: 1 when it was made. Acts name the version that they expect.
    async fn version(&self) -> u32 {
        self.0.version
    }

    /// The articles that credit the contributor, the newest first unless you say otherwise.
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
            ListScope::Contributor(self.0.id),
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
