//! Tests of body inputs, through a schema of one field, from values as clients send them.

use std::collections::BTreeSet;

use async_graphql::{EmptyMutation, EmptySubscription, Object, Request, Schema, Variables};
use serde_json::{Value, json};
use standfirst_domain::{
    article::SourceFormat,
    body::{BlockKind, Body, Inline, LinkTarget, Mark, TextRun},
    ids::{ArticleId, TagId},
};
use uuid::Uuid;

use standfirst_domain::story::BodyChange;

use super::*;
use crate::graphql::ids::GlobalId;

/// Parsed body of the single field.
type Taken = std::sync::Mutex<Vec<Result<BodyChange, Vec<UserError>>>>;

struct Query;

#[Object]
impl Query {
    async fn take(&self, ctx: &async_graphql::Context<'_>, body: Option<BodyInput>) -> bool {
        let read = body.map(|body| read(body, "body"));
        let is_given = read.is_some();
        let taken = ctx.data_unchecked::<std::sync::Arc<Taken>>();
        taken.lock().unwrap().extend(read);
        is_given
    }
}

fn run<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.unwrap().block_on(work)
}

/// Parsed body, or the error of the engine.
fn taken(body: Value) -> Result<Result<BodyChange, Vec<UserError>>, Vec<String>> {
    let taken = std::sync::Arc::new(Taken::default());
    let schema = Schema::build(Query, EmptyMutation, EmptySubscription)
        .data(taken.clone())
        .finish();
    let request = Request::new("query($body: BodyInput!) { take(body: $body) }")
        .variables(Variables::from_json(json!({ "body": body })));
    let response = run(schema.execute(request));
    let errors: Vec<String> = response
        .errors
        .into_iter()
        .map(|error| error.message)
        .collect();
    if !errors.is_empty() {
        return Err(errors);
    }
    Ok(taken.lock().unwrap().pop().unwrap())
}

fn draft(body: Value) -> BodyChange {
    taken(body).unwrap().unwrap()
}

fn blocks(blocks: Value) -> Vec<BlockKind> {
    let body = draft(json!({ "blocks": blocks })).body;
    body.blocks.into_iter().map(|block| block.kind).collect()
}

/// Path of each error, with the start of its message.
fn coded_error(body: Value) -> Vec<(String, String)> {
    let errors = taken(body).unwrap().unwrap_err();
    errors
        .into_iter()
        .map(|error| {
            assert!(error.hint.is_some_and(|hint| hint.ends_with('.')));
            (error.field.unwrap(), error.message)
        })
        .collect()
}

fn fields(body: Value) -> Vec<String> {
    coded_error(body)
        .into_iter()
        .map(|(field, _)| field)
        .collect()
}

fn words(text: &str) -> Value {
    json!([{ "text": { "text": text } }])
}

fn paragraph(text: &str) -> Value {
    json!({ "paragraph": { "runs": words(text) } })
}

fn html(body: &Body) -> String {
    struct Nowhere;
    impl standfirst_domain::body::Links for Nowhere {
        fn article(&self, _: ArticleId) -> Option<String> {
            None
        }
        fn tag(&self, _: TagId) -> Option<String> {
            None
        }
    }
    body.to_html(&Nowhere).lines().collect()
}

#[test]
fn every_block_is_read() {
    let body = draft(json!({ "blocks": [
        { "paragraph": { "runs": [
            { "text": { "text": "a", "marks": ["EMPHASIS", "STRONG", "STRONG"] } },
            { "lineBreak": true },
            { "quotation": { "runs": words("b"), "attribution": { "name": " C ", "role": "d", "url": "https://a.example/" } } },
        ] } },
        { "heading": { "level": 3, "runs": words("e f") } },
        { "quote": { "paragraphs": [{ "runs": words("g") }], "attribution": { "name": "h" } } },
        { "list": { "start": 3, "items": [{ "runs": words("i"), "lists": [{ "items": [{ "runs": words("j") }] }] }] } },
        { "image": { "image": { "url": "https://a.example/i", "alt": "", "caption": "k", "credit": "l", "width": 1, "height": 65535 } } },
        { "audio": { "media": { "url": "https://a.example/m" } } },
        { "video": { "media": { "url": "https://a.example/n", "poster": "https://a.example/o", "caption": "p" } } },
        { "embed": { "url": "https://www.youtube.com/embed/q", "title": "r" } },
        { "table": { "caption": "s", "header": [{ "runs": words("t") }], "rows": [{ "cells": [{ "runs": [] }] }] } },
        { "code": { "language": "rust", "text": "u\r\nv" } },
        { "divider": {} },
        { "correctionNote": { "at": "2026-01-02T03:04:05+01:00", "text": "w" } },
    ] }))
    .body;
    let expected = [
        "<p><strong><em>a</em></strong><br><q data-speaker=\"C\" data-role=\"d\" cite=\"https://a.example/\">b</q></p>",
        "<h3 id=\"e-f\">e f</h3>",
        "<blockquote><p>g</p><footer>h</footer></blockquote>",
        "<ol start=\"3\"><li>i<ul><li>j</li></ul></li></ol>",
        "<figure><img src=\"https://a.example/i\" alt=\"\" width=\"1\" height=\"65535\" loading=\"lazy\"><figcaption>k <cite>l</cite></figcaption></figure>",
        "<figure><audio controls preload=\"none\" src=\"https://a.example/m\"></audio></figure>",
        "<figure><video controls preload=\"none\" src=\"https://a.example/n\" poster=\"https://a.example/o\"></video><figcaption>p</figcaption></figure>",
        "<figure data-embed=\"youtube\"><a href=\"https://www.youtube.com/watch?v=q\" rel=\"noopener\">r</a></figure>",
        "<table><caption>s</caption><thead><tr><th>t</th></tr></thead><tbody><tr><td></td></tr></tbody></table>",
        "<pre><code class=\"language-rust\">uv</code></pre>",
        "<hr>",
        "<aside data-block=\"correction\" data-at=\"2026-01-02T02:04:05Z\"><p>w</p></aside>",
    ];
    assert_eq!(html(&body), expected.concat());
    assert_eq!(body.blocks[9].plain_text(), "u\nv");
}

#[test]
fn links_lead_to_articles_tags_and_addresses() {
    let id = |number| ArticleId::from_uuid(Uuid::from_u128(number));
    let tag = TagId::from_uuid(Uuid::from_u128(9));
    let link = |target: Value| json!({ "link": { "runs": words("a"), "target": target } });
    let article = |number| link(json!({ "article": GlobalId::Article(id(number)).encode().0 }));
    let read = draft(json!({ "blocks": [
        { "paragraph": { "runs": [article(2), link(json!({ "tag": GlobalId::Tag(tag).encode().0 }))] } },
        { "quote": { "paragraphs": [{ "runs": [article(1), article(2)] }] } },
        { "paragraph": { "runs": [link(json!({ "url": "mailto:a@a.example" }))] } },
    ] }));
    assert_eq!(read.links, [id(2), id(1)]);
    assert_eq!(read.body.linked_tags(), [tag]);
    assert_eq!(read.source_text, None);
    let BlockKind::Paragraph(runs) = &read.body.blocks[2].kind else {
        panic!("{read:?}")
    };
    assert!(
        matches!(&runs[0], Inline::Link(link) if matches!(&link.target, LinkTarget::Url(href) if href.as_str() == "mailto:a@a.example"))
    );

    let named = |kind: &str, id: &str| json!({ kind: id });
    let bad = [
        named("article", &GlobalId::Tag(tag).encode()),
        named("tag", "x"),
        named("url", "javascript:alert(1)"),
        named("url", "/a"),
    ];
    let runs: Vec<Value> = bad.into_iter().map(link).collect();
    assert_eq!(
        fields(json!({ "blocks": [{ "divider": {} }, { "paragraph": { "runs": runs } }] })),
        [
            "body.blocks[1].paragraph.runs[0].link.target.article",
            "body.blocks[1].paragraph.runs[1].link.target.tag",
            "body.blocks[1].paragraph.runs[2].link.target.url",
            "body.blocks[1].paragraph.runs[3].link.target.url",
        ]
    );
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let control = "a\u{0}b";
    let errors = coded_error(json!({ "blocks": [
        { "heading": { "level": 1, "anchor": "a b", "runs": [] } },
        { "heading": { "level": 7, "anchor": "x", "runs": words("a") } },
        { "heading": { "level": 2, "anchor": "x", "runs": words("a") } },
        { "quote": { "paragraphs": [], "attribution": { "name": " " } } },
        { "list": { "ordered": false, "start": 1, "items": [] } },
        { "list": { "start": -1, "items": [{ "runs": [{ "lineBreak": false }] }] } },
        { "image": { "image": { "url": "data:image/png,x", "alt": control, "width": 0, "height": 65536 } } },
        { "video": { "media": { "url": "a.mp4", "poster": "https://u:p@a.example/" } } },
        { "embed": { "url": "ftp://a.example/" } },
        { "table": { "header": [{ "runs": [] }], "rows": [{ "cells": [] }, { "cells": [{ "runs": words("\u{ffff}") }] }] } },
        { "table": { "rows": [] } },
        { "code": { "language": "a b", "text": "\u{1f}" } },
        { "correctionNote": { "text": "\n" } },
        { "paragraph": { "runs": [{ "quotation": { "runs": words(" ") } }] } },
    ] }));
    let found: Vec<&str> = errors.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(
        found,
        [
            "body.blocks[0].heading.level",
            "body.blocks[0].heading.anchor",
            "body.blocks[0].heading.runs",
            "body.blocks[1].heading.level",
            "body.blocks[2].heading.anchor",
            "body.blocks[3].quote.paragraphs",
            "body.blocks[3].quote.attribution.name",
            "body.blocks[4].list.start",
            "body.blocks[4].list.items",
            "body.blocks[5].list.start",
            "body.blocks[5].list.items[0].runs[0].lineBreak",
            "body.blocks[6].image.image.url",
            "body.blocks[6].image.image.alt",
            "body.blocks[6].image.image.width",
            "body.blocks[6].image.image.height",
            "body.blocks[7].video.media.url",
            "body.blocks[7].video.media.poster",
            "body.blocks[8].embed.url",
            "body.blocks[9].table.rows[0].cells",
            "body.blocks[9].table.rows[1].cells[0].runs[0].text.text",
            "body.blocks[10].table",
            "body.blocks[11].code.language",
            "body.blocks[11].code.text",
            "body.blocks[12].correctionNote.text",
            "body.blocks[13].paragraph.runs[0].quotation.runs",
        ]
    );
    let message = |field: &str| {
        let found = errors.iter().find(|(at, _)| at == field);
        found.map(|(_, message)| message.as_str())
    };
    assert_eq!(
        message("body.blocks[6].image.image.alt"),
        Some("The text contains the control character U+0000.")
    );
    assert_eq!(
        message("body.blocks[9].table.rows[0].cells"),
        Some("The row has 0 cells, but the table has 1 columns.")
    );
    let many = vec![json!({ "correctionNote": { "text": "" } }); 101];
    assert_eq!(coded_error(json!({ "blocks": many })).len(), 100);
}

#[test]
fn a_block_keeps_its_id_and_no_two_are_equal() {
    let article = GlobalId::Article(ArticleId::from_uuid(Uuid::from_u128(1))).encode();
    let with = |id: Value| json!({ "divider": { "id": id } });
    let ids = |blocks: Value| {
        let body = draft(json!({ "blocks": blocks })).body;
        body.blocks
            .into_iter()
            .map(|block| block.id)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        ids(json!([with(json!(null)), paragraph("a")])),
        ["b1", "b2"]
    );
    let read = format!("{}.b7", article.0);
    assert_eq!(
        ids(json!([{ "divider": {} }, with(json!("b2")), with(json!(read)), { "divider": {} }])),
        ["b8", "b2", "b7", "b9"]
    );
    assert_eq!(
        ids(json!([
            with(json!("b4294967295")),
            with(json!("intro")),
            with(json!(null))
        ])),
        ["b4294967295", "intro", "b1"]
    );
    for (id, taken) in [("", "b1"), ("ü", "b1"), ("a b", "b1"), ("b2", "b2")] {
        assert_eq!(
            fields(json!({ "blocks": [with(json!(taken)), with(json!(id))] })),
            ["body.blocks[1].divider.id"],
            "{id}"
        );
    }
    let long = "a".repeat(65);
    assert_eq!(
        fields(json!({ "blocks": [with(json!(long))] })),
        ["body.blocks[0].divider.id"]
    );
}

#[test]
fn anchors_that_are_given_stay_and_the_others_give_way() {
    let anchors: Vec<String> = blocks(json!([
        { "heading": { "level": 2, "runs": words("One") } },
        { "heading": { "level": 2, "anchor": "one", "runs": words("Two") } },
        { "heading": { "level": 2, "runs": words("!") } },
    ]))
    .into_iter()
    .map(|kind| match kind {
        BlockKind::Heading(heading) => heading.anchor,
        other => panic!("{other:?}"),
    })
    .collect();
    assert_eq!(anchors, ["one-2", "one", "section"]);
}

#[test]
fn a_new_line_in_words_is_a_line_break() {
    let run = json!({ "text": { "text": "a\r\nb\tc\n", "marks": ["CODE"] } });
    let marked = |text: &str| {
        Inline::Text(TextRun {
            text: text.to_owned(),
            marks: vec![Mark::Code],
        })
    };
    assert_eq!(
        blocks(json!([{ "paragraph": { "runs": [run] } }])),
        [BlockKind::Paragraph(vec![
            marked("a"),
            Inline::LineBreak,
            marked("b\tc"),
            Inline::LineBreak
        ])]
    );
}

fn nested_lists(depth: usize, runs: &Value) -> Value {
    let item = json!({ "items": [{ "runs": runs }] });
    (1..depth).fold(
        item,
        |inner, _| json!({ "items": [{ "runs": [], "lists": [inner] }] }),
    )
}

fn nested_quotations(depth: usize) -> Value {
    (0..depth).fold(
        words("a"),
        |inner, _| json!([{ "quotation": { "runs": inner } }]),
    )
}

#[test]
fn the_deepest_body_is_read_and_a_deeper_one_is_not() {
    let body = |lists: usize, quotations: usize| json!({ "blocks": [{ "list": nested_lists(lists, &nested_quotations(quotations)) }] });
    let deepest = body(16, 15);
    assert_eq!(
        draft(deepest.clone()).body.to_text(),
        format!("{}a{}", "“".repeat(15), "”".repeat(15))
    );
    assert_eq!(coded_error(body(17, 0)).len(), 1);
    assert!(
        coded_error(body(17, 0))[0]
            .1
            .starts_with("Lists are nested too deep")
    );
    assert!(
        coded_error(body(1, 16))[0]
            .1
            .starts_with("Links and quotations are nested too deep")
    );
    let request = json!({ "query": "{ a }", "variables": { "input": { "body": deepest } } });
    let text = request.to_string();
    serde_json::from_str::<Value>(&text).expect("the deepest body is JSON that is read");

    let link = |runs: Value| json!([{ "link": { "runs": runs, "target": { "url": "https://a.example/" } } }]);
    let runs = link(json!([{ "quotation": { "runs": link(words("a")) } }]));
    assert_eq!(
        fields(json!({ "blocks": [{ "paragraph": { "runs": runs } }] })),
        ["body.blocks[0].paragraph.runs[0].link.runs[0].quotation.runs[0].link"]
    );
}

#[test]
fn limits_hold_at_their_last_number() {
    let many = |number: usize| json!({ "blocks": vec![json!({ "divider": {} }); number] });
    assert_eq!(draft(many(2_000)).body.blocks.len(), 2_000);
    assert_eq!(fields(many(2_001)), ["body.blocks"]);
    let half = "a".repeat(MOST_BYTES / 2);
    let more =
        json!({ "blocks": [paragraph(&half), { "code": { "text": half } }, paragraph("b")] });
    assert_eq!(fields(more), ["body.blocks"]);
    assert_eq!(
        blocks(json!([paragraph(&half), { "code": { "text": half } }])).len(),
        2
    );
    let text = "a".repeat(MOST_BYTES);
    assert_eq!(draft(json!({ "html": text })).body.blocks.len(), 1);
    for format in ["html", "markdown"] {
        assert_eq!(
            fields(json!({ format: format!("{text}a<script>") })),
            [format!("body.{format}")]
        );
        assert_eq!(
            fields(json!({ format: "<p>a</p>\n\n".repeat(2_001) })),
            [format!("body.{format}")]
        );
    }
}

#[test]
fn markdown_and_html_are_kept_as_received_and_lose_nothing_in_silence() {
    let read = draft(json!({ "markdown": "## a\n\n*b*" }));
    assert_eq!(html(&read.body), "<h2 id=\"a\">a</h2><p><em>b</em></p>");
    let source = read.source_text.unwrap();
    assert_eq!(
        (source.format, source.text.as_str()),
        (SourceFormat::Markdown, "## a\n\n*b*")
    );
    let read = draft(json!({ "html": "<p>a" }));
    assert_eq!(read.source_text.unwrap().format, SourceFormat::Html);
    assert_eq!(
        coded_error(json!({ "html": "<p>a<p>b<a href=/c>d</a><script>e</script>\u{1}" })),
        [
            (
                "body.html",
                "The text contains the control character U+0001."
            ),
            (
                "body.html",
                "In block 2: This address is relative, and there is no base address: /c."
            ),
            (
                "body.html",
                "In block 2: A body cannot hold the element script."
            ),
        ]
        .map(|(field, message)| (field.to_owned(), message.to_owned()))
    );
    assert_eq!(
        coded_error(json!({ "markdown": "a\n\n[b](javascript:c)&#2;" })),
        [
            (
                "body.markdown",
                "In block 2: The scheme javascript of this address is not allowed: javascript:c."
            ),
            (
                "body.markdown",
                "In block 2: The text contains the control character U+0002."
            ),
        ]
        .map(|(field, message)| (field.to_owned(), message.to_owned()))
    );
}

#[test]
fn a_draft_may_be_empty() {
    for body in [
        json!({ "blocks": [] }),
        json!({ "markdown": "" }),
        json!({ "html": " " }),
    ] {
        assert_eq!(draft(body).body, Body::default());
    }
    assert_eq!(
        blocks(json!([{ "paragraph": { "runs": [] } }])),
        [BlockKind::Paragraph(vec![])]
    );
}

#[test]
fn exactly_one_format_is_given() {
    for body in [
        json!({}),
        json!({ "markdown": null }),
        json!({ "markdown": "a", "html": null }),
        json!({ "markdown": "a", "html": "b" }),
        json!({ "blocks": [{}] }),
        json!({ "blocks": [null] }),
        json!({ "blocks": [{ "divider": null }] }),
        json!({ "blocks": [{ "divider": {}, "code": { "text": "a" } }] }),
        json!({ "blocks": [{ "paragraph": { "runs": [{ "text": { "text": "a", "marks": null } }] } }] }),
        json!({ "blocks": [{ "correctionNote": { "text": "a", "at": "2026-01-01" } }] }),
        json!({ "blocks": [{ "embed": { "url": 7 } }] }),
    ] {
        assert!(taken(body.clone()).is_err(), "{body}");
    }
    let absent = json!({ "blocks": [
        { "correctionNote": { "text": "a", "at": null } },
        { "code": { "text": "a", "language": null, "id": null } },
    ] });
    assert_eq!(draft(absent).body.blocks.len(), 2);
}

#[test]
fn a_variable_without_a_value_is_not_null() {
    let schema = Schema::build(Query, EmptyMutation, EmptySubscription)
        .data(std::sync::Arc::new(Taken::default()))
        .finish();
    let ask = |document: &str| run(schema.execute(document));
    let absent = ask("query($body: BodyInput) { take(body: $body) }");
    assert_eq!(absent.data.into_json().unwrap(), json!({ "take": false }));
    let empty = ask("query($text: String) { take(body: { markdown: $text }) }");
    assert!(!empty.errors.is_empty());
}

#[test]
fn the_types_of_a_body_are_listed() {
    let schema = Schema::build(Query, EmptyMutation, EmptySubscription).finish();
    let sdl = schema.sdl();
    let found: BTreeSet<&str> = sdl
        .lines()
        .filter_map(|line| line.strip_prefix("input "))
        .filter_map(|line| line.split([' ', '{']).next())
        .collect();
    let listed: BTreeSet<&str> = TYPES
        .into_iter()
        .chain(["MediaInput", "ImageInput"])
        .collect();
    assert_eq!(found, listed);
}
