//! Jekyll's tags and values.

use std::collections::HashMap;

use super::{
    media::{embed, picture, service_address},
    page_address::page_address,
    parameters::Shortcode,
    syntax::{between, escape_html},
};

/// State while a text is read.
#[derive(Default)]
pub(super) struct Jekyll {
    /// Variables that `assign` set.
    assigned: HashMap<String, String>,
    /// Closing tags of which no further one follows.
    missing_closing_tags: Vec<&'static str>,
}

/// The text after a tag of this name at the start of `text`.
pub(super) fn after_tag<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let (tag, after) = between(text, "{%", "%}")?;
    (tag.trim_matches('-').trim() == name).then_some(after)
}

/// The text before the tag that ends raw content, and the text after it.
pub(super) fn raw_content(text: &str) -> Option<(&str, &str)> {
    text.match_indices("{%").find_map(|(at, _)| {
        let (raw, tag) = text.split_at(at);
        Some((raw, after_tag(tag, "endraw")?))
    })
}

impl Jekyll {
    /// Value of `{{ .. }}`; `None` if it is unknown.
    pub(super) fn value(&self, inside: &str) -> Option<String> {
        let value = inside.split('|').next()?.trim();
        match value.trim_matches('-').trim() {
            "site.baseurl" | "site.url" | "site.github.url" | "site.base_url" => {
                Some(String::new())
            }
            literal => {
                let filtered = inside.contains("relative_url") || inside.contains("absolute_url");
                let text = literal
                    .strip_prefix(['"', '\''])?
                    .strip_suffix(['"', '\''])?;
                filtered.then(|| text.to_owned())
            }
        }
    }

    /// Writes what `{% .. %}` stands for, and returns the text after it; `None` if it is to stay as
    /// written.
    pub(super) fn resolve_tag<'t>(
        &mut self,
        inside: &str,
        after: &'t str,
        out: &mut String,
    ) -> Option<&'t str> {
        let code = Shortcode::parse(inside.trim_matches('-'));
        match code.name.as_str() {
            "raw" => {
                let (content, after) = self.content("endraw", after)?;
                out.push_str(content);
                return Some(after);
            }
            "comment" => return self.content("endcomment", after).map(|(_, after)| after),
            "highlight" => {
                let (content, after) = self.content("endhighlight", after)?;
                let language = code.positional(0).unwrap_or("text");
                out.push_str(&format!(
                    "\n\n<pre><code class=\"language-{}\">{}</code></pre>\n\n",
                    escape_html(language),
                    escape_html(content.trim_matches('\n'))
                ));
                return Some(after);
            }
            "assign" => self.assign(inside),
            "link" | "post_url" => {
                out.push_str(&code.positional(0).map(page_address).unwrap_or_default())
            }
            "include" => out.push_str(&self.include(&code)),
            // Control flow disappears; the text inside it stays.
            "if" | "elsif" | "else" | "endif" | "for" | "endfor" | "unless" | "endunless"
            | "case" | "when" | "endcase" | "capture" | "endcapture" | "break" | "continue"
            | "cycle" | "increment" | "decrement" | "include_relative" | "toc" => {}
            _ => return None,
        }
        Some(after)
    }

    /// The content up to a closing tag, and the text after that.
    fn content<'t>(&mut self, closing: &'static str, after: &'t str) -> Option<(&'t str, &'t str)> {
        if self.missing_closing_tags.contains(&closing) {
            return None;
        }
        let mut from = 0;
        // A closing tag may have hyphens and white space around its name.
        while let Some(found) = after.get(from..).and_then(|rest| rest.find("{%")) {
            let start = from + found;
            let tag = after.get(start + 2..).unwrap_or_default();
            let trimmed = tag.trim_start_matches(['-', ' ', '\n', '\t']);
            if trimmed.starts_with(closing) {
                return Some((after.get(..start)?, tag.split_once("%}")?.1));
            }
            from = start + 2;
        }
        self.missing_closing_tags.push(closing);
        None
    }

    fn assign(&mut self, inside: &str) {
        let assignment = inside
            .trim()
            .trim_matches('-')
            .trim()
            .trim_start_matches("assign");
        if let Some((name, value)) = assignment.split_once('=') {
            self.assigned.insert(
                name.trim().to_owned(),
                value.trim().trim_matches(['"', '\'']).to_owned(),
            );
        }
    }

    fn include(&self, code: &Shortcode) -> String {
        let file = code.positional(0).unwrap_or_default().to_ascii_lowercase();
        let assigned = |keys: &[&str]| {
            keys.iter()
                .find_map(|key| self.assigned.get(*key))
                .map(String::as_str)
        };
        let service = ["youtube", "vimeo", "tweet", "twitter", "instagram"]
            .into_iter()
            .find(|service| file.contains(service));
        if let Some(service) = service {
            let name = code
                .named(&["id", "video_id", "slug", "url"])
                .or_else(|| assigned(&["video_slug", "video_id", "youtube_id"]));
            let title = code
                .named(&["title"])
                .or_else(|| assigned(&["video_title"]));
            return name
                .and_then(|name| service_address(service, name, None))
                .map(|address| embed(&address, title))
                .unwrap_or_default();
        }
        if ["image", "figure", "img", "picture"]
            .iter()
            .any(|kind| file.contains(kind))
        {
            return picture(
                code.named(&["src", "url", "file", "image_path"]),
                code.named(&["alt"]),
                code.named(&["caption", "title"]),
            );
        }
        String::new()
    }
}
