//! Trusted documents of a publication: an invalid one keeps the server from starting.

use std::fs;

use tempfile::TempDir;

use crate::{said, standfirst};

#[test]
fn invalid_documents_are_reported_with_their_files_before_the_server_starts() {
    let directory = TempDir::new().unwrap();
    let operations = directory.path().join("operations");
    fs::create_dir(&operations).unwrap();
    for (name, text) in [
        (
            "home.graphql",
            "query Home { articles { nodes { headlin } } }",
        ),
        ("nameless.graphql", "{ __typename }"),
        ("good.graphql", "query Good { __typename }"),
        ("notes.txt", "not looked at"),
    ] {
        fs::write(operations.join(name), text).unwrap();
    }
    for command in ["check", "serve"] {
        let (code, shown, told) = said(&standfirst(
            directory.path(),
            &[
                command,
                "--operations",
                "operations",
                "--trusted-documents",
                "only",
            ],
            &[],
        ));
        assert_eq!((code, shown.as_str()), (Some(2), ""), "{told}");
        assert!(told.contains("--operations (STANDFIRST_OPERATIONS) cannot trust operations/home.graphql: line 1, column "), "{told}");
        assert!(
            told.contains("cannot trust operations/nameless.graphql: The operation has no name"),
            "{told}"
        );
        assert!(
            !told.contains("good.graphql") && !told.contains("notes.txt"),
            "{told}"
        );
        assert!(
            !directory.path().join("data").exists(),
            "nothing was created"
        );
    }
    fs::remove_file(operations.join("home.graphql")).unwrap();
    fs::remove_file(operations.join("nameless.graphql")).unwrap();
    let (code, shown, told) = said(&standfirst(
        directory.path(),
        &[
            "check",
            "--operations",
            "operations",
            "--trusted-documents",
            "only",
        ],
        &[],
    ));
    assert_eq!(code, Some(0), "{told}");
    assert!(
        shown.lines().any(|line| line == "trusted-documents only"),
        "{shown}"
    );
}

#[test]
fn a_missing_or_empty_directory_is_a_mistake() {
    let directory = TempDir::new().unwrap();
    fs::create_dir(directory.path().join("empty")).unwrap();
    for (named, expected) in [
        ("empty", "has no document NAME.graphql in empty"),
        ("nowhere", "cannot read nowhere"),
    ] {
        let (code, _, told) = said(&standfirst(
            directory.path(),
            &["check", "--operations", named],
            &[],
        ));
        assert!(code == Some(2) && told.contains(expected), "{told}");
    }
}
