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

mod address;
mod hugo;
mod jekyll;
mod media;
pub(crate) mod parameters;

use std::borrow::Cow;

use self::jekyll::Jekyll;

/// The text with its shortcodes resolved.
pub(crate) fn resolved(text: &str) -> Cow<'_, str> {
    if !text.contains("{{") && !text.contains("{%") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut jekyll = Jekyll::default();
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        let (before, tag) = rest.split_at(at);
        out.push_str(before);
        let after = if tag.starts_with("{{") || tag.starts_with("{%") {
            next(tag, &mut jekyll, &mut out)
        } else {
            None
        };
        rest = after.unwrap_or_else(|| {
            out.push('{');
            tag.get(1..).unwrap_or_default()
        });
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Writes what the tag at the beginning means and answers what follows it; `None` when it means nothing and is to stay.
fn next<'t>(tag: &'t str, jekyll: &mut Jekyll, out: &mut String) -> Option<&'t str> {
    for (open, close) in [("{{<", ">}}"), ("{{%", "%}}")] {
        if let Some((inside, after)) = between(tag, open, close) {
            hugo::write(inside, out);
            return Some(after);
        }
    }
    if let Some((inside, after)) = between(tag, "{{", "}}") {
        if inside.starts_with('{') {
            return None;
        }
        out.push_str(&jekyll.value(inside)?);
        return Some(after);
    }
    let (inside, after) = between(tag, "{%", "%}")?;
    jekyll.tag(inside, after, out)
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
    use super::resolved;

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
    fn many_openings_cost_little() {
        let _ = resolved(&"{{".repeat(50_000));
        let _ = resolved(&"{% raw %}".repeat(50_000));
    }
}
