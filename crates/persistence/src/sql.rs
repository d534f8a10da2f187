//! A statement under construction: its text and its bound values.

use sea_orm::{Statement, Value};
use uuid::Uuid;

use crate::dialect::{ColumnType, Engine};

/// A statement under construction. Placeholders are numbered `$1`, `$2`, ..., which both engines
/// understand.
pub(crate) struct Sql {
    engine: Engine,
    text: String,
    values: Vec<Value>,
}

impl Sql {
    pub(crate) const fn new(engine: Engine) -> Self {
        Self {
            engine,
            text: String::new(),
            values: Vec::new(),
        }
    }

    pub(crate) const fn engine(&self) -> Engine {
        self.engine
    }

    /// Appends text. The text must not contain input: input is bound.
    pub(crate) fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Binds a value and answers its placeholder, which may be used several times.
    pub(crate) fn bind(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    /// Binds a list of identifiers as a subquery with the column `id`.
    pub(crate) fn bind_ids(&mut self, ids: impl IntoIterator<Item = Uuid>) -> String {
        let ids: Vec<String> = ids
            .into_iter()
            .map(|id| format!("\"{}\"", id.simple()))
            .collect();
        let list = self.bind(format!("[{}]", ids.join(",")));
        self.engine.id_list(&list)
    }

    /// Binds a list of texts as a subquery with the column `id`.
    pub(crate) fn bind_texts<'a>(&mut self, texts: impl IntoIterator<Item = &'a str>) -> String {
        let texts: Vec<&str> = texts.into_iter().collect();
        let list = self.bind(serde_json::to_string(&texts).unwrap_or_else(|_| "[]".to_owned()));
        self.engine.text_list(&list)
    }

    /// Binds a list of whole numbers as a subquery with the column `id`.
    pub(crate) fn bind_integers(&mut self, numbers: impl IntoIterator<Item = i64>) -> String {
        let numbers: Vec<i64> = numbers.into_iter().collect();
        let list = self.bind(serde_json::to_string(&numbers).unwrap_or_else(|_| "[]".to_owned()));
        self.engine.integer_list(&list)
    }

    /// Binds any number of rows as one value: a subquery with the columns `c0`, `c1`, ... Binding
    /// value by value is quadratic on SQLite, which scans all earlier placeholders for each.
    pub(crate) fn bind_table(
        &mut self,
        rows: &impl serde::Serialize,
        types: &[ColumnType],
    ) -> String {
        let list = self.bind(serde_json::to_string(rows).unwrap_or_else(|_| "[]".to_owned()));
        self.engine.table(&list, types)
    }

    /// Binds identifiers with one number each as a subquery with the columns `id` and `number`.
    pub(crate) fn bind_numbered_ids(
        &mut self,
        pairs: impl IntoIterator<Item = (Uuid, i64)>,
    ) -> String {
        let pairs: Vec<String> = pairs
            .into_iter()
            .map(|(id, number)| format!("[\"{}\",{number}]", id.simple()))
            .collect();
        let list = self.bind(format!("[{}]", pairs.join(",")));
        self.engine.numbered_id_list(&list)
    }

    pub(crate) fn statement(self) -> Statement {
        Statement::from_sql_and_values(self.engine.backend(), self.text, self.values)
    }
}
