//! How much a document holds and asks for, measured once it is parsed and before the engine sees it.
//!
//! The engine walks into a fragment at every place that spreads it, so fragments that spread each other twice double its work with each level.
//! Here each is measured once, and its sum is kept and added without overflow. Nothing recurses but from fragment to fragment, and those are few.

use std::collections::HashMap;

use async_graphql::parser::types::{
    ExecutableDocument, FragmentDefinition, OperationDefinition, Selection, SelectionSet,
};
use standfirst_domain::error::ErrorCode;

use crate::http::errors::Refusal;

const MOST_FRAGMENTS: usize = 50;
const MOST_OPERATIONS: usize = 20;
const MOST_VARIABLES: usize = 50;
const MOST_ALIASES: usize = 30;
const MOST_ROOT_FIELDS: usize = 20;
const MOST_DIRECTIVES: usize = 100;
const MOST_SELECTIONS: usize = 2_000;

/// Refuses a document that holds or asks for more than is served at once, and one whose fragments spread themselves.
pub fn check(document: &ExecutableDocument) -> Result<(), Refusal> {
    within(document.fragments.len(), MOST_FRAGMENTS, "fragments")?;
    let operations = || document.operations.iter().map(|(_, found)| &found.node);
    within(operations().count(), MOST_OPERATIONS, "operations")?;
    let variables = operations().map(|operation| operation.variable_definitions.len());
    within(variables.max().unwrap_or(0), MOST_VARIABLES, "variables")?;

    let operations: Vec<Part<'_>> = operations().map(Part::of_operation).collect();
    let fragments = fragments_of(document);
    let parts = || operations.iter().chain(fragments.values());
    let aliases = sum(parts().map(|part| part.aliases));
    within(aliases, MOST_ALIASES, "aliases")?;
    let directives = sum(parts().map(|part| part.directives));
    within(directives, MOST_DIRECTIVES, "directives")?;

    let mut measured = Measured {
        fragments: &fragments,
        known: HashMap::new(),
    };
    // Fragments that no operation spreads are walked into by the engine as well.
    for fragment in fragments.values() {
        let extent = measured.extent(fragment)?;
        within(extent.selections, MOST_SELECTIONS, "selections")?;
    }
    let mut selections: usize = 0;
    for operation in &operations {
        let extent = measured.extent(operation)?;
        within(extent.roots, MOST_ROOT_FIELDS, "fields at the root")?;
        selections = selections.saturating_add(extent.selections);
    }
    within(selections, MOST_SELECTIONS, "selections")
}

/// How many fields an operation has at its root, those of its fragments among them.
pub fn root_fields(document: &ExecutableDocument, operation: &OperationDefinition) -> usize {
    let fragments = fragments_of(document);
    let operation = Part::of_operation(operation);
    let mut measured = Measured {
        fragments: &fragments,
        known: HashMap::new(),
    };
    measured.extent(&operation).map_or(0, |extent| extent.roots)
}

/// How many selections an operation has with its fragments in their places.
pub fn selections(document: &ExecutableDocument, operation: &OperationDefinition) -> usize {
    let fragments = fragments_of(document);
    let operation = Part::of_operation(operation);
    let mut measured = Measured {
        fragments: &fragments,
        known: HashMap::new(),
    };
    let extent = measured.extent(&operation);
    extent.map_or(usize::MAX, |extent| extent.selections)
}

fn fragments_of(document: &ExecutableDocument) -> HashMap<&str, Part<'_>> {
    let named = document.fragments.iter();
    named
        .map(|(name, found)| (name.as_str(), Part::of_fragment(&found.node)))
        .collect()
}

fn within(found: usize, most: usize, what: &str) -> Result<(), Refusal> {
    if found <= most {
        return Ok(());
    }
    Err(Refusal::new(
        ErrorCode::QueryTooComplex,
        format!("The document has more {what} than the {most} that are served at once."),
    ))
}

fn sum(numbers: impl Iterator<Item = usize>) -> usize {
    numbers.fold(0, usize::saturating_add)
}

/// What an operation or a fragment holds by itself.
#[derive(Default)]
struct Part<'a> {
    selections: usize,
    /// Fields that stand at its top.
    roots: usize,
    aliases: usize,
    directives: usize,
    spreads: Vec<Spread<'a>>,
}

struct Spread<'a> {
    fragment: &'a str,
    at_top: bool,
}

impl<'a> Part<'a> {
    fn of_operation(operation: &'a OperationDefinition) -> Self {
        let variables = operation.variable_definitions.iter();
        let of_variables = sum(variables.map(|variable| variable.node.directives.len()));
        let own = operation.directives.len().saturating_add(of_variables);
        Self::of(&operation.selection_set.node, own)
    }

    fn of_fragment(fragment: &'a FragmentDefinition) -> Self {
        Self::of(&fragment.selection_set.node, fragment.directives.len())
    }

    fn of(set: &'a SelectionSet, directives: usize) -> Self {
        let mut part = Self {
            directives,
            ..Self::default()
        };
        let mut ahead = vec![(set, true)];
        while let Some((set, at_top)) = ahead.pop() {
            part.selections = part.selections.saturating_add(set.items.len());
            for selection in &set.items {
                let directives = selection.node.directives().len();
                part.directives = part.directives.saturating_add(directives);
                match &selection.node {
                    Selection::Field(field) => {
                        let (alias, root) = (field.node.alias.is_some(), at_top);
                        part.aliases = part.aliases.saturating_add(usize::from(alias));
                        part.roots = part.roots.saturating_add(usize::from(root));
                        ahead.push((&field.node.selection_set.node, false));
                    }
                    Selection::InlineFragment(inline) => {
                        ahead.push((&inline.node.selection_set.node, at_top));
                    }
                    Selection::FragmentSpread(spread) => part.spreads.push(Spread {
                        fragment: spread.node.fragment_name.node.as_str(),
                        at_top,
                    }),
                }
            }
        }
        part
    }
}

/// What a part asks for with all fragments put in their places.
#[derive(Clone, Copy)]
struct Extent {
    selections: usize,
    roots: usize,
}

/// What is known of the fragments so far; `None` of one that is being measured.
struct Measured<'a> {
    fragments: &'a HashMap<&'a str, Part<'a>>,
    known: HashMap<&'a str, Option<Extent>>,
}

impl<'a> Measured<'a> {
    fn extent(&mut self, part: &'a Part<'a>) -> Result<Extent, Refusal> {
        let (mut selections, mut roots) = (part.selections, part.roots);
        for spread in &part.spreads {
            let Some(found) = self.fragment(spread.fragment)? else {
                continue;
            };
            selections = selections.saturating_add(found.selections);
            if spread.at_top {
                roots = roots.saturating_add(found.roots);
            }
        }
        Ok(Extent { selections, roots })
    }

    /// The extent of a fragment; `None` when the document has none of the name, which validation refuses.
    fn fragment(&mut self, name: &'a str) -> Result<Option<Extent>, Refusal> {
        match self.known.get(name) {
            Some(Some(extent)) => return Ok(Some(*extent)),
            Some(None) => {
                return Err(Refusal::new(
                    ErrorCode::GraphqlValidationFailed,
                    "A fragment of the document spreads itself.",
                ));
            }
            None => {}
        }
        let Some(part) = self.fragments.get(name) else {
            return Ok(None);
        };
        self.known.insert(name, None);
        let extent = self.extent(part)?;
        self.known.insert(name, Some(extent));
        Ok(Some(extent))
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::check;

    /// Writes a document with so many of something.
    type Writes<'a> = &'a dyn Fn(usize) -> String;

    fn code(document: &str) -> Option<&'static str> {
        let refused = check(&parse_query(document).unwrap()).err();
        refused.map(|refusal| refusal.code.as_str())
    }

    fn many(number: usize, text: impl Fn(usize) -> String) -> String {
        (0..number).map(text).collect()
    }

    /// Fragments that each spread the next one twice.
    fn doubled(levels: usize) -> String {
        let level = |n| format!("fragment F{n} on Query {{ ...F{} ...F{} }} ", n + 1, n + 1);
        let last = format!("fragment F{levels} on Query {{ a }} ");
        many(levels, level) + &last
    }

    #[test]
    fn every_limit_holds_at_its_last_number() {
        let fragments = |n| many(n, |n| format!("fragment F{n} on Query {{ a }} "));
        let operations = |n| many(n, |n| format!("query Q{n} {{ a }} "));
        let variables = |n| format!("query({}) {{ a }}", many(n, |n| format!("$v{n}: Int ")));
        let aliases = |n| format!("{{ a {{ {} }} }}", many(n, |n| format!("x{n}: b ")));
        let roots = |n| format!("{{ {} }}", many(n, |n| format!("f{n} ")));
        let inline = |n| format!("{{ ... {{ {} }} }}", many(n, |n| format!("f{n} ")));
        let spread = |n| {
            let fields = many(n, |n| format!("f{n} "));
            format!("{{ ...F }} fragment F on Query {{ {fields} }}")
        };
        let directives = |n| format!("query {} {{ a }}", "@x ".repeat(n));
        let scattered = |n| {
            let inner = "@x ".repeat(n - 3);
            format!("query($v: Int @x) {{ ...F @x }} fragment F on Query @x {{ a {inner} }}")
        };
        let selections = |n| format!("{{ a {{ {} }} }}", "b ".repeat(n - 1));
        let limits: [(&str, usize, Writes<'_>); 10] = [
            ("fragments", 50, &|n| fragments(n) + "{ a }"),
            ("operations", 20, &operations),
            ("variables", 50, &variables),
            ("aliases", 30, &aliases),
            ("roots", 20, &roots),
            ("roots in an inline fragment", 20, &inline),
            ("roots in a fragment", 20, &spread),
            ("directives", 100, &directives),
            ("directives everywhere", 100, &scattered),
            ("selections", 2_000, &selections),
        ];
        for (what, most, document) in limits {
            assert_eq!(code(&document(most)), None, "{what}");
            assert_eq!(
                code(&document(most + 1)),
                Some("QUERY_TOO_COMPLEX"),
                "{what}"
            );
        }
    }

    #[test]
    fn doubled_fragments_are_counted_as_often_as_they_are_spread() {
        assert_eq!(code(&format!("{{ ...F0 }} {}", doubled(4))), None);
        for levels in [22, 30, 49] {
            let spread = format!("{{ ...F0 }} {}", doubled(levels));
            assert_eq!(code(&spread), Some("QUERY_TOO_COMPLEX"));
            let idle = format!("{{ a }} {}", doubled(levels));
            assert_eq!(code(&idle), Some("QUERY_TOO_COMPLEX"), "spread by nobody");
        }
    }

    #[test]
    fn a_fragment_that_spreads_itself_does_not_fit_the_schema() {
        for fragments in [
            "fragment A on Query { ...A }",
            "fragment A on Query { ...B ...B } fragment B on Query { a { ...A } }",
        ] {
            let document = format!("{{ ...A }} {fragments}");
            assert_eq!(code(&document), Some("GRAPHQL_VALIDATION_FAILED"));
        }
        assert_eq!(code("{ ...Unknown }"), None, "the engine refuses it");
    }
}
