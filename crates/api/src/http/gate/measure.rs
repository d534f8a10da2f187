//! How much a document holds, measured on its tokens before it is parsed.
//!
//! The parser descends into what it reads, and a few kilobytes of `[` would take its stack, and the process with it. So brackets are counted here on
//! a stack of our own, which is bounded too, and with them everything that can be counted without knowing the schema. What the document comes to
//! with its fragments put into their places is measured by [`extent`](super::extent), once it is parsed.

use std::ops::Range;

use standfirst_domain::error::ErrorCode;

use super::{
    excess::Excess,
    lexer::{Token, Tokens},
    places::Places,
    words,
};
use crate::{http::errors::Rejection, limits::Limits};

/// Refuses a document that holds more than is read, and answers where definitions are described in it.
///
/// Descriptions are of the specification's edition of September 2025 (sections 2.4, 2.5 and 2.8), and the parser does not know them yet. It passes
/// over a name to which no value follows, too, where arguments and fields of objects stand; that is refused here.
pub fn check(text: &str, limits: &Limits) -> Result<Vec<Range<usize>>, Rejection> {
    Excess::within("document-bytes", text.len(), limits.document_bytes)?;
    let mut measure = Measure::new(limits);
    let mut tokens = 0_usize;
    for (token, bytes) in Tokens::of(text) {
        tokens = tokens.saturating_add(1);
        Excess::within("tokens", tokens, limits.tokens)?;
        if measure.lacks_a_colon(token) {
            return Err(words::syntax_error_at(Places::of(text).at(bytes.start)));
        }
        measure.note_description(token, bytes);
        measure.take(token)?;
    }
    Ok(measure.descriptions)
}

/// Between what a token stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Within {
    /// The braces of a selection set.
    Selections,
    /// The parentheses around an operation's variables.
    Variables,
    /// The parentheses around arguments, or the braces of an object.
    Named,
    /// The brackets of a list, as a value or as a type.
    Listed,
}

/// The definition that is being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Definition {
    None,
    Operation,
    Fragment,
}

struct Measure<'l, 't> {
    limits: &'l Limits,
    within: Vec<Within>,
    definition: Definition,
    /// The two tokens before, the nearer one first.
    before: [Option<Token<'t>>; 2],
    fragments: usize,
    operations: usize,
    variables: usize,
    roots: usize,
    aliases: usize,
    directives: usize,
    /// A text that stands where a description may, and describes something if that follows.
    perhaps_description: Option<Range<usize>>,
    descriptions: Vec<Range<usize>>,
}

impl<'l, 't> Measure<'l, 't> {
    const fn new(limits: &'l Limits) -> Self {
        Self {
            limits,
            within: Vec::new(),
            definition: Definition::None,
            before: [None, None],
            fragments: 0,
            operations: 0,
            variables: 0,
            roots: 0,
            aliases: 0,
            directives: 0,
            perhaps_description: None,
            descriptions: Vec::new(),
        }
    }

    fn take(&mut self, token: Token<'t>) -> Result<(), Rejection> {
        if self.definition == Definition::None {
            self.begin(token)?;
        }
        match token {
            Token::Punctuator(b'{' | b'[' | b'(') => self.open(token)?,
            Token::Punctuator(b'}' | b']' | b')') => self.close(),
            Token::Punctuator(b'@') => {
                count("directives", &mut self.directives, self.limits.directives)?;
            }
            Token::Punctuator(b'$') if self.within.last() == Some(&Within::Variables) => {
                count("variables", &mut self.variables, self.limits.variables)?;
            }
            Token::Punctuator(b':') if self.within.last() == Some(&Within::Selections) => {
                count("aliases", &mut self.aliases, self.limits.aliases)?;
            }
            Token::Name(_) if self.is_root_field() => {
                count("root-fields", &mut self.roots, self.limits.root_fields)?;
            }
            _ => {}
        }
        self.before = [Some(token), self.before[0]];
        Ok(())
    }

    /// Whether the token before named an argument or a field of an object, and this one does not go on to its value.
    fn lacks_a_colon(&self, token: Token<'t>) -> bool {
        let named = matches!(self.before[0], Some(Token::Name(_)))
            && !matches!(self.before[1], Some(Token::Punctuator(b':' | b'$')));
        named && self.within.last() == Some(&Within::Named) && token != Token::Punctuator(b':')
    }

    /// Keeps where a definition is described: a text at its beginning, and before a variable.
    fn note_description(&mut self, token: Token<'t>, bytes: Range<usize>) {
        let of_a_definition = self.within.is_empty() && self.definition == Definition::None;
        let of_a_variable = self.within.last() == Some(&Within::Variables);
        let perhaps = self.perhaps_description.take();
        match token {
            Token::Text if perhaps.is_none() && of_a_definition => {
                self.perhaps_description = Some(bytes);
            }
            Token::Text
                if perhaps.is_none()
                    && of_a_variable
                    && self.before[0] != Some(Token::Punctuator(b'=')) =>
            {
                self.perhaps_description = Some(bytes);
            }
            Token::Name(b"query" | b"mutation" | b"subscription" | b"fragment")
                if of_a_definition =>
            {
                self.descriptions.extend(perhaps);
            }
            Token::Punctuator(b'$') if of_a_variable => self.descriptions.extend(perhaps),
            _ => {}
        }
    }

    /// A token outside of everything begins a definition, unless it describes one.
    fn begin(&mut self, token: Token<'t>) -> Result<(), Rejection> {
        self.definition = match token {
            Token::Name(b"fragment") => {
                count("fragments", &mut self.fragments, self.limits.fragments)?;
                Definition::Fragment
            }
            Token::Name(_) | Token::Punctuator(b'{') => {
                count("operations", &mut self.operations, self.limits.operations)?;
                Definition::Operation
            }
            _ => return Ok(()),
        };
        (self.variables, self.roots) = (0, 0);
        Ok(())
    }

    fn open(&mut self, token: Token<'t>) -> Result<(), Rejection> {
        let of_a_directive = self.before[1] == Some(Token::Punctuator(b'@'));
        let within = match (token, self.within.last()) {
            (Token::Punctuator(b'{'), None | Some(Within::Selections)) => Within::Selections,
            (Token::Punctuator(b'('), None) if !of_a_directive => Within::Variables,
            (Token::Punctuator(b'['), _) => Within::Listed,
            _ => Within::Named,
        };
        if self.within.len() >= self.limits.nesting {
            return Err(Excess::refusal(
                ErrorCode::QueryTooDeep,
                "nesting",
                self.limits.nesting,
            ));
        }
        self.within.push(within);
        Ok(())
    }

    /// A definition ends with its selection set.
    fn close(&mut self) {
        let closed = self.within.pop();
        if closed == Some(Within::Selections) && self.within.is_empty() {
            self.definition = Definition::None;
        }
    }

    /// Whether a name at this place is that of a field at the root of an operation, and not of an alias' field, a fragment, a type or a directive.
    fn is_root_field(&self) -> bool {
        let follows_on = matches!(self.before, [Some(Token::Name(b"on")), Some(Token::Spread)]);
        self.definition == Definition::Operation
            && self.within == [Within::Selections]
            && !follows_on
            && !matches!(
                self.before[0],
                Some(Token::Spread | Token::Punctuator(b'@' | b':'))
            )
    }
}

/// Counts one more.
fn count(limit: &'static str, counted: &mut usize, most: usize) -> Result<(), Rejection> {
    *counted = counted.saturating_add(1);
    Excess::within(limit, *counted, most)
}

#[cfg(test)]
mod tests {
    use standfirst_domain::error::ErrorCode;

    use super::check;
    use crate::limits::Limits;

    fn refused(text: &str) -> Option<(&'static str, &'static str)> {
        let refusal = check(text, &Limits::default()).err()?;
        let excess = refusal.faults[0].excess.as_ref().unwrap();
        Some((refusal.code.as_str(), excess.limit))
    }

    fn nested(depth: usize) -> String {
        format!("{{ a(b: {}{}) }}", "[".repeat(depth), "]".repeat(depth))
    }

    fn times(count: usize, part: impl Fn(usize) -> String) -> String {
        (0..count).map(part).collect()
    }

    #[test]
    fn brackets_are_counted_and_words_are_not() {
        let limits = Limits::default();
        assert_eq!(refused(&nested(limits.nesting - 2)), None);
        for text in [
            nested(limits.nesting - 1),
            nested(3_000),
            "{".repeat(4_000),
            format!("# a \" comment\n{}", "[".repeat(100)),
            format!("\"not closed\n{}", "[".repeat(100)),
        ] {
            assert_eq!(
                refused(&text),
                Some((ErrorCode::QueryTooDeep.as_str(), "nesting"))
            );
        }
        let many = "[".repeat(100);
        for text in [
            format!("{{ a(b: \"{many}\\\"{many}\\\\\") }}"),
            format!("{{ a(b: \"\"\"\n{many}\\\"\"\"{many}\"\"\") }}"),
            format!("# {many}\n{{ a }}"),
            "{ a } ".repeat(20),
        ] {
            assert_eq!(refused(&text), None, "{text}");
        }
    }

    #[test]
    fn what_a_document_holds_is_counted_where_it_counts() {
        let limits = Limits::default();
        type Make = fn(usize) -> String;
        let cases: [(&str, usize, Make); 6] = [
            ("aliases", limits.aliases, |n| {
                format!(
                    "{{ a {{ {} }} }}",
                    times(n, |n| format!("b{n}: c(d: {{ e: 1 }}) "))
                )
            }),
            ("root-fields", limits.root_fields, |n| {
                format!(
                    "query Q($a: B = {{ c: 1 }}) @d(e: 1) {{ {} ...F @g ... on T {{ x y z }} }}",
                    times(n, |n| if n == 0 {
                        "a: b(c: 1) { d e f } ".into()
                    } else {
                        format!("f{n} ")
                    })
                )
            }),
            ("directives", limits.directives, |n| {
                format!("query @a {{ b {} }}", "@c(d: 1) ".repeat(n - 1))
            }),
            ("operations", limits.operations, |n| {
                times(n, |n| format!("query Q{n} {{ a }} "))
            }),
            ("fragments", limits.fragments, |n| {
                times(n, |n| format!("fragment F{n} on T {{ a }} "))
            }),
            ("variables", limits.variables, |n| {
                format!(
                    "query Q({}) {{ a(b: $v0, c: [$v1]) }}",
                    times(n, |n| format!("$v{n}: Int = 1 "))
                )
            }),
        ];
        for (limit, most, make) in cases {
            assert_eq!(refused(&make(most)), None, "{limit}");
            let code = ErrorCode::QueryTooComplex.as_str();
            assert_eq!(refused(&make(most + 1)), Some((code, limit)));
        }
        assert_eq!(refused(&"id ".repeat(100_000)).unwrap().1, "document-bytes");
        assert_eq!(
            refused(&format!("{{ a {{ {} }} }}", "id ".repeat(5_000)))
                .unwrap()
                .1,
            "tokens"
        );
    }

    #[test]
    fn descriptions_are_found_where_they_describe_something() {
        let described = |text: &'static str| -> Vec<&'static str> {
            let found = check(text, &Limits::default()).unwrap();
            found.into_iter().map(|bytes| &text[bytes]).collect()
        };
        assert_eq!(
            described(
                "\"a\" query Q(\"b\" $a: String = \"no\" \"\"\"c\"\"\" $b: Int) { d(e: \"no\") } \"f\" fragment F on T { g }"
            ),
            ["\"a\"", "\"b\"", "\"\"\"c\"\"\"", "\"f\""]
        );
        for text in [
            "\"no\" { a }",
            "\"no\" \"no\" query { a }",
            "query \"no\" { a }",
            "{ a } \"no\"",
        ] {
            assert_eq!(described(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn a_name_without_its_value_is_a_syntax_error() {
        for text in [
            "{ tag(slug slug: \"a\") { id } }",
            "{ a @include(if if: true) }",
            "{ a(filter: {a}, first: 1) }",
            "{ a(filter: {b: {c}}) }",
            "{ a(first: 1 kind) }",
        ] {
            assert_eq!(
                check(text, &Limits::default()).unwrap_err().code,
                ErrorCode::BadRequest,
                "{text}"
            );
        }
        for text in [
            "{ a(b: C, d: $e f: {g: [H I], j: true}) }",
            "query($a: [T!]! = [B] @c(d: E)) { a }",
        ] {
            assert!(check(text, &Limits::default()).is_ok(), "{text}");
        }
    }

    #[test]
    fn each_definition_is_counted_by_itself() {
        let query = |n: usize| {
            format!(
                "query Q{n}($a: Int $b: Int) {{ {} }} ",
                times(15, |n| format!("f{n} "))
            )
        };
        assert_eq!(refused(&times(20, query)), None);
        assert_eq!(
            refused(&format!(
                "\"What it is for.\" query A {{ {} }}",
                "a ".repeat(21)
            ))
            .unwrap()
            .1,
            "root-fields"
        );
        assert_eq!(
            refused(&format!("fragment query on Q {{ {} }}", "a ".repeat(50))),
            None
        );
    }
}
