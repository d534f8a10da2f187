//! What a reader may type: words, "phrases", -exclusions, and filters by `tag:`, `section:` and `by:`. Everything else is words.
//!
//! Any text that is short enough is a query; there are no mistakes of syntax to make. A quotation mark that is not closed runs to the end, an operator
//! with nothing behind it is a word or nothing.

use std::{collections::HashSet, hash::Hash, iter::Peekable, str::CharIndices};

use crate::{error::UserError, slug::Slug};

/// A query: what is asked for and what is not to be in the answer, as it was typed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Query {
    /// Words, which need not all be found.
    pub words: Vec<String>,
    /// Phrases, which must.
    pub phrases: Vec<String>,
    /// Words and phrases that must not.
    pub barred: Vec<String>,
    /// Tags that an article must carry, each.
    pub tags: Vec<Named>,
    /// Sections, of which an article must stand in one.
    pub sections: Vec<Named>,
    /// Contributors whom an article must credit, each.
    pub contributors: Vec<Named>,
    /// Tags that an article must not carry.
    pub barred_tags: Vec<Named>,
    /// Sections in which it must not stand.
    pub barred_sections: Vec<Named>,
    /// Contributors whom it must not credit.
    pub barred_contributors: Vec<Named>,
    /// Whether the last of the words may be the beginning of one.
    pub is_open: bool,
}

/// A tag, section or contributor by its name or slug.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Named {
    /// The name as it was typed.
    pub name: String,
    /// The slug that a name or slug makes.
    pub slug: Slug,
}

impl Query {
    /// The most characters.
    pub const MOST_CHARACTERS: usize = 400;
    /// The most words, phrases, exclusions and filters together.
    pub const MOST_TERMS: usize = 64;

    /// Whether nothing is asked, so that nothing is found.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The query while it is being typed: where it ends in a word, that may be the beginning of one.
    #[must_use]
    pub fn as_you_type(mut self, typed: &str) -> Self {
        // An exclusion or a filter that ends in a word is none that is still being typed.
        let last = typed.rsplit(|c: char| c.is_whitespace() || is_quote(c));
        self.is_open = match (self.words.last(), last.into_iter().next()) {
            (Some(word), Some(last)) => word == last,
            _ => false,
        };
        self
    }

    fn terms(&self) -> usize {
        let named = [
            &self.tags,
            &self.sections,
            &self.contributors,
            &self.barred_tags,
            &self.barred_sections,
            &self.barred_contributors,
        ];
        let texts = [&self.words, &self.phrases, &self.barred];
        named.map(Vec::len).iter().sum::<usize>() + texts.map(Vec::len).iter().sum::<usize>()
    }

    /// Asks for each condition once: twice says no more, and costs an engine twice.
    fn once(mut self) -> Self {
        for texts in [&mut self.phrases, &mut self.barred] {
            each_once(texts);
        }
        for named in [
            &mut self.tags,
            &mut self.sections,
            &mut self.contributors,
            &mut self.barred_tags,
            &mut self.barred_sections,
            &mut self.barred_contributors,
        ] {
            each_once(named);
        }
        self
    }

    fn take(&mut self, clause: Clause) {
        let Clause {
            is_barred,
            what,
            text,
        } = clause;
        if !text.chars().any(char::is_alphanumeric) {
            return;
        }
        let named = || Named {
            slug: Slug::of(&text),
            name: text.clone(),
        };
        match (what, is_barred) {
            (What::Word, false) => self.words.push(text),
            (What::Phrase, false) => self.phrases.push(text),
            (What::Word | What::Phrase, true) => self.barred.push(text),
            (What::Tag, false) => self.tags.push(named()),
            (What::Tag, true) => self.barred_tags.push(named()),
            (What::Section, false) => self.sections.push(named()),
            (What::Section, true) => self.barred_sections.push(named()),
            (What::Contributor, false) => self.contributors.push(named()),
            (What::Contributor, true) => self.barred_contributors.push(named()),
        }
    }
}

fn each_once<T: Clone + Eq + Hash>(asked: &mut Vec<T>) {
    let mut met = HashSet::new();
    asked.retain(|what| met.insert(what.clone()));
}

#[derive(Clone, Copy)]
enum What {
    Word,
    Phrase,
    Tag,
    Section,
    Contributor,
}

/// What stands before a name to make it a filter.
const FILTERS: [(&str, What); 3] = [
    ("tag:", What::Tag),
    ("section:", What::Section),
    ("by:", What::Contributor),
];

struct Clause {
    is_barred: bool,
    what: What,
    text: String,
}

/// Reads what was typed.
///
/// # Errors
/// It is longer than [`Query::MOST_CHARACTERS`], holds more than [`Query::MOST_TERMS`] terms, or a control character.
///
/// ```
/// use standfirst_domain::search::parse;
/// let query = parse(r#"harbour "night ferry" -cruise tag:transport by:"Ada Larsen""#).unwrap();
/// assert_eq!((query.words.as_slice(), query.phrases.as_slice()), (&["harbour".to_owned()][..], &["night ferry".to_owned()][..]));
/// assert_eq!(query.contributors[0].slug.as_str(), "ada-larsen");
/// ```
pub fn parse(text: &str) -> Result<Query, Vec<UserError>> {
    let mut refusals = Vec::new();
    if text.chars().nth(Query::MOST_CHARACTERS).is_some() {
        refusals.push(UserError::input(
            "query",
            format!(
                "The query is longer than {} characters.",
                Query::MOST_CHARACTERS
            ),
        ));
        return Err(refusals);
    }
    if text.chars().any(|c| c.is_control() && !c.is_whitespace()) {
        refusals.push(UserError::input(
            "query",
            "The query holds a control character, which no text has.",
        ));
        return Err(refusals);
    }
    let mut query = Query::default();
    let mut reading = Reading {
        text,
        rest: text.char_indices().peekable(),
    };
    while let Some(clause) = reading.clause() {
        query.take(clause);
    }
    if query.terms() > Query::MOST_TERMS {
        refusals.push(UserError::input(
            "query",
            format!(
                "The query holds more than {} words, phrases and filters.",
                Query::MOST_TERMS
            ),
        ));
        return Err(refusals);
    }
    Ok(query.once())
}

struct Reading<'t> {
    text: &'t str,
    rest: Peekable<CharIndices<'t>>,
}

const fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»')
}

impl<'t> Reading<'t> {
    fn clause(&mut self) -> Option<Clause> {
        while self.rest.next_if(|(_, c)| c.is_whitespace()).is_some() {}
        self.rest.peek()?;
        let is_barred = self.rest.next_if(|(_, c)| *c == '-').is_some();
        if let Some(text) = self.quoted() {
            return Some(Clause {
                is_barred,
                what: What::Phrase,
                text,
            });
        }
        let piece = self.piece();
        let filter = FILTERS.into_iter().find(|(prefix, _)| {
            piece
                .get(..prefix.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
        });
        let Some((prefix, what)) = filter else {
            return Some(Clause {
                is_barred,
                what: What::Word,
                text: piece.to_owned(),
            });
        };
        let name = piece.get(prefix.len()..).unwrap_or_default();
        let text = if name.is_empty() {
            self.quoted()
        } else {
            Some(name.to_owned())
        };
        // A filter that names nothing is the word it begins with.
        Some(
            match text.filter(|text| text.chars().any(char::is_alphanumeric)) {
                Some(text) => Clause {
                    is_barred,
                    what,
                    text,
                },
                None => Clause {
                    is_barred,
                    what: What::Word,
                    text: piece.to_owned(),
                },
            },
        )
    }

    /// Up to white space or a quotation mark.
    fn piece(&mut self) -> &'t str {
        let start = self.at();
        while self
            .rest
            .next_if(|(_, c)| !c.is_whitespace() && !is_quote(*c))
            .is_some()
        {}
        self.text.get(start..self.at()).unwrap_or_default()
    }

    /// What stands between quotation marks, if one comes next; one that is not closed runs to the end.
    fn quoted(&mut self) -> Option<String> {
        self.rest.next_if(|(_, c)| is_quote(*c))?;
        let start = self.at();
        while self.rest.next_if(|(_, c)| !is_quote(*c)).is_some() {}
        let quoted = self.text.get(start..self.at()).unwrap_or_default();
        self.rest.next();
        Some(quoted.to_owned())
    }

    fn at(&mut self) -> usize {
        self.rest.peek().map_or(self.text.len(), |(at, _)| *at)
    }
}

#[cfg(test)]
mod tests;
