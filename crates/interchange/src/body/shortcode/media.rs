//! Embeds and pictures that a shortcode names, as HTML.

use super::syntax::escape_html;

/// Embed of the content at an address.
pub(super) fn embed(address: &str, title: Option<&str>) -> String {
    let title = title
        .map(|title| format!(" title=\"{}\"", escape_html(title)))
        .unwrap_or_default();
    format!("<iframe src=\"{}\"{title}></iframe>", escape_html(address))
}

/// Address of the content that a service calls by a name; `None` if the service is unknown.
pub(super) fn service_address(service: &str, name: &str, user: Option<&str>) -> Option<String> {
    if is_absolute(name) {
        return Some(name.to_owned());
    }
    match service {
        "youtube" => Some(format!("https://www.youtube.com/embed/{name}")),
        "vimeo" => Some(format!("https://vimeo.com/{name}")),
        "tweet" | "twitter" | "x" => Some(format!(
            "https://twitter.com/{}/status/{name}",
            user.unwrap_or("i")
        )),
        "instagram" => Some(format!("https://www.instagram.com/p/{name}/")),
        "gist" => Some(format!("https://gist.github.com/{}/{name}", user?)),
        _ => None,
    }
}

/// Picture if its address is usable, otherwise its caption or alternative text.
pub(super) fn picture(address: Option<&str>, alt: Option<&str>, caption: Option<&str>) -> String {
    let Some(address) = address.filter(|address| is_usable(address)) else {
        return escape_html(caption.or(alt).unwrap_or_default());
    };
    let image = format!(
        "<img src=\"{}\" alt=\"{}\">",
        escape_html(address),
        escape_html(alt.unwrap_or_default())
    );
    match caption {
        Some(caption) => format!(
            "<figure>{image}<figcaption>{}</figcaption></figure>",
            escape_html(caption)
        ),
        None => image,
    }
}

pub(super) fn is_absolute(address: &str) -> bool {
    address.starts_with("https://") || address.starts_with("http://")
}

/// Returns `true` if an address is absolute, begins with `/`, or ends in a file name.
fn is_usable(address: &str) -> bool {
    let is_file = address
        .rsplit('/')
        .next()
        .is_some_and(|name| name.contains('.'));
    is_absolute(address) || address.starts_with('/') || is_file
}
