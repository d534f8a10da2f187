//! Whether a document asks about the schema. The engine, told not to answer that, answers null without a word.

use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};

/// Whether any selection of the document is `__schema` or `__type`.
pub fn asks(document: &ExecutableDocument) -> bool {
    let operations = document
        .operations
        .iter()
        .map(|(_, operation)| &operation.node.selection_set.node);
    let fragments = document
        .fragments
        .values()
        .map(|fragment| &fragment.node.selection_set.node);
    let mut ahead: Vec<&SelectionSet> = operations.chain(fragments).collect();
    while let Some(set) = ahead.pop() {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field)
                    if matches!(field.node.name.node.as_str(), "__schema" | "__type") =>
                {
                    return true;
                }
                Selection::Field(field) => ahead.push(&field.node.selection_set.node),
                Selection::InlineFragment(fragment) => {
                    ahead.push(&fragment.node.selection_set.node)
                }
                Selection::FragmentSpread(_) => {}
            }
        }
    }
    false
}
