//! A server of a test's own, and the words that tests are told in.

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
    Auth, AuthSettings, CurrentPublication, Gate, House, Keyring, Limits, Settings, Traffic,
};
use standfirst_cluster::Cluster;
use standfirst_domain::{
    command_context::CommandContext,
    ids::ArticleId,
    intake::{NewArticle, Outcome},
    keeping::{Keeping, Weighing},
    language::Language,
    moment::Moment,
    permission::Action,
    ports::{Archive, Clock, Desk},
    publication::Publication,
    story::{Decision, Story},
    text::{Label, Name},
    web_url::WebUrl,
};
use standfirst_interchange::{Context, ndjson};
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

/// The real server.
pub(crate) struct TestApp {
    pub(crate) store: Store,
    pub(crate) auth: Arc<Auth>,
    /// The server's keys as they are kept, secrets among them.
    pub(crate) keys: String,
    pub(crate) database: String,
    pub(crate) current_publication: Arc<CurrentPublication>,
    pub(crate) url: String,
    pub(crate) client: reqwest::Client,
    clock: Arc<HandClock>,
    _running: Running,
    _folder: tempfile::TempDir,
}

/// A clock that stands until a test moves it.
pub(crate) struct HandClock(AtomicI64);

impl Clock for HandClock {
    fn now(&self) -> Moment {
        Moment::from_millis(self.0.load(Ordering::SeqCst))
    }
}

/// The moment at which tests begin: 2026-01-01T00:00:00Z.
pub(crate) const START: Moment = Moment::from_millis(1_767_225_600_000);

/// So many seconds after the start.
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

    /// The address of a file of the test's own, and the folder that it is in.
    pub(crate) fn sqlite_file() -> (String, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let database = format!("sqlite://{}", folder.path().join("newsroom.db").display());
        (database, folder)
    }

    /// The address of a database of the test's own.
    pub(crate) async fn postgres_database() -> String {
        tokio::task::spawn_blocking(|| Cluster::shared().database().unwrap())
            .await
            .unwrap()
    }

    /// A server over a database that may hold anything already.
    pub(crate) async fn open(database: String, folder: tempfile::TempDir) -> Self {
        let settings = Settings {
            graphiql: true,
            // A test asks as much as it likes; those of quotas and of overload have a server of their own.
            quota: false,
            limits: Limits {
                running: 100,
                ..Limits::default()
            },
            ..Settings::default()
        };
        Self::open_as(database, folder, settings).await
    }

    /// A server with settings of its own.
    pub(crate) async fn open_as(
        database: String,
        folder: tempfile::TempDir,
        house_settings: Settings,
    ) -> Self {
        let archive = |store: &Store| Arc::new(store.clone()) as Arc<dyn Archive>;
        Self::open_over(Options::new(database), folder, house_settings, archive).await
    }

    /// A server that reads through what a test puts over its store.
    pub(crate) async fn open_over(
        options: Options,
        folder: tempfile::TempDir,
        house_settings: Settings,
        archive: impl FnOnce(&Store) -> Arc<dyn Archive>,
    ) -> Self {
        let store = Store::open(&options).await.unwrap();
        store.migrate().await.unwrap();
        let clock = Arc::new(HandClock(AtomicI64::new(at(1_000).as_millis())));
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
            issuers: crate::identity::elsewhere::issuers(),
            ..AuthSettings::default()
        };
        let auth = Arc::new(Auth::new(Arc::new(store.clone()), keyring, settings));
        let house = House {
            archive: archive(&store),
            desk: Arc::new(store.clone()),
            auth: Arc::clone(&auth),
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            publication: Arc::clone(&current_publication),
            gate: Arc::new(Gate::new(&house_settings.limits)),
            persisted: Arc::default(),
            traffic: Arc::new(Traffic::new(&house_settings)),
            settings: house_settings,
        };
        let running = run(house, TcpListener::bind("127.0.0.1:0").unwrap(), 2).unwrap();
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

    /// The moment it is for the server.
    pub(crate) fn now(&self) -> Moment {
        self.clock.now()
    }

    /// The server's clock.
    pub(crate) fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.clock) as Arc<dyn Clock>
    }

    /// Moves the clock to so many milliseconds after the start.
    pub(crate) fn set_clock_millis(&self, millis: i64) {
        let moment = START.plus_millis(millis);
        self.clock.0.store(moment.as_millis(), Ordering::SeqCst);
    }

    /// Moves the clock to so many seconds after the start.
    pub(crate) fn set_clock(&self, seconds: i64) {
        self.clock
            .0
            .store(at(seconds).as_millis(), Ordering::SeqCst);
    }

    /// Imports records of the uniform form, as JSON, and answers their identities in order.
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
                outcomes.iter().all(|outcome| *outcome == Outcome::Filed),
                "{outcomes:?}"
            );
        }
        ids
    }

    /// Makes what belongs beside articles, as who follows the change log does soon.
    pub(crate) async fn relate(&self) {
        let rebuilt = self
            .store
            .rebuild(Weighing::Anew, self.clock(), Arc::new(|_| {}));
        assert!(rebuilt.await.unwrap().is_some());
    }

    /// An act on a story as it stands.
    pub(crate) async fn act(
        &self,
        id: ArticleId,
        decide: impl Fn(&Story) -> Decision + Send + Sync + 'static,
    ) -> Story {
        let version = self.store.story(id).await.unwrap().unwrap().version;
        self.store
            .amend(
                CommandContext::for_system(Action::ArticleAmend, self.clock.now()),
                id,
                version,
                Box::new(decide),
            )
            .await
            .unwrap()
    }

    /// Asks and answers the whole response with its status.
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

    /// Asks and answers the data; an error fails the test.
    pub(crate) async fn data(&self, query: &str, variables: Value) -> Value {
        let (status, mut answer) = self.ask(query, variables).await;
        assert!(
            status == 200 && answer.get("errors").is_none(),
            "{status}: {answer:#}"
        );
        answer["data"].take()
    }

    /// Asks with a credential and answers the status, the challenge and the whole response.
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
        assert_eq!(challenged, status == 401, "a challenge comes with 401");
        (status, response.json().await.unwrap())
    }

    /// Changes the tables behind the server's back.
    pub(crate) async fn alter(&self, statements: &[&str]) {
        use sea_orm::ConnectionTrait;
        let connection = sea_orm::Database::connect(&self.database).await.unwrap();
        for sql in statements {
            connection.execute_unprepared(sql).await.unwrap();
        }
        connection.close().await.unwrap();
    }

    /// Executes SQL behind the server's back.
    pub(crate) async fn spoil(&self, sql: &str) {
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

/// Reads records as an import would, with links between them.
pub(crate) fn read(records: &[Value]) -> Vec<NewArticle> {
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
                ArticleId::mint(START, rand::random()),
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
    let context = Context {
        system: &system,
        identify: &identify,
        locate: &locate,
    };
    records
        .iter()
        .map(|record| ndjson::read(&record.to_string(), &context).unwrap())
        .collect()
}

/// A record published at the start.
pub(crate) fn record(id: &str) -> Value {
    json!({ "id": id, "title": id, "body": format!("The text of {id}."), "format": "text", "published_at": START.to_string() })
}

/// A record with more fields.
pub(crate) fn record_with(id: &str, more: Value) -> Value {
    let mut record = record(id);
    for (field, value) in more.as_object().unwrap() {
        record[field] = value.clone();
    }
    record
}

/// A committed document of `operations/`.
pub(crate) fn operation(name: &str) -> String {
    let path = format!(
        "{}/../operations/{name}.graphql",
        env!("CARGO_MANIFEST_DIR")
    );
    std::fs::read_to_string(path).unwrap()
}
