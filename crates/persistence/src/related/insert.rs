//! `INSERT` statement with many rows of one generation.

use sea_orm::Value;

use super::state::Generation;
use crate::{sql::Sql, transaction::Transaction};

/// `INSERT` statement to which rows are added.
pub(super) struct GenerationInsert {
    sql: Sql,
    /// Placeholder of the generation, which all rows share.
    generation: String,
    is_empty: bool,
}

impl GenerationInsert {
    /// Starts a statement. `table` is the table with its columns, of which the first is the
    /// generation.
    pub(super) fn new(transaction: &Transaction, table: &str, generation: Generation) -> Self {
        let mut sql = transaction.sql();
        sql.push(&format!("INSERT INTO {table} VALUES "));
        let generation = sql.bind(generation);
        Self {
            sql,
            generation,
            is_empty: true,
        }
    }

    /// Adds a row. `values` are the columns after the generation.
    pub(super) fn add<const N: usize>(&mut self, values: [Value; N]) {
        let separator = if self.is_empty { "(" } else { ", (" };
        self.sql.push(separator).push(&self.generation);
        for value in values {
            let placeholder = self.sql.bind(value);
            self.sql.push(", ").push(&placeholder);
        }
        self.sql.push(")");
        self.is_empty = false;
    }

    /// Completes the statement with an `ON CONFLICT` clause; `None` without rows.
    pub(super) fn into_sql(mut self, on_conflict: &str) -> Option<Sql> {
        self.sql.push(on_conflict);
        (!self.is_empty).then_some(self.sql)
    }
}
