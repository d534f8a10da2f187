//! Test server with its clock, and functions that send requests to it.

use std::{
    net::TcpListener,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use serde_json::{Value, json};
use standfirst::{Running, run};
use standfirst_api::{
    AppState, Auth, AuthSettings, CurrentPublication, Keyring, Limits, LoadControl, Settings,
    document_checker,
};
use standfirst_cluster::Cluster;
use standfirst_domain::{
    command_context::CommandContext,
    ids::ArticleId,
    import::{ImportOutcome, ImportedArticle},
    language::Language,
    moment::Moment,
    permission::Action,
    ports::{Archive, Clock, ImportStore, StoryReads, StoryStore},
    publication::Publication,
    related_index::{IdfSource, RelatedIndex},
    story::{Decision, Story},
    text::{Label, Name},
    web_url::WebUrl,
};
use standfirst_interchange::{ImportContext, ndjson};
use standfirst_persistence::{Options, Store};

/// Runs a test on both engines.
macro_rules! both {
    ($($(#[$meta:meta])* async fn $name:ident($app:ident: &TestApp) $body:block)*) => {$(
        mod $name {
            use super::*;
            async fn test($app: &TestApp) $body

            $(#[$meta])*
            #[actix_web::test]
            async fn sqlite() {
                test(&crate::support::TestApp::sqlite().await).await;
            }

            $(#[$meta])*
            #[actix_web::test]
            async fn postgres() {
                test(&crate::support::TestApp::postgres().await).await;
            }
        }
    )*};
}
pub(crate) use both;

/// Running server with a database of its own.
pub(crate) struct TestApp {
    pub(crate) store: Store,
    pub(crate) auth: Arc<Auth>,
    /// Signing keys of the server in their stored form, including secrets.
    pub(crate) keys: String,
    pub(crate) database: String,
    pub(crate) current_publication: Arc<CurrentPublication>,
    pub(crate) url: String,
    pub(crate) client: reqwest::Client,
    clock: Arc<ManualClock>,
    _running: Running,
    _folder: tempfile::TempDir,
}

/// Clock that stands still until a test moves it.
pub(crate) struct ManualClock(AtomicI64);

impl Clock for ManualClock {
    fn now(&self) -> Moment {
        Moment::from_millis(self.0.load(Ordering::SeqCst))
    }
}

/// Time at which tests start: 2026-01-01T00:00:00Z.
pub(crate) const START: Moment = Moment::from_millis(1_767_225_600_000);

/// Time a number of seconds after the start.
pub(crate) fn at(seconds: i64) -> Moment {
    START.plus_millis(seconds * 1_000)
}

impl TestApp {
    pub(crate) async fn sqlite() -> Self {
        let (database, folder) = Self::sqlite_file();
        Self::open(database, folder).await
    }

    pub(crate) async fn postgres() -> Self {
        let database = Self::postgres_database().await;
        Self::open(database, tempfile::tempdir().unwrap()).await
    }

    /// URL of a new SQLite file, and its folder.
    pub(crate) fn sqlite_file() -> (String, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let database = format!("sqlite://{}", folder.path().join("newsroom.db").display());
        (database, folder)
    }

    /// URL of a new PostgreSQL database.
    pub(crate) async fn postgres_database() -> String {
        tokio::task::spawn_blocking(|| Cluster::shared().database().unwrap())
            .await
            .unwrap()
    }

    /// Starts a server on a database that may have content.
    pub(crate) async fn open(database: String, folder: tempfile::TempDir) -> Self {
        let settings = Settings {
            graphiql: true,
            // Tests are not limited by quotas. Tests of quotas and of overload use a server of
            // their own.
            quota: false,
            limits: Limits {
                running: 100,
                ..Limits::default()
            },
            ..Settings::default()
        };
        Self::open_as(database, folder, settings).await
    }

    /// Starts a server with other settings.
    pub(crate) async fn open_as(
        database: String,
        folder: tempfile::TempDir,
        app_settings: Settings,
    ) -> Self {
        let archive = |store: &Store| Arc::new(store.clone()) as Arc<dyn Archive>;
        Self::open_over(Options::new(database), folder, app_settings, archive).await
    }

    /// Starts a server that reads through an archive of the test.
    pub(crate) async fn open_over(
        options: Options,
        folder: tempfile::TempDir,
        app_settings: Settings,
        archive: impl FnOnce(&Store) -> Arc<dyn Archive>,
    ) -> Self {
        let store = Store::open(&options).await.unwrap();
        store.migrate().await.unwrap();
        let clock = Arc::new(ManualClock(AtomicI64::new(at(1_000).as_millis())));
        let publication = Publication {
            name: Name::parse("The Test Courier").unwrap(),
            timezone: jiff_zone("Europe/London"),
            language: Language::default(),
            base_url: WebUrl::parse("https://courier.example").unwrap(),
            version: 0,
        };
        let current_publication = Arc::new(CurrentPublication::new(publication));
        current_publication.reload(&store).await.unwrap();
        let keyring = Keyring::generate(rand::random(), rand::random(), at(0)).unwrap();
        let keys = keyring.write();
        let settings = AuthSettings {
            issuers: crate::identity::external_issuers::issuers(),
            ..AuthSettings::default()
        };
        let auth = Arc::new(Auth::new(Arc::new(store.clone()), keyring, settings));
        let app_state = AppState {
            archive: archive(&store),
            desk: Arc::new(store.clone()),
            auth: Arc::clone(&auth),
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            publication: Arc::clone(&current_publication),
            documents: Arc::new(document_checker(&app_settings.limits)),
            persisted: Arc::default(),
            load_control: Arc::new(LoadControl::new(&app_settings)),
            settings: app_settings,
        };
        let running = run(app_state, TcpListener::bind("127.0.0.1:0").unwrap(), 2).unwrap();
        let client = reqwest::Client::builder()
            .timeout(Duration::from_secs(20))
            .build()
            .unwrap();
        Self {
            store,
            auth,
            keys,
            database: options.url,
            current_publication,
            url: running.url(),
            client,
            clock,
            _running: running,
            _folder: folder,
        }
    }

    /// Current time of the server.
    pub(crate) fn now(&self) -> Moment {
        self.clock.now()
    }

    /// Clock of the server.
    pub(crate) fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.clock) as Arc<dyn Clock>
    }

    /// Moves the clock to a number of milliseconds after the start.
    pub(crate) fn set_clock_millis(&self, millis: i64) {
        let moment = START.plus_millis(millis);
        self.clock.0.store(moment.as_millis(), Ordering::SeqCst);
    }

    /// Moves the clock to a number of seconds after the start.
    pub(crate) fn set_clock(&self, seconds: i64) {
        self.clock
            .0
            .store(at(seconds).as_millis(), Ordering::SeqCst);
    }

    /// Imports NDJSON records and returns the ids of their articles in order.
    pub(crate) async fn import(&self, records: &[Value]) -> Vec<ArticleId> {
        let articles = read(records);
        let ids = articles.iter().map(|article| article.id).collect();
        for batch in articles.chunks(500) {
            let outcomes = self
                .store
                .import(batch.to_vec(), self.clock.now())
                .await
                .unwrap();
            assert!(
                outcomes
                    .iter()
                    .all(|outcome| *outcome == ImportOutcome::Created),
                "{outcomes:?}"
            );
        }
        ids
    }

    /// Computes all related lists, as the consumer of the change log does.
    pub(crate) async fn relate(&self) {
        let rebuilt = self
            .store
            .rebuild(IdfSource::Recomputed, self.clock(), Arc::new(|_| {}));
        assert!(rebuilt.await.unwrap().is_some());
    }

    /// Runs an act on the current version of a story.
    pub(crate) async fn act(
        &self,
        id: ArticleId,
        decide: impl Fn(&Story) -> Decision + Send + Sync + 'static,
    ) -> Story {
        let version = self.store.story(id).await.unwrap().unwrap().version;
        self.store
            .amend(
                CommandContext::for_system(Action::ArticleUpdate, self.clock.now()),
                id,
                version,
                Box::new(decide),
            )
            .await
            .unwrap()
    }

    /// Sends a request and returns the status and the response.
    pub(crate) async fn ask(&self, query: &str, variables: Value) -> (u16, Value) {
        let request = self
            .client
            .post(format!("{}/graphql", self.url))
            .header("Accept", "application/graphql-response+json");
        let response = request
            .json(&json!({ "query": query, "variables": variables }))
            .send()
            .await
            .unwrap();
        (response.status().as_u16(), response.json().await.unwrap())
    }

    /// Sends a request and returns the data. An error fails the test.
    pub(crate) async fn data(&self, query: &str, variables: Value) -> Value {
        let (status, mut answer) = self.ask(query, variables).await;
        assert!(
            status == 200 && answer.get("errors").is_none(),
            "{status}: {answer:#}"
        );
        answer["data"].take()
    }

    /// Sends a request with a credential and returns the status and the response.
    pub(crate) async fn ask_as(
        &self,
        credential: &str,
        query: &str,
        variables: Value,
    ) -> (u16, Value) {
        let request = self
            .client
            .post(format!("{}/graphql", self.url))
            .header("Accept", "application/graphql-response+json")
            .header("Authorization", format!("Bearer {credential}"));
        let response = request
            .json(&json!({ "query": query, "variables": variables }))
            .send()
            .await
            .unwrap();
        let status = response.status().as_u16();
        let challenged = response.headers().contains_key("www-authenticate");
        assert_eq!(
            challenged,
            status == 401,
            "401 has a challenge and no other status has one"
        );
        (status, response.json().await.unwrap())
    }

    /// Executes SQL statements without the knowledge of the server.
    pub(crate) async fn alter(&self, statements: &[&str]) {
        use sea_orm::ConnectionTrait;
        let connection = sea_orm::Database::connect(&self.database).await.unwrap();
        for sql in statements {
            connection.execute_unprepared(sql).await.unwrap();
        }
        connection.close().await.unwrap();
    }

    /// Executes SQL that must change a row, without the knowledge of the server.
    pub(crate) async fn corrupt(&self, sql: &str) {
        use sea_orm::ConnectionTrait;
        let connection = sea_orm::Database::connect(&self.database).await.unwrap();
        assert!(
            connection
                .execute_unprepared(sql)
                .await
                .unwrap()
                .rows_affected()
                > 0
        );
        connection.close().await.unwrap();
    }
}

fn jiff_zone(name: &str) -> standfirst_domain::publication::TimeZone {
    standfirst_domain::publication::TimeZone::get(name).unwrap()
}

/// Parses records as an import does, with links between them.
pub(crate) fn read(records: &[Value]) -> Vec<ImportedArticle> {
    let system = Label::parse("tests").unwrap();
    let ids: Vec<(String, Option<WebUrl>, ArticleId)> = records
        .iter()
        .map(|record| {
            let url = record["source_url"]
                .as_str()
                .map(|url| WebUrl::parse(url).unwrap());
            (
                record["id"].as_str().unwrap().to_owned(),
                url,
                ArticleId::new(START, rand::random()),
            )
        })
        .collect();
    let identify = |id: &str| {
        ids.iter()
            .find(|(known, ..)| known == id)
            .map(|(_, _, id)| *id)
    };
    let locate = |url: &WebUrl| {
        let same = |known: &WebUrl| known.page_key() == url.page_key();
        ids.iter()
            .find(|(_, known, _)| known.as_ref().is_some_and(same))
            .map(|(_, _, id)| *id)
    };
    let context = ImportContext {
        system: &system,
        identify: &identify,
        locate: &locate,
    };
    records
        .iter()
        .map(|record| ndjson::read(&record.to_string(), &context).unwrap())
        .collect()
}

/// Record that is published at the start.
pub(crate) fn record(id: &str) -> Value {
    json!({ "id": id, "title": id, "body": format!("The text of {id}."), "format": "text", "published_at": START.to_string() })
}

/// Record with further fields.
pub(crate) fn record_with(id: &str, more: Value) -> Value {
    let mut record = record(id);
    for (field, value) in more.as_object().unwrap() {
        record[field] = value.clone();
    }
    record
}

/// Shipped document of `operations/`.
pub(crate) fn operation(name: &str) -> String {
    let path = format!(
        "{}/../operations/{name}.graphql",
        env!("CARGO_MANIFEST_DIR")
    );
    std::fs::read_to_string(path).unwrap()
}
