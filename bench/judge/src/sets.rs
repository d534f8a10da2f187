//! The sets of real articles that answers are judged with: what is imported, what is asked, and what people said belongs in the answer.

use std::{
    collections::BTreeMap,
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};

use flate2::read::MultiGzDecoder;
use serde_json::Value;

use crate::{Failure, ndcg::Grades};

/// A folder of sets, as `--corpus` names it.
#[derive(Debug, Clone)]
pub struct Sets(PathBuf);

/// A search and what may not count as its answer.
pub struct Query {
    pub id: String,
    pub text: String,
    /// The pages that the words were taken from.
    pub excluded: Vec<String>,
}

impl Sets {
    pub fn open(folder: &Path) -> Result<Self, Failure> {
        let folder = folder.canonicalize().map_err(|error| {
            format!(
                "the sets are looked for in {}, which cannot be opened ({error}); name their folder with --corpus",
                folder.display()
            )
        })?;
        Ok(Self(folder))
    }

    /// Where a file of the sets is.
    pub fn path(&self, file: &str) -> PathBuf {
        self.0.join(file)
    }

    fn read(&self, file: &str) -> Result<String, Failure> {
        let path = self.path(file);
        let told = |error| format!("{}: {error}", path.display());
        let opened = File::open(&path).map_err(told)?;
        let mut text = String::new();
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("gz") => MultiGzDecoder::new(opened).read_to_string(&mut text),
            Some("zst") => zstd::Decoder::new(opened)?.read_to_string(&mut text),
            _ => { opened }.read_to_string(&mut text),
        }
        .map_err(told)?;
        Ok(text)
    }

    /// The records of a file, one a line.
    pub fn lines(&self, file: &str) -> Result<Vec<String>, Failure> {
        let text = self.read(file)?;
        let lines = text.split('\n').filter(|line| !line.trim().is_empty());
        Ok(lines.map(str::to_owned).collect())
    }

    /// What people said, by query.
    pub fn judgements(&self, file: &str) -> Result<BTreeMap<String, Grades>, Failure> {
        let mut judgements: BTreeMap<String, Grades> = BTreeMap::new();
        for line in self.lines(file)?.iter().skip(1) {
            let [query, article, grade] = cells(line, file)?;
            let grades = judgements.entry(query.to_owned()).or_default();
            grades.insert(article.to_owned(), grade.parse()?);
        }
        Ok(judgements)
    }

    /// What is searched for.
    pub fn queries(&self, file: &str) -> Result<Vec<Query>, Failure> {
        let lines = self.lines(file)?;
        let query = |line: &String| {
            let [id, text, excluded] = cells(line, file)?;
            let excluded = excluded.split(',').filter(|id| !id.is_empty());
            Ok(Query {
                id: id.to_owned(),
                text: text.to_owned(),
                excluded: excluded.map(str::to_owned).collect(),
            })
        };
        lines.iter().skip(1).map(query).collect()
    }
}

fn cells<'l>(line: &'l str, file: &str) -> Result<[&'l str; 3], Failure> {
    let cells: Vec<&str> = line.trim_end_matches('\r').split('\t').collect();
    cells
        .try_into()
        .map_err(|_| format!("{file}: a line has not three cells: {line}").into())
}

/// A text in a record; empty where there is none.
pub fn text<'r>(record: &'r Value, field: &str) -> &'r str {
    record.get(field).and_then(Value::as_str).unwrap_or("")
}
