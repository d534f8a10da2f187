//! Hostile and broken markup.

use standfirst_domain::body::{BlockKind, Body, Inline};

use super::{super::body_from_html, rendered};
use standfirst_domain::body::NoLinks;

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
        assert!(body.to_html(&NoLinks).len() < 10_000, "{element}");
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
fn the_output_is_safe() {
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

#[test]
fn many_equal_headings_cost_little() {
    for unit in ["<h2>x</h2>", "<h2 id=x>y</h2>"] {
        let start = std::time::Instant::now();
        let body = body_from_html(&unit.repeat(2 * 1024 * 1024 / unit.len()), None);
        assert!(start.elapsed().as_secs() < 30, "{unit}");
        let BlockKind::Heading(last) = &body.blocks[body.blocks.len() - 1].kind else {
            panic!("a heading")
        };
        assert_eq!(last.anchor, format!("x-{}", body.blocks.len()));
    }
}

#[test]
fn numbers_stay_within_what_a_client_can_read() {
    let image = |pixels: &str| {
        rendered(&format!(
            "<img src=https://a.example/b width={pixels} height=2>"
        ))
    };
    assert!(image("65535").contains("width=\"65535\""));
    for pixels in ["0", "65536", "2147483648", "99999999999"] {
        assert!(!image(pixels).contains("width"), "{pixels}");
    }
    for (start, written) in [("2147483647", " start=\"2147483647\""), ("2147483648", "")] {
        assert_eq!(
            rendered(&format!("<ol start={start}><li>a</ol>")),
            format!("<ol{written}><li>a</li></ol>")
        );
    }
    assert!(
        rendered("<ol start=2147483647><li>a<pre>x</pre><li>b</ol>")
            .ends_with("<ol start=\"2147483647\"><li>b</li></ol>")
    );
}
