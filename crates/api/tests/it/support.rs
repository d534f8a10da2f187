//! A house over an archive that holds as many look-alike articles as a test wants, counts what it is asked, and fails when told to.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use actix_web::{
    body::{MessageBody, to_bytes},
    dev::ServiceResponse,
    http::{Method, StatusCode, header::HeaderMap},
    test,
};
use async_trait::async_trait;
use serde_json::{Value, json};
use standfirst_api::{House, Settings};
use standfirst_domain::{
    article::{Article, Card, Retraction, Tombstone},
    body::{BlockKind, Body, Heading, Inline, LinkRun, LinkTarget, TextRun},
    contributor::{Contributor, ContributorKind},
    error::Error,
    ids::{ArticleId, ContributorId, RevisionNumber, SectionId, TagId},
    language::Language,
    listing::{Filter, Key, Listing, Roll, Shelf},
    moment::Moment,
    page::{Placed, Position, Slice, SortKey},
    ports::{Archive, Clock, Found, RollOf},
    publication::Publication,
    related::{Reason, Related},
    section::Section,
    sight::Reader,
    slug::Slug,
    tag::{Tag, TagKind},
    text::{Headline, Label, Name, Standfirst},
    web_url::WebUrl,
};
use uuid::Uuid;

/// The moment at which every test takes place.
pub const NOW: i64 = 1_793_610_000_000;
/// The slug of the article that was retracted.
pub const RETRACTED: &str = "withdrawn";
/// The number of the article whose body does not decode.
pub const BROKEN: u128 = 13;

/// How the archive behaves.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// It answers.
    Willing,
    /// The store is away.
    Away,
    /// The store never answers.
    Silent,
    /// Something in us is broken.
    Panicking,
}

pub struct Stub {
    pub mood: Mood,
    pub size: u128,
    pub calls: AtomicUsize,
}

impl Stub {
    async fn asked(&self) -> Result<(), Error> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        match self.mood {
            Mood::Willing => Ok(()),
            Mood::Away => Err(Error::Unavailable("password=hunter2 host=10.0.0.7".into())),
            Mood::Silent => std::future::pending().await,
            Mood::Panicking => panic!("a fault of ours"),
        }
    }

    fn rolled<T>(&self, item: impl Fn(u128) -> T) -> Slice<Arc<T>> {
        let placed = |number| Placed {
            item: Arc::new(item(number)),
            position: Position {
                key: SortKey::Text(format!("item-{number}")),
                id: Uuid::from_u128(number),
            },
        };
        Slice {
            items: (1..=self.size).map(placed).collect(),
            has_previous: false,
            has_next: false,
        }
    }
}

pub fn article_id(number: u128) -> ArticleId {
    ArticleId::from_uuid(Uuid::from_u128(number))
}

fn slug(text: &str) -> Slug {
    Slug::parse(text).unwrap()
}

fn article(id: ArticleId) -> Article {
    let number = id.as_uuid().as_u128();
    let card = json!({
        "headline": format!("Ferry number {number}"), "standfirst": "It was late.", "slug": format!("ferry-{number}"), "language": "en",
        "byline": [{ "contributor": Uuid::from_u128(number % 3), "role": "reporter" }], "section": Uuid::from_u128(number % 2),
        "tags": [Uuid::from_u128(1), Uuid::from_u128(number)], "word_count": 238, "version": 3,
    });
    let card: Card = serde_json::from_value(card).unwrap();
    assert_eq!(card.standfirst, Some(Standfirst::parse("It was late.").unwrap()));
    let at = Moment::from_millis(NOW - 1_000);
    Article {
        id,
        revision: RevisionNumber::FIRST,
        card,
        first_published_at: at,
        published_at: at,
        updated_at: at,
    }
}

fn tombstone() -> Tombstone {
    let at = Moment::from_millis(NOW - 1_000);
    Tombstone {
        id: article_id(666),
        revision: RevisionNumber::FIRST,
        headline: Headline::parse("Withdrawn").unwrap(),
        slug: slug(RETRACTED),
        language: Language::default(),
        first_published_at: at,
        published_at: at,
        retraction: Retraction {
            at,
            reason: Label::parse("It was not so.").unwrap(),
        },
    }
}

fn body() -> Body {
    let link = |target| {
        Inline::Link(LinkRun {
            target,
            text: vec![Inline::Text(TextRun::plain("here"))],
        })
    };
    let runs = vec![
        Inline::Text(TextRun::plain("Read ")),
        link(LinkTarget::Article {
            id: article_id(2),
            url: None,
        }),
        link(LinkTarget::Article {
            id: article_id(404),
            url: Some(WebUrl::parse("https://example.org/old").unwrap()),
        }),
        link(LinkTarget::Tag(TagId::from_uuid(Uuid::from_u128(77)))),
    ];
    let heading = Heading {
        level: 2,
        anchor: "the-pier".into(),
        text: vec![Inline::Text(TextRun::plain("The pier"))],
    };
    Body::of([BlockKind::Heading(heading), BlockKind::Paragraph(runs), BlockKind::Divider])
}

fn tag(id: TagId) -> Tag {
    let number = id.as_uuid().as_u128();
    Tag {
        id,
        slug: slug(&format!("tag-{number}")),
        name: Name::parse("A tag").unwrap(),
        kind: TagKind::Place,
        description: None,
    }
}

fn section(id: SectionId) -> Section {
    Section {
        id,
        slug: slug("world"),
        name: Name::parse("World").unwrap(),
        description: None,
    }
}

fn contributor(id: ContributorId) -> Contributor {
    let name = Name::parse("Ada Byron").unwrap();
    Contributor {
        id,
        slug: slug("ada"),
        name,
        kind: ContributorKind::Person,
        biography: None,
        portrait: None,
    }
}

fn found<I: Copy + Eq + Hash, T>(keys: &[Key<I>], known: I, item: impl Fn(I) -> T) -> HashMap<Key<I>, Arc<T>> {
    let id = |key: &Key<I>| match key {
        Key::Id(id) => Some(*id),
        Key::Slug(slug) => (slug.as_str() != "absent").then_some(known),
    };
    keys.iter()
        .filter_map(|key| id(key).map(|id| (key.clone(), Arc::new(item(id)))))
        .collect()
}

#[async_trait]
impl Archive for Stub {
    async fn articles(&self, _: Reader, keys: Arc<[Key<ArticleId>]>) -> Result<HashMap<Key<ArticleId>, Found>, Error> {
        self.asked().await?;
        let find = |key: &Key<ArticleId>| match key {
            Key::Id(id) if *id == article_id(404) => None,
            Key::Id(id) => Some(Found::Full(Arc::new(article(*id)))),
            Key::Slug(slug) if slug.as_str() == RETRACTED => Some(Found::Tombstone(Arc::new(tombstone()))),
            Key::Slug(slug) => slug
                .as_str()
                .strip_prefix("ferry-")?
                .parse()
                .ok()
                .map(|number| Found::Full(Arc::new(article(article_id(number))))),
        };
        Ok(keys.iter().filter_map(|key| find(key).map(|found| (key.clone(), found))).collect())
    }

    async fn bodies(&self, _: Reader, ids: Arc<[ArticleId]>) -> Result<HashMap<ArticleId, Result<Arc<Body>, Arc<Error>>>, Error> {
        self.asked().await?;
        let read = |id: &ArticleId| {
            let broken = Error::Unreadable {
                table: "showing",
                key: "13/1".into(),
                source: "secret detail".into(),
            };
            if *id == article_id(BROKEN) {
                Err(Arc::new(broken))
            } else {
                Ok(Arc::new(body()))
            }
        };
        Ok(ids.iter().map(|id| (*id, read(id))).collect())
    }

    async fn listings(&self, _: Reader, shelves: Arc<[Shelf]>, listing: Arc<Listing>) -> Result<HashMap<Shelf, Slice<Arc<Article>>>, Error> {
        self.asked().await?;
        let placed = |number| {
            let id = article_id(number);
            Placed {
                item: Arc::new(article(id)),
                position: Position {
                    key: SortKey::Moment(NOW),
                    id: id.as_uuid(),
                },
            }
        };
        let most = self.size.min(u128::from(listing.page.size));
        let slice = Slice {
            items: (1..=most).map(placed).collect(),
            has_previous: false,
            has_next: true,
        };
        Ok(shelves.iter().map(|shelf| (*shelf, slice.clone())).collect())
    }

    async fn counts(&self, _: Reader, shelves: Arc<[Shelf]>, _: Arc<Filter>) -> Result<HashMap<Shelf, u64>, Error> {
        self.asked().await?;
        Ok(shelves.iter().map(|shelf| (*shelf, 1_234)).collect())
    }

    async fn related(&self, _: Reader, ids: Arc<[ArticleId]>, most: u32) -> Result<HashMap<ArticleId, Vec<Related>>, Error> {
        self.asked().await?;
        let related = |number| {
            let tags = vec![TagId::from_uuid(Uuid::from_u128(1))];
            let reasons = vec![
                Reason::SharedTags { tags, contribution: 0.25 },
                Reason::CloseInTime {
                    days: 1.5,
                    contribution: 0.05,
                },
            ];
            Related {
                article: article_id(number),
                score: 0.3,
                reasons,
            }
        };
        let all: Vec<Related> = (100..100 + u128::from(most)).map(related).collect();
        Ok(ids.iter().map(|id| (*id, all.clone())).collect())
    }

    async fn tags(&self, _: Reader, keys: Arc<[Key<TagId>]>) -> Result<HashMap<Key<TagId>, Arc<Tag>>, Error> {
        self.asked().await?;
        Ok(found(&keys, TagId::from_uuid(Uuid::from_u128(5)), tag))
    }

    async fn sections(&self, _: Reader, keys: Arc<[Key<SectionId>]>) -> Result<HashMap<Key<SectionId>, Arc<Section>>, Error> {
        self.asked().await?;
        Ok(found(&keys, SectionId::from_uuid(Uuid::from_u128(1)), section))
    }

    async fn contributors(&self, _: Reader, keys: Arc<[Key<ContributorId>]>) -> Result<HashMap<Key<ContributorId>, Arc<Contributor>>, Error> {
        self.asked().await?;
        Ok(found(&keys, ContributorId::from_uuid(Uuid::from_u128(1)), contributor))
    }

    async fn tag_roll(&self, _: Reader, _: Roll) -> Result<Slice<Arc<Tag>>, Error> {
        self.asked().await?;
        Ok(self.rolled(|number| tag(TagId::from_uuid(Uuid::from_u128(number)))))
    }

    async fn section_roll(&self, _: Reader, _: Roll) -> Result<Slice<Arc<Section>>, Error> {
        self.asked().await?;
        Ok(self.rolled(|number| section(SectionId::from_uuid(Uuid::from_u128(number)))))
    }

    async fn contributor_roll(&self, _: Reader, _: Roll) -> Result<Slice<Arc<Contributor>>, Error> {
        self.asked().await?;
        Ok(self.rolled(|number| contributor(ContributorId::from_uuid(Uuid::from_u128(number)))))
    }

    async fn roll_count(&self, _: Reader, _: RollOf) -> Result<u64, Error> {
        self.asked().await?;
        Ok(self.size as u64)
    }

    async fn ready(&self) -> Result<(), Error> {
        self.asked().await
    }
}

struct StoppedClock;

impl Clock for StoppedClock {
    fn now(&self) -> Moment {
        Moment::from_millis(NOW)
    }
}

/// A house whose archive holds so many articles and is in this mood.
pub fn house(size: u128, mood: Mood) -> (House, Arc<Stub>) {
    let stub = Arc::new(Stub {
        mood,
        size,
        calls: AtomicUsize::new(0),
    });
    let publication = Publication {
        name: Name::parse("The Harbour Echo").unwrap(),
        timezone: jiff::tz::TimeZone::UTC,
        language: Language::default(),
        base_url: WebUrl::parse("https://echo.example").unwrap(),
    };
    let archive: Arc<dyn Archive> = stub.clone();
    (
        House {
            archive,
            clock: Arc::new(StoppedClock),
            publication: Arc::new(publication),
            settings: Settings::default(),
        },
        stub,
    )
}

/// An answer, read whole.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or(Value::Null)
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.bytes.clone()).unwrap()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn code(&self) -> String {
        self.json()["errors"][0]["extensions"]["code"].as_str().unwrap_or_default().to_owned()
    }
}

/// Sends a request to a house of its own.
pub async fn send(house: &House, request: test::TestRequest) -> Answer {
    let service = test::init_service(standfirst_api::app(house)).await;
    read(test::call_service(&service, request.to_request()).await).await
}

async fn read<B: MessageBody>(response: ServiceResponse<B>) -> Answer {
    let (status, headers) = (response.status(), response.headers().clone());
    let bytes = to_bytes(response.into_body()).await.map_err(|_| "the body broke off").unwrap().to_vec();
    Answer { status, headers, bytes }
}

/// A request with a method and an address.
pub fn request(method: Method, uri: &str) -> test::TestRequest {
    test::TestRequest::default().method(method).uri(uri)
}

/// A POST of a body to `/graphql` that accepts the newer media type.
pub fn post(body: impl Into<String>) -> test::TestRequest {
    let accept = ("accept", "application/graphql-response+json");
    request(Method::POST, "/graphql")
        .insert_header(("content-type", "application/json"))
        .insert_header(accept)
        .set_payload(body.into())
}

/// Asks a question with variables.
pub async fn ask(house: &House, query: &str, variables: Value) -> Answer {
    send(house, post(json!({ "query": query, "variables": variables }).to_string())).await
}
