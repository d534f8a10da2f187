//! A body that is rendered to HTML and read again is the same body.

use proptest::prelude::*;
use standfirst_domain::body::{
    Attribution, BlockKind, Body, Heading, Href, Inline, LinkRun, LinkTarget, List, ListItem, Mark,
    NoLinks, QuotationRun, Quote, Table, TextRun,
};
use standfirst_interchange::body::{body_from_html, body_from_markdown};

/// Random markup, balanced or not.
fn any_markup() -> impl Strategy<Value = String> {
    let tag = prop::sample::select(vec![
        "p",
        "div",
        "b",
        "i",
        "a href=https://a.example/",
        "q data-speaker=Ada",
        "blockquote",
        "footer",
        "cite",
        "ul",
        "ol start=3",
        "li",
        "table",
        "tr",
        "td",
        "th",
        "caption",
        "thead",
        "pre",
        "code",
        "h1",
        "h3 id=x",
        "figure",
        "figcaption",
        "img src=https://a.example/b.png alt=B",
        "br",
        "hr",
        "sup",
        "del",
        "iframe src=https://player.vimeo.com/video/1",
        "aside data-block=correction",
        "dl",
        "dt",
        "dd",
        "span",
        "script",
        "video src=https://a.example/v",
    ]);
    let piece = prop_oneof![
        3 => (tag.clone(), any::<bool>()).prop_map(|(tag, closes)| match closes {
            true => format!("</{}>", tag.split(' ').next().unwrap_or_default()),
            false => format!("<{tag}>"),
        }),
        3 => tag.prop_map(|tag| format!("<{tag}>x</{}>", tag.split(' ').next().unwrap_or_default())),
        3 => "[a-c \n\u{a0}&<>\"'—,]{0,6}",
        1 => "\\PC{0,4}",
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn words() -> impl Strategy<Value = String> + Clone {
    prop_oneof!["[a-c ,<&]{0,5}", "\\PC{1,4}"]
}

fn runs() -> impl Strategy<Value = Vec<Inline>> + Clone {
    let marks = prop::sample::subsequence(
        vec![Mark::Strong, Mark::Emphasis, Mark::Code, Mark::Superscript],
        0..3,
    );
    let leaf = prop_oneof![4 => (words(), marks).prop_map(|(text, marks)| Inline::Text(TextRun { text, marks })), 1 => Just(Inline::LineBreak)];
    let run = leaf.prop_recursive(3, 12, 3, |inner| {
        let text = prop::collection::vec(inner, 0..3);
        prop_oneof![
            text.clone().prop_map(|text| {
                let target = Href::parse("https://a.example/").map(LinkTarget::Url);
                target.map_or(Inline::LineBreak, |target| {
                    Inline::Link(LinkRun { target, text })
                })
            }),
            text.prop_map(|text| Inline::Quotation(QuotationRun {
                text,
                attribution: None
            })),
        ]
    });
    prop::collection::vec(run, 0..4)
}

fn block() -> impl Strategy<Value = BlockKind> {
    let list = prop::collection::vec(runs(), 0..3).prop_map(|texts| List {
        start: None,
        items: texts
            .into_iter()
            .map(|text| ListItem {
                text,
                lists: Vec::new(),
            })
            .collect(),
    });
    prop_oneof![
        runs().prop_map(BlockKind::Paragraph),
        (2_u8..7, words(), runs()).prop_map(|(level, anchor, text)| BlockKind::Heading(Heading {
            level,
            anchor,
            text
        })),
        (prop::collection::vec(runs(), 0..3), words()).prop_map(|(paragraphs, name)| {
            BlockKind::Quote(Quote {
                paragraphs,
                attribution: Some(Attribution {
                    name,
                    role: None,
                    url: None,
                }),
            })
        }),
        (list.clone(), list, runs()).prop_map(|(inner, mut outer, text)| {
            outer.items.push(ListItem {
                text,
                lists: vec![inner],
            });
            BlockKind::List(outer)
        }),
        prop::collection::vec(prop::collection::vec(runs(), 0..3), 0..3).prop_map(|rows| {
            BlockKind::Table(Table {
                caption: None,
                header: vec![],
                rows,
            })
        }),
        Just(BlockKind::Divider),
    ]
}

fn is_fixed(body: &Body) -> Result<(), TestCaseError> {
    let html = body.to_html(&NoLinks);
    let again = body_from_html(&html, None);
    prop_assert_eq!(&again, body, "{}", html);
    prop_assert_eq!(again.to_html(&NoLinks), html);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, rng_seed: proptest::test_runner::RngSeed::Fixed(20_261_122), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_markup_is_read_to_a_fixed_point(markup in any_markup()) {
        is_fixed(&body_from_html(&markup, None))?;
    }

    #[test]
    fn markup_without_losses_gives_the_body_of_an_import(markup in any_markup()) {
        let (body, losses) = standfirst_interchange::body::examine_html(&markup, None);
        prop_assert!(!losses.is_empty() || body == body_from_html(&markup, None));
    }

    #[test]
    fn any_markdown_is_read_to_a_fixed_point(markdown in "([-*>#`|_~ \n]{1,3}|\\[a\\]\\(https://a\\.example/\\)|[ab{}%<]{1,3}){0,30}") {
        is_fixed(&body_from_markdown(&markdown, None))?;
    }

    #[test]
    fn any_tree_is_rendered_to_what_is_read_to_a_fixed_point(kinds in prop::collection::vec(block(), 0..5)) {
        is_fixed(&body_from_html(&Body::from_blocks(kinds).to_html(&NoLinks), None))?;
    }
}
