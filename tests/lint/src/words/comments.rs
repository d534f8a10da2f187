//! Openings of doc comments and widths of comment lines.

use super::finding::{Finding, Rule};
use crate::{
    rust::{self, Kind},
    token::{Tokens, has_extension},
};

/// First words that a doc comment may not have, save in a small share of all.
const OPENINGS: [&str; 5] = ["what", "how", "whether", "of", "that"];

/// Share of doc comments that may open so, in percent.
const MOST_OPENINGS: usize = 5;

/// Widest line of comment, as `rustfmt` has it for code.
const WIDEST: usize = 100;

/// Count of doc comments and of those with an unwanted opening.
#[derive(Debug, Default, Clone, Copy)]
pub struct Openings {
    /// Number of doc comments.
    pub docs: usize,
    /// Number of doc comments with an unwanted opening.
    pub unwanted: usize,
}

impl Openings {
    /// Tells if too large a share opens with an unwanted word.
    #[must_use]
    pub fn too_many(self) -> bool {
        self.unwanted * 100 > self.docs * MOST_OPENINGS
    }

    /// Share of unwanted openings, in percent with one decimal.
    #[must_use]
    pub fn share(self) -> String {
        let permille = (self.unwanted * 1000)
            .checked_div(self.docs)
            .unwrap_or_default();
        format!("{}.{} %", permille / 10, permille % 10)
    }

    pub(super) fn check(&mut self, file: &Tokens<'_>, findings: &mut Vec<Finding>) {
        if !has_extension(file.path, "rs") {
            return;
        }
        for (start, comment) in doc_blocks(file) {
            self.docs += 1;
            let first = comment
                .split(|each: char| !each.is_alphanumeric())
                .find(|word| !word.is_empty());
            let Some(first) = first.filter(|word| OPENINGS.contains(&word.to_lowercase().as_str()))
            else {
                continue;
            };
            self.unwanted += 1;
            findings.push(Finding {
                path: file.path.to_owned(),
                line: file.line(start),
                rule: Rule::Openings,
                found: format!("\"{first} ...\""),
                advice: "a noun phrase or a verb in the third person".to_owned(),
            });
        }
    }
}

/// Position and first line of each block of doc comment lines.
fn doc_blocks<'a>(file: &Tokens<'a>) -> Vec<(usize, &'a str)> {
    let mut blocks = Vec::new();
    let mut last_line = 0;
    let mut last_marker = "";
    for stretch in rust::split(file.text)
        .into_iter()
        .filter(|stretch| stretch.kind == Kind::Doc)
    {
        let comment = file
            .text
            .get(stretch.start..stretch.end)
            .unwrap_or_default();
        let marker = comment.get(..3).unwrap_or_default();
        let line = file.line(stretch.start);
        if line != last_line + 1 || marker != last_marker {
            blocks.push((stretch.start, comment));
        }
        (last_line, last_marker) = (line, marker);
    }
    blocks
}

/// Adds a finding for each line of comment that is too wide. Lines with an address or a table
/// may be wider.
pub fn check_widths(file: &Tokens<'_>, findings: &mut Vec<Finding>) {
    if !has_extension(file.path, "rs") {
        return;
    }
    for stretch in rust::split(file.text) {
        let comment = file
            .text
            .get(stretch.start..stretch.end)
            .unwrap_or_default();
        let unbreakable =
            comment.contains("://") || comment.contains("/// |") || comment.contains("//! |");
        let prose = matches!(stretch.kind, Kind::Doc | Kind::Comment) && !unbreakable;
        let (_, line) = file.line_text(stretch.start);
        let width = line.chars().count();
        if prose && width > WIDEST && comment.starts_with("//") {
            findings.push(Finding {
                path: file.path.to_owned(),
                line: file.line(stretch.start),
                rule: Rule::Widths,
                found: format!("comment line of {width} characters"),
                advice: format!("wrap at {WIDEST}"),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Openings, check_widths};
    use crate::token::Tokens;

    #[test]
    fn the_first_line_of_each_block_counts_once() {
        let text = "//! What a module does.\n//! How it goes on.\n\n/// Number of things.\n/// Whether or not.\nfn a() {}\n/// Of which there are two.\nfn b() {}\n";
        let mut openings = Openings::default();
        let mut findings = Vec::new();
        openings.check(&Tokens::new("a.rs", text), &mut findings);
        assert_eq!((openings.docs, openings.unwanted), (3, 2));
        assert_eq!(
            findings
                .iter()
                .map(|finding| finding.line)
                .collect::<Vec<_>>(),
            [1, 7]
        );
        assert_eq!(openings.share(), "66.6 %");
    }

    #[test]
    fn a_small_share_is_allowed() {
        assert!(
            !Openings {
                docs: 100,
                unwanted: 5
            }
            .too_many()
        );
        assert!(
            Openings {
                docs: 100,
                unwanted: 6
            }
            .too_many()
        );
        assert!(!Openings::default().too_many());
    }

    #[test]
    fn wide_comments_are_found_and_addresses_are_not() {
        let wide = "word ".repeat(25);
        let text = format!("// {wide}\n/// {wide}\n// https://example.org/{wide}\n// short\n");
        let mut findings = Vec::new();
        check_widths(&Tokens::new("a.rs", &text), &mut findings);
        assert_eq!(
            findings
                .iter()
                .map(|finding| finding.line)
                .collect::<Vec<_>>(),
            [1, 2]
        );
    }
}
