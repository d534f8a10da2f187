//! Vocabulary checks: old names, unwanted phrases, openings of doc comments, names that occur
//! twice, and lines of comment that are too long.
//!
//! The old names stand in a table in the repository, [`TABLE`]. The rules are named by
//! [`Rule`], and each can be switched on alone.

mod comments;
mod finding;
mod names;
mod phrases;
mod types;

pub use comments::Openings;
pub use finding::{Finding, Rule};

use std::{collections::BTreeMap, io, path::Path};

use crate::{files::SourceFile, glob::Globs, token::Tokens};

/// Path of the table of old names.
pub const TABLE: &str = "tests/words/names.tsv";

/// Files that no rule reads: texts that others wrote and the table itself.
const NOT_READ: &str =
    "tests/words/*,LICENSE*,Cargo.lock,**/package-lock.json,**/*.ndjson,**/*.svg";

/// Markers in CHANGELOG.md around its table of old and new names.
const TABLE_OPENS: &str = "<!-- old names -->";
const TABLE_ENDS: &str = "<!-- end of old names -->";

/// Result of one check.
#[derive(Debug, Default)]
pub struct Report {
    /// Places that break a rule, by path and line.
    pub findings: Vec<Finding>,
    /// Number of files that were read.
    pub files: usize,
    /// Count of doc comments.
    pub docs: Openings,
}

impl Report {
    /// Number of findings of each rule, zero included.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<Rule, usize> {
        let mut counts: BTreeMap<Rule, usize> = Rule::ALL.map(|rule| (rule, 0)).into();
        for finding in &self.findings {
            *counts.entry(finding.rule).or_default() += 1;
        }
        counts
    }

    /// Number of findings by folder and rule, the largest first.
    #[must_use]
    pub fn counts_by_folder(&self) -> Vec<(String, Rule, usize)> {
        let mut counts: BTreeMap<(String, Rule), usize> = BTreeMap::new();
        for finding in &self.findings {
            let parts: Vec<_> = finding.path.split('/').take(4).collect();
            *counts.entry((parts.join("/"), finding.rule)).or_default() += 1;
        }
        let mut counts: Vec<_> = counts
            .into_iter()
            .map(|((folder, rule), count)| (folder, rule, count))
            .collect();
        counts.sort_by_key(|(_, _, count)| std::cmp::Reverse(*count));
        counts
    }

    /// Findings that make the check fail.
    pub fn shown(&self) -> impl Iterator<Item = &Finding> {
        let openings = self.docs.too_many();
        self.findings
            .iter()
            .filter(move |finding| openings || finding.rule != Rule::Openings)
    }

    /// Tells if the check fails. Openings are allowed in a small share of doc comments.
    #[must_use]
    pub fn fails(&self) -> bool {
        let others = self
            .findings
            .iter()
            .any(|finding| finding.rule != Rule::Openings);
        others || self.docs.too_many()
    }
}

/// Checks the files whose paths match, by the rules and the table given.
///
/// # Errors
///
/// The table has a row that cannot be read.
pub fn check(
    files: &[SourceFile],
    table: &str,
    paths: &Globs,
    rules: &[Rule],
) -> io::Result<Report> {
    let table = names::Table::parse(table)?;
    let not_read = Globs::parse(NOT_READ);
    let mut report = Report::default();
    let mut types = types::Definitions::default();
    for file in files {
        if !paths.matches(&file.path) || not_read.matches(&file.path) {
            continue;
        }
        report.files += 1;
        let text = without_old_names(file);
        let tokens = Tokens::new(&file.path, &text);
        for rule in rules {
            let findings = &mut report.findings;
            match rule {
                Rule::Names => table.check(&tokens, findings),
                Rule::Phrases => phrases::check(&tokens, findings),
                Rule::Openings => report.docs.check(&tokens, findings),
                Rule::Types => types.add(&tokens),
                Rule::Constructors => types::check_constructors(&tokens, findings),
                Rule::Widths => comments::check_widths(&tokens, findings),
            }
        }
    }
    types.report(&mut report.findings);
    report.findings.sort();
    Ok(report)
}

/// Blanks the table of old and new names in the change log for users.
fn without_old_names(file: &SourceFile) -> String {
    let opens = file.text.find(TABLE_OPENS);
    let ends = file.text.find(TABLE_ENDS);
    match (file.path.as_str(), opens, ends) {
        ("CHANGELOG.md", Some(opens), Some(ends)) if opens < ends => {
            let (head, rest) = file.text.split_at(opens);
            let (table, tail) = rest.split_at(ends - opens);
            let lines = "\n".repeat(table.matches('\n').count());
            format!("{head}{lines}{tail}")
        }
        _ => file.text.clone(),
    }
}

/// Reads the table of a checkout.
///
/// # Errors
///
/// The table is missing or cannot be read.
pub fn read_table(root: &Path) -> io::Result<String> {
    std::fs::read_to_string(root.join(TABLE))
}

#[cfg(test)]
mod tests {
    use super::{Report, Rule, check};
    use crate::{files::SourceFile, glob::Globs};

    fn checked(files: &[(&str, &str)]) -> Report {
        let file = |(path, text): &(&str, &str)| SourceFile {
            path: (*path).to_owned(),
            text: (*text).to_owned(),
        };
        let files: Vec<_> = files.iter().map(file).collect();
        check(&files, "gizmo\t*\tdevice\n", &Globs::parse("*"), &Rule::ALL).unwrap()
    }

    #[test]
    fn a_clean_tree_passes() {
        let report = checked(&[("crates/a/src/lib.rs", "//! Devices.\npub struct Device;\n")]);
        assert_eq!(report.findings, []);
        assert!(!report.fails());
    }

    #[test]
    fn each_rule_can_fail() {
        let long = format!("// {}\n", "word ".repeat(20));
        for (rule, text) in [
            (Rule::Names, "fn gizmo_count() {}"),
            (Rule::Phrases, "/// Read by nobody."),
            (Rule::Openings, "/// Whether it runs."),
            (Rule::Types, "mod a { struct One; } mod b { enum One {} }"),
            (Rule::Constructors, "fn of(x: u8) {}"),
            (Rule::Widths, &long),
        ] {
            let report = checked(&[("crates/a/src/lib.rs", text)]);
            assert!(report.fails(), "{rule:?}");
            assert_eq!(
                report.counts()[&rule],
                report.findings.len(),
                "{:?}",
                report.findings
            );
        }
    }

    #[test]
    fn the_old_names_in_the_changelog_are_not_read() {
        let text = "# Changes\n<!-- old names -->\n| gizmo | device |\n<!-- end of old names -->\nA gizmo.\n";
        let report = checked(&[
            ("CHANGELOG.md", text),
            ("LICENSE-MIT", "gizmo"),
            ("a/b.ndjson", "gizmo"),
        ]);
        let lines: Vec<_> = report
            .findings
            .iter()
            .map(|finding| (finding.path.as_str(), finding.line))
            .collect();
        assert_eq!(lines, [("CHANGELOG.md", 5)]);
    }
}
