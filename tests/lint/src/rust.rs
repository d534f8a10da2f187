//! Rust text cut into code, comments, doc comments and string literals.

/// Kind of one stretch of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Code, including character literals and lifetimes.
    Code,
    /// Comment that is not documentation.
    Comment,
    /// Doc comment: `///` or `//!`.
    Doc,
    /// String literal.
    Literal,
    /// Text of a file that is not Rust.
    Plain,
}

/// One stretch of a file. Stretches follow each other without gaps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// Kind of the text.
    pub kind: Kind,
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
}

/// Cuts Rust text into stretches. Character literals and lifetimes count as code.
#[must_use]
pub fn split(text: &str) -> Vec<Stretch> {
    let mut scanner = Scanner {
        bytes: text.as_bytes(),
        at: 0,
        code_from: 0,
        stretches: Vec::new(),
    };
    while scanner.at < scanner.bytes.len() {
        scanner.step();
    }
    scanner.close_code(scanner.at);
    scanner.stretches
}

struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
    code_from: usize,
    stretches: Vec<Stretch>,
}

impl Scanner<'_> {
    fn byte(&self, offset: usize) -> u8 {
        self.bytes
            .get(self.at + offset)
            .copied()
            .unwrap_or_default()
    }

    fn rest(&self) -> &[u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    fn step(&mut self) {
        match self.byte(0) {
            b'/' if self.byte(1) == b'/' => self.line_comment(),
            b'/' if self.byte(1) == b'*' => self.block_comment(),
            b'"' => self.string(),
            b'\'' => self.character_or_lifetime(),
            first if first.is_ascii_alphabetic() || first == b'_' => self.word(),
            _ => self.at += 1,
        }
    }

    fn close_code(&mut self, end: usize) {
        if self.code_from < end {
            self.stretches.push(Stretch {
                kind: Kind::Code,
                start: self.code_from,
                end,
            });
        }
    }

    fn push(&mut self, kind: Kind, end: usize) {
        let end = end.min(self.bytes.len());
        self.close_code(self.at);
        self.stretches.push(Stretch {
            kind,
            start: self.at,
            end,
        });
        self.at = end;
        self.code_from = end;
    }

    fn line_comment(&mut self) {
        let length = self.rest().iter().position(|byte| *byte == b'\n');
        let end = length.map_or(self.bytes.len(), |length| self.at + length);
        let doc = match self.byte(2) {
            b'/' => self.byte(3) != b'/',
            third => third == b'!',
        };
        self.push(if doc { Kind::Doc } else { Kind::Comment }, end);
    }

    fn block_comment(&mut self) {
        let (mut depth, mut offset) = (1_usize, 2);
        while depth > 0 && self.at + offset < self.bytes.len() {
            match (self.byte(offset), self.byte(offset + 1)) {
                (b'/', b'*') => (depth, offset) = (depth + 1, offset + 2),
                (b'*', b'/') => (depth, offset) = (depth - 1, offset + 2),
                _ => offset += 1,
            }
        }
        self.push(Kind::Comment, self.at + offset);
    }

    fn string(&mut self) {
        let mut offset = 1;
        while self.at + offset < self.bytes.len() && self.byte(offset) != b'"' {
            offset += if self.byte(offset) == b'\\' { 2 } else { 1 };
        }
        self.push(Kind::Literal, self.at + offset + 1);
    }

    /// `r"..."`, `br#"..."#` and the like.
    fn raw_string(&mut self, prefix: usize) -> bool {
        let mut hashes = 0;
        while self.byte(prefix + hashes) == b'#' {
            hashes += 1;
        }
        if self.byte(prefix + hashes) != b'"' {
            return false;
        }
        let closing: Vec<u8> = std::iter::once(b'"')
            .chain(std::iter::repeat_n(b'#', hashes))
            .collect();
        let body = prefix + hashes + 1;
        let rest = self.rest().get(body..).unwrap_or_default();
        let length = rest
            .windows(closing.len())
            .position(|window| window == closing);
        let end = length.map_or(self.bytes.len(), |length| {
            self.at + body + length + closing.len()
        });
        self.push(Kind::Literal, end);
        true
    }

    fn word(&mut self) {
        let length = self
            .rest()
            .iter()
            .position(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_')
            .unwrap_or(self.rest().len());
        let word = self.rest().get(..length).unwrap_or_default();
        let raw = matches!(word, b"r" | b"br" | b"cr");
        if raw && self.raw_string(length) {
            return;
        }
        self.at += length;
    }

    fn character_or_lifetime(&mut self) {
        let escaped = self.byte(1) == b'\\';
        if escaped {
            let mut offset = 2;
            // The character after the backslash may be a quote itself.
            offset += 1;
            while self.at + offset < self.bytes.len() && self.byte(offset) != b'\'' {
                offset += 1;
            }
            self.at += offset + 1;
            return;
        }
        let text = std::str::from_utf8(self.rest()).unwrap_or_default();
        let width = text.chars().nth(1).map_or(1, char::len_utf8);
        self.at += if self.byte(1 + width) == b'\'' {
            width + 2
        } else {
            1
        };
    }
}

/// Byte ranges of items under `#[cfg(test)]`.
#[must_use]
pub fn test_ranges(text: &str, stretches: &[Stretch]) -> Vec<(usize, usize)> {
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for (start, _) in text.match_indices("#[cfg(test)]") {
        let covered = ranges.last().is_some_and(|(_, end)| start < *end);
        if !covered {
            ranges.push((start, end_of_item(text, stretches, start)));
        }
    }
    ranges
}

/// Position after the item that starts at `start`: its closing brace or its semicolon.
fn end_of_item(text: &str, stretches: &[Stretch], start: usize) -> usize {
    let mut depth = 0_usize;
    for (at, byte) in code_bytes(text, stretches).filter(|(at, _)| *at >= start) {
        match byte {
            b'{' => depth += 1,
            b'}' if depth <= 1 => return at + 1,
            b'}' => depth -= 1,
            b';' if depth == 0 => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn code_bytes<'a>(
    text: &'a str,
    stretches: &'a [Stretch],
) -> impl Iterator<Item = (usize, u8)> + 'a {
    stretches
        .iter()
        .filter(|stretch| stretch.kind == Kind::Code)
        .flat_map(move |stretch| {
            let code = text
                .as_bytes()
                .get(stretch.start..stretch.end)
                .unwrap_or_default();
            code.iter()
                .enumerate()
                .map(move |(offset, byte)| (stretch.start + offset, *byte))
        })
}

/// One word or mark of code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lexeme<'a> {
    /// An identifier, a keyword, `::` or a single mark.
    pub text: &'a str,
    /// First byte.
    pub start: usize,
    /// The lexeme belongs to an item under `#[cfg(test)]`.
    pub test: bool,
}

impl Lexeme<'_> {
    /// Tells if the lexeme is an identifier or a keyword.
    #[must_use]
    pub fn is_word(&self) -> bool {
        self.text
            .starts_with(|each: char| each.is_alphabetic() || each == '_')
    }
}

/// Identifiers and marks of the code of a file. Numbers, lifetimes and literals are left out.
#[must_use]
pub fn lexemes(text: &str) -> Vec<Lexeme<'_>> {
    let stretches = split(text);
    let tests = test_ranges(text, &stretches);
    let mut found = Vec::new();
    for stretch in stretches
        .iter()
        .filter(|stretch| stretch.kind == Kind::Code)
    {
        let code = text.get(stretch.start..stretch.end).unwrap_or_default();
        let mut at = 0;
        while let Some(rest) = code.get(at..).filter(|rest| !rest.is_empty()) {
            let length = lexeme_length(rest);
            let lexeme = rest.get(..length).unwrap_or_default();
            let start = stretch.start + at;
            let kept = !lexeme.starts_with(|each: char| {
                each.is_whitespace() || each.is_numeric() || each == '\''
            });
            if kept {
                let test = tests.iter().any(|(from, to)| (*from..*to).contains(&start));
                found.push(Lexeme {
                    text: lexeme,
                    start,
                    test,
                });
            }
            at += length;
        }
    }
    found
}

fn lexeme_length(rest: &str) -> usize {
    let word = |text: &str| {
        let end = text.find(|each: char| !each.is_alphanumeric() && each != '_');
        end.unwrap_or(text.len())
    };
    let mut characters = rest.chars();
    let first = characters.next().unwrap_or(' ');
    match (first, characters.next()) {
        (':', Some(':')) => 2,
        // A character literal, of which one with a backslash closes at the next quote.
        ('\'', Some('\\')) => rest
            .get(3..)
            .and_then(|text| text.find('\''))
            .map_or(1, |at| at + 4),
        ('\'', Some(second)) => {
            let width = 1 + second.len_utf8();
            let literal = rest.get(width..).is_some_and(|text| text.starts_with('\''));
            if literal {
                width + 1
            } else {
                1 + word(rest.get(1..).unwrap_or_default())
            }
        }
        _ if first.is_alphanumeric() || first == '_' => word(rest),
        _ => first.len_utf8(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, lexemes, split, test_ranges};

    fn of_kind(text: &str, kind: Kind) -> Vec<&str> {
        let stretches = split(text);
        let chosen = stretches.iter().filter(|stretch| stretch.kind == kind);
        chosen
            .map(|stretch| &text[stretch.start..stretch.end])
            .collect()
    }

    #[test]
    fn comments_docs_and_strings_are_told_from_code() {
        let text = "//! Head.\nfn a() { b(\"x // y\"); } // why\n/// Doc.\n//// Rule.\nlet c = '\"'; /* d */ e";
        assert_eq!(of_kind(text, Kind::Doc), ["//! Head.", "/// Doc."]);
        assert_eq!(
            of_kind(text, Kind::Comment),
            ["// why", "//// Rule.", "/* d */"]
        );
        assert_eq!(of_kind(text, Kind::Literal), ["\"x // y\""]);
    }

    #[test]
    fn raw_strings_and_lifetimes_do_not_confuse_it() {
        let text =
            "fn a<'b>(c: &'b str) { r#\"say \"no\" // here\"#; '\\''; b'x'; \"\\\"\" } // end";
        assert_eq!(
            of_kind(text, Kind::Literal),
            ["r#\"say \"no\" // here\"#", "\"\\\"\""]
        );
        assert_eq!(of_kind(text, Kind::Comment), ["// end"]);
    }

    #[test]
    fn stretches_cover_the_text() {
        let text = "a \"b\" // c\nd";
        let joined: String = split(text)
            .iter()
            .map(|each| &text[each.start..each.end])
            .collect();
        assert_eq!(joined, text);
    }

    #[test]
    fn items_for_tests_end_at_their_own_brace() {
        let text = "fn a() {}\n#[cfg(test)]\nmod tests { fn b() { \"}\" } }\nfn c() {}";
        let ranges = test_ranges(text, &split(text));
        let texts: Vec<_> = ranges
            .iter()
            .map(|(start, end)| &text[*start..*end])
            .collect();
        assert_eq!(texts, ["#[cfg(test)]\nmod tests { fn b() { \"}\" } }"]);
        let text = "#[cfg(test)]\nmod tests;\nfn c() {}";
        assert_eq!(test_ranges(text, &split(text)), [(0, 23)]);
    }

    #[test]
    fn lexemes_leave_out_literals_and_lifetimes() {
        let text = "fn a<'b>(c: &'b u8) -> d::E { '\\'' ; 'x'; 1.5e3; \"f\" /* g */ }";
        let found: Vec<_> = lexemes(text).iter().map(|each| each.text).collect();
        assert_eq!(
            found.join(" "),
            "fn a < > ( c : & u8 ) - > d :: E { ; ; . ; }"
        );
    }
}
