use standfirst_domain::{
    body::{BlockKind, Body, Inline},
    web_url::WebUrl,
};

use super::body_from_html;
use crate::body::nowhere::Nowhere;

fn rendered(html: &str) -> String {
    let base = WebUrl::parse("https://example.org/2026/").unwrap();
    let body = body_from_html(html, Some(&base));
    let html = body.to_html(&Nowhere);
    let again = body_from_html(&html, None);
    assert_eq!(
        again, body,
        "reading what was written gives the same tree: {html}"
    );
    html.lines().collect()
}

#[test]
fn markup_becomes_blocks() {
    for (markup, html) in [
        ("<p>One<p>Two <br> lines", "<p>One</p><p>Two<br>lines</p>"),
        (
            "loose <div>and <section>boxed</section></div>",
            "<p>loose</p><p>and</p><p>boxed</p>",
        ),
        (
            "<h1>A b</h1><h2 id=x>A b</h2><h3>A b</h3>",
            "<h2 id=\"a-b\">A b</h2><h2 id=\"x\">A b</h2><h3 id=\"a-b-2\">A b</h3>",
        ),
        ("<p>a<br><br>b<br></p>", "<p>a</p><p>b</p>"),
        (
            "<p>x <img src=a.png alt=A> y</p>",
            "<p>x</p><figure><img src=\"https://example.org/2026/a.png\" alt=\"A\" loading=\"lazy\"></figure><p>y</p>",
        ),
        (
            "<img src='data:image/png;base64,AA' alt='a boat'>",
            "<p>a boat</p>",
        ),
        (
            "<pre><code class='language-rust x'>fn a() {\n  1\n}\n</code></pre>",
            "<pre><code class=\"language-rust\">fn a() {  1}</code></pre>",
        ),
        ("<dl><dt>A<dd>b</dl>", "<p><strong>A</strong></p><p>b</p>"),
        (
            "a<hr>b<script>c</script><button>d</button><blink>e</blink>",
            "<p>a</p><hr><p>be</p>",
        ),
        ("<p>&nbsp;</p><p> </p><ul><li></li></ul>", ""),
        ("<p>a\u{1}\u{b}b&#1;c</p>", "<p>abc</p>"),
    ] {
        assert_eq!(rendered(markup), html, "{markup}");
    }
}

#[test]
fn links_lead_where_they_may() {
    for (markup, html) in [
        (
            "<a href=/b>x</a>",
            "<p><a href=\"https://example.org/b\" rel=\"noopener\">x</a></p>",
        ),
        ("<a href='javascript:alert(1)'>x</a>", "<p>x</p>"),
        (
            "<a href=https://a.example/><b>x</b> y</a>",
            "<p><a href=\"https://a.example/\" rel=\"noopener\"><strong>x</strong> y</a></p>",
        ),
        ("<a href=https://a.example/> </a>z", "<p>z</p>"),
    ] {
        assert_eq!(rendered(markup), html, "{markup}");
    }
}

#[test]
fn quotations_keep_their_speakers() {
    for (markup, html) in [
        (
            "<q data-speaker='Ada Voss' data-role=captain cite=/x>No</q>",
            "<p><q data-speaker=\"Ada Voss\" data-role=\"captain\" cite=\"https://example.org/x\">No</q></p>",
        ),
        ("<q>No</q>", "<p><q>No</q></p>"),
        (
            "<blockquote cite=/x><p>No.</p><footer>— Ada Voss, captain</footer></blockquote>",
            "<blockquote cite=\"https://example.org/x\"><p>No.</p><footer>Ada Voss, captain</footer></blockquote>",
        ),
        (
            "<blockquote>No.<p>— Ada Voss</blockquote>",
            "<blockquote><p>No.</p><footer>Ada Voss</footer></blockquote>",
        ),
        (
            "<blockquote><p>No.</p><cite>Ada</cite></blockquote>",
            "<blockquote><p>No.</p><footer>Ada</footer></blockquote>",
        ),
        (
            "<figure><blockquote>In <cite>Kidnapped</cite>.</blockquote><figcaption>Ada</figcaption></figure>",
            "<blockquote><p>In <em>Kidnapped</em>.</p><footer>Ada</footer></blockquote>",
        ),
        (
            "<blockquote>a<ul><li>b<li>c</ul><pre>d</pre>e<footer>F</footer></blockquote>",
            "<blockquote><p>a</p><p>b</p><p>c</p></blockquote><pre><code>d</code></pre><blockquote><p>e</p><footer>F</footer></blockquote>",
        ),
        (
            "<blockquote class=twitter-tweet>Late. <a href=https://twitter.com/a/status/1>May 1</a></blockquote>",
            "<figure data-embed=\"twitter\"><a href=\"https://twitter.com/a/status/1\" rel=\"noopener\">Late. May 1</a></figure>",
        ),
    ] {
        assert_eq!(rendered(markup), html, "{markup}");
    }
}

#[test]
fn lists_nest_and_are_parted_by_what_they_cannot_hold() {
    for (markup, html) in [
        (
            "<ul><li>a<ol start=3><li>b</ol>c<li><p>d<p>e</ul>",
            "<ul><li>a<br>c<ol start=\"3\"><li>b</li></ol></li><li>d<br>e</li></ul>",
        ),
        (
            "<ul><li>a</li><ul><li>b</li></ul></ul>",
            "<ul><li>a<ul><li>b</li></ul></li></ul>",
        ),
        (
            "<ol><li>a<pre>x</pre>b</li><li>c</li></ol>",
            "<ol><li>a</li></ol><pre><code>x</code></pre><p>b</p><ol start=\"2\"><li>c</li></ol>",
        ),
    ] {
        assert_eq!(rendered(markup), html, "{markup}");
    }
}

#[test]
fn tables_keep_rows_and_heads() {
    for (markup, html) in [
        (
            "<table><caption>C</caption><tr><th>a<th>b<tr><td colspan=2>c<tr><td>d<td><img src=/e.png alt=E></table>",
            "<table><caption>C</caption><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>c</td><td></td></tr><tr><td>d</td>\
             <td><a href=\"https://example.org/e.png\" rel=\"noopener\">E</a></td></tr></tbody></table>",
        ),
        (
            "<table><tr><td><h2>a</h2><p>b</table>",
            "<h2 id=\"a\">a</h2><p>b</p>",
        ),
    ] {
        assert_eq!(rendered(markup), html, "{markup}");
    }
}

#[test]
fn figures_carry_their_captions() {
    for (markup, html) in [
        (
            "<figure><a href=/big><img src=/a.png alt=A width=3px height=0></a><figcaption>The <b>pier</b> <cite>M. Orr</cite></figcaption></figure>",
            "<figure><img src=\"https://example.org/a.png\" alt=\"A\" width=\"3\" loading=\"lazy\">\
             <figcaption>The pier <cite>M. Orr</cite></figcaption></figure>",
        ),
        (
            "<figure><video poster=/p.png><source src=/a.mp4></video><figcaption>C</figcaption></figure>",
            "<figure><video controls preload=\"none\" src=\"https://example.org/a.mp4\" poster=\"https://example.org/p.png\"></video>\
             <figcaption>C</figcaption></figure>",
        ),
        (
            "<p><iframe src=//www.youtube.com/embed/ab title=T srcdoc='<b>'>x</iframe></p>",
            "<figure data-embed=\"youtube\"><a href=\"https://www.youtube.com/watch?v=ab\" rel=\"noopener\">T</a></figure>",
        ),
        ("<iframe src=javascript:x></iframe>", ""),
        (
            "<aside data-block=correction data-at=2026-05-01T10:00:00Z>It was <b>two</b>.</aside>",
            "<aside data-block=\"correction\" data-at=\"2026-05-01T10:00:00Z\"><p>It was two.</p></aside>",
        ),
        (
            "<figure><figcaption>only</figcaption></figure>",
            "<p>only</p>",
        ),
    ] {
        assert_eq!(rendered(markup), html, "{markup}");
    }
}

#[test]
fn deep_nesting_is_flattened_to_its_text() {
    let common = ["div", "blockquote", "b", "ul"].map(|element| (element, 100_000));
    let others = [
        "q",
        "table",
        "span",
        "a href=https://a.example/",
        "ul><li",
        "table><tr><td",
        "font",
    ]
    .map(|element| (element, 2_000));
    for (element, times) in common.into_iter().chain(others) {
        let name = element.split(['>', ' ']).next().unwrap();
        let markup = format!(
            "{}deep{}",
            format!("<{element}>").repeat(times),
            format!("</{name}>").repeat(times)
        );
        let body = body_from_html(&markup, None);
        assert!(body.to_text().contains("deep"), "{element}");
        assert!(body.to_html(&Nowhere).len() < 10_000, "{element}");
    }
}

#[test]
fn hostile_markup_costs_little() {
    let many = |unit: &str| unit.repeat(500_000 / unit.len());
    let marks: String = (0..90).map(|number| format!("<b id=x{number}>")).collect();
    for markup in [
        many("<p>"),
        format!("{marks}{}", many("<p>x")),
        format!("<table>{}", many("<b><tr>")),
        many("</p>"),
        many("<svg>"),
        many("<!--"),
        many("<"),
        many("<a b "),
        format!("<p {}>", many("a ")),
        many("<b><i></b></i>"),
        many("<li>x"),
        many("&amp"),
        many("<select><option>"),
    ] {
        let start = std::time::Instant::now();
        let _ = body_from_html(&markup, None);
        assert!(start.elapsed().as_secs() < 20, "{}", &markup[..40]);
    }
}

#[test]
fn nothing_unsafe_comes_out() {
    for payload in [
        "<img src=x onerror=alert(1)>",
        "<img src=https://a.example/x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "<a href=\"java&#10;script:alert(1)\">x</a>",
        "<a href=\" &#14; javascript:alert(1)\">x</a>",
        "<a href=data:text/html,x>x</a>",
        "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
        "<object data=javascript:alert(1)></object><embed src=javascript:alert(1)>",
        "<form action=javascript:alert(1)><input type=submit formaction=javascript:x></form>",
        "<h2 id='\"><script>alert(1)</script>'>x</h2>",
        "<pre class='language-\"><script>alert(1)</script>'>x</pre>",
        "<q data-speaker='\"><script>alert(1)</script>'>x</q>",
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;",
        "<style>@import 'javascript:x'</style><link rel=stylesheet href=javascript:x><base href=javascript:x>",
        "<video poster=javascript:x src=javascript:x><source onerror=alert(1)></video>",
    ] {
        let html = rendered(payload).to_lowercase();
        for (at, _) in html.match_indices('<') {
            let tag: String = html[at..].chars().take_while(|c| *c != '>').collect();
            assert!(
                !tag.contains("script") || tag.contains("id=\"") || tag.contains("=\"&quot;"),
                "{payload} gave {html}"
            );
            assert!(
                !tag.contains(" on")
                    && !tag.contains("style")
                    && !tag.contains("srcdoc")
                    && !tag.contains("data:"),
                "{payload} gave {html}"
            );
        }
    }
}

#[test]
fn inline_nesting_stays_within_the_tree() {
    fn depth(runs: &[Inline]) -> usize {
        let inner = |run: &Inline| match run {
            Inline::Link(link) => 1 + depth(&link.text),
            Inline::Quotation(quotation) => 1 + depth(&quotation.text),
            _ => 1,
        };
        runs.iter().map(inner).max().unwrap_or(0)
    }
    let Body { blocks, .. } = body_from_html(&format!("{}x", "<q>".repeat(50)), None);
    assert!(
        matches!(&blocks[0].kind, BlockKind::Paragraph(runs) if depth(runs) == standfirst_domain::body::MAX_DEPTH)
    );
}
