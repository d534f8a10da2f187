//! What an author is told that a body does not keep.

use standfirst_domain::web_url::WebUrl;

use super::super::{body_from_html, examined_html};
use crate::body::{AddressFault, Loss, Lost, body_from_markdown, examined_markdown};

fn losses(html: &str) -> Vec<(usize, Lost)> {
    let (_, losses) = examined_html(html, None);
    losses
        .into_iter()
        .map(|Loss { block, what }| (block, what))
        .collect()
}

fn element(name: &str) -> Lost {
    Lost::Element(name.to_owned())
}

fn scheme(text: &str, scheme: &str) -> Lost {
    Lost::Address(text.to_owned(), AddressFault::Scheme(scheme.to_owned()))
}

#[test]
fn what_is_not_kept_is_told_with_its_block() {
    let relative = Lost::Address("/b".to_owned(), AddressFault::Relative);
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
            vec![(0, Lost::Address("#top".to_owned(), AddressFault::Place))],
        ),
        (
            "<a href=https://u:p@a.example/>a</a>",
            vec![(
                0,
                Lost::Address("https://u:p@a.example/".to_owned(), AddressFault::Unusable),
            )],
        ),
        (
            "<p>a<iframe src=https://map.example/x></iframe>",
            vec![(1, Lost::Provider("map.example".to_owned()))],
        ),
        (
            "<iframe srcdoc=x></iframe><video></video><img alt=a>",
            ["iframe", "video", "img"]
                .map(|name| (0, Lost::NoAddress(name.to_owned())))
                .to_vec(),
        ),
        ("<p>a&#1;b", vec![(0, Lost::Control(1))]),
        ("<p title='a&#2;b'>a", vec![(0, Lost::Control(2))]),
        (
            "<table><tr><td>a<script>x</script><td>b</table>",
            vec![(0, element("script"))],
        ),
    ] {
        assert_eq!(losses(html), expected, "{html}");
    }
}

#[test]
fn what_is_kept_is_no_loss_and_the_body_is_that_of_an_import() {
    let base = WebUrl::parse("https://example.org/a/").unwrap();
    for html in [
        "<h2 id=x onclick=y style=z>a</h2><p class=b>b <a href=../c>c</a><!-- d --><br>e",
        "<img src=/a.jpg alt=a><img src=data:x data-src=/b.jpg><img width=1 height=1>",
        "<iframe src=https://www.youtube.com/embed/abc></iframe>",
        "<video poster=/p.jpg><source src=/a.webm><source src=x:y></video>",
        "<object data=/a.swf><img src=/a.jpg></object><a name=x>a</a>",
        "<figure data-embed=a.example><a href=https://a.example/x>x</a></figure>",
    ] {
        let (body, losses) = examined_html(html, Some(&base));
        assert_eq!(losses, [], "{html}");
        assert_eq!(body, body_from_html(html, Some(&base)), "{html}");
    }
}

#[test]
fn depth_is_told_where_the_body_would_be_flattened() {
    let lists = |depth| format!("{}a", "<ul><li>".repeat(depth));
    assert_eq!(losses(&lists(16)), []);
    assert_eq!(losses(&lists(17)), [(0, Lost::Depth)]);
    let quotations = |depth| format!("{}a{}", "<q>".repeat(depth), "</q>".repeat(depth));
    assert_eq!(losses(&quotations(15)), []);
    assert_eq!(losses(&quotations(16)), [(0, Lost::Depth)]);
    let deep = format!("<p>b</p>{}a", "<div>".repeat(97));
    assert_eq!(losses(&deep), [(1, Lost::Depth)]);
    assert_eq!(losses(&deep.replacen("<div>", "", 1)), []);
    assert_eq!(losses(&"<script></script>".repeat(1_000)).len(), 100);
}

#[test]
fn markdown_is_examined_likewise() {
    let (body, told) =
        examined_markdown("# a\n\n[b](../c) ![d](data:x)\n\n<script>x</script>", None);
    let found: Vec<_> = told.iter().map(|loss| (loss.block, &loss.what)).collect();
    assert_eq!(
        found,
        [
            (1, &Lost::Address("../c".to_owned(), AddressFault::Relative)),
            (2, &scheme("data:x", "data")),
            (2, &element("script")),
        ]
    );
    assert_eq!(body.blocks.len(), 2);
    let kept = "# a\n\n*b* [c](https://a.example/) `<script>`\n\n|a|\n|-|\n|b|\n";
    assert_eq!(
        examined_markdown(kept, None),
        (body_from_markdown(kept, None), Vec::new())
    );
}
