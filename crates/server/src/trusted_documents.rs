//! Trusted documents: those that ship with the server, and those in the configured directory.
//!
//! While one of them is invalid, the server does not start and `standfirst check` fails.

use std::{fs, io, path::Path};

use standfirst_document::{DocumentChecker, PersistedDocuments, TrustedDocuments};

use crate::config::{Configuration, Mistake, Mistakes};

/// File name extension of documents.
const EXTENSION: &str = "graphql";

/// Loads the documents that clients can name.
///
/// # Errors
/// Every invalid document, or a directory that cannot be read or holds no document.
pub(crate) fn load(
    configuration: &Configuration,
    checker: &DocumentChecker,
) -> Result<PersistedDocuments, Mistakes> {
    let trusted = match &configuration.operations {
        None => TrustedDocuments::default(),
        Some(directory) => {
            TrustedDocuments::with_own(&read(directory)?, checker).map_err(|invalid| {
                let mistakes = invalid.into_iter().map(|invalid| {
                    let file = directory.join(format!("{}.{EXTENSION}", invalid.file));
                    mistake(format!(
                        "cannot trust {}: {}",
                        file.display(),
                        invalid.message.trim_end_matches('.')
                    ))
                });
                Mistakes(mistakes.collect())
            })?
        }
    };
    Ok(PersistedDocuments::new(
        configuration.trusted_documents,
        trusted,
        &configuration.limits.document,
    ))
}

/// Reads the documents of a directory: names and texts, sorted by path.
fn read(directory: &Path) -> Result<Vec<(String, String)>, Mistakes> {
    let unreadable = |path: &Path, error: &io::Error| {
        mistake(format!("cannot read {}: {error}", path.display()))
    };
    let entries = fs::read_dir(directory).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let entries = entries.map_err(|error| Mistakes(vec![unreadable(directory, &error)]))?;
    let mut paths: Vec<_> = entries.iter().map(fs::DirEntry::path).collect();
    paths.retain(|path| path.extension().is_some_and(|found| found == EXTENSION));
    // The order of a directory differs between file systems, and mistakes should not.
    paths.sort();
    let (mut documents, mut mistakes) = (Vec::new(), Vec::new());
    for path in &paths {
        match (
            path.file_stem().and_then(|name| name.to_str()),
            fs::read_to_string(path),
        ) {
            (Some(name), Ok(text)) => documents.push((name.to_owned(), text)),
            (None, _) => mistakes.push(mistake(format!(
                "cannot trust {}: its name is not valid Unicode",
                path.display()
            ))),
            (_, Err(error)) => mistakes.push(unreadable(path, &error)),
        }
    }
    if paths.is_empty() {
        mistakes.push(mistake(format!(
            "has no document NAME.{EXTENSION} in {}",
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
    Mistake::new(
        "operations",
        problem,
        "Correct the document or the directory, or remove the setting.",
    )
}
