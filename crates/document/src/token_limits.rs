//! Limits on a document that can be counted on its tokens, before anything parses it.
//!
//! The parser recurses into brackets, and a few kilobytes of `[` would overflow its stack and end
//! the process. Brackets are therefore counted here on an explicit stack, which is bounded too,
//! together with everything that can be counted without the schema. The size of the document with
//! its fragments expanded is checked after parsing by
//! [`fragment_expansion`](crate::fragment_expansion).

use std::ops::Range;

use apollo_parser::TokenKind;
use standfirst_domain::error::ErrorCode;

use crate::{
    diagnostics,
    lexer::{Lexeme, lexemes},
    limits::DocumentLimits,
    rejection::{DocumentRejection, check_limit},
    source_positions::SourcePositions,
};

/// Rejects a document that exceeds a limit, and returns the bytes of its descriptions.
///
/// The parser is behind the specification's edition of September 2025 in two ways. It knows no
/// descriptions in executable documents (sections 2.4, 2.5 and 2.8), so the caller takes them out.
/// It ignores a name without a value among arguments and fields of objects, so that is rejected
/// here.
pub fn check(text: &str, limits: &DocumentLimits) -> Result<Vec<Range<usize>>, DocumentRejection> {
    check_limit("document-bytes", text.len(), limits.document_bytes)?;
    let mut counter = TokenCounter::new(limits);
    let mut tokens = 0_usize;
    for lexeme in lexemes(text) {
        count("tokens", &mut tokens, limits.tokens)?;
        if counter.lacks_a_colon(lexeme) {
            let position = SourcePositions::new(text).at(lexeme.start);
            return Err(diagnostics::syntax_error_at(position));
        }
        counter.note_description(lexeme);
        counter.add(lexeme)?;
    }
    Ok(counter.descriptions)
}

/// An open bracket, by what it encloses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bracket {
    /// Braces of a selection set.
    Selections,
    /// Parentheses of an operation's variables.
    Variables,
    /// Parentheses of arguments, or braces of an object.
    NamedValues,
    /// Brackets of a list, as a value or as a type.
    List,
}

/// Definition that the next token belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum OpenDefinition {
    None,
    Operation,
    Fragment,
}

struct TokenCounter<'l, 't> {
    limits: &'l DocumentLimits,
    brackets: Vec<Bracket>,
    definition: OpenDefinition,
    /// The two tokens before the current one, the nearer first.
    previous: [Option<Lexeme<'t>>; 2],
    fragments: usize,
    operations: usize,
    variables: usize,
    root_fields: usize,
    aliases: usize,
    directives: usize,
    /// A string that is a description if the next token begins what it describes.
    description_candidate: Option<Range<usize>>,
    descriptions: Vec<Range<usize>>,
}

impl<'l, 't> TokenCounter<'l, 't> {
    const fn new(limits: &'l DocumentLimits) -> Self {
        Self {
            limits,
            brackets: Vec::new(),
            definition: OpenDefinition::None,
            previous: [None, None],
            fragments: 0,
            operations: 0,
            variables: 0,
            root_fields: 0,
            aliases: 0,
            directives: 0,
            description_candidate: None,
            descriptions: Vec::new(),
        }
    }

    fn add(&mut self, lexeme: Lexeme<'t>) -> Result<(), DocumentRejection> {
        if self.definition == OpenDefinition::None {
            self.begin_definition(lexeme)?;
        }
        let limits = self.limits;
        match (lexeme.kind, self.brackets.last()) {
            (Some(kind @ (TokenKind::LCurly | TokenKind::LBracket | TokenKind::LParen)), _) => {
                self.open(kind)?;
            }
            (Some(TokenKind::RCurly | TokenKind::RBracket | TokenKind::RParen), _) => self.close(),
            (Some(TokenKind::At), _) => {
                count("directives", &mut self.directives, limits.directives)?;
            }
            (Some(TokenKind::Dollar), Some(Bracket::Variables)) => {
                count("variables", &mut self.variables, limits.variables)?;
            }
            // Colons of arguments and types are in other brackets, so this one ends an alias.
            (Some(TokenKind::Colon), Some(Bracket::Selections)) => {
                count("aliases", &mut self.aliases, limits.aliases)?;
            }
            (Some(TokenKind::Name), _) if self.is_root_field() => {
                count("root-fields", &mut self.root_fields, limits.root_fields)?;
            }
            _ => {}
        }
        self.previous = [Some(lexeme), self.previous[0]];
        Ok(())
    }

    fn previous_kind(&self) -> Option<TokenKind> {
        self.previous[0]?.kind
    }

    fn kind_before_previous(&self) -> Option<TokenKind> {
        self.previous[1]?.kind
    }

    /// Returns whether the previous token names an argument or a field of an object, and this token
    /// is not the colon before its value.
    fn lacks_a_colon(&self, lexeme: Lexeme<'t>) -> bool {
        // A name after a colon is a value, and one after `$` is a variable.
        let is_value = matches!(
            self.kind_before_previous(),
            Some(TokenKind::Colon | TokenKind::Dollar)
        );
        self.brackets.last() == Some(&Bracket::NamedValues)
            && self.previous_kind() == Some(TokenKind::Name)
            && !is_value
            && lexeme.kind != Some(TokenKind::Colon)
    }

    /// Finds the descriptions of definitions and variables: strings before their first token.
    fn note_description(&mut self, lexeme: Lexeme<'t>) {
        let is_outside = self.brackets.is_empty() && self.definition == OpenDefinition::None;
        let is_in_variables = self.brackets.last() == Some(&Bracket::Variables);
        let candidate = self.description_candidate.take();
        match lexeme.kind {
            Some(TokenKind::StringValue) => {
                // A string after `=` is the default of a variable.
                let is_default = self.previous_kind() == Some(TokenKind::Eq);
                let may_describe = is_outside || (is_in_variables && !is_default);
                // Of two strings in a row, neither is a description.
                if candidate.is_none() && may_describe {
                    let end = lexeme.start.saturating_add(lexeme.text.len());
                    self.description_candidate = Some(lexeme.start..end);
                }
            }
            Some(TokenKind::Name) if is_outside => {
                let keywords = ["query", "mutation", "subscription", "fragment"];
                if keywords.contains(&lexeme.text) {
                    self.descriptions.extend(candidate);
                }
            }
            Some(TokenKind::Dollar) if is_in_variables => self.descriptions.extend(candidate),
            _ => {}
        }
    }

    /// Begins a definition, unless the token is its description.
    fn begin_definition(&mut self, lexeme: Lexeme<'t>) -> Result<(), DocumentRejection> {
        self.definition = match lexeme.kind {
            _ if lexeme.is_name("fragment") => {
                count("fragments", &mut self.fragments, self.limits.fragments)?;
                OpenDefinition::Fragment
            }
            Some(TokenKind::Name | TokenKind::LCurly) => {
                count("operations", &mut self.operations, self.limits.operations)?;
                OpenDefinition::Operation
            }
            _ => return Ok(()),
        };
        // These limits are for each operation. All others are for the whole document.
        (self.variables, self.root_fields) = (0, 0);
        Ok(())
    }

    fn open(&mut self, kind: TokenKind) -> Result<(), DocumentRejection> {
        let is_of_directive = self.kind_before_previous() == Some(TokenKind::At);
        // Selection sets occur at the top or within each other. All other braces are objects.
        let bracket = match (kind, self.brackets.last()) {
            (TokenKind::LCurly, None | Some(Bracket::Selections)) => Bracket::Selections,
            // Directives on a definition take arguments, which are no variables.
            (TokenKind::LParen, None) if !is_of_directive => Bracket::Variables,
            (TokenKind::LBracket, _) => Bracket::List,
            _ => Bracket::NamedValues,
        };
        if self.brackets.len() >= self.limits.nesting {
            return Err(DocumentRejection::over_limit(
                ErrorCode::QueryTooDeep,
                "nesting",
                self.limits.nesting,
            ));
        }
        self.brackets.push(bracket);
        Ok(())
    }

    /// Closes a bracket. A definition ends with its selection set.
    fn close(&mut self) {
        let closed = self.brackets.pop();
        if closed == Some(Bracket::Selections) && self.brackets.is_empty() {
            self.definition = OpenDefinition::None;
        }
    }

    /// Returns whether a name at this place is a field at the root of an operation. The name after
    /// an alias, `...`, `... on` or `@` is none.
    fn is_root_field(&self) -> bool {
        let is_type_condition = self.previous[0].is_some_and(|previous| previous.is_name("on"))
            && self.kind_before_previous() == Some(TokenKind::Spread);
        let continues = matches!(
            self.previous_kind(),
            Some(TokenKind::Spread | TokenKind::At | TokenKind::Colon)
        );
        self.definition == OpenDefinition::Operation
            && self.brackets == [Bracket::Selections]
            && !is_type_condition
            && !continues
    }
}

/// Adds one to a count and checks its limit.
fn count(limit: &'static str, counted: &mut usize, max: usize) -> Result<(), DocumentRejection> {
    *counted = counted.saturating_add(1);
    check_limit(limit, *counted, max)
}

#[cfg(test)]
mod tests;
