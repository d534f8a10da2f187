//! An operation in which every field is selected once, made for the variables of one request.
//!
//! A field that is selected twice under one key is answered once (specification, section 6.3.2).
//! The engine would resolve it twice, and so carry out a mutation as often as it is written. An
//! operation without repeated fields goes to the engine as it is ([`engine`]). An operation with
//! repeated fields is merged here once the variables are known: skipped selections are left out,
//! fragments are expanded, and fields of one type and key become one.

use std::collections::{HashMap, HashSet};

use apollo_compiler::{
    ExecutableDocument, Name, Node,
    executable::{Argument, Field, Operation, Selection, SelectionSet},
};
use async_graphql::{
    Pos, Positioned, Value, Variables,
    parser::types::{self as engine_types, DocumentOperations},
};
use async_graphql_value::Value as ValueWithVariables;

use crate::{engine, plan::Condition, source_positions::SourcePositions};

/// An operation with repeated fields, which is merged for each request.
pub struct MergeableOperation {
    document: ExecutableDocument,
    operation: Node<Operation>,
    text: String,
}

impl MergeableOperation {
    /// The operation, if it has to be merged; `None` if the engine can execute it as it is.
    pub fn find(
        document: &ExecutableDocument,
        operation: &Node<Operation>,
        text: &str,
    ) -> Option<Self> {
        must_be_merged(document, &operation.selection_set).then(|| Self {
            document: document.clone(),
            operation: operation.clone(),
            text: text.to_owned(),
        })
    }

    /// Merges the operation for these variables.
    pub fn merge(&self, variables: &Variables) -> engine_types::ExecutableDocument {
        let positions = SourcePositions::new(&self.text);
        let writer = MergeWriter {
            document: &self.document,
            positions: &positions,
            variables,
        };
        let bare = engine::definition(&self.operation, &positions);
        let definition = engine_types::OperationDefinition {
            selection_set: writer.set(&[&self.operation.selection_set]),
            ..bare
        };
        let at = positions.start_of(&self.operation);
        engine_types::ExecutableDocument {
            operations: DocumentOperations::Single(Positioned::new(definition, at)),
            fragments: HashMap::new(),
        }
    }
}

/// Returns whether a field is selected twice on objects of one type, or an argument has to be left
/// out that the engine does not take as null.
fn must_be_merged<'d>(document: &'d ExecutableDocument, set: &'d SelectionSet) -> bool {
    // One scope is what is selected on one object: a selection set with the fragments in it.
    let (mut scopes, mut keys) = (vec![set], HashSet::new());
    while let Some(scope) = scopes.pop() {
        keys.clear();
        let mut sets = vec![scope];
        while let Some(set) = sets.pop() {
            for selection in &set.selections {
                match selection {
                    Selection::Field(field) => {
                        let key = (set.ty.as_str(), field.response_key().as_str());
                        let is_deprecation =
                            |given: &Node<Argument>| given.name == INCLUDE_DEPRECATED;
                        if !keys.insert(key) || field.arguments.iter().any(is_deprecation) {
                            return true;
                        }
                        scopes.push(&field.selection_set);
                    }
                    Selection::InlineFragment(inline) => sets.push(&inline.selection_set),
                    Selection::FragmentSpread(spread) => {
                        let fragment = document.fragments.get(&spread.fragment_name);
                        sets.extend(fragment.map(|fragment| &fragment.selection_set));
                    }
                }
            }
        }
    }
    false
}

/// Argument of introspection that may be null by the specification and not by the engine.
const INCLUDE_DEPRECATED: &str = "includeDeprecated";

/// Writes the merged selections for one request.
struct MergeWriter<'d> {
    document: &'d ExecutableDocument,
    positions: &'d SourcePositions<'d>,
    variables: &'d Variables,
}

/// Fields of one key that are selected on objects of one type.
struct MergedField<'d> {
    /// Type conditions of the fragments around the fields. An object is of all these types.
    types: Vec<&'d Name>,
    first: &'d Node<Field>,
    sets: Vec<&'d SelectionSet>,
}

fn add_field<'d>(fields: &mut Vec<MergedField<'d>>, types: &[&'d Name], field: &'d Node<Field>) {
    let same = |other: &&mut MergedField<'_>| {
        other.first.response_key() == field.response_key() && other.types == types
    };
    match fields.iter_mut().find(same) {
        Some(same) => same.sets.push(&field.selection_set),
        None => fields.push(MergedField {
            types: types.to_vec(),
            first: field,
            sets: vec![&field.selection_set],
        }),
    }
}

impl<'d> MergeWriter<'d> {
    fn set(&self, sets: &[&'d SelectionSet]) -> Positioned<engine_types::SelectionSet> {
        let mut fields = Vec::new();
        for set in sets {
            self.collect(set, &set.ty, &[], &mut fields);
        }
        let items = fields
            .iter()
            .map(|field| self.in_fragments(&field.types, field));
        without_position(engine_types::SelectionSet {
            items: items.collect(),
        })
    }

    fn collect(
        &self,
        set: &'d SelectionSet,
        outer_type: &Name,
        types: &[&'d Name],
        fields: &mut Vec<MergedField<'d>>,
    ) {
        for selection in &set.selections {
            if !self.is_made(selection) {
                continue;
            }
            let inner = match selection {
                Selection::Field(field) => {
                    add_field(fields, types, field);
                    continue;
                }
                Selection::InlineFragment(inline) => Some(&inline.selection_set),
                Selection::FragmentSpread(spread) => {
                    let fragment = self.document.fragments.get(&spread.fragment_name);
                    fragment.map(|fragment| &fragment.selection_set)
                }
            };
            if let Some(inner) = inner {
                let mut types = types.to_vec();
                // A condition that the object meets anyway would keep equal fields apart.
                if inner.ty != *outer_type && !types.contains(&&inner.ty) {
                    types.push(&inner.ty);
                }
                self.collect(inner, outer_type, &types, fields);
            }
        }
    }

    fn is_made(&self, selection: &Selection) -> bool {
        let directives = selection.directives();
        Condition::after_skip(directives, &[])
            .and_then(|after_skip| Condition::after_include(directives, &after_skip))
            .is_some_and(|conditions| Condition::all_hold(&conditions, self.variables))
    }

    /// Wraps a field in an inline fragment for each type condition.
    fn in_fragments(
        &self,
        types: &[&Name],
        field: &MergedField<'d>,
    ) -> Positioned<engine_types::Selection> {
        let Some((outer, inner)) = types.split_first() else {
            return self.field(field);
        };
        let on = without_position(engine::name(outer));
        let items = vec![self.in_fragments(inner, field)];
        without_position(engine_types::Selection::InlineFragment(without_position(
            engine_types::InlineFragment {
                type_condition: Some(without_position(engine_types::TypeCondition { on })),
                directives: Vec::new(),
                selection_set: without_position(engine_types::SelectionSet { items }),
            },
        )))
    }

    fn field(&self, merged: &MergedField<'d>) -> Positioned<engine_types::Selection> {
        let field = merged.first;
        // Validation has compared the arguments of the merged fields, so those of the first serve.
        let mut arguments = engine::arguments(&field.arguments, self.positions);
        arguments
            .retain(|(name, value)| name.node != *INCLUDE_DEPRECATED || !self.is_null(&value.node));
        let at = self.positions.start_of(field);
        let field = engine_types::Field {
            alias: field
                .alias
                .as_ref()
                .map(|alias| engine::named(alias, self.positions)),
            name: engine::named(&field.name, self.positions),
            arguments,
            // `@skip` and `@include` are evaluated already.
            directives: Vec::new(),
            selection_set: self.set(&merged.sets),
        };
        Positioned::new(
            engine_types::Selection::Field(Positioned::new(field, at)),
            at,
        )
    }

    fn is_null(&self, value: &ValueWithVariables) -> bool {
        match value {
            ValueWithVariables::Null => true,
            ValueWithVariables::Variable(name) => {
                matches!(self.variables.get(name), None | Some(Value::Null))
            }
            _ => false,
        }
    }
}

/// A node that no error points at.
fn without_position<T>(node: T) -> Positioned<T> {
    Positioned::new(node, Pos::default())
}
