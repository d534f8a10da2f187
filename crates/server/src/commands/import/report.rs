//! Import report: counts the outcomes of an import, and prints them.

use std::{
    collections::BTreeMap,
    fmt,
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
};

use standfirst_domain::import::ImportOutcome;

use super::file_error::RecordLocation;
use crate::output::escape;

/// Number of invalid records, and of notes, that are printed.
const MAX_PRINTED: usize = 20;
/// Number of names of articles edited here that are printed.
const MAX_EDITED_PRINTED: usize = 100;

/// Outcomes of an import so far.
#[derive(Debug, Default)]
pub(super) struct ImportReport {
    is_dry_run: bool,
    files: usize,
    read: u64,
    created: u64,
    updated: u64,
    unchanged: u64,
    edited_here: u64,
    edited_names: Vec<String>,
    left_out: BTreeMap<String, u64>,
    notes: u64,
    printed_notes: Vec<String>,
    invalid: u64,
    printed_invalid: Vec<String>,
    problems: Option<BufWriter<File>>,
}

impl ImportReport {
    /// Creates a report about a number of files. Every invalid record is also written to the file
    /// `problems`, if there is one.
    pub fn new(files: usize, is_dry_run: bool, problems: Option<&Path>) -> io::Result<Self> {
        let problems = problems.map(File::create).transpose()?.map(BufWriter::new);
        Ok(Self {
            files,
            is_dry_run,
            problems,
            ..Self::default()
        })
    }

    /// Adds records that were read.
    pub fn add_read(&mut self, records: u64) {
        self.read += records;
    }

    /// Adds the outcome of an article, which has this name in its source.
    pub fn add_outcome(&mut self, name: &str, outcome: &ImportOutcome) {
        match outcome {
            ImportOutcome::Created => self.created += 1,
            ImportOutcome::Updated => self.updated += 1,
            ImportOutcome::Unchanged => self.unchanged += 1,
            ImportOutcome::EditedHere => {
                self.edited_here += 1;
                if self.edited_names.len() < MAX_EDITED_PRINTED {
                    self.edited_names.push(escape(name));
                }
            }
        }
    }

    /// Adds a record that is no article.
    pub fn add_left_out(&mut self, reason: &str) {
        *self.left_out.entry(escape(reason)).or_default() += 1;
    }

    /// Adds a note about an article that differs from its record.
    pub fn add_note(&mut self, location: &RecordLocation, note: &str) {
        self.notes += 1;
        if self.printed_notes.len() < MAX_PRINTED {
            self.printed_notes
                .push(format!("{location}: {}", escape(note)));
        }
    }

    /// Adds an invalid record.
    pub fn add_invalid(&mut self, location: &RecordLocation, reasons: &[String]) {
        self.invalid += 1;
        let line = format!("{location}: {}", escape(&reasons.join(" ")));
        if let Some(file) = &mut self.problems {
            // A full disk is reported when the file is closed.
            let _ = writeln!(file, "{line}");
        }
        if self.printed_invalid.len() < MAX_PRINTED {
            self.printed_invalid.push(line);
        }
    }

    /// Number of articles written to the database.
    pub fn written(&self) -> u64 {
        if self.is_dry_run {
            0
        } else {
            self.created + self.updated
        }
    }

    /// Returns `true` if a record was invalid.
    pub fn has_invalid(&self) -> bool {
        self.invalid > 0
    }

    /// Completes the file of invalid records.
    pub fn close(&mut self) -> io::Result<()> {
        self.problems.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl fmt::Display for ImportReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let files = if self.files == 1 { "file" } else { "files" };
        let records = if self.read == 1 { "record" } else { "records" };
        let dry_run = if self.is_dry_run {
            "; this was a dry run, nothing was written"
        } else {
            ""
        };
        write!(
            f,
            "read {} {records} from {} {files}{dry_run}",
            self.read, self.files
        )?;
        let left_out = self.left_out.values().sum();
        count(f, "created", self.created)?;
        count(f, "updated", self.updated)?;
        count(f, "unchanged", self.unchanged)?;
        count(f, "edited here", self.edited_here)?;
        list(f, &self.edited_names, self.edited_here)?;
        count(f, "left out", left_out)?;
        for (reason, count) in &self.left_out {
            write!(f, "\n  {count} {reason}")?;
        }
        if self.notes > 0 {
            count(f, "notes", self.notes)?;
            list(f, &self.printed_notes, self.notes)?;
        }
        count(f, "invalid", self.invalid)?;
        list(f, &self.printed_invalid, self.invalid)
    }
}

fn count(f: &mut fmt::Formatter<'_>, label: &str, count: u64) -> fmt::Result {
    write!(f, "\n{label:<14}{count}")
}

/// Prints lines, and the number of those that were not kept.
fn list(f: &mut fmt::Formatter<'_>, lines: &[String], count: u64) -> fmt::Result {
    lines.iter().try_for_each(|line| write!(f, "\n  {line}"))?;
    match count.saturating_sub(lines.len() as u64) {
        0 => Ok(()),
        more => write!(f, "\n  and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use standfirst_domain::import::ImportOutcome;
    use tempfile::TempDir;

    use super::{super::file_error::RecordLocation, ImportReport};

    fn location(line: u64) -> RecordLocation {
        RecordLocation {
            file: "a.ndjson".into(),
            line,
        }
    }

    #[test]
    fn the_report_counts_outcomes_with_reasons() {
        let mut report = ImportReport::new(2, false, None).unwrap();
        report.add_read(6);
        for (name, outcome) in [
            ("a", ImportOutcome::Created),
            ("b", ImportOutcome::Updated),
            ("c", ImportOutcome::Unchanged),
            ("d\n", ImportOutcome::EditedHere),
        ] {
            report.add_outcome(name, &outcome);
        }
        report.add_left_out("is an attachment");
        report.add_invalid(
            &location(6),
            &[
                "It has no title.".to_owned(),
                "\"\u{7}\" is no date.".to_owned(),
            ],
        );
        let expected = "read 6 records from 2 files\ncreated       1\nupdated       1\nunchanged     1\nedited here   1\n  d\\n\nleft out      1\n  \
                        1 is an attachment\ninvalid       1\n  a.ndjson:6: It has no title. \"\\u{7}\" is no date.";
        assert_eq!(report.to_string(), expected);
        assert!(report.has_invalid() && report.written() == 2);
    }

    #[test]
    fn the_first_invalid_records_are_printed_and_all_are_written_to_the_file() {
        let directory = TempDir::new().unwrap();
        let file = directory.path().join("problems.txt");
        let mut report = ImportReport::new(1, true, Some(&file)).unwrap();
        (1..=50).for_each(|line| report.add_invalid(&location(line), &["no".to_owned()]));
        report.close().unwrap();
        let text = report.to_string();
        assert!(
            text.starts_with("read 0 records from 1 file; this was a dry run")
                && text.ends_with("a.ndjson:20: no\n  and 30 more"),
            "{text}"
        );
        assert_eq!(fs::read_to_string(file).unwrap().lines().count(), 50);
    }
}
