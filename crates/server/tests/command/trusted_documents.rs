//! Trusted documents of a publication: an invalid one keeps the server from starting.

use std::fs;

use tempfile::TempDir;

use crate::{output_of, standfirst};

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
        let (code, printed, errors) = output_of(&standfirst(
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
        assert_eq!((code, printed.as_str()), (Some(2), ""), "{errors}");
        assert!(errors.contains("--operations (STANDFIRST_OPERATIONS) cannot trust operations/home.graphql: line 1, column "), "{errors}");
        assert!(
            errors.contains("cannot trust operations/nameless.graphql: The operation has no name"),
            "{errors}"
        );
        assert!(
            !errors.contains("good.graphql") && !errors.contains("notes.txt"),
            "{errors}"
        );
        assert!(
            !directory.path().join("data").exists(),
            "nothing was created"
        );
    }
    fs::remove_file(operations.join("home.graphql")).unwrap();
    fs::remove_file(operations.join("nameless.graphql")).unwrap();
    let (code, printed, errors) = output_of(&standfirst(
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
    assert_eq!(code, Some(0), "{errors}");
    assert!(
        printed.lines().any(|line| line == "trusted-documents only"),
        "{printed}"
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
        let (code, _, errors) = output_of(&standfirst(
            directory.path(),
            &["check", "--operations", named],
            &[],
        ));
        assert!(code == Some(2) && errors.contains(expected), "{errors}");
    }
}
