use standfirst_domain::{
    body::{BlockKind, Inline, LinkTarget},
    contributor::{ContributorKind, CreditRole},
    ids::ArticleId,
    import::{ImportedArticle, InitialStatus},
    tag::TagKind,
    text::Label,
    web_url::WebUrl,
};

use super::{looks_like_ndjson, read, read_key};
use crate::{ImportContext, InvalidRecord};

mod limits;

fn number(text: &str) -> Option<ArticleId> {
    text.parse()
        .ok()
        .map(|number| ArticleId::from_uuid(uuid(number)))
}

fn uuid(number: u128) -> uuid::Uuid {
    uuid::Uuid::from_u128(number)
}

fn read_here(line: &str) -> Result<ImportedArticle, InvalidRecord> {
    let locate = |url: &WebUrl| {
        url.as_str()
            .strip_prefix("https://paper.example/")
            .and_then(number)
    };
    read(
        line,
        &ImportContext {
            system: &Label::parse("paper").unwrap(),
            identify: &number,
            locate: &locate,
        },
    )
}

#[test]
fn a_full_record_is_read() {
    let line = r#"{"id":"1","slug":"late-ferry","title":"Late ferry","standfirst":"","kicker":"Harbour","body":"See [two](/2), [me](/1) and [there](/x).",
        "format":"markdown","published_at":"2026-05-01T08:00:00+02:00","updated_at":"2026-05-02T08:00:00Z","authors":["Ada","ada",{"name":"News Desk","kind":"agency","role":"editor","bio":"x"}],
        "tags":["Ferry"," ","FERRY",{"name":"Holm","kind":"place"}],"section":"Local","lang":"en_gb","source_url":"https://paper.example/1","related":["3","1","none"],
        "image":{"url":"https://paper.example/a.png","alt":"A","width":3},"dateline":{"place":"Holm","date":"2026-04-30"},"seo":{"title":"T"},
        "corrections":[{"at":"2026-05-02T08:00:00Z","text":"Two."}],"expires_at":"2027-01-01T00:00:00Z","more":1}"#
        .replace('\n', "");
    let article = read_here(&line).unwrap();
    assert_eq!(
        article.initial_status,
        InitialStatus::Published(Some("2026-05-01T06:00:00Z".parse_moment()))
    );
    assert_eq!(article.links, [number("3").unwrap(), number("2").unwrap()]);
    let credits: Vec<_> = article
        .byline
        .iter()
        .map(|credit| (credit.name.as_str(), credit.role, credit.kind))
        .collect();
    assert_eq!(
        credits,
        [
            ("Ada", CreditRole::Reporter, ContributorKind::Person),
            ("News Desk", CreditRole::Editor, ContributorKind::Agency)
        ]
    );
    let tags: Vec<_> = article
        .tags
        .iter()
        .map(|tag| (tag.name.as_str(), tag.kind))
        .collect();
    assert_eq!(
        tags,
        [("Ferry", TagKind::Keyword), ("Holm", TagKind::Place)]
    );
    assert_eq!(
        (article.standfirst, article.language.unwrap().as_str()),
        (None, "en-GB")
    );
    let BlockKind::Paragraph(runs) = &article.body.blocks[0].kind else {
        panic!("a paragraph")
    };
    let targets: Vec<_> = runs
        .iter()
        .filter_map(|run| {
            if let Inline::Link(link) = run {
                Some(&link.target)
            } else {
                None
            }
        })
        .collect();
    assert!(
        matches!(targets[0], LinkTarget::Article { url: Some(_), .. })
            && matches!(targets[1], LinkTarget::Url(_))
    );
}

trait ParseMoment {
    fn parse_moment(&self) -> standfirst_domain::moment::Moment;
}
impl ParseMoment for str {
    fn parse_moment(&self) -> standfirst_domain::moment::Moment {
        standfirst_domain::moment::Moment::parse(self).unwrap()
    }
}

#[test]
fn all_reasons_are_reported_at_once() {
    let line = r#"{"id":"1","title":" ","published_at":"2026-05-01","lang":"??","format":"rtf","status":"gone","section":"a","tags":[{"name":"x","kind":"y"}],"source_url":"/a"}"#;
    let reasons = read_here(line).unwrap_err().reasons;
    for field in [
        "title",
        "published_at",
        "lang",
        "format",
        "status",
        "tags.kind",
        "source_url",
    ] {
        assert!(
            reasons
                .iter()
                .any(|reason| reason.contains(&format!("field {field} "))),
            "{field} in {reasons:?}"
        );
    }
    assert_eq!(reasons.len(), 7, "{reasons:?}");
}

#[test]
fn credited_sources_are_added_once() {
    let line = r#"{"id":"1","title":"x","body":"Says Telegraph. <a href='https://a.example/1'>A</a>","format":"html","published_at":null,
        "credits":[{"name":"A","url":"https://a.example/1"},{"name":"B","url":"https://b.example/"},{"name":"Telegraph"},{"name":"C"}]}"#
        .replace('\n', "");
    let article = read_here(&line).unwrap();
    assert_eq!(
        (article.body.to_text().as_str(), article.initial_status),
        (
            "Says Telegraph. A\n\nSources: B, C",
            InitialStatus::Published(None)
        )
    );
}

#[test]
fn the_key_of_a_record_is_read() {
    let key =
        read_key(" {\"id\":\"a\",\"source_url\":\"https://a.example/\",\"body\":\"x\"}\n").unwrap();
    assert_eq!(
        (&*key.id, key.source_url.as_deref()),
        ("a", Some("https://a.example/"))
    );
    assert!(read_key("{}").is_err());
    assert!(looks_like_ndjson("\u{feff}{ \"id\": 1}\r\n"));
    for line in ["", "{", "[1]", "<rss>", "{]}", "PK\u{3}"] {
        assert!(!looks_like_ndjson(line), "{line}");
    }
}

fn reasons_of(line: &str) -> Vec<String> {
    read_here(line).unwrap_err().reasons
}

#[test]
fn the_error_of_an_invalid_record_names_no_line() {
    for line in [
        r#"{"id":"1","title":3}"#,
        r#"{"id":"#,
        r#"{"id":"1","tags":[3]}"#,
    ] {
        let reasons = reasons_of(line);
        assert!(!reasons[0].contains("line 1"), "{reasons:?}");
    }
    assert!(reasons_of(r#"{"id":"1","tags":[3]}"#)[0].contains("a name, or an object with one"));
    for date in ["9999-12-31T23:59:59Z", "2016-12-31T23:59:60Z"] {
        let reasons = reasons_of(&format!(
            r#"{{"id":"1","title":"x","published_at":"{date}"}}"#
        ));
        for words in ["years 1 to 9999", "before 9999-12-31", "leap second"] {
            assert!(reasons[0].contains(words), "{reasons:?}");
        }
    }
}

#[test]
fn control_characters_are_removed_from_a_body_and_rejected_elsewhere() {
    let line = r#"{"id":"1","title":"x","body":"a\u0000b"}"#;
    assert_eq!(read_here(line).unwrap().body.to_text(), "ab");
    assert!(reasons_of(r#"{"id":"1","title":"a\u0000b"}"#)[0].contains("U+0000"));
}
