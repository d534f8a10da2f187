//! Old names at the paths listed for them.
//!
//! A row of the table has the old name, the paths, the new name and, where needed, texts that
//! are right although they hold the old name, separated by `|`. The old name is written in one of
//! five ways:
//!
//! | written | matches |
//! |---|---|
//! | `gizmo` | the word and its plural anywhere, also inside identifiers |
//! | `` `gizmo` `` | the word and its plural inside identifiers of Rust code |
//! | `Gizmo` | the word inside identifiers of Rust code that name types |
//! | `=gizmo` | the whole identifier in Rust code |
//! | `"oldGizmo"` | the whole identifier anywhere |

use std::{collections::HashMap, io};

use super::finding::{Finding, Rule};
use crate::{
    glob::Globs,
    rust::Kind,
    token::{Token, Tokens, adjoin, is_word_or_plural},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Anywhere,
    InIdentifiers,
    InTypes,
    Identifier,
    IdentifierAnywhere,
}

#[derive(Debug)]
struct Row {
    form: Form,
    old: String,
    words: Vec<String>,
    paths: Globs,
    new: String,
    exceptions: Vec<String>,
}

/// Table of old names.
#[derive(Debug, Default)]
pub struct Table {
    rows: Vec<Row>,
    /// Rows by the first three letters of their first word.
    by_opening: HashMap<String, Vec<usize>>,
}

impl Table {
    /// Parses rows of three or four cells that are separated by tabs. `#` opens a comment.
    ///
    /// # Errors
    ///
    /// A row has fewer than three cells or an empty name.
    pub fn parse(text: &str) -> io::Result<Self> {
        let mut table = Self::default();
        for (index, line) in text.lines().enumerate() {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let row = Row::parse(line).ok_or_else(|| {
                let number = index + 1;
                io::Error::other(format!(
                    "line {number} of the table of names has no old name, paths and new name"
                ))
            })?;
            let opening = row
                .words
                .first()
                .map(|word| opening(word))
                .unwrap_or_default();
            table
                .by_opening
                .entry(opening)
                .or_default()
                .push(table.rows.len());
            table.rows.push(row);
        }
        Ok(table)
    }

    /// Adds a finding for each old name in a file or in its path.
    pub fn check(&self, file: &Tokens<'_>, findings: &mut Vec<Finding>) {
        let applies: Vec<bool> = self
            .rows
            .iter()
            .map(|row| row.paths.matches(file.path))
            .collect();
        for index in 0..file.tokens.len() {
            self.check_token(file, index, &applies, findings);
        }
        self.check_path(file.path, &applies, findings);
    }

    fn check_token(
        &self,
        file: &Tokens<'_>,
        index: usize,
        applies: &[bool],
        findings: &mut Vec<Finding>,
    ) {
        let tokens = file.tokens.get(index..).unwrap_or_default();
        let Some(first) = tokens.first() else { return };
        let Some(rows) = self.by_opening.get(&opening(&first.word)) else {
            return;
        };
        for row in rows {
            let applies = applies.get(*row).copied().unwrap_or_default();
            let Some(row) = self.rows.get(*row).filter(|_| applies) else {
                continue;
            };
            if row.matches(file.text, tokens) && !row.is_exception(file, first) {
                let (start, end) = first.identifier;
                let found = file.text.get(start..end).unwrap_or_default();
                findings.push(row.finding(file.path, file.line(start), found));
            }
        }
    }

    /// Names of files and folders hold old names as well.
    fn check_path(&self, path: &str, applies: &[bool], findings: &mut Vec<Finding>) {
        let file = Tokens::new("", path);
        for (row, _) in self
            .rows
            .iter()
            .zip(applies)
            .filter(|(_, applies)| **applies)
        {
            let in_names = matches!(row.form, Form::Anywhere | Form::InIdentifiers);
            let found = (0..file.tokens.len()).any(|index| {
                let tokens = file.tokens.get(index..).unwrap_or_default();
                row.phrase(path, tokens)
                    && tokens
                        .first()
                        .is_some_and(|first| !row.is_exception(&file, first))
            });
            if in_names && found {
                findings.push(row.finding(path, 1, "the path"));
            }
        }
    }
}

impl Row {
    fn parse(line: &str) -> Option<Self> {
        let mut cells = line
            .split('\t')
            .map(str::trim)
            .filter(|cell| !cell.is_empty());
        let (old, paths, new) = (cells.next()?, cells.next()?, cells.next()?);
        let exceptions = cells.next().unwrap_or_default();
        let quoted = |mark: char| {
            old.strip_prefix(mark)
                .and_then(|rest| rest.strip_suffix(mark))
        };
        let (form, name) = if let Some(name) = quoted('`') {
            (Form::InIdentifiers, name)
        } else if let Some(name) = quoted('"') {
            (Form::IdentifierAnywhere, name)
        } else if let Some(name) = old.strip_prefix('=') {
            (Form::Identifier, name)
        } else if old.starts_with(char::is_uppercase) {
            (Form::InTypes, old)
        } else {
            (Form::Anywhere, old)
        };
        let words: Vec<String> = Tokens::new("", name)
            .tokens
            .into_iter()
            .map(|token| token.word)
            .collect();
        if words.is_empty() {
            return None;
        }
        Some(Self {
            form,
            old: name.to_owned(),
            words,
            paths: Globs::parse(paths),
            new: new.to_owned(),
            exceptions: exceptions
                .split('|')
                .map(str::to_owned)
                .filter(|each| !each.is_empty())
                .collect(),
        })
    }

    fn matches(&self, text: &str, tokens: &[Token]) -> bool {
        let Some(first) = tokens.first() else {
            return false;
        };
        let code = first.kind == Kind::Code;
        let (start, end) = first.identifier;
        let whole = || first.start == start && text.get(start..end) == Some(self.old.as_str());
        match self.form {
            Form::Anywhere => self.phrase(text, tokens),
            Form::InIdentifiers => code && self.phrase(text, tokens),
            Form::InTypes => {
                code && first.capital && is_type(text, first) && self.phrase(text, tokens)
            }
            Form::Identifier => code && whole(),
            Form::IdentifierAnywhere => whole(),
        }
    }

    /// Tells if the words stand here one after the other.
    fn phrase(&self, text: &str, tokens: &[Token]) -> bool {
        let found = tokens.get(..self.words.len()).unwrap_or_default();
        let last = self.words.len().saturating_sub(1);
        found.len() == self.words.len()
            && found.windows(2).all(|pair| match pair {
                [one, other] => adjoin(text, one, other),
                _ => true,
            })
            && found
                .iter()
                .zip(&self.words)
                .enumerate()
                .all(|(index, (token, word))| {
                    if index == last {
                        is_word_or_plural(&token.word, word)
                    } else {
                        token.word == *word
                    }
                })
    }

    /// Tells if a text that is right covers the word.
    fn is_exception(&self, file: &Tokens<'_>, token: &Token) -> bool {
        let (start, line) = file.line_text(token.start);
        self.exceptions.iter().any(|exception| {
            line.match_indices(exception.as_str()).any(|(at, text)| {
                let from = start + at;
                from <= token.start && token.end <= from + text.len()
            })
        })
    }

    fn finding(&self, path: &str, line: usize, found: &str) -> Finding {
        let found = format!("\"{}\" in `{found}`", self.old);
        Finding {
            path: path.to_owned(),
            line,
            rule: Rule::Names,
            found,
            advice: self.new.clone(),
        }
    }
}

/// Types are written in camel case, constants in capitals only.
fn is_type(text: &str, token: &Token) -> bool {
    let (start, end) = token.identifier;
    let identifier = text.get(start..end).unwrap_or_default();
    identifier.starts_with(char::is_uppercase) && identifier.chars().any(char::is_lowercase)
}

fn opening(word: &str) -> String {
    word.chars().take(3).collect()
}

#[cfg(test)]
mod tests {
    use super::Table;
    use crate::token::Tokens;

    fn lines(table: &str, path: &str, text: &str) -> Vec<usize> {
        let mut findings = Vec::new();
        Table::parse(table)
            .unwrap()
            .check(&Tokens::new(path, text), &mut findings);
        findings.into_iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn a_plain_name_is_found_in_code_comments_strings_and_paths() {
        let text = "fn gizmo_row() {}\n// a gizmo\nlet a = \"gizmos\";\nstruct OldGizmo;\nlet gizmology = 1;";
        assert_eq!(lines("gizmo\t*\tdevice", "a.rs", text), [1, 2, 3, 4]);
        assert_eq!(lines("gizmo\t*\tdevice", "a.md", "x\nThe gizmo."), [2]);
        assert_eq!(lines("gizmo\t*\tdevice", "src/gizmos/a.rs", ""), [1]);
    }

    #[test]
    fn a_name_is_found_only_at_its_paths() {
        assert_eq!(lines("gizmo\ta/**\tdevice", "a/b.rs", "gizmo"), [1]);
        assert_eq!(
            lines("gizmo\ta/**\tdevice", "b/a.rs", "gizmo"),
            Vec::<usize>::new()
        );
        assert_eq!(
            lines("gizmo\t*,!a/**\tdevice", "a/b.rs", "gizmo"),
            Vec::<usize>::new()
        );
    }

    #[test]
    fn a_name_of_two_words_is_found_across_lines_and_in_identifiers() {
        let text = "/// The old\n/// gizmo.\nfn old_gizmo(a: OldGizmo) {}\n// old; gizmo";
        assert_eq!(lines("old gizmo\t*\tdevice", "a.rs", text), [1, 3, 3]);
    }

    #[test]
    fn a_name_in_backquotes_is_found_in_code_alone() {
        let text = "// a gizmo\nfn old_gizmo() {}\nlet a = \"gizmo\";\nstruct Gizmo;";
        assert_eq!(lines("`gizmo`\t*\tdevice", "a.rs", text), [2, 4]);
        assert_eq!(
            lines("`gizmo`\t*\tdevice", "a.md", "gizmo"),
            Vec::<usize>::new()
        );
    }

    #[test]
    fn a_name_with_a_capital_is_found_in_types_alone() {
        let text = "fn gizmo() {}\nstruct OldGizmo;\nconst OLD_GIZMO: u8 = 1;\n// Gizmo";
        assert_eq!(lines("Gizmo\t*\tdevice", "a.rs", text), [2]);
    }

    #[test]
    fn a_whole_identifier_is_found_neither_inside_another_nor_in_prose() {
        let text = "fn gizmo() {}\nfn old_gizmo() {}\n// gizmo";
        assert_eq!(lines("=gizmo\t*\tdevice", "a.rs", text), [1]);
        assert_eq!(
            lines(
                "\"oldGizmo\"\t*\tdevice",
                "a.md",
                "`oldGizmo`\nthe old gizmo"
            ),
            [1]
        );
    }

    #[test]
    fn a_text_that_is_right_is_no_finding() {
        let table = "gizmo\t*\tdevice\tgizmo style|.gizmo(";
        assert_eq!(
            lines(table, "a.rs", "// gizmo style\na.gizmo(1);\ngizmo(1);"),
            [3]
        );
    }

    #[test]
    fn a_row_without_a_new_name_is_an_error() {
        assert!(Table::parse("gizmo\t*").is_err());
        assert!(Table::parse("# comment\n\ngizmo\t*\tdevice").is_ok());
    }
}
