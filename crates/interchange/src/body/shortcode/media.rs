//! Films, posts and pictures that a shortcode names.

use super::escaped;

/// An embed of what is at an address.
pub(super) fn embed(address: &str, title: Option<&str>) -> String {
    let title = title
        .map(|title| format!(" title=\"{}\"", escaped(title)))
        .unwrap_or_default();
    format!("<iframe src=\"{}\"{title}></iframe>", escaped(address))
}

/// The address of what a service calls by a name; `None` when the service is unknown.
pub(super) fn address_at(service: &str, name: &str, user: Option<&str>) -> Option<String> {
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

/// A picture where its address is known, else the text that stands for it.
pub(super) fn picture(address: Option<&str>, alt: Option<&str>, caption: Option<&str>) -> String {
    let Some(address) = address.filter(|address| is_known(address)) else {
        return escaped(caption.or(alt).unwrap_or_default());
    };
    let image = format!(
        "<img src=\"{}\" alt=\"{}\">",
        escaped(address),
        escaped(alt.unwrap_or_default())
    );
    match caption {
        Some(caption) => format!(
            "<figure>{image}<figcaption>{}</figcaption></figure>",
            escaped(caption)
        ),
        None => image,
    }
}

pub(super) fn is_absolute(address: &str) -> bool {
    address.starts_with("https://") || address.starts_with("http://")
}

/// Absolute, from the site's root, or a file beside the text.
fn is_known(address: &str) -> bool {
    let is_file = address
        .rsplit('/')
        .next()
        .is_some_and(|name| name.contains('.'));
    is_absolute(address) || address.starts_with('/') || is_file
}
