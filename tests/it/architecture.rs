//! Who may import whom, asked of Cargo.

use std::process::Command;

fn tree(package: &str) -> String {
    let output = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--offline",
            "--edges",
            "normal",
            "--prefix",
            "none",
            "--package",
            package,
        ])
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

fn depends(tree: &str, names: &[&str]) -> Vec<String> {
    let listed = |line: &&str| {
        names
            .iter()
            .any(|name| line.split_whitespace().next() == Some(*name))
    };
    tree.lines().filter(listed).map(str::to_owned).collect()
}

#[test]
fn each_room_imports_only_what_it_may() {
    for (room, never) in [
        (
            "standfirst-domain",
            &[
                "sea-orm",
                "sqlx",
                "actix-web",
                "async-graphql",
                "tokio",
                "serde_json",
            ][..],
        ),
        (
            "standfirst-document",
            &["sea-orm", "sqlx", "actix-web", "standfirst-api"],
        ),
        (
            "standfirst-interchange",
            &["sea-orm", "sqlx", "actix-web", "async-graphql", "tokio"],
        ),
        (
            "standfirst-persistence",
            &["actix-web", "async-graphql", "standfirst-api"],
        ),
        (
            "standfirst-api",
            &[
                "sea-orm",
                "sqlx",
                "standfirst-persistence",
                "standfirst-migrations",
            ],
        ),
        (
            "standfirst-migrations",
            &["standfirst-persistence", "standfirst-domain"],
        ),
        (
            "standfirst",
            &["openssl", "openssl-sys", "rsa", "async-graphql-actix-web"],
        ),
    ] {
        assert_eq!(depends(&tree(room), never), Vec::<String>::new(), "{room}");
    }
}
