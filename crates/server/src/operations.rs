//! The documents that the house trusts: those that ship, and those of the directory that the configuration names. Nothing is served, and nothing passes
//! `check`, as long as one of them is wrong.

use std::{fs, io, path::Path};

use standfirst_api::{Persisted, Trusted};

use crate::config::{Configuration, Mistake, Mistakes};

/// How the files of documents end.
const ENDING: &str = "graphql";

/// The documents that can be named in this house.
///
/// # Errors
/// Every document that is wrong, or a directory that cannot be read or has none.
pub fn for_system(configuration: &Configuration) -> Result<Persisted, Mistakes> {
    let limits = &configuration.limits;
    let trusted = match &configuration.operations {
        None => Trusted::default(),
        Some(directory) => Trusted::with(&read(directory)?, limits).map_err(|wrong| {
            let mistakes = wrong.into_iter().map(|wrong| {
                let file = directory.join(format!("{}.{ENDING}", wrong.file));
                mistake(format!(
                    "cannot trust {}: {}",
                    file.display(),
                    wrong.message.trim_end_matches('.')
                ))
            });
            Mistakes(mistakes.collect())
        })?,
    };
    let trust = configuration.trusted_documents.into();
    Ok(Persisted::new(trust, trusted, limits))
}

/// The documents of a directory by the names of their files, in the order of these.
fn read(directory: &Path) -> Result<Vec<(String, String)>, Mistakes> {
    let unreadable = |path: &Path, error: &io::Error| {
        mistake(format!("cannot read {}: {error}", path.display()))
    };
    let entries = fs::read_dir(directory).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let entries = entries.map_err(|error| Mistakes(vec![unreadable(directory, &error)]))?;
    let mut paths: Vec<_> = entries.iter().map(fs::DirEntry::path).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == ENDING));
    paths.sort();
    let (mut documents, mut mistakes) = (Vec::new(), Vec::new());
    for path in &paths {
        match (
            path.file_stem().and_then(|name| name.to_str()),
            fs::read_to_string(path),
        ) {
            (Some(name), Ok(text)) => documents.push((name.to_owned(), text)),
            (None, _) => mistakes.push(mistake(format!(
                "cannot trust {}: its name is not of Unicode",
                path.display()
            ))),
            (_, Err(error)) => mistakes.push(unreadable(path, &error)),
        }
    }
    if paths.is_empty() {
        mistakes.push(mistake(format!(
            "has no document NAME.{ENDING} in {}",
            directory.display()
        )));
    }
    if mistakes.is_empty() {
        Ok(documents)
    } else {
        Err(Mistakes(mistakes))
    }
}

fn mistake(problem: String) -> Mistake {
    Mistake {
        flag: "operations",
        problem,
        remedy: "Mend the document or the directory, or leave it out.".to_owned(),
    }
}
