//! Bodies from Markdown, by way of HTML, so that one reader decides what a body may hold.
//!
//! The dialect is CommonMark with tables, strikethrough, footnotes and heading attributes, with
//! HTML in between, and with the shortcodes of site generators (see `shortcode`). A footnote
//! becomes a paragraph that begins with its label in superscript. kramdown's attribute lines are
//! left out. The title of a picture becomes its caption. None of this is read inside code.

use std::borrow::Cow;

use pulldown_cmark::{CowStr, Event, Parser, Tag, TagEnd, html};
use standfirst_domain::{body::Body, web_url::WebUrl};

use super::{
    commonmark::EXTENSIONS,
    html::{body_from_rendered_markdown, examine_rendered_markdown},
    loss::Loss,
    shortcode::{code, resolve_in_markdown},
};

/// Reads Markdown into a body. Relative addresses are joined to `base`; without it, links with
/// relative addresses leave their words.
///
/// ```
/// let body = standfirst_interchange::body::body_from_markdown("## Late\n\nThe *ferry*.", None);
/// assert_eq!(body.to_text(), "Late\n\nThe ferry.");
/// ```
pub fn body_from_markdown(markdown: &str, base: Option<&WebUrl>) -> Body {
    body_from_rendered_markdown(&render_html(markdown), base)
}

/// Reads Markdown into a body and reports what the body does not keep. Without losses the body is
/// that of [`body_from_markdown`].
pub fn examine_markdown(markdown: &str, base: Option<&WebUrl>) -> (Body, Vec<Loss>) {
    examine_rendered_markdown(&render_html(markdown), base)
}

fn render_html(markdown: &str) -> String {
    let bounded = limit_quote_nesting(markdown);
    let resolved = resolve_in_markdown(&bounded);
    let markdown = match resolved.contains("{:") {
        true => without_attribute_lines(&resolved),
        false => resolved.into_owned(),
    };
    let mut markup = String::with_capacity(markdown.len() * 3 / 2);
    html::push_html(
        &mut markup,
        footnotes_as_superscript(Parser::new_ext(&markdown, EXTENSIONS)),
    );
    markup
}

/// Largest number of quotations that may begin on one line. It is far more than a body nests, and
/// the parser's work grows with the square of the number.
const MAX_QUOTE_SIGNS: usize = 100;

/// The text with at most [`MAX_QUOTE_SIGNS`] quotation signs at the start of a line.
fn limit_quote_nesting(markdown: &str) -> Cow<'_, str> {
    let prefix_length = |line: &str| line.len() - line.trim_start_matches(['>', ' ', '\t']).len();
    let exceeds = |line: &str| {
        prefix_length(line) > MAX_QUOTE_SIGNS && line.matches('>').count() > MAX_QUOTE_SIGNS
    };
    if !markdown.lines().any(exceeds) {
        return Cow::Borrowed(markdown);
    }
    let mut out = String::with_capacity(markdown.len());
    for line in markdown.split_inclusive('\n') {
        if exceeds(line) {
            out.push_str(&">".repeat(MAX_QUOTE_SIGNS));
            out.push_str(line.get(prefix_length(line)..).unwrap_or_default());
        } else {
            out.push_str(line);
        }
    }
    Cow::Owned(out)
}

/// The text without kramdown's attribute lines, except those inside code.
fn without_attribute_lines(text: &str) -> String {
    let mut code = code::in_markdown(text).into_iter().peekable();
    let mut out = String::with_capacity(text.len());
    let mut line_start = 0;
    for line in text.split_inclusive('\n') {
        let at = line_start + line.len() - line.trim_start().len();
        // Code ranges and lines both come in order, so one pass over each is enough.
        while code.next_if(|found| found.range.end <= at).is_some() {}
        let is_code = code.peek().is_some_and(|found| found.range.contains(&at));
        if is_code || !is_attribute_line(line) {
            out.push_str(line);
        }
        line_start += line.len();
    }
    out
}

/// Returns `true` for a line such as `{: .note}`, which gives the block above it a class.
fn is_attribute_line(line: &str) -> bool {
    let line = line.trim();
    let attributes = line
        .strip_prefix("{:")
        .and_then(|rest| rest.strip_suffix('}'));
    attributes.is_some_and(|attributes| {
        attributes
            .trim_start()
            .trim_start_matches(['.', '#'])
            .starts_with(|c: char| c.is_ascii_alphabetic())
            && !attributes.contains(['{', '}'])
    })
}

/// Writes footnotes as superscript labels: a reference becomes one, and the first paragraph of the
/// note begins with one. The renderer's own form has links inside the page, which a body cannot
/// hold.
fn footnotes_as_superscript<'m>(
    events: impl Iterator<Item = Event<'m>>,
) -> impl Iterator<Item = Event<'m>> {
    // Label of a note whose first paragraph has not begun yet.
    let mut pending_label: Option<CowStr<'m>> = None;
    events
        .flat_map(move |event| match event {
            Event::FootnoteReference(label) => {
                superscript(label).into_iter().map(Some).collect::<Vec<_>>()
            }
            Event::Start(Tag::FootnoteDefinition(label)) => {
                pending_label = Some(label);
                Vec::new()
            }
            Event::End(TagEnd::FootnoteDefinition) => Vec::new(),
            Event::Start(Tag::Paragraph) => {
                let mut events = vec![Some(Event::Start(Tag::Paragraph))];
                if let Some(label) = pending_label.take() {
                    events.extend(superscript(label).into_iter().map(Some));
                    events.push(Some(Event::Text(" ".into())));
                }
                events
            }
            other => vec![Some(other)],
        })
        .flatten()
}

fn superscript(label: CowStr<'_>) -> [Event<'_>; 3] {
    [
        Event::Start(Tag::Superscript),
        Event::Text(label),
        Event::End(TagEnd::Superscript),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use standfirst_domain::body::NoLinks;

    fn html(markdown: &str) -> String {
        let base = WebUrl::parse("https://example.org/2026/05/01/ferry/").unwrap();
        body_from_markdown(markdown, Some(&base))
            .to_html(&NoLinks)
            .trim_end()
            .to_owned()
    }

    #[test]
    fn markdown_becomes_blocks() {
        for (markdown, expected) in [
            ("a\nb  \nc", "<p>a b<br>c</p>"),
            (
                "# One {#first}\n## Two",
                "<h2 id=\"first\">One</h2>\n<h2 id=\"two\">Two</h2>",
            ),
            ("~~a~~ `b`", "<p><s>a</s> <code>b</code></p>"),
            (
                "|a|b|\n|-|-|\n|c|d|",
                "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>c</td><td>d</td></tr></tbody></table>",
            ),
            (
                "x[^1]\n\n[^1]: y",
                "<p>x<sup>1</sup></p>\n<p><sup>1</sup> y</p>",
            ),
            ("a\n{: .note}\n\nb", "<p>a</p>\n<p>b</p>"),
            (
                "```rust,ignore\nlet x = \"{:?}\";\n```",
                "<pre><code class=\"language-rust\">let x = &quot;{:?}&quot;;</code></pre>",
            ),
            (
                "[x](../b)",
                "<p><a href=\"https://example.org/2026/05/01/b\" rel=\"noopener\">x</a></p>",
            ),
            ("<b>x</b> <script>y</script>", "<p><strong>x</strong></p>"),
            (
                "[![A](https://a.example/i)](https://l.example/)",
                "<figure><img src=\"https://a.example/i\" alt=\"A\" loading=\"lazy\"></figure>\n\
                 <p><a href=\"https://l.example/\" rel=\"noopener\">A</a></p>",
            ),
            (
                "![A](https://a.example/i \"T\")",
                "<figure><img src=\"https://a.example/i\" alt=\"A\" loading=\"lazy\"><figcaption>T</figcaption></figure>",
            ),
            (
                "![A](https://a.example/i \"A\")",
                "<figure><img src=\"https://a.example/i\" alt=\"A\" loading=\"lazy\"></figure>",
            ),
        ] {
            assert_eq!(html(markdown), expected, "{markdown}");
        }
    }

    #[test]
    fn code_stays_unchanged() {
        let code = |text: &str| format!("<pre><code>{text}</code></pre>");
        for (markdown, expected) in [
            (
                "```\n{{< youtube x >}}\n{: .note}\n```\n{: .note}",
                code("{{&lt; youtube x &gt;}}\n{: .note}"),
            ),
            (
                "~~~\n{{ site.url }}{% include x %}\n~~~",
                code("{{ site.url }}{% include x %}"),
            ),
            (
                "a\n\n    {{< youtube x >}}\n    {: .note}",
                format!("<p>a</p>\n{}", code("{{&lt; youtube x &gt;}}\n{: .note}")),
            ),
            (
                "`{{< youtube x >}}` {{< ref \"/a\" >}} ``{% if ` %}``",
                "<p><code>{{&lt; youtube x &gt;}}</code> /a/ <code>{% if ` %}</code></p>".to_owned(),
            ),
            (
                "<pre>{{ site.url }}/a</pre>\n\n<code>{{ site.url }}/a</code>{{ site.url }}/b",
                format!(
                    "{}\n<p><code>{{{{ site.url }}}}/a</code>/b</p>",
                    code("{{ site.url }}/a")
                ),
            ),
            // The escape that generators offer for showing a shortcode works in code and elsewhere.
            (
                "{{</* youtube x */>}} `{{</* youtube x */>}}`\n\n```\n{{%/* a */%}}{% raw %}{{ b }}{% endraw %}\n```",
                format!(
                    "<p>{{{{&lt; youtube x &gt;}}}} <code>{{{{&lt; youtube x &gt;}}}}</code></p>\n{}",
                    code("{{% a %}}{{ b }}")
                ),
            ),
            (
                "{{< highlight html >}}\n    <b>\n\n    {{ x }}\n    {{< /highlight >}}\nb",
                "<pre><code class=\"language-html\">    &lt;b&gt;\n\n    {{ x }}</code></pre>\n<p>b</p>".to_owned(),
            ),
        ] {
            assert_eq!(html(markdown), expected, "{markdown}");
        }
    }

    #[test]
    fn deep_markdown_is_flattened() {
        for unit in ["> ", "[", "*", "- ", "![", "<div>\n"] {
            let _ = body_from_markdown(&unit.repeat(20_000), None);
        }
    }
}
