//! Losses that an author is told of.

use standfirst_domain::web_url::WebUrl;

use super::super::{body_from_html, examine_html};
use crate::body::{AddressProblem, Loss, LossKind, body_from_markdown, examine_markdown};

fn losses(html: &str) -> Vec<(usize, LossKind)> {
    let (_, losses) = examine_html(html, None);
    losses
        .into_iter()
        .map(|Loss { block, kind }| (block, kind))
        .collect()
}

fn element(name: &str) -> LossKind {
    LossKind::Element(name.to_owned())
}

fn scheme(text: &str, scheme: &str) -> LossKind {
    LossKind::Address(text.to_owned(), AddressProblem::Scheme(scheme.to_owned()))
}

#[test]
fn losses_are_reported_with_their_block() {
    let relative = LossKind::Address("/b".to_owned(), AddressProblem::Relative);
    for (html, expected) in [
        ("<p>a<p>b<script>x</script>", vec![(1, element("script"))]),
        (
            "<p>a<form><input name=q><p>b</form>",
            vec![(1, element("form"))],
        ),
        (
            "a<style>b</style><svg/>",
            vec![(0, element("style")), (0, element("svg"))],
        ),
        (
            "<h2>a</h2><p>b <a href=' java\nscript:x'>c</a>",
            vec![(1, scheme("javascript:x", "javascript"))],
        ),
        (
            "a<img src=data:image/png;base64,x>",
            vec![(1, scheme("data:image/png;base64,x", "data"))],
        ),
        (
            "<ul><li>a<li><a href=/b>b</a></ul><p><a href=/b>c</a>",
            vec![(0, relative.clone()), (1, relative)],
        ),
        (
            "<p><a href='#top'>a</a>",
            vec![(
                0,
                LossKind::Address("#top".to_owned(), AddressProblem::Fragment),
            )],
        ),
        (
            "<a href=https://u:p@a.example/>a</a>",
            vec![(
                0,
                LossKind::Address("https://u:p@a.example/".to_owned(), AddressProblem::Invalid),
            )],
        ),
        (
            "<p>a<iframe src=https://map.example/x></iframe>",
            vec![(1, LossKind::Provider("map.example".to_owned()))],
        ),
        (
            "<iframe srcdoc=x></iframe><video></video><img alt=a>",
            ["iframe", "video", "img"]
                .map(|name| (0, LossKind::NoAddress(name.to_owned())))
                .to_vec(),
        ),
        ("<p>a&#1;b", vec![(0, LossKind::Control(1))]),
        ("<p title='a&#2;b'>a", vec![(0, LossKind::Control(2))]),
        (
            "<table><tr><td>a<script>x</script><td>b</table>",
            vec![(0, element("script"))],
        ),
    ] {
        assert_eq!(losses(html), expected, "{html}");
    }
}

#[test]
fn without_losses_the_body_is_that_of_an_import() {
    let base = WebUrl::parse("https://example.org/a/").unwrap();
    for html in [
        "<h2 id=x onclick=y style=z>a</h2><p class=b>b <a href=../c>c</a><!-- d --><br>e",
        "<img src=/a.jpg alt=a><img src=data:x data-src=/b.jpg><img width=1 height=1>",
        "<iframe src=https://www.youtube.com/embed/abc></iframe>",
        "<video poster=/p.jpg><source src=/a.webm><source src=x:y></video>",
        "<object data=/a.swf><img src=/a.jpg></object><a name=x>a</a>",
        "<figure data-embed=a.example><a href=https://a.example/x>x</a></figure>",
    ] {
        let (body, losses) = examine_html(html, Some(&base));
        assert_eq!(losses, [], "{html}");
        assert_eq!(body, body_from_html(html, Some(&base)), "{html}");
    }
}

#[test]
fn nesting_that_the_body_flattens_is_a_loss() {
    let lists = |depth| format!("{}a", "<ul><li>".repeat(depth));
    assert_eq!(losses(&lists(16)), []);
    assert_eq!(losses(&lists(17)), [(0, LossKind::Depth)]);
    let quotations = |depth| format!("{}a{}", "<q>".repeat(depth), "</q>".repeat(depth));
    assert_eq!(losses(&quotations(15)), []);
    assert_eq!(losses(&quotations(16)), [(0, LossKind::Depth)]);
    let deep = format!("<p>b</p>{}a", "<div>".repeat(97));
    assert_eq!(losses(&deep), [(1, LossKind::Depth)]);
    assert_eq!(losses(&deep.replacen("<div>", "", 1)), []);
    assert_eq!(losses(&"<script></script>".repeat(1_000)).len(), 100);
}

#[test]
fn losses_of_markdown_are_reported_too() {
    let (body, losses) =
        examine_markdown("# a\n\n[b](../c) ![d](data:x)\n\n<script>x</script>", None);
    let found: Vec<_> = losses.iter().map(|loss| (loss.block, &loss.kind)).collect();
    assert_eq!(
        found,
        [
            (
                1,
                &LossKind::Address("../c".to_owned(), AddressProblem::Relative)
            ),
            (2, &scheme("data:x", "data")),
            (2, &element("script")),
        ]
    );
    assert_eq!(body.blocks.len(), 2);
    let kept = "# a\n\n*b* [c](https://a.example/) `<script>`\n\n|a|\n|-|\n|b|\n";
    assert_eq!(
        examine_markdown(kept, None),
        (body_from_markdown(kept, None), Vec::new())
    );
}
