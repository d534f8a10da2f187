//! Words of a text: identifiers are cut at underscores and at changes of case.

use crate::rust::{self, Kind};

/// One word with its place in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The word in lower case.
    pub word: String,
    /// The word opens with a capital letter.
    pub capital: bool,
    /// Kind of the text around the word.
    pub kind: Kind,
    /// The word belongs to test code.
    pub test: bool,
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// Bounds of the whole identifier.
    pub identifier: (usize, usize),
}

/// A file that is ready to be checked.
#[derive(Debug)]
pub struct Tokens<'a> {
    /// Path from the root of the checkout.
    pub path: &'a str,
    /// Content.
    pub text: &'a str,
    /// Words in order.
    pub tokens: Vec<Token>,
    line_starts: Vec<usize>,
}

impl<'a> Tokens<'a> {
    /// Cuts a file into words. Only `.rs` files have kinds other than [`Kind::Plain`].
    #[must_use]
    pub fn new(path: &'a str, text: &'a str) -> Self {
        let line_starts = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        let mut file = Self {
            path,
            text,
            tokens: Vec::new(),
            line_starts,
        };
        if has_extension(path, "rs") {
            let stretches = rust::split(text);
            let tests = rust::test_ranges(text, &stretches);
            for stretch in stretches {
                file.cut(stretch.kind, stretch.start, stretch.end);
            }
            let whole = is_test_path(path);
            for token in &mut file.tokens {
                let inside = |(start, end): &(usize, usize)| (*start..*end).contains(&token.start);
                token.test = whole || tests.iter().any(inside);
            }
        } else {
            file.cut(Kind::Plain, 0, text.len());
        }
        file
    }

    /// Number of the line, from 1, on which a byte stands.
    #[must_use]
    pub fn line(&self, at: usize) -> usize {
        self.line_starts.partition_point(|start| *start <= at)
    }

    /// Text and start of the line on which a byte stands.
    #[must_use]
    pub fn line_text(&self, at: usize) -> (usize, &'a str) {
        let start = self
            .text
            .get(..at)
            .and_then(|head| head.rfind('\n'))
            .map_or(0, |end| end + 1);
        let rest = self.text.get(start..).unwrap_or_default();
        (start, rest.lines().next().unwrap_or_default())
    }

    fn cut(&mut self, kind: Kind, start: usize, end: usize) {
        let text = self.text.get(start..end).unwrap_or_default();
        let mut open: Option<usize> = None;
        let ends = text
            .char_indices()
            .chain(std::iter::once((text.len(), ' ')));
        for (at, character) in ends {
            let inside = character.is_alphanumeric() || character == '_';
            match (open, inside) {
                (None, true) => open = Some(at),
                (Some(from), false) => {
                    self.identifier(kind, start + from, start + at);
                    open = None;
                }
                _ => {}
            }
        }
    }

    fn identifier(&mut self, kind: Kind, start: usize, end: usize) {
        let text = self.text.get(start..end).unwrap_or_default();
        let characters: Vec<(usize, char)> = text.char_indices().collect();
        let mut from: Option<usize> = None;
        for (index, (at, character)) in characters.iter().enumerate() {
            let previous = index.checked_sub(1).and_then(|index| characters.get(index));
            let next = characters.get(index + 1);
            let opens = character.is_uppercase()
                && (previous.is_some_and(|(_, each)| !each.is_uppercase())
                    || next.is_some_and(|(_, each)| each.is_lowercase()));
            if (*character == '_' || opens)
                && let Some(from) = from.take()
            {
                self.push(kind, (start + from, start + at), (start, end));
            }
            if *character != '_' && from.is_none() {
                from = Some(*at);
            }
        }
        if let Some(from) = from {
            self.push(kind, (start + from, end), (start, end));
        }
    }

    fn push(&mut self, kind: Kind, (start, end): (usize, usize), identifier: (usize, usize)) {
        let text = self.text.get(start..end).unwrap_or_default();
        self.tokens.push(Token {
            word: text.to_lowercase(),
            capital: text.starts_with(char::is_uppercase),
            kind,
            test: false,
            start,
            end,
            identifier,
        });
    }
}

/// Tells if the name of a file ends in the extension.
#[must_use]
pub fn has_extension(path: &str, extension: &str) -> bool {
    path.rsplit_once('.')
        .is_some_and(|(_, found)| found == extension)
}

/// Tells if a whole file is test code.
#[must_use]
pub fn is_test_path(path: &str) -> bool {
    let folder = path
        .split('/')
        .any(|part| part == "tests" || part == "benches");
    folder || path.ends_with("/tests.rs")
}

/// Tells if nothing but space and marks of comments stands between two words of a phrase.
#[must_use]
pub fn adjoin(text: &str, one: &Token, other: &Token) -> bool {
    let between = text.get(one.end..other.start).unwrap_or("\u{0}");
    between
        .chars()
        .all(|each| each.is_whitespace() || "_-/!*#>".contains(each))
}

/// Tells if a token is the word or its plural.
#[must_use]
pub fn is_word_or_plural(token: &str, word: &str) -> bool {
    if token == word {
        return true;
    }
    let plural = |stem: &str, ending: &str| token.strip_suffix(ending) == Some(stem);
    let sibilant = word.ends_with(['s', 'x']) || word.ends_with("sh") || word.ends_with("ch");
    plural(word, if sibilant { "es" } else { "s" })
        || word
            .strip_suffix('y')
            .is_some_and(|stem| plural(stem, "ies"))
        || word
            .strip_suffix('f')
            .is_some_and(|stem| plural(stem, "ves"))
}

#[cfg(test)]
mod tests {
    use super::{Tokens, is_word_or_plural};
    use crate::rust::Kind;

    #[test]
    fn identifiers_are_cut_at_underscores_and_at_changes_of_case() {
        let file = Tokens::new(
            "a.rs",
            "fn gizmo_count(x: HTTPGizmoRow2, mut gizmoCase: u8) {}",
        );
        let words: Vec<_> = file
            .tokens
            .iter()
            .map(|token| token.word.as_str())
            .collect();
        let wanted = "fn gizmo count x http gizmo row2 mut gizmo case u8";
        assert_eq!(words.join(" "), wanted);
    }

    #[test]
    fn words_carry_line_kind_and_whether_they_are_test_code() {
        let file = Tokens::new(
            "a.rs",
            "/// Gizmo.\nfn a() {}\n#[cfg(test)]\nmod tests { fn b() {} }\n",
        );
        let found: Vec<_> = file
            .tokens
            .iter()
            .filter(|token| ["gizmo", "a", "b"].contains(&token.word.as_str()))
            .map(|token| (file.line(token.start), token.kind, token.test))
            .collect();
        assert_eq!(
            found,
            [
                (1, Kind::Doc, false),
                (2, Kind::Code, false),
                (4, Kind::Code, true)
            ]
        );
    }

    #[test]
    fn plurals_count_as_the_word() {
        for (token, word) in [
            ("gizmos", "gizmo"),
            ("entries", "entry"),
            ("passes", "pass"),
            ("leaves", "leaf"),
        ] {
            assert!(is_word_or_plural(token, word), "{token}");
        }
        assert!(!is_word_or_plural("gizmoed", "gizmo"));
    }
}
