//! Imports between crates, asked of Cargo, and between files, read from the source.

use std::{fs, path::Path, process::Command};

use standfirst_lint::{files, modules};

/// Root of the workspace.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// Imports of one crate.
struct Imports {
    package: &'static str,
    /// Packages of the workspace that the crate may depend on directly.
    may: &'static [&'static str],
    /// Packages that the crate must not depend on, directly or by way of others.
    never: &'static [&'static str],
}

/// One row for each crate. A row may describe a crate that does not exist yet.
const TABLE: &[Imports] = &[
    Imports {
        package: "standfirst-domain",
        may: &[],
        never: &[
            "sea-orm",
            "sqlx",
            "actix-web",
            "async-graphql",
            "tokio",
            "serde_json",
        ],
    },
    Imports {
        package: "standfirst-document",
        may: &["standfirst-domain"],
        never: &[
            "actix-web",
            "actix-http",
            "sea-orm",
            "sqlx",
            "standfirst-api",
        ],
    },
    Imports {
        package: "standfirst-persistence",
        may: &["standfirst-domain", "standfirst-migrations"],
        never: &["actix-web", "async-graphql", "standfirst-api"],
    },
    Imports {
        package: "standfirst-syndication",
        may: &["standfirst-domain"],
        never: &["sea-orm", "sqlx", "actix-web", "async-graphql", "tokio"],
    },
    Imports {
        package: "standfirst-interchange",
        may: &["standfirst-domain"],
        never: &["sea-orm", "sqlx", "actix-web", "async-graphql", "tokio"],
    },
    Imports {
        package: "standfirst-api",
        may: &[
            "standfirst-domain",
            "standfirst-document",
            "standfirst-syndication",
            "standfirst-interchange",
        ],
        never: &[
            "sea-orm",
            "sqlx",
            "standfirst-persistence",
            "standfirst-migrations",
        ],
    },
    Imports {
        package: "standfirst-migrations",
        may: &[],
        never: &["standfirst-persistence", "standfirst-domain"],
    },
    Imports {
        package: "standfirst",
        may: &[
            "standfirst-domain",
            "standfirst-document",
            "standfirst-persistence",
            "standfirst-syndication",
            "standfirst-interchange",
            "standfirst-api",
            "standfirst-migrations",
        ],
        never: &["openssl", "openssl-sys", "rsa", "async-graphql-actix-web"],
    },
];

fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(ROOT)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// Names of the packages that a package depends on, itself first.
fn dependencies(package: &str, depth: &str) -> Vec<String> {
    let tree = cargo(&[
        "tree",
        "--offline",
        "--edges",
        "normal",
        "--prefix",
        "none",
        "--depth",
        depth,
        "--package",
        package,
    ]);
    let name = |line: &str| line.split_whitespace().next().map(str::to_owned);
    tree.lines().filter_map(name).collect()
}

/// Names of the packages in `crates/` and `migrations/`.
fn packages() -> Vec<String> {
    let folders = fs::read_dir(Path::new(ROOT).join("crates")).unwrap();
    let mut folders: Vec<_> = folders.map(|folder| folder.unwrap().path()).collect();
    folders.push(Path::new(ROOT).join("migrations"));
    let manifests = folders
        .iter()
        .filter_map(|folder| fs::read_to_string(folder.join("Cargo.toml")).ok());
    let name = |manifest: String| {
        let line = manifest
            .lines()
            .find(|line| line.starts_with("name = "))
            .unwrap();
        line.trim_start_matches("name = ")
            .trim_matches('"')
            .to_owned()
    };
    manifests.map(name).collect()
}

#[test]
fn every_crate_has_a_row_in_the_table_of_imports() {
    let without_row = |package: &String| TABLE.iter().all(|row| row.package != package);
    let found: Vec<_> = packages().into_iter().filter(without_row).collect();
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn each_crate_depends_only_on_what_it_may() {
    let existing = packages();
    for row in TABLE
        .iter()
        .filter(|row| existing.iter().any(|package| package == row.package))
    {
        let ours = |name: &String| name.starts_with("standfirst") && name != row.package;
        let direct = dependencies(row.package, "1").into_iter().filter(ours);
        let unexpected: Vec<_> = direct
            .filter(|name| !row.may.contains(&name.as_str()))
            .collect();
        assert_eq!(
            unexpected,
            Vec::<String>::new(),
            "{} depends on them",
            row.package
        );
        let all = dependencies(row.package, "255");
        let forbidden: Vec<_> = all
            .iter()
            .filter(|name| row.never.contains(&name.as_str()))
            .collect();
        assert_eq!(
            forbidden,
            Vec::<&String>::new(),
            "{} depends on them",
            row.package
        );
    }
}

#[test]
fn imports_between_files_make_no_circle() {
    let files = files::read_tracked(Path::new(ROOT)).unwrap();
    assert!(
        modules::edges(&files).len() > 1000,
        "the source was not read"
    );
    let circles: Vec<_> = modules::circles(&files)
        .iter()
        .map(ToString::to_string)
        .collect();
    assert!(
        circles.is_empty(),
        "{} circles:\n{}",
        circles.len(),
        circles.concat()
    );
}
