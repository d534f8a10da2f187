//! Writing the index anew.

use std::fs;

use tempfile::TempDir;

use crate::{record, said, standfirst};

#[test]
fn the_index_is_written_anew_as_often_as_somebody_likes() {
    let directory = TempDir::new().unwrap();
    let records = [record("one", "A ferry"), record("two", "Another ferry")].join("\n");
    fs::write(directory.path().join("articles.ndjson"), records).unwrap();
    let import = standfirst(
        directory.path(),
        &["import", "ndjson", "articles.ndjson"],
        &[],
    );
    assert!(import.status.success());
    for _ in 0..2 {
        let rebuild = standfirst(directory.path(), &["search", "rebuild"], &[]);
        let (code, answer, _) = said(&rebuild);
        assert_eq!(
            (code, answer.as_str()),
            (Some(0), "2 showings can be found\n")
        );
    }
}
