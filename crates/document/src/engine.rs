//! A valid operation in the form that the engine executes.
//!
//! The engine's own parser is never asked: two parsers could differ, and what one has judged harmless the other would then run.

use std::collections::HashMap;

use apollo_compiler::{
    ExecutableDocument, Node,
    ast::{self, DirectiveList},
    executable::{Argument, FragmentMap, Operation, Selection, SelectionSet},
};
use async_graphql::{
    Name, Positioned, Value,
    parser::types::{self as engine, DocumentOperations},
};
use async_graphql_value::{Number, Value as Written};

use crate::source_positions::Places;

/// A name, as the engine keeps it.
pub fn name(name: &apollo_compiler::Name) -> Name {
    Name::new(name.as_str())
}

/// An operation with the fragments that it comes to, as a document of its own.
pub fn document(
    operation: &Node<Operation>,
    document: &ExecutableDocument,
    places: &Places<'_>,
) -> engine::ExecutableDocument {
    let mut writer = Writer {
        places,
        fragments: &document.fragments,
        written: HashMap::new(),
        ahead: Vec::new(),
    };
    let definition = engine::OperationDefinition {
        selection_set: writer.set(&operation.selection_set),
        ..definition(operation, places)
    };
    let definition = Positioned::new(definition, places.of_node(operation));
    writer.fragments_ahead();
    engine::ExecutableDocument {
        operations: DocumentOperations::Single(definition),
        fragments: writer.written,
    }
}

/// An operation without its selections.
pub fn definition(operation: &Operation, places: &Places<'_>) -> engine::OperationDefinition {
    engine::OperationDefinition {
        ty: operation_type(operation.operation_type),
        variable_definitions: all(&operation.variables, places, variable),
        directives: directives(&operation.directives, places),
        selection_set: Positioned::default(),
    }
}

/// What an operation does, in the engine's words.
pub const fn operation_type(ty: ast::OperationType) -> engine::OperationType {
    match ty {
        ast::OperationType::Query => engine::OperationType::Query,
        ast::OperationType::Mutation => engine::OperationType::Mutation,
        ast::OperationType::Subscription => engine::OperationType::Subscription,
    }
}

/// A value in which no variable stands.
pub fn constant(value: &ast::Value) -> Option<Value> {
    written(value).into_const()
}

/// A value as it is written. A number that no JSON has becomes null; validation has refused it before.
fn written(value: &ast::Value) -> Written {
    match value {
        ast::Value::Null => Written::Null,
        ast::Value::Enum(value) => Written::Enum(name(value)),
        ast::Value::Variable(variable) => Written::Variable(name(variable)),
        ast::Value::String(text) => Written::String(text.clone()),
        ast::Value::Boolean(boolean) => Written::Boolean(*boolean),
        ast::Value::Int(number) => whole(number.as_str()),
        ast::Value::Float(number) => float(number.as_str()),
        ast::Value::List(items) => Written::List(items.iter().map(|item| written(item)).collect()),
        ast::Value::Object(fields) => Written::Object(
            fields
                .iter()
                .map(|(field, value)| (name(field), written(value)))
                .collect(),
        ),
    }
}

/// An integer. One that no machine's fits is for an ID, which is a text.
fn whole(text: &str) -> Written {
    let signed = text.parse::<i64>().map(Number::from);
    let number = signed.or_else(|_| text.parse::<u64>().map(Number::from));
    number.map_or_else(|_| Written::String(text.to_owned()), Written::Number)
}

fn float(text: &str) -> Written {
    let number = text.parse::<f64>().ok().and_then(Number::from_f64);
    number.map_or(Written::Null, Written::Number)
}

fn all<T, U>(
    nodes: &[Node<T>],
    places: &Places<'_>,
    write: impl Fn(&Node<T>, &Places<'_>) -> U,
) -> Vec<Positioned<U>> {
    let written = |node| Positioned::new(write(node, places), places.of_node(node));
    nodes.iter().map(written).collect()
}

/// A name with its place.
pub fn named(named: &apollo_compiler::Name, places: &Places<'_>) -> Positioned<Name> {
    Positioned::new(name(named), places.of_span(named.location()))
}

fn variable(
    variable: &Node<ast::VariableDefinition>,
    places: &Places<'_>,
) -> engine::VariableDefinition {
    let default = variable.default_value.as_ref();
    let default = default.and_then(|value| Some((constant(value)?, places.of_node(value))));
    engine::VariableDefinition {
        name: named(&variable.name, places),
        var_type: Positioned::new(of_type(&variable.ty), places.of_node(&variable.ty)),
        directives: directives(&variable.directives, places),
        default_value: default.map(|(value, at)| Positioned::new(value, at)),
    }
}

fn directives(list: &DirectiveList, places: &Places<'_>) -> Vec<Positioned<engine::Directive>> {
    all(&list.0, places, |directive, places| engine::Directive {
        name: named(&directive.name, places),
        arguments: arguments(&directive.arguments, places),
    })
}

/// Arguments as they are written.
pub fn arguments(
    list: &[Node<Argument>],
    places: &Places<'_>,
) -> Vec<(Positioned<Name>, Positioned<Written>)> {
    let argument = |argument: &Node<Argument>| {
        let value = Positioned::new(written(&argument.value), places.of_node(&argument.value));
        (named(&argument.name, places), value)
    };
    list.iter().map(argument).collect()
}

struct Writer<'d, 'p> {
    places: &'p Places<'p>,
    fragments: &'d FragmentMap,
    written: HashMap<Name, Positioned<engine::FragmentDefinition>>,
    /// Fragments that were met and are to be written.
    ahead: Vec<&'d apollo_compiler::Name>,
}

impl<'d> Writer<'d, '_> {
    fn set(&mut self, set: &'d SelectionSet) -> Positioned<engine::SelectionSet> {
        let items = set
            .selections
            .iter()
            .map(|selection| self.selection(selection))
            .collect();
        Positioned::new(
            engine::SelectionSet { items },
            async_graphql::Pos::default(),
        )
    }

    fn selection(&mut self, selection: &'d Selection) -> Positioned<engine::Selection> {
        match selection {
            Selection::Field(field) => {
                let at = self.places.of_node(field);
                let alias = field.alias.as_ref().map(|alias| named(alias, self.places));
                let written = engine::Field {
                    alias,
                    name: named(&field.name, self.places),
                    arguments: arguments(&field.arguments, self.places),
                    directives: directives(&field.directives, self.places),
                    selection_set: self.set(&field.selection_set),
                };
                Positioned::new(engine::Selection::Field(Positioned::new(written, at)), at)
            }
            Selection::FragmentSpread(spread) => {
                let at = self.places.of_node(spread);
                self.ahead.push(&spread.fragment_name);
                let written = engine::FragmentSpread {
                    fragment_name: named(&spread.fragment_name, self.places),
                    directives: directives(&spread.directives, self.places),
                };
                Positioned::new(
                    engine::Selection::FragmentSpread(Positioned::new(written, at)),
                    at,
                )
            }
            Selection::InlineFragment(inline) => {
                let at = self.places.of_node(inline);
                let condition = inline.type_condition.as_ref().map(|on| self.condition(on));
                let written = engine::InlineFragment {
                    type_condition: condition,
                    directives: directives(&inline.directives, self.places),
                    selection_set: self.set(&inline.selection_set),
                };
                Positioned::new(
                    engine::Selection::InlineFragment(Positioned::new(written, at)),
                    at,
                )
            }
        }
    }

    fn condition(&self, on: &apollo_compiler::Name) -> Positioned<engine::TypeCondition> {
        let on = named(on, self.places);
        let at = on.pos;
        Positioned::new(engine::TypeCondition { on }, at)
    }

    fn fragments_ahead(&mut self) {
        while let Some(met) = self.ahead.pop() {
            if self.written.contains_key(met.as_str()) {
                continue;
            }
            let Some(fragment) = self.fragments.get(met) else {
                continue;
            };
            let definition = engine::FragmentDefinition {
                type_condition: self.condition(&fragment.selection_set.ty),
                directives: directives(&fragment.directives, self.places),
                selection_set: self.set(&fragment.selection_set),
            };
            let at = self.places.of_node(fragment);
            self.written
                .insert(name(met), Positioned::new(definition, at));
        }
    }
}

fn of_type(ty: &ast::Type) -> engine::Type {
    let base = match ty {
        ast::Type::Named(of) | ast::Type::NonNullNamed(of) => engine::BaseType::Named(name(of)),
        ast::Type::List(of) | ast::Type::NonNullList(of) => {
            engine::BaseType::List(Box::new(of_type(of)))
        }
    };
    engine::Type {
        base,
        nullable: !ty.is_non_null(),
    }
}

#[cfg(test)]
mod tests {
    use apollo_compiler::schema::ExtendedType;

    use crate::test_schema::schema;

    /// The one input that is a float ends at 1: a great integer, which reaches it as a text, is out of its range and refused under the same code.
    const FLOATS: &[&str] = &["minScore"];

    #[test]
    fn no_input_is_a_great_float_so_that_a_great_integer_can_only_be_an_id() {
        for ty in schema().types.types.values() {
            let of_fields = |field: &apollo_compiler::ast::FieldDefinition| {
                field
                    .arguments
                    .iter()
                    .filter(|argument| !FLOATS.contains(&argument.name.as_str()))
                    .all(|argument| argument.ty.inner_named_type() != "Float")
            };
            let without = match ty {
                ExtendedType::InputObject(object) => object
                    .fields
                    .values()
                    .all(|field| field.ty.inner_named_type() != "Float"),
                ExtendedType::Object(object) => {
                    object.fields.values().all(|field| of_fields(field))
                }
                _ => true,
            };
            assert!(without, "{}", ty.name());
        }
    }
}
