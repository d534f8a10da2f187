//! Options of reading one text, and the addresses in it: absolute, or relative to the text's own.

use standfirst_domain::{body::Href, web_url::WebUrl};

use super::element_blocks::ElementBlocks;

/// Options of reading one text.
pub(super) struct ReadOptions<'a> {
    /// Address of the text itself.
    pub(super) base: Option<&'a WebUrl>,
    /// True if the title of a picture is written to be read, as in Markdown. In HTML it is mostly
    /// the name of a file.
    pub(super) titles_are_captions: bool,
    /// Index to be filled while reading, if losses are to be reported.
    pub(super) element_blocks: Option<&'a ElementBlocks>,
}

impl ReadOptions<'_> {
    /// Target of a link; `None` if it is not a usable address, or an anchor in the same text, which
    /// may not be there any more.
    pub(super) fn link_target(&self, text: &str) -> Option<Href> {
        let text = text.trim();
        if has_template_variable(text) || text.starts_with('#') {
            return None;
        }
        Href::parse(text)
            .ok()
            .or_else(|| Href::parse(self.web_url(text)?.as_str()).ok())
    }

    /// Address on the web; `None` for any other text.
    pub(super) fn web_url(&self, text: &str) -> Option<WebUrl> {
        let text = text.trim();
        if text.is_empty() || has_template_variable(text) {
            return None;
        }
        match (WebUrl::parse(text), self.base) {
            (Ok(url), _) => Some(url),
            (Err(_), Some(base)) => base.join(text).ok(),
            // Without a base, only a protocol-relative address is complete enough.
            (Err(_), None) => text
                .starts_with("//")
                .then(|| WebUrl::parse(&format!("https:{text}")).ok())
                .flatten(),
        }
    }
}

/// Returns `true` if a template's variable is left in the address. Its value is unknown here.
fn has_template_variable(text: &str) -> bool {
    ["{{", "{%", "%7B%7B", "%7b%7b"]
        .iter()
        .any(|opening| text.contains(opening))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_joined_to_the_address_of_the_text() {
        let base = WebUrl::parse("https://example.org/2026/ferry/").unwrap();
        let with = ReadOptions {
            base: Some(&base),
            titles_are_captions: false,
            element_blocks: None,
        };
        let without = ReadOptions { base: None, ..with };
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
            let read = |options: &ReadOptions<'_>| {
                options
                    .link_target(text)
                    .map_or(String::new(), |href| href.as_str().to_owned())
            };
            assert_eq!(
                (read(&with).as_str(), read(&without).as_str()),
                (joined, alone),
                "{text}"
            );
        }
    }
}
