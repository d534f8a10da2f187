//! Conversion of a valid operation to the form that the engine executes.
//!
//! The engine's own parser is not used. Two parsers could differ, and the engine would then run
//! what the checks have not seen.

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
use async_graphql_value::{Number, Value as ValueWithVariables};

use crate::source_positions::SourcePositions;

/// Converts a name.
pub fn name(name: &apollo_compiler::Name) -> Name {
    Name::new(name.as_str())
}

/// Converts an operation, with the fragments that it reaches, to a document of its own.
pub fn document(
    operation: &Node<Operation>,
    document: &ExecutableDocument,
    positions: &SourcePositions<'_>,
) -> engine::ExecutableDocument {
    let mut writer = ExecutableWriter {
        positions,
        fragments: &document.fragments,
        written: HashMap::new(),
        spread: Vec::new(),
    };
    let definition = engine::OperationDefinition {
        selection_set: writer.set(&operation.selection_set),
        ..definition(operation, positions)
    };
    let definition = Positioned::new(definition, positions.start_of(operation));
    writer.write_fragments();
    engine::ExecutableDocument {
        operations: DocumentOperations::Single(definition),
        fragments: writer.written,
    }
}

/// Converts an operation without its selections.
pub fn definition(
    operation: &Operation,
    positions: &SourcePositions<'_>,
) -> engine::OperationDefinition {
    engine::OperationDefinition {
        ty: operation_type(operation.operation_type),
        variable_definitions: all(&operation.variables, positions, variable),
        directives: directives(&operation.directives, positions),
        selection_set: Positioned::default(),
    }
}

/// Converts the kind of an operation.
pub const fn operation_type(ty: ast::OperationType) -> engine::OperationType {
    match ty {
        ast::OperationType::Query => engine::OperationType::Query,
        ast::OperationType::Mutation => engine::OperationType::Mutation,
        ast::OperationType::Subscription => engine::OperationType::Subscription,
    }
}

/// Converts a value; `None` for one that holds a variable.
pub fn constant(value: &ast::Value) -> Option<Value> {
    self::value(value).into_const()
}

/// Converts a value. A number that JSON cannot express becomes null; validation rejects it before.
fn value(value: &ast::Value) -> ValueWithVariables {
    match value {
        ast::Value::Null => ValueWithVariables::Null,
        ast::Value::Enum(value) => ValueWithVariables::Enum(name(value)),
        ast::Value::Variable(variable) => ValueWithVariables::Variable(name(variable)),
        ast::Value::String(text) => ValueWithVariables::String(text.clone()),
        ast::Value::Boolean(boolean) => ValueWithVariables::Boolean(*boolean),
        ast::Value::Int(number) => int(number.as_str()),
        ast::Value::Float(number) => float(number.as_str()),
        ast::Value::List(items) => {
            ValueWithVariables::List(items.iter().map(|item| self::value(item)).collect())
        }
        ast::Value::Object(fields) => ValueWithVariables::Object(
            fields
                .iter()
                .map(|(field, value)| (name(field), self::value(value)))
                .collect(),
        ),
    }
}

/// Converts an integer. One beyond 64 bits can only be an `ID`, which is a string.
fn int(text: &str) -> ValueWithVariables {
    let signed = text.parse::<i64>().map(Number::from);
    let number = signed.or_else(|_| text.parse::<u64>().map(Number::from));
    number.map_or_else(
        |_| ValueWithVariables::String(text.to_owned()),
        ValueWithVariables::Number,
    )
}

fn float(text: &str) -> ValueWithVariables {
    let number = text.parse::<f64>().ok().and_then(Number::from_f64);
    number.map_or(ValueWithVariables::Null, ValueWithVariables::Number)
}

fn all<T, U>(
    nodes: &[Node<T>],
    positions: &SourcePositions<'_>,
    write: impl Fn(&Node<T>, &SourcePositions<'_>) -> U,
) -> Vec<Positioned<U>> {
    let written = |node| Positioned::new(write(node, positions), positions.start_of(node));
    nodes.iter().map(written).collect()
}

/// Converts a name with its position.
pub fn named(named: &apollo_compiler::Name, positions: &SourcePositions<'_>) -> Positioned<Name> {
    Positioned::new(name(named), positions.start_of_span(named.location()))
}

fn variable(
    variable: &Node<ast::VariableDefinition>,
    positions: &SourcePositions<'_>,
) -> engine::VariableDefinition {
    let default = variable.default_value.as_ref();
    let default = default.and_then(|value| Some((constant(value)?, positions.start_of(value))));
    engine::VariableDefinition {
        name: named(&variable.name, positions),
        var_type: Positioned::new(
            type_reference(&variable.ty),
            positions.start_of(&variable.ty),
        ),
        directives: directives(&variable.directives, positions),
        default_value: default.map(|(value, at)| Positioned::new(value, at)),
    }
}

fn directives(
    list: &DirectiveList,
    positions: &SourcePositions<'_>,
) -> Vec<Positioned<engine::Directive>> {
    all(&list.0, positions, |directive, positions| {
        engine::Directive {
            name: named(&directive.name, positions),
            arguments: arguments(&directive.arguments, positions),
        }
    })
}

/// Converts arguments.
pub fn arguments(
    list: &[Node<Argument>],
    positions: &SourcePositions<'_>,
) -> Vec<(Positioned<Name>, Positioned<ValueWithVariables>)> {
    let argument = |argument: &Node<Argument>| {
        let value = Positioned::new(value(&argument.value), positions.start_of(&argument.value));
        (named(&argument.name, positions), value)
    };
    list.iter().map(argument).collect()
}

/// Converts selections and collects the fragments that they spread.
struct ExecutableWriter<'d, 'p> {
    positions: &'p SourcePositions<'p>,
    fragments: &'d FragmentMap,
    written: HashMap<Name, Positioned<engine::FragmentDefinition>>,
    /// Names of spread fragments that may not be written yet.
    spread: Vec<&'d apollo_compiler::Name>,
}

impl<'d> ExecutableWriter<'d, '_> {
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
                let at = self.positions.start_of(field);
                let alias = field
                    .alias
                    .as_ref()
                    .map(|alias| named(alias, self.positions));
                let written = engine::Field {
                    alias,
                    name: named(&field.name, self.positions),
                    arguments: arguments(&field.arguments, self.positions),
                    directives: directives(&field.directives, self.positions),
                    selection_set: self.set(&field.selection_set),
                };
                Positioned::new(engine::Selection::Field(Positioned::new(written, at)), at)
            }
            Selection::FragmentSpread(spread) => {
                let at = self.positions.start_of(spread);
                // Fragments are written after the operation, and each of them once.
                self.spread.push(&spread.fragment_name);
                let written = engine::FragmentSpread {
                    fragment_name: named(&spread.fragment_name, self.positions),
                    directives: directives(&spread.directives, self.positions),
                };
                Positioned::new(
                    engine::Selection::FragmentSpread(Positioned::new(written, at)),
                    at,
                )
            }
            Selection::InlineFragment(inline) => {
                let at = self.positions.start_of(inline);
                let condition = inline.type_condition.as_ref().map(|on| self.condition(on));
                let written = engine::InlineFragment {
                    type_condition: condition,
                    directives: directives(&inline.directives, self.positions),
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
        let on = named(on, self.positions);
        let at = on.pos;
        Positioned::new(engine::TypeCondition { on }, at)
    }

    fn write_fragments(&mut self) {
        while let Some(spread) = self.spread.pop() {
            if self.written.contains_key(spread.as_str()) {
                continue;
            }
            let Some(fragment) = self.fragments.get(spread) else {
                continue;
            };
            let definition = engine::FragmentDefinition {
                type_condition: self.condition(&fragment.selection_set.ty),
                directives: directives(&fragment.directives, self.positions),
                selection_set: self.set(&fragment.selection_set),
            };
            let at = self.positions.start_of(fragment);
            self.written
                .insert(name(spread), Positioned::new(definition, at));
        }
    }
}

fn type_reference(ty: &ast::Type) -> engine::Type {
    let base = match ty {
        ast::Type::Named(of) | ast::Type::NonNullNamed(of) => engine::BaseType::Named(name(of)),
        ast::Type::List(of) | ast::Type::NonNullList(of) => {
            engine::BaseType::List(Box::new(type_reference(of)))
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

    /// Arguments of type `Float` with a range that ends at 1. A large integer reaches them as a
    /// string and is rejected under the same code.
    const FLOATS: &[&str] = &["minScore"];

    #[test]
    fn a_large_integer_can_only_be_an_id() {
        for ty in schema().parsed.types.values() {
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
