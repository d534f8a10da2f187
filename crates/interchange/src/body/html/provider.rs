//! Providers of embeds, by the host of the address, and the page that a reader can open instead.

use standfirst_domain::{body::Embed, web_url::WebUrl};

/// Domains of known providers, with the providers' names.
const PROVIDERS: [(&str, &str); 28] = [
    ("youtube.com", "youtube"),
    ("youtube-nocookie.com", "youtube"),
    ("youtu.be", "youtube"),
    ("vimeo.com", "vimeo"),
    ("dailymotion.com", "dailymotion"),
    ("dai.ly", "dailymotion"),
    ("twitter.com", "twitter"),
    ("x.com", "twitter"),
    ("facebook.com", "facebook"),
    ("fb.watch", "facebook"),
    ("instagram.com", "instagram"),
    ("tiktok.com", "tiktok"),
    ("bsky.app", "bluesky"),
    ("reddit.com", "reddit"),
    ("soundcloud.com", "soundcloud"),
    ("spotify.com", "spotify"),
    ("libsyn.com", "libsyn"),
    ("slideshare.net", "slideshare"),
    ("scribd.com", "scribd"),
    ("flickr.com", "flickr"),
    ("gist.github.com", "gist"),
    ("codepen.io", "codepen"),
    ("datawrapper.dwcdn.net", "datawrapper"),
    ("flo.uri.sh", "flourish"),
    ("documentcloud.org", "documentcloud"),
    ("ted.com", "ted"),
    ("wordpress.tv", "wordpress-tv"),
    ("twitch.tv", "twitch"),
];

/// Embed of the content at an address. The address of a player is replaced by that of its page.
pub fn embed_from_url(url: WebUrl, title: Option<String>) -> Embed {
    let provider = provider_name(&url);
    let url = watch_page(&url, &provider).unwrap_or(url);
    Embed {
        url,
        provider,
        title: title.filter(|title| !title.is_empty()),
    }
}

/// Name of the provider of an address: `youtube`, `vimeo`, ..., or the name of the host.
pub(crate) fn provider_name(url: &WebUrl) -> String {
    known_provider(url).map_or_else(
        || url.host().trim_start_matches("www.").to_owned(),
        str::to_owned,
    )
}

/// Name of the provider of an address, if the provider is known.
pub(crate) fn known_provider(url: &WebUrl) -> Option<&'static str> {
    let host = url.host();
    let is_at = |domain: &str| {
        host.strip_suffix(domain)
            .is_some_and(|before| before.is_empty() || before.ends_with('.'))
    };
    let known = PROVIDERS.iter().find(|(domain, _)| is_at(domain));
    known.map(|(_, name)| *name)
}

/// Page of a video, if the address is that of its player.
fn watch_page(url: &WebUrl, provider: &str) -> Option<WebUrl> {
    let (player, page) = match provider {
        "youtube" => ("/embed/", "https://www.youtube.com/watch?v="),
        "vimeo" => ("/video/", "https://vimeo.com/"),
        _ => return None,
    };
    let name = url
        .as_str()
        .split_once(player)?
        .1
        .split(['?', '#', '&', '/'])
        .next()?;
    let is_name = !name.is_empty()
        && name != "videoseries"
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    if is_name {
        WebUrl::parse(&format!("{page}{name}")).ok()
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_embed_has_its_provider_and_page() {
        for (address, provider, page) in [
            (
                "https://www.youtube-nocookie.com/embed/a-B_1?rel=0",
                "youtube",
                "https://www.youtube.com/watch?v=a-B_1",
            ),
            (
                "https://player.vimeo.com/video/123",
                "vimeo",
                "https://vimeo.com/123",
            ),
            (
                "https://maps.example.org/x",
                "maps.example.org",
                "https://maps.example.org/x",
            ),
            (
                "https://notyoutube.com/embed/a",
                "notyoutube.com",
                "https://notyoutube.com/embed/a",
            ),
        ] {
            let embed = embed_from_url(WebUrl::parse(address).unwrap(), Some(String::new()));
            assert_eq!(
                (embed.provider.as_str(), embed.url.as_str(), embed.title),
                (provider, page, None)
            );
        }
    }
}
