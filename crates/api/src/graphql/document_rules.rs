//! The schema as the document checker needs it: its text, the parsers of its scalars, and the table
//! of its paging fields.

use std::sync::{Arc, LazyLock};

use async_graphql::{InputType, Pos, Value};
use standfirst_document::{
    Cursors, DocumentChecker, DocumentSchema, LargeInput, PagingField, ScalarParser, SchemaRules,
    ValueError,
};
use standfirst_domain::cursor::{ListKind, is_of, is_one};
use standfirst_domain::error::ErrorCode;

use super::{
    article::IDLE_WINDOW,
    body::input::{MOST_BLOCKS, TYPES},
    connection::USUAL,
    scalars::{Date, DateTime, LanguageTag, Url},
    schema_sdl,
};
use crate::limits::Limits;

/// A checker of documents for this schema.
pub fn document_checker(limits: &Limits) -> DocumentChecker {
    DocumentChecker::new(Arc::clone(&SCHEMA), limits.document.clone())
}

static SCHEMA: LazyLock<Arc<DocumentSchema>> = LazyLock::new(|| {
    let rules = SchemaRules {
        scalars: Box::new(Scalars),
        paging_fields: PAGING_FIELDS,
        default_page_size: USUAL,
        unused_window: IDLE_WINDOW,
        large_input: LargeInput {
            types: &TYPES,
            entries: MOST_BLOCKS,
        },
    };
    Arc::new(DocumentSchema::new(&schema_sdl(), rules))
});

/// Every connection with the cursors that it takes. The first row that fits a field applies.
const PAGING_FIELDS: &[PagingField] = &[
    PagingField {
        parent: Some("Desk"),
        ..of_one_kind("ArticleConnection", |cursor| is_of(ListKind::Desk, cursor))
    },
    PagingField {
        parent: None,
        connection: "ArticleConnection",
        cursors: Cursors::ByOrder(|cursor, order, window| {
            // An order without cursors of its own takes any.
            let kind = ListKind::in_order(order.unwrap_or("NEWEST"), window);
            kind.is_none_or(|kind| is_of(kind, cursor))
        }),
    },
    of_one_kind("TagConnection", |cursor| is_of(ListKind::Tags, cursor)),
    of_one_kind("SectionConnection", |cursor| {
        is_of(ListKind::Sections, cursor)
    }),
    of_one_kind("ContributorConnection", |cursor| {
        is_of(ListKind::Contributors, cursor)
    }),
    of_one_kind("RelatedConnection", |cursor| {
        is_of(ListKind::Related, cursor)
    }),
    of_one_kind("SearchConnection", |cursor| is_of(ListKind::Search, cursor)),
    of_one_kind("RevisionConnection", |cursor| {
        is_of(ListKind::Revisions, cursor)
    }),
    of_one_kind("AuditConnection", |cursor| is_of(ListKind::Audit, cursor)),
    of_one_kind("AccountConnection", |cursor| {
        is_of(ListKind::Accounts, cursor)
    }),
];

const fn of_one_kind(connection: &'static str, is_of_kind: fn(&str) -> bool) -> PagingField {
    PagingField {
        parent: None,
        connection,
        cursors: Cursors::OfOneKind(is_of_kind),
    }
}

/// Parsers of the custom scalars: the same types that the schema is built from.
struct Scalars;

impl ScalarParser for Scalars {
    fn check(&self, scalar: &str, value: &Value) -> Option<Result<(), ValueError>> {
        Some(match scalar {
            "DateTime" => parse::<DateTime>(value),
            "Date" => parse::<Date>(value),
            "Url" => parse::<Url>(value),
            "LanguageTag" => parse::<LanguageTag>(value),
            "Cursor" => match value {
                Value::String(text) if is_one(text) => Ok(()),
                _ => Err(ValueError {
                    code: ErrorCode::InvalidCursor,
                    message: "This is not a cursor that a list handed out.".to_owned(),
                }),
            },
            _ => return None,
        })
    }
}

fn parse<T: InputType>(value: &Value) -> Result<(), ValueError> {
    let error = <T as InputType>::parse(Some(value.clone())).err();
    match error.map(|error| error.into_server_error(Pos::default()).message) {
        Some(message) => Err(ValueError::bad_input(without_prefix(&message))),
        None => Ok(()),
    }
}

/// Message of the scalar, without the prefix that the engine adds.
fn without_prefix(message: &str) -> String {
    let said = message
        .strip_prefix("Failed to parse \"")
        .and_then(|rest| rest.split_once("\": "));
    said.map_or(message, |(_, message)| message).to_owned()
}

#[cfg(test)]
mod tests {
    use async_graphql::Value;
    use standfirst_document::ScalarParser;

    use super::{Scalars, schema_sdl};

    #[test]
    fn every_scalar_of_the_schema_has_a_parser() {
        let sdl = schema_sdl();
        let scalars = sdl
            .lines()
            .filter_map(|line| line.strip_prefix("scalar ")?.split(' ').next());
        let mut count = 0;
        for scalar in scalars {
            let refused = Scalars
                .check(scalar, &Value::Boolean(true))
                .map(|read| read.is_err());
            assert_eq!(refused, Some(true), "{scalar}");
            count += 1;
        }
        assert_eq!(count, 5);
    }

    #[test]
    fn errors_carry_the_message_of_the_scalar() {
        let refused = |scalar, text: &str| {
            let read = Scalars.check(scalar, &Value::from(text)).unwrap();
            read.err().map(|wrong| wrong.message)
        };
        assert_eq!(refused("Date", "2026-11-02"), None);
        assert_eq!(
            refused("Date", "2026-11-31").as_deref(),
            Some("A Date is a calendar date such as 2026-11-02.")
        );
        assert!(
            refused("Url", "javascript:alert(1)")
                .unwrap()
                .starts_with("A Url is")
        );
    }
}
