//! Query language: words, "phrases", -exclusions, and filters by `tag:`, `section:` and `by:`. All
//! other text is words.
//!
//! Every text within the limits is a query; syntax errors do not exist. A phrase without a closing
//! quotation mark extends to the end of the text. An operator without an operand is a word or is
//! ignored.

use std::{collections::HashSet, hash::Hash, iter::Peekable, str::CharIndices};

use crate::{error::UserError, slug::Slug};

/// Query as it was typed, split into its clauses.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Query {
    /// Words, of which an article needs at least one.
    pub words: Vec<String>,
    /// Phrases, all of which an article must hold.
    pub phrases: Vec<String>,
    /// Words and phrases that an article must not hold.
    pub excluded: Vec<String>,
    /// Tags, all of which an article must carry.
    pub tags: Vec<NameOrSlug>,
    /// Sections, one of which an article must belong to.
    pub sections: Vec<NameOrSlug>,
    /// Contributors, all of whom an article must credit.
    pub contributors: Vec<NameOrSlug>,
    /// Tags that an article must not carry.
    pub excluded_tags: Vec<NameOrSlug>,
    /// Sections that an article must not belong to.
    pub excluded_sections: Vec<NameOrSlug>,
    /// Contributors whom an article must not credit.
    pub excluded_contributors: Vec<NameOrSlug>,
    /// True if the last word may be incomplete.
    pub is_last_word_prefix: bool,
}

/// Name or slug of a tag, section or contributor.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NameOrSlug {
    /// Text as it was typed.
    pub name: String,
    /// Slug derived from the text; a slug gives itself.
    pub slug: Slug,
}

impl Query {
    /// Largest number of characters.
    pub const MAX_CHARACTERS: usize = 400;
    /// Largest number of words, phrases, exclusions and filters together.
    pub const MAX_CLAUSES: usize = 64;

    /// Returns whether the query has no clause. Such a query finds nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Treats the last word as a prefix if the typed text ends in it.
    #[must_use]
    pub fn as_you_type(mut self, typed: &str) -> Self {
        // The text of an exclusion or filter at the end differs from the last word: it starts with
        // its operator.
        let last = typed.rsplit(|c: char| c.is_whitespace() || is_quote(c));
        self.is_last_word_prefix = match (self.words.last(), last.into_iter().next()) {
            (Some(word), Some(last)) => word == last,
            _ => false,
        };
        self
    }

    fn clauses(&self) -> usize {
        let filters = [
            &self.tags,
            &self.sections,
            &self.contributors,
            &self.excluded_tags,
            &self.excluded_sections,
            &self.excluded_contributors,
        ];
        let texts = [&self.words, &self.phrases, &self.excluded];
        filters.map(Vec::len).iter().sum::<usize>() + texts.map(Vec::len).iter().sum::<usize>()
    }

    /// Removes repeated conditions, which would cost an engine time without an effect. Words stay:
    /// the terms made from them are distinct.
    fn deduplicated(mut self) -> Self {
        for texts in [&mut self.phrases, &mut self.excluded] {
            deduplicate(texts);
        }
        for filters in [
            &mut self.tags,
            &mut self.sections,
            &mut self.contributors,
            &mut self.excluded_tags,
            &mut self.excluded_sections,
            &mut self.excluded_contributors,
        ] {
            deduplicate(filters);
        }
        self
    }

    fn add(&mut self, clause: Clause) {
        let Clause {
            is_excluded,
            kind,
            text,
        } = clause;
        // Punctuation alone has no terms.
        if !text.chars().any(char::is_alphanumeric) {
            return;
        }
        let name_or_slug = || NameOrSlug {
            slug: Slug::from_any_text(&text),
            name: text.clone(),
        };
        match (kind, is_excluded) {
            (ClauseKind::Word, false) => self.words.push(text),
            (ClauseKind::Phrase, false) => self.phrases.push(text),
            (ClauseKind::Word | ClauseKind::Phrase, true) => self.excluded.push(text),
            (ClauseKind::Tag, false) => self.tags.push(name_or_slug()),
            (ClauseKind::Tag, true) => self.excluded_tags.push(name_or_slug()),
            (ClauseKind::Section, false) => self.sections.push(name_or_slug()),
            (ClauseKind::Section, true) => self.excluded_sections.push(name_or_slug()),
            (ClauseKind::Contributor, false) => self.contributors.push(name_or_slug()),
            (ClauseKind::Contributor, true) => self.excluded_contributors.push(name_or_slug()),
        }
    }
}

fn deduplicate<T: Clone + Eq + Hash>(conditions: &mut Vec<T>) {
    let mut seen = HashSet::new();
    conditions.retain(|condition| seen.insert(condition.clone()));
}

#[derive(Clone, Copy)]
enum ClauseKind {
    Word,
    Phrase,
    Tag,
    Section,
    Contributor,
}

/// Operators of the filters.
const FILTERS: [(&str, ClauseKind); 3] = [
    ("tag:", ClauseKind::Tag),
    ("section:", ClauseKind::Section),
    ("by:", ClauseKind::Contributor),
];

struct Clause {
    is_excluded: bool,
    kind: ClauseKind,
    text: String,
}

/// Parses a typed query.
///
/// # Errors
/// The text is longer than [`Query::MAX_CHARACTERS`], has more than [`Query::MAX_CLAUSES`] clauses,
/// or contains a control character.
///
/// ```
/// use standfirst_domain::search::parse;
/// let query = parse(r#"harbour "night ferry" -cruise tag:transport by:"Ada Larsen""#).unwrap();
/// assert_eq!(query.words, ["harbour"]);
/// assert_eq!(query.phrases, ["night ferry"]);
/// assert_eq!(query.excluded, ["cruise"]);
/// assert_eq!(query.contributors[0].slug.as_str(), "ada-larsen");
/// ```
pub fn parse(text: &str) -> Result<Query, Vec<UserError>> {
    if text.chars().nth(Query::MAX_CHARACTERS).is_some() {
        return Err(invalid(format!(
            "The query is longer than {} characters.",
            Query::MAX_CHARACTERS
        )));
    }
    if text.chars().any(|c| c.is_control() && !c.is_whitespace()) {
        return Err(invalid("The query contains a control character."));
    }
    let mut query = Query::default();
    let mut parser = Parser {
        text,
        rest: text.char_indices().peekable(),
    };
    while let Some(clause) = parser.clause() {
        query.add(clause);
    }
    if query.clauses() > Query::MAX_CLAUSES {
        return Err(invalid(format!(
            "The query has more than {} words, phrases and filters.",
            Query::MAX_CLAUSES
        )));
    }
    Ok(query.deduplicated())
}

fn invalid(message: impl Into<String>) -> Vec<UserError> {
    vec![UserError::input("query", message)]
}

struct Parser<'t> {
    text: &'t str,
    rest: Peekable<CharIndices<'t>>,
}

const fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»')
}

impl<'t> Parser<'t> {
    /// Reads the next clause; `None` at the end of the text.
    fn clause(&mut self) -> Option<Clause> {
        while self.rest.next_if(|(_, c)| c.is_whitespace()).is_some() {}
        self.rest.peek()?;
        let is_excluded = self.rest.next_if(|(_, c)| *c == '-').is_some();
        let clause = |kind: ClauseKind, text: String| Clause {
            is_excluded,
            kind,
            text,
        };
        if let Some(text) = self.quoted() {
            return Some(clause(ClauseKind::Phrase, text));
        }
        let piece = self.piece();
        let filter = FILTERS.into_iter().find(|(operator, _)| {
            piece
                .get(..operator.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(operator))
        });
        let Some((operator, kind)) = filter else {
            return Some(clause(ClauseKind::Word, piece.to_owned()));
        };
        let name = piece.get(operator.len()..).unwrap_or_default();
        // The piece ends before a quotation mark, so a quoted name follows it.
        let text = if name.is_empty() {
            self.quoted()
        } else {
            Some(name.to_owned())
        };
        // A filter without a name is a word, as in `tag:` at the end of a query.
        Some(
            match text.filter(|text| text.chars().any(char::is_alphanumeric)) {
                Some(text) => clause(kind, text),
                None => clause(ClauseKind::Word, piece.to_owned()),
            },
        )
    }

    /// Reads up to white space or a quotation mark.
    fn piece(&mut self) -> &'t str {
        let start = self.at();
        while self
            .rest
            .next_if(|(_, c)| !c.is_whitespace() && !is_quote(*c))
            .is_some()
        {}
        self.text.get(start..self.at()).unwrap_or_default()
    }

    /// Reads a quoted text if a quotation mark comes next. Without a closing mark it extends to the
    /// end.
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
