//! Shortcodes of site generators, resolved to HTML as far as their text alone says what they mean.
//!
//! - Hugo, `{{< name .. >}}` and `{{% name .. %}}`: `youtube`, `vimeo`, `tweet`, `x`, `instagram`, `gist` and any `..video..`, `..iframe..` or
//!   `..embed..` with an absolute address become embeds; `figure`, `img`, `image` and their relatives become pictures where the
//!   address is absolute, rooted, or a file beside the text, and their caption or alternative text elsewhere; `quote` and `quote-block` become quotes;
//!   `button` a link; `highlight` with a language a program; `ref`, `relref`, `link` and `tmp` an address from the root of the site, that of a dated file name
//!   being `/year/month/day/name/`; `param` stays as a variable, so that a link made of it leaves its words.
//! - Jekyll, `{{ .. }}` and `{% .. %}`: `site.url`, `site.baseurl` and the filters `relative_url` and `absolute_url` make an address rooted; `link` and
//!   `post_url` as `ref`; `include` of a film or picture as above, `assign` being remembered for it; `raw` keeps its content; `comment` loses it;
//!   `highlight` makes a program; other logic leaves nothing.
//! - Everything else between Hugo's marks is layout: its content stays, and a title it gives becomes a bold line. Everything else between
//!   Jekyll's stays as it is, because articles about templates show it so.
//! - Code stays as it is too (in Markdown what is fenced, indented or between backticks, in both forms `pre` and `code`), although the generators would look
//!   into it. Only what their authors wrote to keep them from it is undone, there as elsewhere: `{{</* name */>}}` and `{{%/* name */%}}` are the shortcode
//!   without the stars, `raw` keeps its content.

mod address;
pub(super) mod code;
mod hugo;
mod jekyll;
mod media;
pub(crate) mod parameters;

use std::borrow::Cow;

use self::{code::Passage, hugo::Hugo, jekyll::Jekyll};

/// Markdown with its shortcodes resolved.
pub(crate) fn resolved_in_markdown(text: &str) -> Cow<'_, str> {
    resolved(text, code::in_markdown)
}

/// HTML with its shortcodes resolved.
pub(crate) fn resolved_in_html(text: &str) -> Cow<'_, str> {
    resolved(text, code::in_html)
}

fn resolved(text: &str, find_code: impl Fn(&str) -> Vec<Passage>) -> Cow<'_, str> {
    if !text.contains("{{") && !text.contains("{%") {
        return Cow::Borrowed(text);
    }
    let mut code = find_code(text).into_iter().peekable();
    let mut out = String::with_capacity(text.len());
    let mut generators = Generators::default();
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        let (before, tag) = rest.split_at(at);
        out.push_str(before);
        let place = text.len() - tag.len();
        while code.next_if(|passage| passage.range.end <= place).is_some() {}
        let after = match code.peek() {
            Some(passage) if passage.range.contains(&place) => {
                let inside = text.get(place..passage.range.end).unwrap_or_default();
                generators
                    .escape(inside, passage, &mut out)
                    .and_then(|after| tag.get(inside.len() - after.len()..))
            }
            _ => generators.tag(tag, &mut out),
        };
        rest = after.unwrap_or_else(|| {
            out.push('{');
            tag.get(1..).unwrap_or_default()
        });
    }
    out.push_str(rest);
    Cow::Owned(out)
}

#[derive(Default)]
struct Generators {
    hugo: Hugo,
    jekyll: Jekyll,
    /// The end of a passage of code in which no further raw text ends.
    endless: Option<usize>,
}

impl Generators {
    /// Code stands as it is, save for what its author had to write so that the generator would leave it.
    fn escape<'t>(
        &mut self,
        code: &'t str,
        passage: &Passage,
        out: &mut String,
    ) -> Option<&'t str> {
        if let Some(after) = hugo::escape(code, passage.is_verbatim, out) {
            return Some(after);
        }
        let end = Some(passage.range.end);
        let after = jekyll::past_tag(code, "raw").filter(|_| self.endless != end)?;
        let Some((raw, after)) = jekyll::raw(after) else {
            self.endless = end;
            return None;
        };
        out.push_str(raw);
        Some(after)
    }

    /// Writes what the tag at the beginning means and answers what follows it; `None` when it means nothing and is to stay.
    fn tag<'t>(&mut self, tag: &'t str, out: &mut String) -> Option<&'t str> {
        if let Some(after) = hugo::escape(tag, false, out) {
            return Some(after);
        }
        for (open, close) in hugo::MARKS {
            if let Some((inside, after)) = between(tag, open, close) {
                return Some(self.hugo.write(inside, after, out));
            }
        }
        if let Some((inside, after)) = between(tag, "{{", "}}") {
            if inside.starts_with('{') {
                return None;
            }
            out.push_str(&self.jekyll.value(inside)?);
            return Some(after);
        }
        let (inside, after) = between(tag, "{%", "%}")?;
        self.jekyll.tag(inside, after, out)
    }
}

/// The longest a shortcode may be; what is longer is text with braces in it.
const LONGEST: usize = 1_000;

fn between<'t>(text: &'t str, open: &str, close: &str) -> Option<(&'t str, &'t str)> {
    let inside = text.strip_prefix(open)?;
    let end = (0..=LONGEST.min(inside.len()))
        .rev()
        .find(|at| inside.is_char_boundary(*at))
        .unwrap_or(0);
    let at = inside.get(..end)?.find(close)?;
    Some((inside.get(..at)?, inside.get(at + close.len()..)?))
}

/// The text with what HTML would read as markup escaped.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::resolved_in_html as resolved;

    #[test]
    fn hugo_shortcodes_are_resolved() {
        for (text, html) in [
            (
                r#"{{< youtube id="ab" title="T" >}}"#,
                r#"<iframe src="https://www.youtube.com/embed/ab" title="T"></iframe>"#,
            ),
            (
                r#"{{< youtube ab >}}"#,
                r#"<iframe src="https://www.youtube.com/embed/ab"></iframe>"#,
            ),
            (
                r#"{{< tweet user="a" id="1" >}}"#,
                r#"<iframe src="https://twitter.com/a/status/1"></iframe>"#,
            ),
            (
                r#"{{< fb-video "https://f.example/v" >}}"#,
                r#"<iframe src="https://f.example/v"></iframe>"#,
            ),
            (
                r#"[a]({{< ref "2013-06-11-b.md" >}} "T")"#,
                r#"[a](/2013/06/11/b/ "T")"#,
            ),
            (r#"{{<ref "/communities/x.md#y">}}"#, "/communities/x/#y"),
            (
                r#"{{< figure src="/a.png" alt="A" caption="C" >}}"#,
                r#"<figure><img src="/a.png" alt="A"><figcaption>C</figcaption></figure>"#,
            ),
            (r#"{{< img src="only-a-name" alt="A" >}}"#, "A"),
            (
                r#"{{< quote-block text="No" cite="Ada" >}}"#,
                "<blockquote><p>No</p><footer>Ada</footer></blockquote>",
            ),
            (r#"{{< note >}}x{{< /note >}}"#, "x"),
            (
                r#"{{< ring title="T" >}}x{{< /ring >}}"#,
                "\n\n<p><strong>T</strong></p>\n\nx",
            ),
            (
                "{{< highlight go >}}x{{< /highlight >}}",
                "\n\n<pre><code class=\"language-go\">x</code></pre>\n\n",
            ),
            ("a {{< highlight >}}x{{< /highlight >}}", "a x"),
            ("{{< param a_url >}}/b", "{{a_url}}/b"),
            ("{{< unfinished", "{{< unfinished"),
        ] {
            assert_eq!(resolved(text), html, "{text}");
        }
    }

    #[test]
    fn jekyll_tags_are_resolved() {
        for (text, html) in [
            ("{{site.baseurl}}/a", "/a"),
            ("{{ site.url }}{{ site.baseurl }}/a", "/a"),
            ("{{ '/a' | relative_url }}", "/a"),
            ("{% post_url 2013-06-11-b %}", "/2013/06/11/b/"),
            ("{% link images/a.png %}", "/images/a.png"),
            ("{% raw %}{{site.url}}{% endraw %}", "{{site.url}}"),
            ("a{% comment %}b{% endcomment %}c", "ac"),
            (
                "{% assign video_title=\"T\" %}{% assign video_slug=\"ab\" %}{% include youtube %}",
                r#"<iframe src="https://www.youtube.com/embed/ab" title="T"></iframe>"#,
            ),
            (
                "{% highlight rb %}x{% endhighlight %}",
                "\n\n<pre><code class=\"language-rb\">x</code></pre>\n\n",
            ),
            ("{% if a %}b{% endif %}", "b"),
            (
                "{{ steps.x }} and {% unheard-of %} and {{closure}}",
                "{{ steps.x }} and {% unheard-of %} and {{closure}}",
            ),
        ] {
            assert_eq!(resolved(text), html, "{text}");
        }
    }

    #[test]
    fn code_is_left_as_it_is() {
        for (text, html) in [
            (
                "<pre>{{< youtube a >}}</pre>{{ site.url }}/a",
                "<pre>{{< youtube a >}}</pre>/a",
            ),
            (
                "<CODE class=x>{{site.url}}</CODE >{{site.url}}",
                "<CODE class=x>{{site.url}}</CODE >",
            ),
            (
                "<pre><code>{{site.url}}</code>{{site.url}}</pre>",
                "<pre><code>{{site.url}}</code>{{site.url}}</pre>",
            ),
            ("<code>never closed {{site.url}}", "<code>never closed "),
            (
                "{{</* youtube a */>}}{{%/*b*/%}}",
                "{{&lt; youtube a >}}{{%b%}}",
            ),
            ("<code>{{</* a */>}}</code>", "<code>{{&lt; a >}}</code>"),
            (
                "<code>{% raw %}{{ a }}{% endraw %}</code>",
                "<code>{{ a }}</code>",
            ),
        ] {
            assert_eq!(resolved(text), html, "{text}");
        }
    }

    #[test]
    fn many_openings_cost_little() {
        let start = std::time::Instant::now();
        let _ = resolved(&"{{".repeat(50_000));
        let _ = resolved(&"{% raw %}".repeat(50_000));
        let _ = resolved(&"{{< highlight go >}}".repeat(50_000));
        let _ = resolved(&format!(
            "{}{}",
            "x".repeat(1_000_000),
            "{{< /highlight >}}".repeat(50_000)
        ));
        assert!(start.elapsed().as_secs() < 20);
    }
}
