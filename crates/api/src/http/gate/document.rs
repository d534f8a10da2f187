//! A document that was measured, parsed, validated and costed, and what is refused on the way.

use std::{borrow::Cow, ops::Range};

use apollo_compiler::{
    ExecutableDocument, Node, Schema, ast,
    executable::Operation as Parsed,
    parser::Parser,
    validation::{DiagnosticList, Valid},
};
use async_graphql::{
    Variables,
    parser::types::{self as engine_types, OperationType},
};

use super::{
    coercion::variables::Variable,
    engine, extent, measure,
    merge::Repeating,
    places::Places,
    plan::{self, Plan, Wrong},
    words,
};
use crate::{
    http::errors::{Fault, Rejection},
    limits::Limits,
};

/// A document that may be executed.
pub struct Document {
    operations: Vec<Operation>,
}

/// An operation of such a document.
pub struct Operation {
    /// Its name.
    pub name: Option<String>,
    /// What it does.
    pub kind: OperationType,
    /// Its variables.
    pub variables: Vec<Variable>,
    /// What it comes to.
    pub plan: Plan,
    executable: engine_types::ExecutableDocument,
    /// Where it asks for something twice.
    repeating: Option<Repeating>,
}

impl Document {
    /// Reads a document.
    ///
    /// # Errors
    /// A document that is too large, no GraphQL, or does not fit the schema: everything that is wrong with it, as far as it could be looked at.
    /// Names that were perhaps meant are told to whoever may read the schema here.
    pub fn read(
        text: &str,
        schema: &Valid<Schema>,
        limits: &Limits,
        suggesting: bool,
    ) -> Result<Self, Rejection> {
        let descriptions = measure::check(text, limits)?;
        let places = Places::of(text);
        if let Some(broken) = descriptions.iter().find(|bytes| !is_string(text, bytes)) {
            return Err(words::syntax_error_at(places.at(broken.start)));
        }
        let parsed = Parser::new()
            .recursion_limit(limits.nesting.saturating_mul(8))
            .parse_ast(undescribed(text, descriptions), "")
            .map_err(|invalid| words::syntax_error(&invalid.errors, &places))?;
        if !has_operation(&parsed) {
            return Err(Rejection::bad_request("The document has no operation."));
        }
        extent::check(&parsed, limits)?;
        let (document, found) = match parsed.to_executable_validate(schema) {
            Ok(valid) => (valid.into_inner(), None),
            Err(invalid) => (invalid.partial, Some(invalid.errors)),
        };
        let mut faults = Vec::new();
        let operations = document.operations.iter().map(|operation| {
            let (operation, found) = Operation::read(operation, &document, schema, limits, &places);
            faults.extend(found);
            operation
        });
        let operations = operations.collect();
        match refusal(found.as_ref(), faults, &places, schema, limits, suggesting) {
            Some(refusal) => Err(refusal),
            None => Ok(Self { operations }),
        }
    }

    /// The names of its operations.
    pub fn names(&self) -> impl Iterator<Item = Option<&str>> {
        self.operations
            .iter()
            .map(|operation| operation.name.as_deref())
    }

    /// How much room it takes on the shelf beside its text, in bytes or about so many.
    pub fn room(&self) -> usize {
        const OF_EACH: usize = 512;
        let things = self.operations.iter().map(Operation::room).sum::<usize>();
        things.saturating_mul(OF_EACH)
    }

    /// The operation of a name, or the only one.
    ///
    /// # Errors
    /// There is none of the name, or several and no name.
    pub fn operation(&self, name: Option<&str>) -> Result<&Operation, Rejection> {
        match (name, &self.operations[..]) {
            (None, [only]) => Ok(only),
            (None, _) => Err(Rejection::bad_request(
                "The document has several operations; name one in `operationName`.",
            )),
            (Some(name), operations) => operations
                .iter()
                .find(|operation| operation.name.as_deref() == Some(name))
                .ok_or_else(|| {
                    Rejection::bad_request(
                        "The document has no operation of the name in `operationName`.",
                    )
                }),
        }
    }
}

impl Operation {
    fn read(
        operation: &Node<Parsed>,
        document: &ExecutableDocument,
        schema: &Schema,
        limits: &Limits,
        places: &Places<'_>,
    ) -> (Self, Vec<plan::Fault>) {
        let (plan, faults) = plan::walk(schema, limits, document, operation, places);
        let variable = |variable: &Node<ast::VariableDefinition>| Variable {
            name: engine::name(&variable.name),
            default: variable
                .default_value
                .as_ref()
                .and_then(|value| engine::constant(value)),
            at: places.of_node(variable),
            definition: variable.clone(),
        };
        let read = Self {
            name: operation.name.as_ref().map(ToString::to_string),
            kind: engine::operation_type(operation.operation_type),
            variables: operation.variables.iter().map(variable).collect(),
            plan,
            executable: engine::document(operation, document, places),
            repeating: Repeating::of(document, operation, places.text()),
        };
        (read, faults)
    }

    /// The operation with its fragments, as the engine takes it: everything is asked for once.
    pub fn executable(&self, variables: &Variables) -> engine_types::ExecutableDocument {
        match &self.repeating {
            Some(repeating) => repeating.merged(variables),
            None => self.executable.clone(),
        }
    }

    /// How much room it takes, in things that are kept.
    fn room(&self) -> usize {
        self.plan.room()
    }
}

fn has_operation(document: &ast::Document) -> bool {
    document
        .definitions
        .iter()
        .any(|definition| matches!(definition, ast::Definition::OperationDefinition(_)))
}

/// Whether a description is a string as the parser takes them: it does not see descriptions, and asked for a value it says what it thinks of its escapes.
fn is_string(text: &str, description: &Range<usize>) -> bool {
    let description = text.get(description.clone()).unwrap_or_default();
    let value = format!("{{a(b:{description})}}");
    Parser::new().parse_ast(value, "").is_ok()
}

/// A text without its descriptions, in which everything else stands where it stood.
fn undescribed(text: &str, descriptions: Vec<Range<usize>>) -> Cow<'_, str> {
    if descriptions.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut left = String::with_capacity(text.len());
    let mut from = 0;
    for description in descriptions {
        left.push_str(text.get(from..description.start).unwrap_or_default());
        let lost = text.get(description.clone()).unwrap_or_default().bytes();
        left.extend(lost.map(|byte| {
            if matches!(byte, b'\n' | b'\r') {
                char::from(byte)
            } else {
                ' '
            }
        }));
        from = description.end;
    }
    left.push_str(text.get(from..).unwrap_or_default());
    Cow::Owned(left)
}

/// Everything that is wrong with a document, in the order in which it stands there.
fn refusal(
    found: Option<&DiagnosticList>,
    in_values: Vec<plan::Fault>,
    places: &Places<'_>,
    schema: &Schema,
    limits: &Limits,
    suggesting: bool,
) -> Option<Rejection> {
    let told_of_values = !in_values.is_empty();
    let found = found.map(|found| {
        words::findings(
            found,
            places,
            schema,
            suggesting,
            told_of_values,
            limits.errors,
        )
    });
    let of_the_document = found.unwrap_or_default().into_iter();
    let of_values = in_values.into_iter().map(|fault| {
        let Wrong { code, message } = fault.wrong;
        Fault::at(message, fault.at).under(code)
    });
    let mut faults: Vec<Fault> = of_the_document.chain(of_values).collect();
    faults.sort_by_key(|fault| fault.locations.first().copied());
    faults.truncate(limits.errors);
    let code = faults.first()?.code?;
    Some(Rejection::of(code, faults))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Document, Rejection};
    use crate::{http::gate::served::served, limits::Limits};

    /// Words of which documents are made, so that many come far.
    fn word() -> impl Strategy<Value = &'static str> {
        prop::sample::select(vec![
            "{",
            "}",
            "(",
            ")",
            "[",
            "]",
            "...",
            "!",
            "$",
            "=",
            ":",
            "@",
            "|",
            "&",
            ",",
            "#",
            "\n",
            "query",
            "mutation",
            "fragment",
            "on",
            "Query",
            "Article",
            "A",
            "B",
            "$a",
            "$b",
            "Int",
            "String",
            "ID",
            "true",
            "null",
            "NEWEST",
            "article",
            "articles",
            "nodes",
            "edges",
            "node",
            "id",
            "slug",
            "first",
            "filter",
            "tags",
            "all",
            "related",
            "body",
            "__typename",
            "__schema",
            "types",
            "name",
            "include",
            "skip",
            "if",
            "1",
            "-0",
            "1e400",
            "\"a\"",
            "\"\"\"b\"\"\"",
            "\"\\u{1F600}\"",
            "\"\\ud800\"",
            "{ id }",
            "(first: 1)",
            "...A",
            "fragment A on Article { id }",
            "query($a: Int) {",
            "articles(first: $a) { nodes {",
            "@include(if: true)",
        ])
    }

    fn read(text: &str) -> Result<Document, Rejection> {
        Document::read(text, served(), &Limits::default(), true)
    }

    /// A fragment that is spread 24 times 26 times.
    fn spread(filter: &str) -> String {
        format!(
            "query($a: String = \"x\") {{ articles(first: 1) {{ nodes {{ tags {{ {} }} }} }} }} fragment G on Tag {{ {} }} fragment F on Tag {{ articles(filter: {{ {filter} }}) {{ totalCount }} }}",
            "...G ".repeat(24),
            "...F ".repeat(26)
        )
    }

    #[test]
    fn what_is_spread_often_is_looked_at_once() {
        let uses = ["$a"; 100].join(", ");
        let many = spread(&format!("sections: [{uses}], contributors: [{uses}]"));
        let document = read(&many).unwrap();
        assert_eq!(document.operations[0].plan.sites.len(), 1);
        assert!(document.room() < 64 * 1_024, "{}", document.room());
        let unknown: String = (0..1_400).map(|n| format!("a{n}: 1 ")).collect();
        assert_eq!(read(&spread(&unknown)).err().unwrap().faults.len(), 10);
    }

    proptest! {
        #![proptest_config(crate::property::cases())]

        /// Whatever is sent, it is read or refused with a code, and twice alike.
        #[test]
        fn fuzz_any_words_are_read_or_refused(words in prop::collection::vec(word(), 0..80)) {
            let text = words.join(" ");
            let read = || Document::read(&text, served(), &Limits::default(), true).map(|document| document.operations.len());
            let alike = |first: Result<usize, Rejection>, second: Result<usize, Rejection>| match (first, second) {
                (Ok(first), Ok(second)) => first == second && first > 0,
                (Err(first), Err(second)) => first.code == second.code && !first.faults.is_empty(),
                _ => false,
            };
            prop_assert!(alike(read(), read()), "{text}");
        }

        /// The same of texts of any characters.
        #[test]
        fn fuzz_any_text_is_read_or_refused(text in "\\PC{0,200}") {
            drop(Document::read(&text, served(), &Limits::default(), false));
        }
    }
}
