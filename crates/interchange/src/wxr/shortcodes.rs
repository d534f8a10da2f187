//! WordPress's own shortcodes. Those of plugins stay as they are.

use super::{
    content::figure,
    export::{Attachment, Export},
    item::Item,
};
use crate::body::{provider::provider_of, shortcode::escaped, shortcode::parameters::Shortcode};
use standfirst_domain::web_url::WebUrl;

/// The longest a shortcode's own brackets may hold.
const LONGEST: usize = 2_000;
/// The longest content between a shortcode and its closing one.
const LONGEST_CONTENT: usize = 20_000;

/// The text with its shortcodes resolved, and addresses of films and posts that stand on a line of their own made embeds.
pub(super) fn resolved(text: &str, item: &Item, export: &Export) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut endless = Vec::new();
    while let Some(at) = rest.find('[') {
        let (before, code) = rest.split_at(at);
        out.push_str(before);
        rest = match written(code, item, export, &mut endless) {
            Some((markup, after)) => {
                out.push_str(&markup);
                after
            }
            None => {
                out.push('[');
                code.get(1..).unwrap_or_default()
            }
        };
    }
    out.push_str(rest);
    with_lone_addresses(&out)
}

fn written<'t>(
    text: &'t str,
    item: &Item,
    export: &Export,
    endless: &mut Vec<String>,
) -> Option<(String, &'t str)> {
    let inside = text.get(1..)?;
    let end = inside.bytes().take(LONGEST).position(|byte| byte == b']')?;
    let (head, after) = (inside.get(..end)?, inside.get(end + 1..)?);
    let code = Shortcode::read(head);
    let name = code.name.as_str();
    if !matches!(
        name,
        "caption"
            | "wp_caption"
            | "gallery"
            | "embed"
            | "audio"
            | "video"
            | "youtube"
            | "vimeo"
            | "tweet"
            | "soundcloud"
            | "wpvideo"
    ) {
        return None;
    }
    let closing = format!("[/{name}]");
    let closed = if endless.contains(&closing) {
        None
    } else {
        after.split_once(&closing)
    };
    let content = closed.filter(|(content, _)| {
        content.len() <= LONGEST_CONTENT && !content.contains(&format!("[{name}"))
    });
    if closed.is_none() {
        endless.push(closing);
    }
    let (content, after) = content.unwrap_or(("", after));
    let markup = match name {
        "caption" | "wp_caption" => caption(content, code.named(&["caption"])),
        "gallery" => gallery(&code, item, export),
        "audio" | "video" => media(&code, content),
        _ => figure(
            code.named(&["url", "src"])
                .or(Some(content.trim()).filter(|url| !url.is_empty()))
                .or(code.at(0))?,
            "",
        ),
    };
    Some((markup, after))
}

/// A picture and what follows it, which is its caption unless an attribute says so.
fn caption(content: &str, told: Option<&str>) -> String {
    let Some(image) = content
        .find("<img")
        .and_then(|at| Some(at + content.get(at..)?.find('>')? + 1))
    else {
        return content.to_owned();
    };
    let (picture, text) = content.split_at_checked(image).unwrap_or((content, ""));
    let text = text.trim_start();
    let (link, text) = text
        .strip_prefix("</a>")
        .map_or(("", text), |text| ("</a>", text));
    let told = told.map(escaped);
    format!(
        "<figure>{picture}{link}<figcaption>{}</figcaption></figure>",
        told.as_deref().unwrap_or(text.trim())
    )
}

fn gallery(code: &Shortcode, item: &Item, export: &Export) -> String {
    let chosen: Vec<&Attachment> = match code.named(&["ids", "include"]) {
        Some(ids) => ids
            .split(',')
            .filter_map(|id| export.attachments.get(id.trim()))
            .collect(),
        None => {
            let own = |of: &&Item| {
                of.post_type == "attachment"
                    && of.post_parent == item.post_id
                    && !item.post_id.is_empty()
            };
            export
                .items
                .iter()
                .filter(own)
                .filter_map(|of| export.attachments.get(&of.post_id))
                .filter(|file| is_picture(&file.url))
                .collect()
        }
    };
    let picture = |file: &Attachment| {
        let caption = if file.caption.is_empty() {
            String::new()
        } else {
            format!("<figcaption>{}</figcaption>", escaped(&file.caption))
        };
        format!(
            "<figure><img src=\"{}\" alt=\"{}\">{caption}</figure>",
            escaped(&file.url),
            escaped(&file.alt)
        )
    };
    chosen.into_iter().map(picture).collect()
}

fn is_picture(url: &str) -> bool {
    let path = url
        .split(['?', '#'])
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    [".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg"]
        .iter()
        .any(|end| path.ends_with(end))
}

fn media(code: &Shortcode, content: &str) -> String {
    let kinds = [
        "src", "mp3", "m4a", "ogg", "wav", "flac", "mp4", "m4v", "webm", "ogv", "mov", "flv", "wmv",
    ];
    let Some(url) = code
        .named(&kinds)
        .or(code.at(0))
        .or(Some(content.trim()).filter(|url| !url.is_empty()))
    else {
        return String::new();
    };
    let poster = code
        .named(&["poster"])
        .map(|poster| format!(" poster=\"{}\"", escaped(poster)))
        .unwrap_or_default();
    format!("<{0} src=\"{1}\"{poster}></{0}>", code.name, escaped(url))
}

/// Addresses on a line of their own, which WordPress shows as what is there, when it is one of the services that it knows.
fn with_lone_addresses(text: &str) -> String {
    text.split_inclusive('\n')
        .map(|line| {
            let address = line.trim();
            let is_address = (address.starts_with("http://") || address.starts_with("https://"))
                && !address.contains([' ', '<', '"']);
            let url = if is_address {
                WebUrl::parse(address).ok()
            } else {
                None
            };
            match url.filter(|url| provider_of(url) != url.host().trim_start_matches("www.")) {
                Some(url) => figure(url.as_str(), ""),
                None => line.to_owned(),
            }
        })
        .collect()
}
