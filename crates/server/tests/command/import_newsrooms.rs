//! Imports of whole newsrooms: the demonstration newsroom always, and real ones if their files are
//! next to the project.

use std::path::{Path, PathBuf};

use standfirst_cluster::Cluster;
use tempfile::TempDir;

use crate::{output_of, standfirst};

const PROJECT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// Counts of an import report.
#[derive(Debug, PartialEq, Eq)]
struct Report {
    created: u32,
    updated: u32,
    unchanged: u32,
    left_out: u32,
    invalid: u32,
}

fn import(directory: &Path, form: &str, files: &[PathBuf], database: Option<&str>) -> Report {
    let mut arguments = vec!["import", form];
    let names: Vec<String> = files
        .iter()
        .map(|file| file.display().to_string())
        .collect();
    arguments.extend(names.iter().map(String::as_str));
    let variables: Vec<_> = database
        .map(|url| ("STANDFIRST_DATABASE_URL", url))
        .into_iter()
        .collect();
    let (_, report, errors) = output_of(&standfirst(directory, &arguments, &variables));
    let count = |label: &str| -> u32 {
        let line = report
            .lines()
            .find_map(|line| line.strip_prefix(label))
            .unwrap_or_else(|| panic!("{label} in {report}{errors}"));
        line.trim().parse().unwrap()
    };
    Report {
        created: count("created "),
        updated: count("updated "),
        unchanged: count("unchanged "),
        left_out: count("left out "),
        invalid: count("invalid "),
    }
}

fn report(created: u32, unchanged: u32) -> Report {
    Report {
        created,
        updated: 0,
        unchanged,
        left_out: 0,
        invalid: 0,
    }
}

/// Imports files twice: the second import changes nothing.
fn is_imported_once(files: &[PathBuf], records: u32, database: Option<&str>) {
    let directory = TempDir::new().unwrap();
    assert_eq!(
        import(directory.path(), "ndjson", files, database),
        report(records, 0),
        "{files:?}"
    );
    assert_eq!(
        import(directory.path(), "ndjson", files, database),
        report(0, records),
        "{files:?}, again"
    );
}

/// A file of the corpus next to the project. `None` if it is absent.
fn corpus(file: &str) -> Option<PathBuf> {
    Some(Path::new(PROJECT).join("../shared/corpus").join(file)).filter(|path| path.exists())
}

#[test]
fn the_demonstration_newsroom_is_imported_once() {
    let folder = Path::new(PROJECT).join("examples/newsroom");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == "ndjson")
    });
    is_imported_once(&files, 64, None);
    let database = Cluster::shared().database().unwrap();
    is_imported_once(&files, 64, Some(&database));
}

#[test]
fn real_newsrooms_are_imported_once_without_loss() {
    for (file, records) in [
        ("digitalgov/articles.ndjson.zst", 1_807),
        ("carpentries/articles.ndjson.zst", 2_911),
        ("rust-blog/articles.ndjson.zst", 750),
        ("nodejs-blog/articles.ndjson.zst", 1_049),
        (
            "wikipedia-current-events/eval/articles-2025.ndjson.gz",
            5_408,
        ),
    ] {
        if let Some(path) = corpus(file) {
            is_imported_once(&[path], records, None);
        }
    }
}

#[test]
fn real_newsrooms_are_imported_into_postgres() {
    for (file, records) in [
        ("rust-blog/articles.ndjson.zst", 750),
        (
            "wikipedia-current-events/eval/articles-2025.ndjson.gz",
            5_408,
        ),
    ] {
        if let Some(path) = corpus(file) {
            let database = Cluster::shared().database().unwrap();
            is_imported_once(&[path], records, Some(&database));
        }
    }
}

#[test]
fn a_wordpress_export_is_imported_once() {
    let Some(path) = corpus("wxr/theme-test-data/themeunittestdata.wordpress.xml") else {
        return;
    };
    let directory = TempDir::new().unwrap();
    let expected = |created, unchanged| Report {
        left_out: 128,
        ..report(created, unchanged)
    };
    let files = [path];
    assert_eq!(
        import(directory.path(), "wxr", &files, None),
        expected(58, 0)
    );
    assert_eq!(
        import(directory.path(), "wxr", &files, None),
        expected(0, 58)
    );
}
