//! An operation in which nothing is asked twice, made for the values of one request.
//!
//! What is selected twice under one key is answered once (specification, section 6.3.2), and the engine would resolve it twice: an act would be carried
//! out as often as it is written. Documents that repeat nothing are handed over as they are ([`engine`]); one that does comes through here, where the
//! values of its conditions are known: what is skipped is left out, fragments are put into their places, and fields of one type and key become one.

use std::collections::{HashMap, HashSet};

use apollo_compiler::{
    ExecutableDocument, Name, Node,
    executable::{Field, Operation, Selection, SelectionSet},
};
use async_graphql::{
    Pos, Positioned, Value, Variables,
    parser::types::{self as into, DocumentOperations},
};
use async_graphql_value::Value as Written;

use crate::{engine, plan::Condition, source_positions::Places};

/// An operation that is merged for each request.
pub struct Repeating {
    document: ExecutableDocument,
    operation: Node<Operation>,
    text: String,
}

impl Repeating {
    /// An operation of a document with this text, if it repeats itself.
    pub fn of(
        document: &ExecutableDocument,
        operation: &Node<Operation>,
        text: &str,
    ) -> Option<Self> {
        repeats(document, &operation.selection_set).then(|| Self {
            document: document.clone(),
            operation: operation.clone(),
            text: text.to_owned(),
        })
    }

    /// The operation with everything once, as these values have it.
    pub fn merged(&self, variables: &Variables) -> into::ExecutableDocument {
        let places = Places::of(&self.text);
        let writer = Writer {
            document: &self.document,
            places: &places,
            variables,
        };
        let bare = engine::definition(&self.operation, &places);
        let definition = into::OperationDefinition {
            selection_set: writer.set(&[&self.operation.selection_set]),
            ..bare
        };
        let at = places.of_node(&self.operation);
        into::ExecutableDocument {
            operations: DocumentOperations::Single(Positioned::new(definition, at)),
            fragments: HashMap::new(),
        }
    }
}

/// Whether anything is asked twice of values of one type, or an argument is to be left out that the engine cannot take as null.
fn repeats<'d>(document: &'d ExecutableDocument, set: &'d SelectionSet) -> bool {
    let (mut scopes, mut met) = (vec![set], HashSet::new());
    while let Some(scope) = scopes.pop() {
        met.clear();
        let mut sets = vec![scope];
        while let Some(set) = sets.pop() {
            for selection in &set.selections {
                match selection {
                    Selection::Field(field) => {
                        let is_new = met.insert((set.ty.as_str(), field.response_key().as_str()));
                        if !is_new || field.arguments.iter().any(|given| given.name == DEPRECATED) {
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

/// The one argument of introspection that may be null, which the engine does not know.
const DEPRECATED: &str = "includeDeprecated";

struct Writer<'d> {
    document: &'d ExecutableDocument,
    places: &'d Places<'d>,
    variables: &'d Variables,
}

/// Fields of one key, asked of values that are of all these types.
struct Asked<'d> {
    types: Vec<&'d Name>,
    first: &'d Node<Field>,
    sets: Vec<&'d SelectionSet>,
}

fn ask<'d>(asked: &mut Vec<Asked<'d>>, types: &[&'d Name], field: &'d Node<Field>) {
    let same = |other: &&mut Asked<'_>| {
        other.first.response_key() == field.response_key() && other.types == types
    };
    match asked.iter_mut().find(same) {
        Some(met) => met.sets.push(&field.selection_set),
        None => asked.push(Asked {
            types: types.to_vec(),
            first: field,
            sets: vec![&field.selection_set],
        }),
    }
}

impl<'d> Writer<'d> {
    fn set(&self, sets: &[&'d SelectionSet]) -> Positioned<into::SelectionSet> {
        let mut asked = Vec::new();
        for set in sets {
            self.collect(set, &set.ty, &[], &mut asked);
        }
        let items = asked.iter().map(|asked| self.within(&asked.types, asked));
        nowhere(into::SelectionSet {
            items: items.collect(),
        })
    }

    fn collect(
        &self,
        set: &'d SelectionSet,
        around: &Name,
        types: &[&'d Name],
        asked: &mut Vec<Asked<'d>>,
    ) {
        for selection in &set.selections {
            if !self.is_made(selection) {
                continue;
            }
            let inner = match selection {
                Selection::Field(field) => {
                    ask(asked, types, field);
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
                if inner.ty != *around && !types.contains(&&inner.ty) {
                    types.push(&inner.ty);
                }
                self.collect(inner, around, &types, asked);
            }
        }
    }

    fn is_made(&self, selection: &Selection) -> bool {
        let directives = selection.directives();
        Condition::not_skipped(directives, &[])
            .and_then(|not_skipped| Condition::included(directives, &not_skipped))
            .is_some_and(|conditions| Condition::hold(&conditions, self.variables))
    }

    /// A field inside a fragment for each type that its value has to be of.
    fn within(&self, types: &[&Name], asked: &Asked<'d>) -> Positioned<into::Selection> {
        let Some((outer, inner)) = types.split_first() else {
            return self.field(asked);
        };
        let on = nowhere(engine::name(outer));
        let items = vec![self.within(inner, asked)];
        nowhere(into::Selection::InlineFragment(nowhere(
            into::InlineFragment {
                type_condition: Some(nowhere(into::TypeCondition { on })),
                directives: Vec::new(),
                selection_set: nowhere(into::SelectionSet { items }),
            },
        )))
    }

    fn field(&self, asked: &Asked<'d>) -> Positioned<into::Selection> {
        let field = asked.first;
        let mut arguments = engine::arguments(&field.arguments, self.places);
        arguments.retain(|(name, value)| name.node != *DEPRECATED || !self.is_null(&value.node));
        let at = self.places.of_node(field);
        let field = into::Field {
            alias: field
                .alias
                .as_ref()
                .map(|alias| engine::named(alias, self.places)),
            name: engine::named(&field.name, self.places),
            arguments,
            directives: Vec::new(),
            selection_set: self.set(&asked.sets),
        };
        Positioned::new(into::Selection::Field(Positioned::new(field, at)), at)
    }

    fn is_null(&self, value: &Written) -> bool {
        match value {
            Written::Null => true,
            Written::Variable(name) => {
                matches!(self.variables.get(name), None | Some(Value::Null))
            }
            _ => false,
        }
    }
}

/// A part that no error points at.
fn nowhere<T>(node: T) -> Positioned<T> {
    Positioned::new(node, Pos::default())
}
