//! The published schema with simple rules for the tests of this crate.

use std::sync::{Arc, LazyLock};

use async_graphql::Value;

use crate::schema::{
    Cursors, DocumentSchema, LargeInput, PagingField, ScalarParser, SchemaRules, ValueError,
};

/// Accepts any string for a custom scalar; a cursor begins with `cursor`.
struct TestScalars;

impl ScalarParser for TestScalars {
    fn check(&self, scalar: &str, value: &Value) -> Option<Result<(), ValueError>> {
        let is_valid = match (scalar, value) {
            ("DateTime" | "Date" | "Url" | "LanguageTag", Value::String(_)) => true,
            ("Cursor", Value::String(text)) => text.starts_with("cursor"),
            ("DateTime" | "Date" | "Url" | "LanguageTag" | "Cursor", _) => false,
            _ => return None,
        };
        let error = || ValueError::bad_input(format!("This is no {scalar}."));
        Some(if is_valid { Ok(()) } else { Err(error()) })
    }
}

/// The schema of `schema.graphql`.
pub(crate) fn schema() -> &'static Arc<DocumentSchema> {
    static SCHEMA: LazyLock<Arc<DocumentSchema>> = LazyLock::new(|| {
        let sdl = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../schema.graphql"));
        Arc::new(DocumentSchema::new(
            sdl,
            SchemaRules {
                scalars: Box::new(TestScalars),
                paging_fields: &[PagingField {
                    parent: None,
                    connection: "ArticleConnection",
                    cursors: Cursors::ByOrder(|cursor, order, _| {
                        cursor.strip_prefix("cursor-") == Some(order.unwrap_or("NEWEST"))
                    }),
                }],
                default_page_size: 20,
                unused_window: "`window` is allowed only with `orderBy: MOST_READ`.",
                large_input: LargeInput {
                    types: &["BodyInput", "BlockInput"],
                    entries: 2_000,
                },
            },
        ))
    });
    &SCHEMA
}
