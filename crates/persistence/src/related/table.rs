//! Many rows of one generation in one statement.

use sea_orm::Value;

use super::state::Generation;
use crate::{sql::Sql, transaction::Transaction};

/// An `INSERT` that grows.
pub(super) struct Rows {
    sql: Sql,
    generation: String,
    is_empty: bool,
}

impl Rows {
    /// Into a table whose first column is the generation.
    pub(super) fn into(transaction: &Transaction, table: &str, generation: Generation) -> Self {
        let mut sql = transaction.sql();
        sql.push(&format!("INSERT INTO {table} VALUES "));
        let generation = sql.bind(generation);
        Self {
            sql,
            generation,
            is_empty: true,
        }
    }

    /// Another row, by what follows the generation in it.
    pub(super) fn add<const N: usize>(&mut self, values: [Value; N]) {
        let begin = if self.is_empty { "(" } else { ", (" };
        self.sql.push(begin).push(&self.generation);
        for value in values {
            let place = self.sql.bind(value);
            self.sql.push(", ").push(&place);
        }
        self.sql.push(")");
        self.is_empty = false;
    }

    /// The statement, where there is a row, with what becomes of rows that are there already.
    pub(super) fn sql(mut self, again: &str) -> Option<Sql> {
        self.sql.push(again);
        (!self.is_empty).then_some(self.sql)
    }
}
