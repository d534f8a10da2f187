//! `standfirst search rebuild`.

use std::fs;

use tempfile::TempDir;

use crate::{output_of, record, standfirst};

#[test]
fn the_index_can_be_rebuilt_repeatedly() {
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
        let (code, answer, _) = output_of(&rebuild);
        assert_eq!(
            (code, answer.as_str()),
            (Some(0), "2 showings are indexed\n")
        );
    }
}
