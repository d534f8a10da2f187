use super::*;
use crate::{
    body::{Href, LinkRun, LinkTarget, QuotationRun, TextRun},
    web_url::WebUrl,
};

struct SameAddress(Option<&'static str>);
impl Links for SameAddress {
    fn article(&self, _: ArticleId) -> Option<String> {
        self.0.map(str::to_owned)
    }
    fn tag(&self, _: TagId) -> Option<String> {
        self.0.map(str::to_owned)
    }
}

fn words(text: &str) -> Vec<Inline> {
    vec![Inline::Text(TextRun::plain(text))]
}

fn linked(target: LinkTarget) -> Body {
    Body::from_blocks([BlockKind::Paragraph(vec![Inline::Link(LinkRun {
        target,
        text: words("the ferry"),
    })])])
}

fn article(url: Option<&str>) -> LinkTarget {
    LinkTarget::Article {
        id: ArticleId::from_uuid(uuid::Uuid::nil()),
        url: url.map(|url| WebUrl::parse(url).unwrap()),
    }
}

#[test]
fn a_link_falls_back_to_its_address_and_then_to_its_words() {
    let html = |target, address| linked(target).to_html(&SameAddress(address));
    assert_eq!(
        html(
            article(Some("https://a.example/x")),
            Some("/articles/ferry")
        ),
        "<p><a href=\"/articles/ferry\">the ferry</a></p>\n"
    );
    assert_eq!(
        html(article(Some("https://a.example/x")), None),
        "<p><a href=\"https://a.example/x\" rel=\"noopener\">the ferry</a></p>\n"
    );
    assert_eq!(html(article(None), None), "<p>the ferry</p>\n");
    assert_eq!(
        html(LinkTarget::Tag(TagId::from_uuid(uuid::Uuid::nil())), None),
        "<p>the ferry</p>\n"
    );
    assert!(
        html(
            LinkTarget::Url(Href::parse("mailto:a@example.org").unwrap()),
            None
        )
        .contains("href=\"mailto:a@example.org\"")
    );
}

#[test]
fn text_is_always_escaped() {
    let nasty = "\"><script>alert('1')</script>&\u{1}";
    let body = Body::from_blocks([
        BlockKind::Heading(Heading {
            level: 9,
            anchor: nasty.into(),
            text: words(nasty),
        }),
        BlockKind::Code(crate::body::Code {
            language: Some(nasty.into()),
            text: nasty.into(),
        }),
        BlockKind::Quote(Quote {
            paragraphs: vec![words(nasty)],
            attribution: Some(Attribution {
                name: nasty.into(),
                role: Some(nasty.into()),
                url: None,
            }),
        }),
    ]);
    let html = body.to_html(&SameAddress(None));
    assert!(
        !html.contains("<script")
            && !html.contains('\'')
            && !html.contains('\u{1}')
            && html.starts_with("<h6 id=\"&quot;&gt;")
    );
}

#[test]
fn a_quotation_names_its_speaker() {
    let by = Attribution {
        name: "Ada Voss".into(),
        role: Some("harbour master".into()),
        url: None,
    };
    let body = Body::from_blocks([
        BlockKind::Paragraph(vec![Inline::Quotation(QuotationRun {
            text: words("No."),
            attribution: Some(by.clone()),
        })]),
        BlockKind::Quote(Quote {
            paragraphs: vec![words("Never.")],
            attribution: Some(by),
        }),
    ]);
    assert_eq!(
        body.to_html(&SameAddress(None)),
        "<p><q data-speaker=\"Ada Voss\" data-role=\"harbour master\">No.</q></p>\n\
         <blockquote><p>Never.</p><footer>Ada Voss, harbour master</footer></blockquote>\n"
    );
}

#[test]
fn a_tree_beyond_the_depth_limit_is_cut() {
    let mut text = words("deep");
    for _ in 0..500 {
        text = vec![Inline::Quotation(QuotationRun {
            text,
            attribution: None,
        })];
    }
    let html = Body::from_blocks([BlockKind::Paragraph(text)]).to_html(&SameAddress(None));
    assert_eq!(html.matches("<q>").count(), MAX_DEPTH);
}
