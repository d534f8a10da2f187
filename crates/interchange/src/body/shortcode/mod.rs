//! Shortcodes of site generators, resolved to HTML as far as their text alone determines it.
//!
//! Hugo, `{{< name .. >}}` and `{{% name .. %}}`:
//! - `youtube`, `vimeo`, `tweet`, `x`, `instagram` and `gist` become embeds, and so does any name
//!   that contains `video`, `iframe` or `embed`, if its address is absolute.
//! - `figure`, `img`, `image` and their variants become pictures if the address is absolute, begins
//!   with `/`, or is a file name. Otherwise their caption or alternative text stays.
//! - `quote` and `quote-block` become quotes, `button` a link, `highlight` with a language code.
//! - `ref`, `relref`, `link` and `tmp` become an address from the root of the site. A dated file
//!   name gives `/year/month/day/name/`.
//! - `param` becomes a template variable, so that a link made of it leaves its words.
//! - Every other shortcode is layout: its content stays, and its title becomes a bold line.
//!
//! Jekyll, `{{ .. }}` and `{% .. %}`:
//! - `site.url`, `site.baseurl` and the filters `relative_url` and `absolute_url` make an address
//!   from the root of the site.
//! - `link` and `post_url` are read like `ref`.
//! - `include` of a video or picture is read like Hugo's. `assign` is remembered for it.
//! - `raw` keeps its content, `comment` is left out, `highlight` becomes code. Other logic leaves
//!   nothing.
//! - Everything else stays as written, because articles about templates show it so.
//!
//! Code stays as written too, although the generators would look into it. In Markdown that is
//! fenced or indented code and code between backticks; in both formats it is `pre` and `code`. Only
//! the escapes that keep a generator from reading a shortcode are undone, in code as elsewhere:
//! `{{</* name */>}}` and `{{%/* name */%}}` become the shortcode without the stars, and `raw`
//! keeps its content.

pub(super) mod code;
mod hugo;
mod jekyll;
mod media;
mod page_address;
pub(crate) mod parameters;
mod syntax;

use std::borrow::Cow;

pub(crate) use self::syntax::escape_html;
use self::{code::CodeRange, hugo::Hugo, jekyll::Jekyll, syntax::between};

/// Markdown with its shortcodes resolved.
pub(crate) fn resolve_in_markdown(text: &str) -> Cow<'_, str> {
    resolve(text, code::in_markdown)
}

/// HTML with its shortcodes resolved.
pub(crate) fn resolve_in_html(text: &str) -> Cow<'_, str> {
    resolve(text, code::in_html)
}

fn resolve(text: &str, find_code: impl Fn(&str) -> Vec<CodeRange>) -> Cow<'_, str> {
    // Most texts have no shortcodes; finding code means parsing.
    if !text.contains("{{") && !text.contains("{%") {
        return Cow::Borrowed(text);
    }
    let mut code = find_code(text).into_iter().peekable();
    let mut out = String::with_capacity(text.len());
    let mut resolver = Resolver::default();
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        let (before, tag) = rest.split_at(at);
        out.push_str(before);
        let position = text.len() - tag.len();
        while code.next_if(|found| found.range.end <= position).is_some() {}
        let after = match code.peek() {
            Some(found) if found.range.contains(&position) => {
                // An escape must end inside the same range of code.
                let inside = text.get(position..found.range.end).unwrap_or_default();
                resolver
                    .undo_escape(inside, found, &mut out)
                    .and_then(|after| tag.get(inside.len() - after.len()..))
            }
            _ => resolver.resolve_tag(tag, &mut out),
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
struct Resolver {
    hugo: Hugo,
    jekyll: Jekyll,
    /// End of a range of code in which no further `endraw` follows.
    code_without_endraw: Option<usize>,
}

impl Resolver {
    /// Writes what an escape in code stands for, and returns the text after it; `None` if there is
    /// no escape.
    fn undo_escape<'t>(
        &mut self,
        code: &'t str,
        found: &CodeRange,
        out: &mut String,
    ) -> Option<&'t str> {
        if let Some(after) = hugo::undo_escape(code, found.is_verbatim, out) {
            return Some(after);
        }
        let end = Some(found.range.end);
        // Remembering a failed search keeps many openings from costing quadratic time.
        let after = jekyll::after_tag(code, "raw").filter(|_| self.code_without_endraw != end)?;
        let Some((raw, after)) = jekyll::raw_content(after) else {
            self.code_without_endraw = end;
            return None;
        };
        out.push_str(raw);
        Some(after)
    }

    /// Writes what the tag at the start of `tag` stands for, and returns the text after it; `None`
    /// if the tag is to stay as written.
    fn resolve_tag<'t>(&mut self, tag: &'t str, out: &mut String) -> Option<&'t str> {
        if let Some(after) = hugo::undo_escape(tag, false, out) {
            return Some(after);
        }
        for (open, close) in hugo::DELIMITERS {
            if let Some((inside, after)) = between(tag, open, close) {
                return Some(self.hugo.resolve(inside, after, out));
            }
        }
        if let Some((inside, after)) = between(tag, "{{", "}}") {
            // Three braces are Handlebars or Mustache.
            if inside.starts_with('{') {
                return None;
            }
            out.push_str(&self.jekyll.value(inside)?);
            return Some(after);
        }
        let (inside, after) = between(tag, "{%", "%}")?;
        self.jekyll.resolve_tag(inside, after, out)
    }
}

#[cfg(test)]
mod tests {
    use super::resolve_in_html as resolve;

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
            assert_eq!(resolve(text), html, "{text}");
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
            assert_eq!(resolve(text), html, "{text}");
        }
    }

    #[test]
    fn code_stays_unchanged() {
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
            assert_eq!(resolve(text), html, "{text}");
        }
    }

    #[test]
    fn many_openings_cost_little() {
        let start = std::time::Instant::now();
        let _ = resolve(&"{{".repeat(50_000));
        let _ = resolve(&"{% raw %}".repeat(50_000));
        let _ = resolve(&"{{< highlight go >}}".repeat(50_000));
        let _ = resolve(&format!(
            "{}{}",
            "x".repeat(1_000_000),
            "{{< /highlight >}}".repeat(50_000)
        ));
        assert!(start.elapsed().as_secs() < 20);
    }
}
