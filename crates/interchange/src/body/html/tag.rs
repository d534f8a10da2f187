//! A scanner for the tags in markup. It allocates nothing but their names.

/// A tag.
pub(crate) enum Tag<'h> {
    /// A comment, a declaration, or the start of a tag that never ends. Browsers show nothing of
    /// it.
    Ignored,
    /// A `<` that begins no tag.
    Literal,
    /// A start tag.
    Start {
        /// Name in lower case.
        name: String,
        /// The tag as written.
        markup: &'h str,
        /// Number of attributes.
        attributes: usize,
    },
    /// An end tag, by its name in lower case.
    End(String),
}

/// Returns `true` if a list of words separated by spaces contains a word.
pub(crate) fn contains_word(list: &str, word: &str) -> bool {
    list.split(' ').any(|listed| listed == word)
}

/// The text before the next tag, the tag, and the text after it; `None` if no tag follows.
pub(crate) fn next_tag(html: &str) -> Option<(&str, Tag<'_>, &str)> {
    let (text, rest) = html.split_at(html.find('<')?);
    let inside = rest.get(1..).unwrap_or_default();
    let (tag, after) = match inside.bytes().next() {
        Some(b'!') if inside.starts_with("!--") => (
            Tag::Ignored,
            after_comment(inside.get(3..).unwrap_or_default()),
        ),
        Some(b'!' | b'?') => (Tag::Ignored, after(inside, ">")),
        Some(b'/') => end_tag(inside.get(1..).unwrap_or_default()),
        Some(first) if first.is_ascii_alphabetic() => start_tag(rest, inside),
        _ => (Tag::Literal, inside),
    };
    Some((text, tag, after))
}

fn after<'h>(text: &'h str, end: &str) -> &'h str {
    text.find(end)
        .and_then(|at| text.get(at + end.len()..))
        .unwrap_or_default()
}

/// The text after a comment. It ends where the HTML standard ends it: `-->`, `--!>`, or at once for
/// `<!-->` and `<!--->`.
fn after_comment(text: &str) -> &str {
    for abrupt_end in [">", "->"] {
        if let Some(rest) = text.strip_prefix(abrupt_end) {
            return rest;
        }
    }
    let regular_end = text.find("-->");
    match text
        .get(..regular_end.unwrap_or(text.len()))
        .and_then(|comment| comment.find("--!>"))
    {
        Some(at) => text.get(at + 4..).unwrap_or_default(),
        None => after(text, "-->"),
    }
}

fn end_tag(text: &str) -> (Tag<'_>, &str) {
    if !text.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return (Tag::Ignored, after(text, ">"));
    }
    let name = tag_name(text);
    match attributes_length(text.get(name.len()..).unwrap_or_default()) {
        Some((length, _)) => (
            Tag::End(name.to_ascii_lowercase()),
            text.get(name.len() + length..).unwrap_or_default(),
        ),
        None => (Tag::Ignored, ""),
    }
}

fn start_tag<'h>(markup: &'h str, inside: &'h str) -> (Tag<'h>, &'h str) {
    let name = tag_name(inside);
    let Some((length, attributes)) =
        attributes_length(inside.get(name.len()..).unwrap_or_default())
    else {
        return (Tag::Ignored, "");
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

fn tag_name(text: &str) -> &str {
    let end = text
        .find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>'))
        .unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// Number of bytes up to and including the `>` that ends a tag, and the number of attributes. A `>`
/// inside a quoted value does not end the tag.
fn attributes_length(text: &str) -> Option<(usize, usize)> {
    let (mut attributes, mut quote, mut after_equals, mut between) = (0, None, false, true);
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, b'>') => return Some((at + 1, attributes)),
            // A quote opens a value only after an equals sign; elsewhere it is part of a name.
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
