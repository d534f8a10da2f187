//! Hugo's shortcodes.

use super::{
    address, between, escaped,
    media::{address_at, embed, is_absolute, picture},
    parameters::Shortcode,
};

/// What stands around a shortcode.
pub(super) const MARKS: [(&str, &str); 2] = [("{{<", ">}}"), ("{{%", "%}}")];

/// What is known of a text while it is read.
#[derive(Default)]
pub(super) struct Hugo {
    /// Whether no further program is closed.
    endless: bool,
}

impl Hugo {
    /// Writes what a shortcode means and answers where to read on.
    pub(super) fn write<'t>(&mut self, inside: &str, after: &'t str, out: &mut String) -> &'t str {
        let shortcode = Shortcode::read(inside);
        if shortcode.name != "highlight" {
            out.push_str(&meaning(&shortcode));
            return after;
        }
        // A marked passage and a program are written alike; only the latter names a language.
        let Some(language) = shortcode.at(0) else {
            return after;
        };
        let Some((program, after)) = self.program(after) else {
            return after;
        };
        out.push_str(&format!(
            "\n\n<pre><code class=\"language-{}\">{}</code></pre>\n\n",
            escaped(language),
            escaped(program.trim_matches('\n').trim_end())
        ));
        after
    }

    /// The program up to its closing shortcode, and what follows that.
    fn program<'t>(&mut self, text: &'t str) -> Option<(&'t str, &'t str)> {
        if self.endless {
            return None;
        }
        for (at, _) in text.match_indices("{{") {
            let tag = text.get(at..).unwrap_or_default();
            for (open, close) in MARKS {
                if let Some((inside, after)) = between(tag, open, close)
                    && inside
                        .trim()
                        .strip_prefix('/')
                        .is_some_and(|name| name.trim() == "highlight")
                {
                    return Some((text.get(..at).unwrap_or_default(), after));
                }
            }
        }
        self.endless = true;
        None
    }
}

/// Writes the shortcode that one with stars in it is meant to show, and answers what follows it.
pub(super) fn escape<'t>(text: &'t str, is_verbatim: bool, out: &mut String) -> Option<&'t str> {
    for (open, close) in MARKS {
        if let Some((inside, after)) = between(text, open, close)
            && let Some(shown) = inside
                .strip_prefix("/*")
                .and_then(|inside| inside.strip_suffix("*/"))
        {
            let shown = format!("{open}{shown}{close}");
            out.push_str(&match is_verbatim {
                true => shown,
                false => shown.replace('<', "&lt;"),
            });
            return Some(after);
        }
    }
    None
}

fn meaning(code: &Shortcode) -> String {
    let title = code.named(&["title", "label"]);
    match code.name.as_str() {
        "ref" | "relref" | "link" | "tmp" => code
            .at(0)
            .or(code.named(&["path"]))
            .map(address::of_page)
            .unwrap_or_default(),
        "param" => format!("{{{{{}}}}}", code.at(0).unwrap_or("param")),
        "youtube" | "vimeo" | "tweet" | "twitter" | "x" | "instagram" | "gist" => {
            service(code, title)
        }
        "quote" | "quote-block" => match code.named(&["text", "quote"]) {
            Some(text) => quote(text, code.named(&["cite", "author", "by"])),
            None => String::new(),
        },
        "button" => match (
            code.named(&["href", "url", "link"]),
            code.named(&["text", "label", "title"]),
        ) {
            (Some(href), Some(text)) => {
                format!("<a href=\"{}\">{}</a>", escaped(href), escaped(text))
            }
            (_, text) => escaped(text.unwrap_or_default()),
        },
        name if name.starts_with('/') => String::new(),
        name if is_picture(name) => image(code),
        name if ["video", "iframe", "embed", "audio"]
            .iter()
            .any(|kind| name.contains(kind)) =>
        {
            player(code, title)
        }
        "asset-static" | "download" | "file" => {
            escaped(code.named(&["label", "text", "title"]).unwrap_or_default())
        }
        _ => heading(code.named(&["title"])),
    }
}

fn is_picture(name: &str) -> bool {
    matches!(name, "figure" | "image" | "picture" | "photo" | "imgproc")
        || name == "img"
        || name.starts_with("img-")
        || name.contains("-img")
}

fn image(code: &Shortcode) -> String {
    // Pictures of a former site are named by a path of that site, of which nothing is known here.
    let address = code
        .named(&["src", "url", "link"])
        .or(code.at(0))
        .filter(|address| !code.name.starts_with("legacy") || is_absolute(address));
    picture(
        address,
        code.named(&["alt"]),
        code.named(&["caption", "title"]),
    )
}

fn service(code: &Shortcode, title: Option<&str>) -> String {
    let (user, name) = match (code.named(&["user"]), code.named(&["id", "slug", "url"])) {
        (user, Some(name)) => (user, Some(name)),
        (None, None) if code.at(1).is_some() => (code.at(0), code.at(1)),
        (user, None) => (user, code.at(0)),
    };
    name.and_then(|name| address_at(&code.name, name, user))
        .map(|address| embed(&address, title))
        .unwrap_or_default()
}

fn player(code: &Shortcode, title: Option<&str>) -> String {
    let address = code
        .named(&["src", "url", "href"])
        .or(code.at(0))
        .filter(|address| is_absolute(address));
    address.map_or_else(
        || escaped(title.unwrap_or_default()),
        |address| embed(address, title),
    )
}

fn quote(text: &str, by: Option<&str>) -> String {
    let footer = by
        .map(|by| format!("<footer>{}</footer>", escaped(by)))
        .unwrap_or_default();
    format!("<blockquote><p>{}</p>{footer}</blockquote>", escaped(text))
}

fn heading(title: Option<&str>) -> String {
    title
        .map(|title| {
            format!(
                "\n\n<p><strong>{}</strong></p>\n\n",
                escaped(&title.replace("**", ""))
            )
        })
        .unwrap_or_default()
}
