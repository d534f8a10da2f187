//! Counts what becomes of an import, and reports it.

use std::{
    collections::BTreeMap,
    fmt,
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
};

use standfirst_domain::intake::Outcome;

use super::broken::Place;
use crate::output::plain;

/// How many bad records, and how many notes, are told in full.
const TOLD: usize = 20;
/// How many articles that were edited here are named.
const EDITED_TOLD: usize = 100;

/// What became of an import so far.
#[derive(Debug, Default)]
pub(super) struct Tally {
    trial: bool,
    files: usize,
    read: u64,
    filed: u64,
    amended: u64,
    unchanged: u64,
    edited_here: u64,
    edited_named: Vec<String>,
    left_out: BTreeMap<String, u64>,
    noted: u64,
    noted_told: Vec<String>,
    bad: u64,
    bad_told: Vec<String>,
    problems: Option<BufWriter<File>>,
}

impl Tally {
    /// Counts for so many files; every bad record is also written to a file, if one is named.
    pub fn new(files: usize, trial: bool, problems: Option<&Path>) -> io::Result<Self> {
        let problems = problems.map(File::create).transpose()?.map(BufWriter::new);
        Ok(Self {
            files,
            trial,
            problems,
            ..Self::default()
        })
    }

    /// So many records more were read.
    pub fn read(&mut self, records: u64) {
        self.read += records;
    }

    /// One article went in, or would have.
    pub fn came_to(&mut self, name: &str, outcome: &Outcome) {
        match outcome {
            Outcome::Filed => self.filed += 1,
            Outcome::Amended => self.amended += 1,
            Outcome::Unchanged => self.unchanged += 1,
            Outcome::EditedHere => {
                self.edited_here += 1;
                if self.edited_named.len() < EDITED_TOLD {
                    self.edited_named.push(plain(name));
                }
            }
        }
    }

    /// A record is of no concern to the newsroom.
    pub fn left_out(&mut self, reason: String) {
        *self.left_out.entry(plain(&reason)).or_default() += 1;
    }

    /// Something was decided about an article for want of better.
    pub fn noted(&mut self, place: &Place, note: &str) {
        self.noted += 1;
        if self.noted_told.len() < TOLD {
            self.noted_told.push(format!("{place}: {}", plain(note)));
        }
    }

    /// A record cannot go in.
    pub fn bad(&mut self, place: &Place, reasons: &[String]) {
        self.bad += 1;
        let told = format!("{place}: {}", plain(&reasons.join(" ")));
        if let Some(file) = &mut self.problems {
            let _ = writeln!(file, "{told}");
        }
        if self.bad_told.len() < TOLD {
            self.bad_told.push(told);
        }
    }

    /// How many articles were written.
    pub fn written(&self) -> u64 {
        if self.trial {
            0
        } else {
            self.filed + self.amended
        }
    }

    /// Whether a record could not go in.
    pub fn has_bad(&self) -> bool {
        self.bad > 0
    }

    /// Ends the file of bad records.
    pub fn close(&mut self) -> io::Result<()> {
        self.problems.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let files = if self.files == 1 { "file" } else { "files" };
        let records = if self.read == 1 { "record" } else { "records" };
        let trial = if self.trial {
            "; this was a trial, nothing was written"
        } else {
            ""
        };
        write!(
            f,
            "read {} {records} from {} {files}{trial}",
            self.read, self.files
        )?;
        for (label, count) in [
            ("filed", self.filed),
            ("amended", self.amended),
            ("unchanged", self.unchanged),
        ] {
            write!(f, "\n{label:<14}{count}")?;
        }
        write!(f, "\n{:<14}{}", "edited here", self.edited_here)?;
        list(f, &self.edited_named, self.edited_here)?;
        write!(
            f,
            "\n{:<14}{}",
            "left out",
            self.left_out.values().sum::<u64>()
        )?;
        self.left_out
            .iter()
            .try_for_each(|(reason, count)| write!(f, "\n  {count} {reason}"))?;
        if self.noted > 0 {
            write!(f, "\n{:<14}{}", "noted", self.noted)?;
            list(f, &self.noted_told, self.noted)?;
        }
        write!(f, "\n{:<14}{}", "bad", self.bad)?;
        list(f, &self.bad_told, self.bad)
    }
}

fn list(f: &mut fmt::Formatter<'_>, told: &[String], count: u64) -> fmt::Result {
    told.iter().try_for_each(|line| write!(f, "\n  {line}"))?;
    match count.saturating_sub(told.len() as u64) {
        0 => Ok(()),
        more => write!(f, "\n  and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use standfirst_domain::intake::Outcome;
    use tempfile::TempDir;

    use super::{super::broken::Place, Tally};

    fn place(line: u64) -> Place {
        Place {
            file: "a.ndjson".into(),
            line,
        }
    }

    #[test]
    fn the_report_says_what_went_in_what_was_left_out_and_why() {
        let mut tally = Tally::new(2, false, None).unwrap();
        tally.read(6);
        for (name, outcome) in [
            ("a", Outcome::Filed),
            ("b", Outcome::Amended),
            ("c", Outcome::Unchanged),
            ("d\n", Outcome::EditedHere),
        ] {
            tally.came_to(name, &outcome);
        }
        tally.left_out("is an attachment".to_owned());
        tally.bad(
            &place(6),
            &[
                "It has no title.".to_owned(),
                "\"\u{7}\" is no date.".to_owned(),
            ],
        );
        let expected = "read 6 records from 2 files\nfiled         1\namended       1\nunchanged     1\nedited here   1\n  d\\n\nleft out      1\n  \
                        1 is an attachment\nbad           1\n  a.ndjson:6: It has no title. \"\\u{7}\" is no date.";
        assert_eq!(tally.to_string(), expected);
        assert!(tally.has_bad() && tally.written() == 2);
    }

    #[test]
    fn of_many_bad_records_the_first_are_told_and_all_are_written() {
        let directory = TempDir::new().unwrap();
        let file = directory.path().join("problems.txt");
        let mut tally = Tally::new(1, true, Some(&file)).unwrap();
        (1..=50).for_each(|line| tally.bad(&place(line), &["no".to_owned()]));
        tally.close().unwrap();
        let report = tally.to_string();
        assert!(
            report.starts_with("read 0 records from 1 file; this was a trial")
                && report.ends_with("a.ndjson:20: no\n  and 30 more"),
            "{report}"
        );
        assert_eq!(fs::read_to_string(file).unwrap().lines().count(), 50);
    }
}
