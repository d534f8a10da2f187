//! Name and parameters of a shortcode.

/// A shortcode of the form `name "first" key="value" second`.
pub(crate) struct Shortcode {
    /// Name in lower case.
    pub(crate) name: String,
    positional: Vec<String>,
    named: Vec<(String, String)>,
}

impl Shortcode {
    pub(crate) fn parse(text: &str) -> Self {
        let text = text.trim().trim_end_matches('/').trim_end();
        let end = text
            .find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`'))
            .unwrap_or(text.len());
        let (name, mut rest) = text.split_at(end);
        let mut shortcode = Self {
            name: name.to_ascii_lowercase(),
            positional: Vec::new(),
            named: Vec::new(),
        };
        while !rest.trim_start().is_empty() {
            rest = shortcode.parse_parameter(rest.trim_start());
        }
        shortcode
    }

    /// Parses one parameter and returns the text after it.
    fn parse_parameter<'t>(&mut self, text: &'t str) -> &'t str {
        let (word, after) = word(text);
        match after.trim_start().strip_prefix('=') {
            // A quoted word before an equals sign is a value, not a key.
            Some(value) if !text.starts_with(['"', '\'', '`']) => {
                let (value, rest) = self::word(value.trim_start());
                self.named
                    .push((word.to_ascii_lowercase(), value.to_owned()));
                rest
            }
            _ => {
                self.positional.push(word.to_owned());
                after
            }
        }
    }

    /// The first of these named parameters that is given and not empty.
    pub(crate) fn named(&self, keys: &[&str]) -> Option<&str> {
        let value_of = |key: &&str| {
            self.named
                .iter()
                .find(|(name, value)| name == key && !value.is_empty())
                .map(|(_, value)| value.as_str())
        };
        keys.iter().find_map(value_of)
    }

    /// Positional parameter, counted from 0; `None` if it is missing or empty.
    pub(crate) fn positional(&self, index: usize) -> Option<&str> {
        self.positional
            .get(index)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }
}

/// A word or a quoted text, and the text after it.
fn word(text: &str) -> (&str, &str) {
    if let Some(quote) = text
        .chars()
        .next()
        .filter(|c| matches!(c, '"' | '\'' | '`'))
    {
        let inside = text.get(1..).unwrap_or_default();
        return inside.split_once(quote).unwrap_or((inside, ""));
    }
    let end = text
        .char_indices()
        .skip(1)
        .find(|(_, c)| c.is_whitespace() || *c == '=')
        .map_or(text.len(), |(at, _)| at);
    text.split_at_checked(end).unwrap_or((text, ""))
}
