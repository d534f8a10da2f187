//! The words in which the two engines name the same thing.

use sea_orm_migration::{
    SchemaManager,
    prelude::DbErr,
    sea_orm::{ConnectionTrait, DbBackend},
};

/// Executes statements in which `{id}` is the type of an identifier, `{text}` of a text compared by its bytes, `{whole}` of a whole number of 64
/// bits, `{bytes}` of bytes, and `{clustered}` keeps a table in the order of its key where the engine can.
pub(crate) async fn execute(manager: &SchemaManager<'_>, statements: &[&str]) -> Result<(), DbErr> {
    let words: [(&str, &str); 5] = match manager.get_database_backend() {
        DbBackend::Sqlite => [
            ("{id}", "BLOB"),
            ("{text}", "TEXT"),
            ("{whole}", "INTEGER"),
            ("{bytes}", "BLOB"),
            ("{clustered}", " WITHOUT ROWID"),
        ],
        _ => [
            ("{id}", "UUID"),
            ("{text}", "TEXT COLLATE \"C\""),
            ("{whole}", "BIGINT"),
            ("{bytes}", "BYTEA"),
            ("{clustered}", ""),
        ],
    };
    for statement in statements {
        let statement = words
            .iter()
            .fold((*statement).to_owned(), |statement, (word, here)| {
                statement.replace(word, here)
            });
        manager
            .get_connection()
            .execute_unprepared(&statement)
            .await?;
    }
    Ok(())
}
