//! A statement being written: text and the values bound into it, numbered as both engines number them.

use sea_orm::{DbBackend, Statement, Value};
use uuid::Uuid;

use crate::dialect::{Engine, Form};

/// A statement being written.
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

    /// Adds text, which never holds anything that came from outside.
    pub(crate) fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Binds a value and answers the placeholder that stands for it, as often as it is needed.
    pub(crate) fn bind(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    /// Binds a list of identifiers: a query in brackets with the column `id`.
    pub(crate) fn bind_ids(&mut self, ids: impl IntoIterator<Item = Uuid>) -> String {
        let hex: Vec<String> = ids.into_iter().map(|id| id.simple().to_string()).collect();
        let list = self.bind(format!(
            "[{}]",
            hex.iter()
                .map(|id| format!("\"{id}\""))
                .collect::<Vec<_>>()
                .join(",")
        ));
        self.engine.ids(&list)
    }

    /// Binds a list of texts: a query in brackets with the column `id`.
    pub(crate) fn bind_texts<'a>(&mut self, texts: impl IntoIterator<Item = &'a str>) -> String {
        let texts: Vec<&str> = texts.into_iter().collect();
        let list = self.bind(serde_json::to_string(&texts).unwrap_or_else(|_| "[]".to_owned()));
        self.engine.texts(&list)
    }

    /// Binds a list of whole numbers: a query in brackets with the column `id`.
    pub(crate) fn bind_wholes(&mut self, numbers: impl IntoIterator<Item = i64>) -> String {
        let numbers: Vec<i64> = numbers.into_iter().collect();
        let list = self.bind(serde_json::to_string(&numbers).unwrap_or_else(|_| "[]".to_owned()));
        self.engine.wholes(&list)
    }

    /// Binds rows of a few columns, however many: a query in brackets with the columns `c0`, `c1`, ... A placeholder for each value would have SQLite
    /// look through all those before it.
    pub(crate) fn bind_table(&mut self, rows: &impl serde::Serialize, forms: &[Form]) -> String {
        let list = self.bind(serde_json::to_string(rows).unwrap_or_else(|_| "[]".to_owned()));
        self.engine.table(&list, forms)
    }

    /// Binds identifiers with a number each: a query in brackets with the columns `id` and `number`.
    pub(crate) fn bind_counts(&mut self, counts: impl IntoIterator<Item = (Uuid, i64)>) -> String {
        let pairs: Vec<String> = counts
            .into_iter()
            .map(|(id, number)| format!("[\"{}\",{number}]", id.simple()))
            .collect();
        let list = self.bind(format!("[{}]", pairs.join(",")));
        self.engine.counts(&list)
    }

    pub(crate) fn statement(self) -> Statement {
        let backend: DbBackend = self.engine.backend();
        Statement::from_sql_and_values(backend, self.text, self.values)
    }
}
