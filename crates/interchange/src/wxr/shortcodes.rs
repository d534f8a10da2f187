//! WordPress's own shortcodes. Those of plugins stay as text.

use standfirst_domain::web_url::WebUrl;

use super::{
    embed::embed_figure,
    export::{Attachment, Export},
    item::Item,
};
use crate::body::{
    provider::known_provider,
    shortcode::{escape_html, parameters::Shortcode},
};

/// Largest number of bytes between the brackets of a shortcode.
const MAX_SHORTCODE_BYTES: usize = 2_000;
/// Largest number of bytes between a shortcode and its closing one.
const MAX_CONTENT_BYTES: usize = 20_000;

/// The text with its shortcodes resolved to HTML. Addresses of videos and posts on a line of their
/// own become embeds.
pub(super) fn resolve_shortcodes(text: &str, item: &Item, export: &Export) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut never_closed = Vec::new();
    while let Some(at) = rest.find('[') {
        let (before, code) = rest.split_at(at);
        out.push_str(before);
        rest = match resolve_shortcode(code, item, export, &mut never_closed) {
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
    embed_lone_addresses(&out)
}

/// The HTML of a shortcode at the start of `text`, and the text after it; `None` if it is to stay
/// as text. `never_closed` collects closing shortcodes of which none follows.
fn resolve_shortcode<'t>(
    text: &'t str,
    item: &Item,
    export: &Export,
    never_closed: &mut Vec<String>,
) -> Option<(String, &'t str)> {
    let inside = text.get(1..)?;
    let end = inside
        .bytes()
        .take(MAX_SHORTCODE_BYTES)
        .position(|byte| byte == b']')?;
    let (head, after) = (inside.get(..end)?, inside.get(end + 1..)?);
    let code = Shortcode::parse(head);
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
    let closed = if never_closed.contains(&closing) {
        None
    } else {
        after.split_once(&closing)
    };
    // Content with the same shortcode in it means that this one was not closed.
    let content = closed.filter(|(content, _)| {
        content.len() <= MAX_CONTENT_BYTES && !content.contains(&format!("[{name}"))
    });
    if closed.is_none() {
        never_closed.push(closing);
    }
    let (content, after) = content.unwrap_or(("", after));
    let markup = match name {
        "caption" | "wp_caption" => caption(content, code.named(&["caption"])),
        "gallery" => gallery(&code, item, export),
        "audio" | "video" => media(&code, content),
        _ => embed_figure(
            code.named(&["url", "src"])
                .or(Some(content.trim()).filter(|url| !url.is_empty()))
                .or(code.positional(0))?,
            "",
        ),
    };
    Some((markup, after))
}

/// A picture with its caption: the attribute, or the text after the picture.
fn caption(content: &str, attribute: Option<&str>) -> String {
    let Some(image) = content
        .find("<img")
        .and_then(|at| Some(at + content.get(at..)?.find('>')? + 1))
    else {
        return content.to_owned();
    };
    let (picture, text) = content.split_at_checked(image).unwrap_or((content, ""));
    let text = text.trim_start();
    // A link around the picture ends before the caption.
    let (link, text) = text
        .strip_prefix("</a>")
        .map_or(("", text), |text| ("</a>", text));
    let attribute = attribute.map(escape_html);
    format!(
        "<figure>{picture}{link}<figcaption>{}</figcaption></figure>",
        attribute.as_deref().unwrap_or(text.trim())
    )
}

fn gallery(code: &Shortcode, item: &Item, export: &Export) -> String {
    let chosen: Vec<&Attachment> = match code.named(&["ids", "include"]) {
        Some(ids) => ids
            .split(',')
            .filter_map(|id| export.attachments.get(id.trim()))
            .collect(),
        // A gallery without ids shows the pictures that were uploaded to the post.
        None => {
            let is_own = |attachment: &&Item| {
                attachment.post_type == "attachment"
                    && attachment.post_parent == item.post_id
                    && !item.post_id.is_empty()
            };
            export
                .items
                .iter()
                .filter(is_own)
                .filter_map(|attachment| export.attachments.get(&attachment.post_id))
                .filter(|file| is_picture_file(&file.url))
                .collect()
        }
    };
    let picture = |file: &Attachment| {
        let caption = if file.caption.is_empty() {
            String::new()
        } else {
            format!("<figcaption>{}</figcaption>", escape_html(&file.caption))
        };
        format!(
            "<figure><img src=\"{}\" alt=\"{}\">{caption}</figure>",
            escape_html(&file.url),
            escape_html(&file.alt)
        )
    };
    chosen.into_iter().map(picture).collect()
}

fn is_picture_file(url: &str) -> bool {
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
        .or(code.positional(0))
        .or(Some(content.trim()).filter(|url| !url.is_empty()))
    else {
        return String::new();
    };
    let poster = code
        .named(&["poster"])
        .map(|poster| format!(" poster=\"{}\"", escape_html(poster)))
        .unwrap_or_default();
    format!(
        "<{0} src=\"{1}\"{poster}></{0}>",
        code.name,
        escape_html(url)
    )
}

/// Makes embeds of addresses on a line of their own, if they belong to a known service. WordPress
/// embeds these too.
fn embed_lone_addresses(text: &str) -> String {
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
            match url.filter(|url| known_provider(url).is_some()) {
                Some(url) => embed_figure(url.as_str(), ""),
                None => line.to_owned(),
            }
        })
        .collect()
}
