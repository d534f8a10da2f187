//! A newsroom of look-alikes: every article, tag, section and contributor can be made from its
//! number.

use serde_json::json;
use standfirst_domain::{
    article::{Article, Card, Retraction, Tombstone},
    body::{BlockKind, Body, Heading, Inline, LinkRun, LinkTarget, TextRun},
    contributor::{Contributor, ContributorKind},
    ids::{ArticleId, ContributorId, RevisionNumber, SectionId, TagId},
    language::Language,
    moment::Moment,
    section::Section,
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

pub fn article_id(number: u128) -> ArticleId {
    ArticleId::from_uuid(Uuid::from_u128(number))
}

pub fn slug(text: &str) -> Slug {
    Slug::parse(text).unwrap()
}

pub fn article(id: ArticleId) -> Article {
    let number = id.as_uuid().as_u128();
    let card = json!({
        "headline": format!("Ferry number {number}"), "standfirst": "It was late.", "slug": format!("ferry-{number}"), "language": "en",
        "byline": [{ "contributor": Uuid::from_u128(number % 3), "role": "reporter" }], "section": Uuid::from_u128(number % 2),
        "tags": [Uuid::from_u128(1), Uuid::from_u128(number)], "word_count": 238, "version": 3,
    });
    let card: Card = serde_json::from_value(card).unwrap();
    assert_eq!(
        card.standfirst,
        Some(Standfirst::parse("It was late.").unwrap())
    );
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

pub fn tombstone() -> Tombstone {
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

pub fn body() -> Body {
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
    Body::of([
        BlockKind::Heading(heading),
        BlockKind::Paragraph(runs),
        BlockKind::Divider,
    ])
}

pub fn tag(id: TagId) -> Tag {
    let number = id.as_uuid().as_u128();
    Tag {
        id,
        slug: slug(&format!("tag-{number}")),
        name: Name::parse("A tag").unwrap(),
        kind: TagKind::Place,
        description: None,
        version: 1,
    }
}

pub fn section(id: SectionId) -> Section {
    Section {
        id,
        slug: slug("world"),
        name: Name::parse("World").unwrap(),
        description: None,
        version: 1,
    }
}

pub fn contributor(id: ContributorId) -> Contributor {
    let name = Name::parse("Ada Byron").unwrap();
    Contributor {
        id,
        slug: slug("ada"),
        name,
        kind: ContributorKind::Person,
        biography: None,
        portrait: None,
        version: 1,
    }
}
