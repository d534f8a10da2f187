//! Addresses as they stand in markup: absolute, or relative to the address of the text itself.

use standfirst_domain::{body::Href, web_url::WebUrl};

use super::losses::Places;

/// Reads the addresses of one text.
pub(super) struct Addresses<'a> {
    pub(super) base: Option<&'a WebUrl>,
    /// Whether the text is of a form in which the title of a picture is written to be read. In HTML it is mostly the name of a file.
    pub(super) titles_are_captions: bool,
    /// Where the place of each element is noted, when what is lost is to be told.
    pub(super) places: Option<&'a Places>,
}

impl Addresses<'_> {
    /// Where a link leads; `None` when it is nothing a reader should be sent to, or a place in the same text, which may not be there any more.
    pub(super) fn href(&self, text: &str) -> Option<Href> {
        let text = text.trim();
        if is_unfinished(text) || text.starts_with('#') {
            return None;
        }
        Href::parse(text)
            .ok()
            .or_else(|| Href::parse(self.web(text)?.as_str()).ok())
    }

    /// An address on the web; `None` for anything else.
    pub(super) fn web(&self, text: &str) -> Option<WebUrl> {
        let text = text.trim();
        if text.is_empty() || is_unfinished(text) {
            return None;
        }
        match (WebUrl::parse(text), self.base) {
            (Ok(url), _) => Some(url),
            (Err(_), Some(base)) => base.join(text).ok(),
            (Err(_), None) => text
                .starts_with("//")
                .then(|| WebUrl::parse(&format!("https:{text}")).ok())
                .flatten(),
        }
    }
}

/// A template's variable is left in it, of which nobody knows the value here.
fn is_unfinished(text: &str) -> bool {
    ["{{", "{%", "%7B%7B", "%7b%7b"]
        .iter()
        .any(|opening| text.contains(opening))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_joined_to_the_text_s_own() {
        let base = WebUrl::parse("https://example.org/2026/ferry/").unwrap();
        let with = Addresses {
            base: Some(&base),
            titles_are_captions: false,
            places: None,
        };
        let without = Addresses { base: None, ..with };
        for (text, joined, alone) in [
            ("../b", "https://example.org/2026/b", ""),
            ("#top", "", ""),
            (
                "//cdn.example/x",
                "https://cdn.example/x",
                "https://cdn.example/x",
            ),
            (
                "mailto:a@example.org",
                "mailto:a@example.org",
                "mailto:a@example.org",
            ),
            ("javascript:alert(1)", "", ""),
            (" java\nscript:alert(1)", "", ""),
            ("{{site.url}}/a", "", ""),
        ] {
            let read = |addresses: &Addresses<'_>| {
                addresses.href(text).map_or(String::new(), String::from)
            };
            assert_eq!(
                (read(&with).as_str(), read(&without).as_str()),
                (joined, alone),
                "{text}"
            );
        }
    }
}
