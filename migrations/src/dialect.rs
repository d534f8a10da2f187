//! The types and clauses that the two engines write differently.

use sea_orm_migration::{
    SchemaManager,
    prelude::DbErr,
    sea_orm::{ConnectionTrait, DbBackend},
};

/// Executes statements with placeholders: `{id}` for the type of an identifier, `{text}` for text
/// compared byte by byte, `{integer}` for a whole number of 64 bits, `{bytes}` for bytes, and
/// `{clustered}` for the clause that stores a table in the order of its key, where the engine can.
pub(crate) async fn execute(manager: &SchemaManager<'_>, statements: &[&str]) -> Result<(), DbErr> {
    let replacements: [(&str, &str); 5] = match manager.get_database_backend() {
        DbBackend::Sqlite => [
            ("{id}", "BLOB"),
            ("{text}", "TEXT"),
            ("{integer}", "INTEGER"),
            ("{bytes}", "BLOB"),
            ("{clustered}", " WITHOUT ROWID"),
        ],
        _ => [
            ("{id}", "UUID"),
            ("{text}", "TEXT COLLATE \"C\""),
            ("{integer}", "BIGINT"),
            ("{bytes}", "BYTEA"),
            ("{clustered}", ""),
        ],
    };
    for statement in statements {
        let statement = replacements
            .iter()
            .fold((*statement).to_owned(), |statement, (placeholder, sql)| {
                statement.replace(placeholder, sql)
            });
        manager
            .get_connection()
            .execute_unprepared(&statement)
            .await?;
    }
    Ok(())
}
