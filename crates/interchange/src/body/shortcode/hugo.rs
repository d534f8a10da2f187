//! Hugo's shortcodes.

use super::{
    media::{embed, is_absolute, picture, service_address},
    page_address::page_address,
    parameters::Shortcode,
    syntax::{between, escape_html},
};

/// Opening and closing delimiters of a shortcode.
pub(super) const DELIMITERS: [(&str, &str); 2] = [("{{<", ">}}"), ("{{%", "%}}")];

/// State while a text is read.
#[derive(Default)]
pub(super) struct Hugo {
    /// True if no further `highlight` is closed.
    has_no_closing_highlight: bool,
}

impl Hugo {
    /// Writes what a shortcode stands for, and returns the text to read on from.
    pub(super) fn resolve<'t>(
        &mut self,
        inside: &str,
        after: &'t str,
        out: &mut String,
    ) -> &'t str {
        let shortcode = Shortcode::parse(inside);
        if shortcode.name != "highlight" {
            out.push_str(&render(&shortcode));
            return after;
        }
        // Some sites use `highlight` for marked text too; only code names a language.
        let Some(language) = shortcode.positional(0) else {
            return after;
        };
        let Some((code, after)) = self.highlighted_code(after) else {
            return after;
        };
        out.push_str(&format!(
            "\n\n<pre><code class=\"language-{}\">{}</code></pre>\n\n",
            escape_html(language),
            escape_html(code.trim_matches('\n').trim_end())
        ));
        after
    }

    /// The code up to its closing shortcode, and the text after that.
    fn highlighted_code<'t>(&mut self, text: &'t str) -> Option<(&'t str, &'t str)> {
        if self.has_no_closing_highlight {
            return None;
        }
        for (at, _) in text.match_indices("{{") {
            let tag = text.get(at..).unwrap_or_default();
            for (open, close) in DELIMITERS {
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
        self.has_no_closing_highlight = true;
        None
    }
}

/// Writes the shortcode that an escaped one shows, and returns the text after it; `None` if there
/// is no escaped shortcode.
pub(super) fn undo_escape<'t>(
    text: &'t str,
    is_verbatim: bool,
    out: &mut String,
) -> Option<&'t str> {
    for (open, close) in DELIMITERS {
        if let Some((inside, after)) = between(text, open, close)
            && let Some(shown) = inside
                .strip_prefix("/*")
                .and_then(|inside| inside.strip_suffix("*/"))
        {
            let shown = format!("{open}{shown}{close}");
            // Outside verbatim code the result is read as HTML.
            out.push_str(&match is_verbatim {
                true => shown,
                false => shown.replace('<', "&lt;"),
            });
            return Some(after);
        }
    }
    None
}

fn render(code: &Shortcode) -> String {
    let title = code.named(&["title", "label"]);
    match code.name.as_str() {
        "ref" | "relref" | "link" | "tmp" => code
            .positional(0)
            .or(code.named(&["path"]))
            .map(page_address)
            .unwrap_or_default(),
        "param" => format!("{{{{{}}}}}", code.positional(0).unwrap_or("param")),
        "youtube" | "vimeo" | "tweet" | "twitter" | "x" | "instagram" | "gist" => {
            service_embed(code, title)
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
                format!(
                    "<a href=\"{}\">{}</a>",
                    escape_html(href),
                    escape_html(text)
                )
            }
            (_, text) => escape_html(text.unwrap_or_default()),
        },
        name if name.starts_with('/') => String::new(),
        name if is_picture_name(name) => image(code),
        name if ["video", "iframe", "embed", "audio"]
            .iter()
            .any(|kind| name.contains(kind)) =>
        {
            player_embed(code, title)
        }
        "asset-static" | "download" | "file" => {
            escape_html(code.named(&["label", "text", "title"]).unwrap_or_default())
        }
        _ => heading(code.named(&["title"])),
    }
}

fn is_picture_name(name: &str) -> bool {
    matches!(name, "figure" | "image" | "picture" | "photo" | "imgproc")
        || name == "img"
        || name.starts_with("img-")
        || name.contains("-img")
}

fn image(code: &Shortcode) -> String {
    // A picture of a former site is named by a path there, which leads to nothing here.
    let address = code
        .named(&["src", "url", "link"])
        .or(code.positional(0))
        .filter(|address| !code.name.starts_with("legacy") || is_absolute(address));
    picture(
        address,
        code.named(&["alt"]),
        code.named(&["caption", "title"]),
    )
}

fn service_embed(code: &Shortcode, title: Option<&str>) -> String {
    let (user, name) = match (code.named(&["user"]), code.named(&["id", "slug", "url"])) {
        (user, Some(name)) => (user, Some(name)),
        (None, None) if code.positional(1).is_some() => (code.positional(0), code.positional(1)),
        (user, None) => (user, code.positional(0)),
    };
    name.and_then(|name| service_address(&code.name, name, user))
        .map(|address| embed(&address, title))
        .unwrap_or_default()
}

fn player_embed(code: &Shortcode, title: Option<&str>) -> String {
    let address = code
        .named(&["src", "url", "href"])
        .or(code.positional(0))
        .filter(|address| is_absolute(address));
    address.map_or_else(
        || escape_html(title.unwrap_or_default()),
        |address| embed(address, title),
    )
}

fn quote(text: &str, by: Option<&str>) -> String {
    let footer = by
        .map(|by| format!("<footer>{}</footer>", escape_html(by)))
        .unwrap_or_default();
    format!(
        "<blockquote><p>{}</p>{footer}</blockquote>",
        escape_html(text)
    )
}

fn heading(title: Option<&str>) -> String {
    title
        .map(|title| {
            format!(
                "\n\n<p><strong>{}</strong></p>\n\n",
                escape_html(&title.replace("**", ""))
            )
        })
        .unwrap_or_default()
}
