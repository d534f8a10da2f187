//! What a document comes to with its fragments put into their places, measured once it is parsed and before it is validated.
//!
//! Fragments that spread each other twice double the work of whoever walks into them with each level. Here each is measured once, and its sum is
//! kept and added without overflow. Nothing recurses deeper than brackets nest, or from fragment to fragment further than there are fragments.

use std::collections::HashMap;

use apollo_compiler::ast::{Definition, DirectiveList, Document, OperationType, Selection};
use standfirst_domain::error::ErrorCode;

use super::excess::Excess;
use crate::{http::errors::Rejection, limits::Limits};

/// Refuses a document that asks for more than is served at once, and one whose fragments spread themselves.
pub fn check(document: &Document, limits: &Limits) -> Result<(), Rejection> {
    let fragments = document.definitions.iter().filter_map(|definition| {
        let fragment = definition.as_fragment_definition()?;
        Some((fragment.name.as_str(), &fragment.selection_set[..]))
    });
    let mut measured = Measured {
        limits,
        fragments: fragments.collect(),
        known: HashMap::new(),
    };
    let mut selections = 0_usize;
    for definition in &document.definitions {
        measured.in_one_place(definition.directives())?;
        let set = match definition {
            Definition::OperationDefinition(operation) => &operation.selection_set,
            // Fragments that no operation spreads are walked into by validation as well.
            Definition::FragmentDefinition(fragment) => &fragment.selection_set,
            _ => continue,
        };
        let extent = measured.extent(set, 1)?;
        Excess::within("selections", extent.selections, limits.selections)?;
        if extent.depth > limits.depth {
            return Err(Excess::refusal(
                ErrorCode::QueryTooDeep,
                "depth",
                limits.depth,
            ));
        }
        let Definition::OperationDefinition(operation) = definition else {
            continue;
        };
        for variable in &operation.variables {
            measured.in_one_place(&variable.directives)?;
        }
        let (name, most) = match operation.operation_type {
            OperationType::Mutation => ("root-mutations", limits.root_mutations),
            _ => ("root-fields", limits.root_fields),
        };
        Excess::within(name, extent.roots, most)?;
        selections = selections.saturating_add(extent.selections);
    }
    Excess::within("selections", selections, limits.selections)
}

/// What a selection set asks for with all fragments put in their places.
#[derive(Clone, Copy, Default)]
struct Extent {
    selections: usize,
    roots: usize,
    /// How deep fields are selected within fields.
    depth: usize,
    /// How deep selection sets of any kind stand within each other.
    levels: usize,
}

impl Extent {
    /// With what a part of it asks for at its own level.
    fn with(self, part: Self) -> Self {
        Self {
            selections: self.selections.saturating_add(part.selections),
            roots: self.roots.saturating_add(part.roots),
            depth: self.depth.max(part.depth),
            levels: self.levels.max(part.levels),
        }
    }
}

/// What is known of the fragments so far; `None` of one that is being measured.
struct Measured<'a> {
    limits: &'a Limits,
    fragments: HashMap<&'a str, &'a [Selection]>,
    known: HashMap<&'a str, Option<Extent>>,
}

impl<'a> Measured<'a> {
    fn in_one_place(&self, directives: &DirectiveList) -> Result<(), Rejection> {
        let most = self.limits.directives_in_one_place;
        Excess::within("directives-in-one-place", directives.0.len(), most)
    }

    /// The extent of a selection set that stands so deep in others. Whoever walks into it recurses as deep.
    fn extent(&mut self, set: &'a [Selection], level: usize) -> Result<Extent, Rejection> {
        self.not_too_deep(level)?;
        let inside = level.saturating_add(1);
        let mut extent = Extent {
            selections: set.len(),
            ..Extent::default()
        };
        for selection in set {
            let part = match selection {
                Selection::Field(field) => {
                    self.in_one_place(&field.directives)?;
                    let below = self.extent(&field.selection_set, inside)?;
                    Extent {
                        roots: 1,
                        depth: below.depth.saturating_add(1),
                        ..below
                    }
                }
                Selection::InlineFragment(inline) => {
                    self.in_one_place(&inline.directives)?;
                    self.extent(&inline.selection_set, inside)?
                }
                Selection::FragmentSpread(spread) => {
                    self.in_one_place(&spread.directives)?;
                    self.fragment(spread.fragment_name.as_str(), inside)?
                }
            };
            extent = extent.with(part);
        }
        extent.levels = extent.levels.saturating_add(1);
        Ok(extent)
    }

    fn not_too_deep(&self, level: usize) -> Result<(), Rejection> {
        let most = self.limits.nesting;
        if level <= most {
            return Ok(());
        }
        Err(Excess::refusal(ErrorCode::QueryTooDeep, "nesting", most))
    }

    /// The extent of a fragment. That of one which the document does not have is nothing; validation refuses it.
    fn fragment(&mut self, name: &str, level: usize) -> Result<Extent, Rejection> {
        let Some((name, set)) = self.fragments.get_key_value(name) else {
            return Ok(Extent::default());
        };
        let (name, set) = (*name, *set);
        match self.known.get(name) {
            Some(Some(extent)) => {
                let extent = *extent;
                self.not_too_deep(level.saturating_add(extent.levels).saturating_sub(1))?;
                return Ok(extent);
            }
            Some(None) => return Err(circular()),
            None => {}
        }
        self.known.insert(name, None);
        let extent = self.extent(set, level)?;
        self.known.insert(name, Some(extent));
        Ok(extent)
    }
}

fn circular() -> Rejection {
    Rejection::new(
        ErrorCode::GraphqlValidationFailed,
        "A fragment of the document spreads itself, directly or through others.",
    )
}

#[cfg(test)]
mod tests {
    use apollo_compiler::parser::Parser;

    use super::check;
    use crate::limits::Limits;

    fn refused(text: &str) -> Option<(&'static str, Option<&'static str>)> {
        let document = Parser::new().parse_ast(text, "").unwrap();
        let refusal = check(&document, &Limits::default()).err()?;
        let excess = refusal.faults[0].excess.as_ref();
        Some((refusal.code.as_str(), excess.map(|excess| excess.limit)))
    }

    fn doubling(levels: usize) -> String {
        let level = |n: usize| format!("fragment F{n} on T {{ ...F{0} ...F{0} }} ", n + 1);
        let fragments: String = (0..levels).map(level).collect();
        format!("{{ t {{ ...F0 }} }} {fragments} fragment F{levels} on T {{ a }}")
    }

    fn deep(depth: usize) -> String {
        format!("{}a{}", "{ a ".repeat(depth - 1) + "{ ", " }".repeat(depth))
    }

    #[test]
    fn doubled_fragments_are_counted_without_walking_into_them() {
        assert_eq!(refused(&doubling(8)), None);
        for levels in [10, 22, 30, 49] {
            assert_eq!(
                refused(&doubling(levels)),
                Some(("QUERY_TOO_COMPLEX", Some("selections"))),
                "{levels}"
            );
        }
    }

    #[test]
    fn depth_and_roots_are_counted_through_fragments() {
        assert_eq!(refused(&deep(15)), None);
        assert_eq!(refused(&deep(16)), Some(("QUERY_TOO_DEEP", Some("depth"))));
        let split = format!("{{ a {{ ...F }} }} fragment F on T {}", deep(15));
        assert_eq!(refused(&split), Some(("QUERY_TOO_DEEP", Some("depth"))));
        let roots = |kind: &str, number: usize| {
            let fields: String = (0..number).map(|n| format!("f{n} ")).collect();
            refused(&format!(
                "{kind} {{ ...F ... {{ ...F }} }} fragment F on T {{ {fields} }}"
            ))
        };
        assert_eq!(roots("query", 10), None);
        assert_eq!(roots("query", 11).unwrap().1, Some("root-fields"));
        assert_eq!(roots("mutation", 5), None);
        assert_eq!(roots("mutation", 6).unwrap().1, Some("root-mutations"));
        let directives = "{ a @b @b @b @b @b @b }";
        assert_eq!(
            refused(directives).unwrap().1,
            Some("directives-in-one-place")
        );
    }

    #[test]
    fn selection_sets_of_every_kind_nest_as_deep_as_brackets() {
        let chain = |levels: usize, sets: usize| {
            let (open, close) = ("... { ".repeat(sets), "} ".repeat(sets));
            let level =
                |n: usize| format!("fragment F{n} on T {{ {open} ...F{} {close} }} ", n + 1);
            let fragments: String = (0..levels).map(level).collect();
            format!("{{ ...F0 ...F1 }} {fragments} fragment F{levels} on T {{ a }}")
        };
        assert_eq!(refused(&chain(30, 1)), None);
        let too_deep = Some(("QUERY_TOO_DEEP", Some("nesting")));
        assert_eq!(refused(&chain(31, 1)), too_deep);
        assert_eq!(refused(&chain(48, 38)), too_deep);
    }

    #[test]
    fn fragments_that_spread_themselves_are_refused() {
        for text in [
            "{ ...A } fragment A on T { ...A }",
            "{ ...A } fragment A on T { b { ...B } } fragment B on T { ... { ...A } }",
            "{ a } fragment A on T { ...A }",
        ] {
            assert_eq!(refused(text), Some(("GRAPHQL_VALIDATION_FAILED", None)));
        }
        assert_eq!(refused("{ ...Unknown }"), None);
    }
}
