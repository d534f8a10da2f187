//! Databases that a preview version made: every command that opens one says so in one line.

use sea_orm::{ConnectionTrait, Database};
use tempfile::TempDir;

use crate::{output_of, standfirst};

/// Records a migration of the last preview version in place of the first migration of today.
async fn rename_first_migration(url: &str) {
    let connection = Database::connect(url).await.unwrap();
    let update = "UPDATE seaql_migrations SET version = 'm20261122_000001_newsroom' \
                  WHERE version = (SELECT MIN(version) FROM seaql_migrations)";
    let updated = connection.execute_unprepared(update).await.unwrap();
    assert_eq!(updated.rows_affected(), 1);
    connection.close().await.unwrap();
}

#[test]
fn a_database_of_a_preview_version_is_refused_in_one_line() {
    let directory = TempDir::new().unwrap();
    let url = format!("sqlite://{}", directory.path().join("news.db").display());
    let run = |arguments: &[&str]| {
        let variables = [("STANDFIRST_DATABASE_URL", url.as_str())];
        output_of(&standfirst(directory.path(), arguments, &variables))
    };
    let (code, _, errors) = run(&["migrate"]);
    assert_eq!(code, Some(0), "{errors}");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(rename_first_migration(&url));
    let serve = ["serve", "--dev", "--listen", "127.0.0.1:0"];
    for arguments in [&serve[..], &["migrate"], &["migrate", "--dry-run"]] {
        let (code, printed, errors) = run(arguments);
        let lines: Vec<&str> = errors
            .lines()
            .filter(|line| !line.contains("signing keys"))
            .collect();
        let [line] = lines[..] else {
            panic!("{arguments:?} printed {errors}");
        };
        assert_eq!((code, printed.as_str()), (Some(1), ""), "{arguments:?}");
        for part in ["news.db", "preview version", "standfirst import"] {
            assert!(line.contains(part), "{arguments:?} printed {line}");
        }
    }
}
