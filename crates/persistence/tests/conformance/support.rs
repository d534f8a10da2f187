//! A newsroom of its own for each test on each engine, and helpers that write and read articles.

use std::sync::Arc;

use proptest::{
    prelude::ProptestConfig,
    test_runner::{RngAlgorithm, RngSeed, TestRng, TestRunner},
};
use standfirst_cluster::Cluster;
use standfirst_domain::{
    article::{Article, ArticleSource, Seo},
    body::{BlockKind, Body, Inline, TextRun},
    command_context::CommandContext,
    ids::ArticleId,
    import::{ImportOutcome, ImportedArticle, ImportedCredit, ImportedTag, InitialStatus},
    listing::{Filter, Key, ListScope, Listing, Order},
    moment::Moment,
    page::{Page, Slice},
    permission::Action,
    ports::{ArticleReads, FoundArticle, ImportStore, ListReads, StoryReads, StoryStore},
    slug::Slug,
    story::{Decision, Story},
    text::{Headline, Label, Name},
    visibility::Reader,
};
use standfirst_persistence::{Options, Store};

/// Runs a test on both engines: `both!(name, |newsroom| async move { ... })`.
macro_rules! both {
    ($($(#[$meta:meta])* async fn $name:ident($newsroom:ident: &Newsroom) $body:block)*) => {$(
        mod $name {
            use super::*;
            async fn test($newsroom: &Newsroom) $body

            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                test(&crate::support::Newsroom::sqlite().await).await;
            }

            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                test(&crate::support::Newsroom::postgres().await).await;
            }
        }
    )*};
}
pub(crate) use both;

/// A store and the address of its database.
pub(crate) struct Newsroom {
    pub(crate) store: Store,
    pub(crate) url: String,
    _folder: tempfile::TempDir,
}

/// The moment at which tests begin: 2026-01-01T00:00:00Z.
pub(crate) const START: Moment = Moment::from_millis(1_767_225_600_000);

/// The moment this many seconds after the start.
pub(crate) fn at(seconds: i64) -> Moment {
    START.plus_millis(seconds * 1_000)
}

/// The command context of the system at the start.
pub(crate) fn context() -> CommandContext {
    CommandContext::for_system(Action::ArticleUpdate, at(0))
}

pub(crate) fn public(seconds: i64) -> Reader {
    Reader::public(at(seconds))
}

impl Newsroom {
    pub(crate) async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("newsroom.db").display());
        Self::open(url, folder).await
    }

    pub(crate) async fn postgres() -> Self {
        let url = tokio::task::spawn_blocking(|| Cluster::shared().database().unwrap())
            .await
            .unwrap();
        Self::open(url, tempfile::tempdir().unwrap()).await
    }

    async fn open(url: String, folder: tempfile::TempDir) -> Self {
        let store = Store::open(&Options::new(url.clone())).await.unwrap();
        assert!(!store.migrate().await.unwrap().is_empty());
        assert!(store.pending_migrations().await.unwrap().is_empty());
        Self {
            store,
            url,
            _folder: folder,
        }
    }

    /// Damages rows by SQL that the store does not see.
    pub(crate) async fn damage(&self, sql: &str) {
        use sea_orm::ConnectionTrait;
        let connection = sea_orm::Database::connect(&self.url).await.unwrap();
        assert!(
            connection
                .execute_unprepared(sql)
                .await
                .unwrap()
                .rows_affected()
                > 0,
            "{sql} changes a row"
        );
        connection.close().await.unwrap();
    }

    pub(crate) async fn import(
        &self,
        articles: Vec<ImportedArticle>,
        now: Moment,
    ) -> Vec<ImportOutcome> {
        self.store.import(articles, now).await.unwrap()
    }

    pub(crate) async fn story(&self, id: ArticleId) -> Story {
        self.store.story(id).await.unwrap().unwrap()
    }

    /// Runs a command on the present version of a story.
    pub(crate) async fn amend(
        &self,
        id: ArticleId,
        decide: impl Fn(&Story) -> Decision + Send + Sync + 'static,
    ) -> Story {
        let version = self.story(id).await.version;
        self.store
            .amend(context(), id, version, Box::new(decide))
            .await
            .unwrap()
    }

    pub(crate) async fn find(&self, reader: &Reader, id: ArticleId) -> Option<FoundArticle> {
        let found = self
            .store
            .articles(reader.clone(), Arc::new([Key::Id(id)]))
            .await
            .unwrap();
        found.get(&Key::Id(id)).cloned()
    }

    pub(crate) async fn find_slug(&self, reader: &Reader, slug: &str) -> Option<FoundArticle> {
        let key = Key::Slug(Slug::parse(slug).unwrap());
        let found = self
            .store
            .articles(reader.clone(), Arc::new([key.clone()]))
            .await
            .unwrap();
        found.get(&key).cloned()
    }

    pub(crate) async fn list(
        &self,
        reader: &Reader,
        scope: ListScope,
        listing: Listing,
    ) -> Slice<Arc<Article>> {
        self.store
            .listings(reader.clone(), Arc::new([scope]), Arc::new(listing))
            .await
            .unwrap()
            .remove(&scope)
            .unwrap()
    }

    pub(crate) async fn count(&self, reader: &Reader, scope: ListScope, filter: Filter) -> u64 {
        self.store
            .counts(reader.clone(), Arc::new([scope]), Arc::new(filter))
            .await
            .unwrap()[&scope]
    }
}

/// All articles, the newest first.
pub(crate) fn newest(size: u32) -> Listing {
    Listing {
        filter: Filter::default(),
        order: Order::Newest,
        page: Page::first(size),
    }
}

pub(crate) fn headlines(slice: &Slice<Arc<Article>>) -> Vec<String> {
    slice
        .items
        .iter()
        .map(|placed| placed.item.card.headline.to_string())
        .collect()
}

/// An imported article, published at the start.
pub(crate) fn article(headline: &str) -> ImportedArticle {
    ImportedArticle {
        id: ArticleId::new(START, rand::random()),
        source: ArticleSource {
            system: Label::parse("tests").unwrap(),
            id: Label::parse(headline).unwrap(),
            url: None,
        },
        digest: [0; 32],
        headline: Headline::parse(headline).unwrap(),
        standfirst: None,
        kicker: None,
        slug: Slug::from_any_text(headline),
        byline: Vec::new(),
        dateline: None,
        section: None,
        tags: Vec::new(),
        language: None,
        lead_image: None,
        canonical_url: None,
        seo: Seo::default(),
        body: body(headline),
        source_text: None,
        links: Vec::new(),
        initial_status: InitialStatus::Published(Some(START)),
        updated_at: None,
        embargoed_until: None,
        expires_at: None,
        corrections: Vec::new(),
        retraction: None,
    }
}

pub(crate) fn body(text: &str) -> Body {
    Body::from_blocks([BlockKind::Paragraph(vec![Inline::Text(TextRun::plain(
        text,
    ))])])
}

/// Adds tags, a section and a byline by name. An empty text leaves the section out.
pub(crate) fn carrying(
    mut article: ImportedArticle,
    tags: &[&str],
    section: &str,
    byline: &[&str],
) -> ImportedArticle {
    article.tags = tags
        .iter()
        .map(|name| ImportedTag {
            name: Name::parse(name).unwrap(),
            kind: Default::default(),
        })
        .collect();
    article.section = Name::parse_optional(section).unwrap();
    let credit = |name: &&str| ImportedCredit {
        name: Name::parse(name).unwrap(),
        role: Default::default(),
        kind: Default::default(),
        biography: None,
    };
    article.byline = byline.iter().map(credit).collect();
    article
}

/// A runner of 64 cases with a fixed seed. `PROPTEST_CASES` and `PROPTEST_RNG_SEED` change both.
pub(crate) fn runner() -> TestRunner {
    let default = ProptestConfig::default();
    let cases = if default.cases == 256 {
        64
    } else {
        default.cases
    };
    let config = ProptestConfig {
        cases,
        failure_persistence: None,
        ..default
    };
    match config.rng_seed {
        RngSeed::Random => {
            TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
        }
        RngSeed::Fixed(_) => TestRunner::new(config),
    }
}
