//! Bodies from Markdown, by way of HTML, so that one road decides what a body may hold.
//!
//! Read are CommonMark with tables, strikethrough, footnotes and heading attributes, HTML in between, and the shortcodes of site generators (see
//! `shortcode`). A footnote becomes a paragraph that begins with its raised label; kramdown's lines of attributes are left out; the title of a
//! picture becomes its caption. In code nothing of this is read.

use std::borrow::Cow;

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html};
use standfirst_domain::{body::Body, web_url::WebUrl};

use super::{
    html::{body_from_rendered_markdown, examined_rendered_markdown},
    loss::Loss,
    shortcode::{code, resolved_in_markdown},
};

/// What is read beyond CommonMark.
pub(super) const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_HEADING_ATTRIBUTES);

/// Reads Markdown into a body. Relative addresses are joined to `base`; without one they leave the words of their links.
///
/// ```
/// let body = standfirst_interchange::body::body_from_markdown("## Late\n\nThe *ferry*.", None);
/// assert_eq!(body.to_text(), "Late\n\nThe ferry.");
/// ```
pub fn body_from_markdown(markdown: &str, base: Option<&WebUrl>) -> Body {
    body_from_rendered_markdown(&rendered(markdown), base)
}

/// Reads Markdown into a body, and tells what of it the body does not keep. Where nothing is lost, the body is that of [`body_from_markdown`].
pub fn examined_markdown(markdown: &str, base: Option<&WebUrl>) -> (Body, Vec<Loss>) {
    examined_rendered_markdown(&rendered(markdown), base)
}

fn rendered(markdown: &str) -> String {
    let squeezed = squeezed(markdown);
    let resolved = resolved_in_markdown(&squeezed);
    let without_attributes = match resolved.contains("{:") {
        true => without_attributes(&resolved),
        false => resolved.into_owned(),
    };
    let mut markup = String::with_capacity(without_attributes.len() * 3 / 2);
    html::push_html(
        &mut markup,
        with_plain_footnotes(Parser::new_ext(&without_attributes, OPTIONS)),
    );
    markup
}

/// How many quotations may begin on one line. It is far more than a body nests, and the parser's work grows with their square.
const MOST_QUOTATIONS: usize = 100;

/// The text without the signs of quotations that are nested beyond all sense.
fn squeezed(markdown: &str) -> Cow<'_, str> {
    let beginning = |line: &str| line.len() - line.trim_start_matches(['>', ' ', '\t']).len();
    let is_beyond = |line: &str| {
        beginning(line) > MOST_QUOTATIONS && line.matches('>').count() > MOST_QUOTATIONS
    };
    if !markdown.lines().any(is_beyond) {
        return Cow::Borrowed(markdown);
    }
    let mut kept = String::with_capacity(markdown.len());
    for line in markdown.split_inclusive('\n') {
        if is_beyond(line) {
            kept.push_str(&">".repeat(MOST_QUOTATIONS));
            kept.push_str(line.get(beginning(line)..).unwrap_or_default());
        } else {
            kept.push_str(line);
        }
    }
    Cow::Owned(kept)
}

/// The text without its lines of attributes, those inside code excepted.
fn without_attributes(text: &str) -> String {
    let mut code = code::in_markdown(text).into_iter().peekable();
    let mut kept = String::with_capacity(text.len());
    let mut place = 0;
    for line in text.split_inclusive('\n') {
        let at = place + line.len() - line.trim_start().len();
        while code.next_if(|passage| passage.range.end <= at).is_some() {}
        let is_code = code
            .peek()
            .is_some_and(|passage| passage.range.contains(&at));
        if is_code || !is_attribute_line(line) {
            kept.push_str(line);
        }
        place += line.len();
    }
    kept
}

/// A line such as `{: .note}` that gives the block above it a class.
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

/// Footnotes as raised labels: a reference is one, and the note's first paragraph begins with one.
fn with_plain_footnotes<'m>(
    events: impl Iterator<Item = Event<'m>>,
) -> impl Iterator<Item = Event<'m>> {
    let mut label: Option<CowStr<'m>> = None;
    events
        .flat_map(move |event| match event {
            Event::FootnoteReference(label) => {
                raised(label).into_iter().map(Some).collect::<Vec<_>>()
            }
            Event::Start(Tag::FootnoteDefinition(of)) => {
                label = Some(of);
                Vec::new()
            }
            Event::End(TagEnd::FootnoteDefinition) => Vec::new(),
            Event::Start(Tag::Paragraph) => {
                let mut events = vec![Some(Event::Start(Tag::Paragraph))];
                if let Some(label) = label.take() {
                    events.extend(raised(label).into_iter().map(Some));
                    events.push(Some(Event::Text(" ".into())));
                }
                events
            }
            other => vec![Some(other)],
        })
        .flatten()
}

fn raised(label: CowStr<'_>) -> [Event<'_>; 3] {
    [
        Event::Start(Tag::Superscript),
        Event::Text(label),
        Event::End(TagEnd::Superscript),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::nowhere::Nowhere;

    fn html(markdown: &str) -> String {
        let base = WebUrl::parse("https://example.org/2026/05/01/ferry/").unwrap();
        body_from_markdown(markdown, Some(&base))
            .to_html(&Nowhere)
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
    fn code_is_left_as_it_is() {
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
            // What a generator's author wrote to show a shortcode shows one, in code and elsewhere.
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
