//! One tag after another out of markup, without allocating more than their names.

/// A tag.
pub(crate) enum Tag<'h> {
    /// A comment, a declaration, or the beginning of a tag that never ends: nothing to show.
    None,
    /// A `<` that begins no tag.
    Literal,
    /// A start tag.
    Start {
        /// Its name in lower case.
        name: String,
        /// All of it.
        markup: &'h str,
        /// How many attributes it has.
        attributes: usize,
    },
    /// An end tag, by its name in lower case.
    End(String),
}

/// Whether a list of words parted by spaces holds a word.
pub(crate) fn contains(list: &str, word: &str) -> bool {
    list.split(' ').any(|listed| listed == word)
}

/// The text before the next tag, the tag, and what follows it; `None` when no tag follows.
pub(crate) fn next_tag(html: &str) -> Option<(&str, Tag<'_>, &str)> {
    let (text, rest) = html.split_at(html.find('<')?);
    let inside = rest.get(1..).unwrap_or_default();
    let (tag, after) = match inside.bytes().next() {
        Some(b'!') if inside.starts_with("!--") => {
            (Tag::None, past_comment(inside.get(3..).unwrap_or_default()))
        }
        Some(b'!' | b'?') => (Tag::None, past(inside, ">")),
        Some(b'/') => end_tag(inside.get(1..).unwrap_or_default()),
        Some(first) if first.is_ascii_alphabetic() => start_tag(rest, inside),
        _ => (Tag::Literal, inside),
    };
    Some((text, tag, after))
}

fn past<'h>(text: &'h str, end: &str) -> &'h str {
    text.find(end)
        .and_then(|at| text.get(at + end.len()..))
        .unwrap_or_default()
}

fn past_comment(text: &str) -> &str {
    for abrupt in [">", "->"] {
        if let Some(rest) = text.strip_prefix(abrupt) {
            return rest;
        }
    }
    let plain = text.find("-->");
    match text
        .get(..plain.unwrap_or(text.len()))
        .and_then(|comment| comment.find("--!>"))
    {
        Some(bang) => text.get(bang + 4..).unwrap_or_default(),
        None => past(text, "-->"),
    }
}

fn end_tag(text: &str) -> (Tag<'_>, &str) {
    if !text.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return (Tag::None, past(text, ">"));
    }
    let name = name_of(text);
    match extent(text.get(name.len()..).unwrap_or_default()) {
        Some((length, _)) => (
            Tag::End(name.to_ascii_lowercase()),
            text.get(name.len() + length..).unwrap_or_default(),
        ),
        None => (Tag::None, ""),
    }
}

fn start_tag<'h>(markup: &'h str, inside: &'h str) -> (Tag<'h>, &'h str) {
    let name = name_of(inside);
    let Some((length, attributes)) = extent(inside.get(name.len()..).unwrap_or_default()) else {
        return (Tag::None, "");
    };
    let (markup, after) = markup
        .split_at_checked(1 + name.len() + length)
        .unwrap_or((markup, ""));
    (
        Tag::Start {
            name: name.to_ascii_lowercase(),
            markup,
            attributes,
        },
        after,
    )
}

fn name_of(text: &str) -> &str {
    let end = text
        .find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>'))
        .unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// How many bytes there are up to and with the `>` that ends a tag, and how many attributes; a `>` inside quotation marks ends nothing.
fn extent(text: &str) -> Option<(usize, usize)> {
    let (mut attributes, mut quote, mut after_equals, mut between) = (0, None, false, true);
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, b'>') => return Some((at + 1, attributes)),
            (None, b'"' | b'\'') if after_equals => {
                (quote, after_equals, between) = (Some(byte), false, true)
            }
            (None, b'=') => after_equals = true,
            (None, byte) if byte.is_ascii_whitespace() || byte == b'/' => between = true,
            (None, _) => {
                if between && !after_equals {
                    attributes += 1;
                }
                (after_equals, between) = (false, false);
            }
        }
    }
    None
}
