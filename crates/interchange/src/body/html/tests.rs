use standfirst_domain::web_url::WebUrl;

use super::body_from_html;
use standfirst_domain::body::NoLinks;

mod hostile;
mod losses;

fn rendered(html: &str) -> String {
    let base = WebUrl::parse("https://example.org/2026/").unwrap();
    let body = body_from_html(html, Some(&base));
    let html = body.to_html(&NoLinks);
    let again = body_from_html(&html, None);
    assert_eq!(
        again, body,
        "reading the rendered body gives the same body: {html}"
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
fn links_keep_allowed_addresses() {
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
            "<blockquote>a<p>— Ada</p><pre>d</pre></blockquote>",
            "<blockquote><p>a</p><footer>Ada</footer></blockquote><pre><code>d</code></pre>",
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
fn lists_nest_and_are_split_by_other_blocks() {
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
fn tables_keep_rows_and_headers() {
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
fn figures_keep_their_captions() {
    for (markup, html) in [
        (
            "<figure><a href=/big.jpg><img src=/a.png alt=A width=3px height=0></a><figcaption>The <b>pier</b> <cite>M. Orr</cite></figcaption></figure>",
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
fn anchors_are_unique_and_stable() {
    for (markup, html) in [
        (
            "<h2>x</h2><h2 id=x-2>y</h2><h2>x</h2><h2>x</h2>",
            "<h2 id=\"x\">x</h2><h2 id=\"x-2\">y</h2><h2 id=\"x-3\">x</h2><h2 id=\"x-4\">x</h2>",
        ),
        (
            &format!("<h2 id={0}>x</h2><h2 id={0}>x</h2>", "é".repeat(60)),
            &format!(
                "<h2 id=\"{}\">x</h2><h2 id=\"{}-2\">x</h2>",
                "é".repeat(60),
                "é".repeat(54)
            ),
        ),
    ] {
        assert_eq!(rendered(markup), html, "{markup}");
    }
}

#[test]
fn a_link_around_a_picture_is_kept() {
    let image = |alt: &str| {
        format!("<figure><img src=\"https://a.example/i\" alt=\"{alt}\" loading=\"lazy\"></figure>")
    };
    let link =
        |words: &str| format!("<p><a href=\"https://l.example/\" rel=\"noopener\">{words}</a></p>");
    for (markup, html) in [
        (
            "<p>a <a href=https://l.example/><img src=https://a.example/i alt=A></a> b",
            format!("<p>a</p>{}{}<p>b</p>", image("A"), link("A")),
        ),
        (
            "<a href=https://l.example/><img src=https://a.example/i></a>",
            format!("{}{}", image(""), link("https://l.example/")),
        ),
        (
            "<a href=https://l.example/><img src=https://a.example/i alt=A> more</a> b",
            format!(
                "{}<p><a href=\"https://l.example/\" rel=\"noopener\">more</a> b</p>",
                image("A")
            ),
        ),
        (
            "<a href=https://l.example/>more <img src=https://a.example/i alt=A></a>",
            format!("{}{}", link("more"), image("A")),
        ),
        (
            "<figure><a href=https://l.example/><img src=https://a.example/i alt=A></a><figcaption>C <a href=/x>x</a></figcaption></figure>",
            format!(
                "{}{}",
                image("A").replace("</figure>", "<figcaption>C x</figcaption></figure>"),
                link("A")
            ),
        ),
        (
            "<a href=https://l.example/big.JPG?x><img src=https://a.example/i alt=A></a>",
            image("A"),
        ),
        (
            "<a href=https://l.example/ rel='attachment wp-att-3'><img src=https://a.example/i alt=A></a>",
            image("A"),
        ),
        (
            "<img src=https://a.example/i alt=A title=IMG_1>",
            image("A"),
        ),
    ] {
        assert_eq!(rendered(markup), html, "{markup}");
    }
}

#[test]
fn text_of_separate_elements_is_separated() {
    for (markup, html) in [
        (
            "<blockquote class=twitter-tweet><p>Late.<p>Again</p>&mdash; Ada <a href=https://twitter.com/a/status/1>May 1</a></blockquote>",
            "<figure data-embed=\"twitter\"><a href=\"https://twitter.com/a/status/1\" rel=\"noopener\">Late. Again — Ada May 1</a></figure>",
        ),
        (
            "<figure><img src=https://a.example/b alt=''><figcaption><ul><li>a<li>b</ul>c</figcaption></figure>",
            "<figure><img src=\"https://a.example/b\" alt=\"\" loading=\"lazy\"><figcaption>a b c</figcaption></figure>",
        ),
    ] {
        assert_eq!(rendered(markup), html, "{markup}");
    }
}

#[test]
fn fallback_text_is_kept_and_fields_of_forms_are_not() {
    for (markup, html) in [
        ("<canvas>a</canvas>", "<p>a</p>"),
        ("x <map name=m>a<area></map>", "<p>x a</p>"),
        ("x <meter>a</meter>", "<p>x a</p>"),
        ("x <output>a</output>", "<p>x a</p>"),
        ("x <progress>a</progress>", "<p>x a</p>"),
        ("<xmp>a <b>b</b></xmp>", "<p>a <strong>b</strong></p>"),
        (
            "x <textarea>a</textarea> <button>b</button><select><option>c</select>",
            "<p>x</p>",
        ),
    ] {
        assert_eq!(rendered(markup), html, "{markup}");
    }
}
