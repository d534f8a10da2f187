//! Limits on a document with its fragments expanded, checked after parsing and before validation.
//!
//! Fragments that spread each other twice double the expansion at each level. The expanded size of
//! each fragment is therefore computed once and added up without overflow. The recursion is as deep
//! as brackets nest in the text and in the fragments that are spread, which the limit `nesting`
//! bounds.

use std::collections::HashMap;

use apollo_compiler::ast::{Definition, DirectiveList, Document, OperationType, Selection};
use standfirst_domain::error::ErrorCode;

use crate::{
    limits::DocumentLimits,
    rejection::{DocumentRejection, check_limit},
};

/// Rejects a document that exceeds a limit with its fragments expanded, and one with a fragment
/// that spreads itself.
pub fn check(document: &Document, limits: &DocumentLimits) -> Result<(), DocumentRejection> {
    let fragments = document.definitions.iter().filter_map(|definition| {
        let fragment = definition.as_fragment_definition()?;
        Some((fragment.name.as_str(), &fragment.selection_set[..]))
    });
    let mut expansion = FragmentExpansion {
        limits,
        fragments: fragments.collect(),
        known: HashMap::new(),
    };
    let mut selections = 0_usize;
    for definition in &document.definitions {
        expansion.check_directives(definition.directives())?;
        let set = match definition {
            Definition::OperationDefinition(operation) => &operation.selection_set,
            // Validation also expands fragments that no operation spreads.
            Definition::FragmentDefinition(fragment) => &fragment.selection_set,
            _ => continue,
        };
        let size = expansion.size(set, 1)?;
        check_limit("selections", size.selections, limits.selections)?;
        if size.depth > limits.depth {
            return Err(DocumentRejection::over_limit(
                ErrorCode::QueryTooDeep,
                "depth",
                limits.depth,
            ));
        }
        let Definition::OperationDefinition(operation) = definition else {
            continue;
        };
        for variable in &operation.variables {
            expansion.check_directives(&variable.directives)?;
        }
        let (name, most) = match operation.operation_type {
            OperationType::Mutation => ("root-mutations", limits.root_mutations),
            _ => ("root-fields", limits.root_fields),
        };
        check_limit(name, size.roots, most)?;
        selections = selections.saturating_add(size.selections);
    }
    check_limit("selections", selections, limits.selections)
}

/// Size of a selection set with its fragments expanded.
#[derive(Clone, Copy, Default)]
struct ExpandedSize {
    selections: usize,
    /// Fields of the selection set itself.
    roots: usize,
    /// Depth of fields within fields.
    depth: usize,
    /// Depth of selection sets within each other, those of fragments among them.
    levels: usize,
}

impl ExpandedSize {
    /// Adds the size of one of its selections.
    fn with(self, part: Self) -> Self {
        Self {
            selections: self.selections.saturating_add(part.selections),
            roots: self.roots.saturating_add(part.roots),
            depth: self.depth.max(part.depth),
            levels: self.levels.max(part.levels),
        }
    }
}

/// Fragments of a document and the sizes that are known so far.
struct FragmentExpansion<'a> {
    limits: &'a DocumentLimits,
    fragments: HashMap<&'a str, &'a [Selection]>,
    /// Sizes of fragments; `None` while the size of one is computed.
    known: HashMap<&'a str, Option<ExpandedSize>>,
}

impl<'a> FragmentExpansion<'a> {
    fn check_directives(&self, directives: &DirectiveList) -> Result<(), DocumentRejection> {
        let most = self.limits.directives_per_location;
        check_limit("directives-per-location", directives.0.len(), most)
    }

    /// Expanded size of a selection set at a level of nesting. This recursion, validation and the
    /// engine all go as deep.
    fn size(
        &mut self,
        set: &'a [Selection],
        level: usize,
    ) -> Result<ExpandedSize, DocumentRejection> {
        self.check_nesting(level)?;
        let inside = level.saturating_add(1);
        let mut size = ExpandedSize {
            selections: set.len(),
            ..ExpandedSize::default()
        };
        for selection in set {
            let part = match selection {
                Selection::Field(field) => {
                    self.check_directives(&field.directives)?;
                    let below = self.size(&field.selection_set, inside)?;
                    ExpandedSize {
                        roots: 1,
                        depth: below.depth.saturating_add(1),
                        ..below
                    }
                }
                Selection::InlineFragment(inline) => {
                    self.check_directives(&inline.directives)?;
                    self.size(&inline.selection_set, inside)?
                }
                Selection::FragmentSpread(spread) => {
                    self.check_directives(&spread.directives)?;
                    self.fragment(spread.fragment_name.as_str(), inside)?
                }
            };
            size = size.with(part);
        }
        size.levels = size.levels.saturating_add(1);
        Ok(size)
    }

    fn check_nesting(&self, level: usize) -> Result<(), DocumentRejection> {
        let most = self.limits.nesting;
        if level <= most {
            return Ok(());
        }
        Err(DocumentRejection::over_limit(
            ErrorCode::QueryTooDeep,
            "nesting",
            most,
        ))
    }

    /// Expanded size of a fragment at a level of nesting. A fragment that is not defined has no
    /// size; validation rejects it.
    fn fragment(&mut self, name: &str, level: usize) -> Result<ExpandedSize, DocumentRejection> {
        let Some((name, set)) = self.fragments.get_key_value(name) else {
            return Ok(ExpandedSize::default());
        };
        let (name, set) = (*name, *set);
        match self.known.get(name) {
            Some(Some(size)) => {
                let size = *size;
                // The fragment was expanded at another level, and may nest too deep at this one.
                self.check_nesting(level.saturating_add(size.levels).saturating_sub(1))?;
                return Ok(size);
            }
            Some(None) => return Err(circular()),
            None => {}
        }
        self.known.insert(name, None);
        let size = self.size(set, level)?;
        self.known.insert(name, Some(size));
        Ok(size)
    }
}

fn circular() -> DocumentRejection {
    DocumentRejection::new(
        ErrorCode::GraphqlValidationFailed,
        "A fragment of the document spreads itself, directly or through others.",
    )
}

#[cfg(test)]
mod tests {
    use apollo_compiler::parser::Parser;

    use super::check;
    use crate::limits::DocumentLimits;

    fn rejected(text: &str) -> Option<(&'static str, Option<&'static str>)> {
        let document = Parser::new().parse_ast(text, "").unwrap();
        let rejection = check(&document, &DocumentLimits::default()).err()?;
        let exceeded = rejection.errors[0].limit_exceeded.as_ref();
        Some((
            rejection.code.as_str(),
            exceeded.map(|exceeded| exceeded.limit),
        ))
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
        assert_eq!(rejected(&doubling(8)), None);
        for levels in [10, 22, 30, 49] {
            assert_eq!(
                rejected(&doubling(levels)),
                Some(("QUERY_TOO_COMPLEX", Some("selections"))),
                "{levels}"
            );
        }
    }

    #[test]
    fn depth_and_roots_are_counted_through_fragments() {
        assert_eq!(rejected(&deep(15)), None);
        assert_eq!(rejected(&deep(16)), Some(("QUERY_TOO_DEEP", Some("depth"))));
        let split = format!("{{ a {{ ...F }} }} fragment F on T {}", deep(15));
        assert_eq!(rejected(&split), Some(("QUERY_TOO_DEEP", Some("depth"))));
        let roots = |kind: &str, number: usize| {
            let fields: String = (0..number).map(|n| format!("f{n} ")).collect();
            rejected(&format!(
                "{kind} {{ ...F ... {{ ...F }} }} fragment F on T {{ {fields} }}"
            ))
        };
        assert_eq!(roots("query", 10), None);
        assert_eq!(roots("query", 11).unwrap().1, Some("root-fields"));
        assert_eq!(roots("mutation", 5), None);
        assert_eq!(roots("mutation", 6).unwrap().1, Some("root-mutations"));
        let directives = "{ a @b @b @b @b @b @b }";
        assert_eq!(
            rejected(directives).unwrap().1,
            Some("directives-per-location")
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
        assert_eq!(rejected(&chain(30, 1)), None);
        let too_deep = Some(("QUERY_TOO_DEEP", Some("nesting")));
        assert_eq!(rejected(&chain(31, 1)), too_deep);
        assert_eq!(rejected(&chain(48, 38)), too_deep);
    }

    #[test]
    fn a_fragment_that_spreads_itself_is_rejected() {
        for text in [
            "{ ...A } fragment A on T { ...A }",
            "{ ...A } fragment A on T { b { ...B } } fragment B on T { ... { ...A } }",
            "{ a } fragment A on T { ...A }",
        ] {
            assert_eq!(rejected(text), Some(("GRAPHQL_VALIDATION_FAILED", None)));
        }
        assert_eq!(rejected("{ ...Unknown }"), None);
    }
}
