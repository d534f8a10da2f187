//! Files of the datasets: articles to import, queries, and human judgements of the right answers.

use std::{
    collections::BTreeMap,
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};

use flate2::read::MultiGzDecoder;
use serde_json::Value;

use crate::{Failure, ndcg::Grades};

/// Folder of the datasets.
#[derive(Debug, Clone)]
pub struct Corpus(PathBuf);

/// Search query of a dataset.
pub struct Query {
    pub id: String,
    pub text: String,
    /// Articles that must not count as an answer, because the text was taken from them.
    pub excluded: Vec<String>,
}

impl Corpus {
    pub fn open(folder: &Path) -> Result<Self, Failure> {
        let folder = folder.canonicalize().map_err(|error| {
            format!(
                "the folder of the datasets, {}, cannot be opened ({error}); pass its path with --corpus",
                folder.display()
            )
        })?;
        Ok(Self(folder))
    }

    /// Path of a file.
    pub fn path(&self, file: &str) -> PathBuf {
        self.0.join(file)
    }

    /// Reads a file, which may be compressed by gzip or zstd.
    fn read(&self, file: &str) -> Result<String, Failure> {
        let path = self.path(file);
        let with_path = |error| format!("{}: {error}", path.display());
        let opened = File::open(&path).map_err(with_path)?;
        let mut text = String::new();
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("gz") => MultiGzDecoder::new(opened).read_to_string(&mut text),
            Some("zst") => zstd::Decoder::new(opened)?.read_to_string(&mut text),
            _ => { opened }.read_to_string(&mut text),
        }
        .map_err(with_path)?;
        Ok(text)
    }

    /// Reads the lines of a file that are not blank.
    pub fn lines(&self, file: &str) -> Result<Vec<String>, Failure> {
        let text = self.read(file)?;
        let lines = text.split('\n').filter(|line| !line.trim().is_empty());
        Ok(lines.map(str::to_owned).collect())
    }

    /// Reads judgements, by query.
    pub fn judgements(&self, file: &str) -> Result<BTreeMap<String, Grades>, Failure> {
        let mut judgements: BTreeMap<String, Grades> = BTreeMap::new();
        for line in self.lines(file)?.iter().skip(1) {
            let [query, article, grade] = cells(line, file)?;
            let grades = judgements.entry(query.to_owned()).or_default();
            grades.insert(article.to_owned(), grade.parse()?);
        }
        Ok(judgements)
    }

    /// Reads search queries.
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
        .map_err(|_| format!("{file}: a line does not have three cells: {line}").into())
}

/// Text field of a record; empty if the record has none.
pub fn text<'r>(record: &'r Value, field: &str) -> &'r str {
    record.get(field).and_then(Value::as_str).unwrap_or("")
}
