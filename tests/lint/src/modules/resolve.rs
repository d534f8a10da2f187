//! Names followed to the files that define them.

use std::collections::BTreeMap;

use super::{
    graph::Edge,
    parse::{Crate, ModuleId},
};

/// Longest chain of re-exports that is followed; a longer one runs in a circle itself.
const MOST_HOPS: usize = 32;

/// Thing that a path names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    Module(ModuleId),
    /// An item of a module.
    Item(ModuleId),
}

/// Edges between the files of one module tree. Paths are relative to `src`.
pub fn edges(parsed: &Crate) -> Vec<Edge> {
    let mut edges: BTreeMap<(String, String), Edge> = BTreeMap::new();
    for mention in &parsed.mentions {
        let Some(Target::Item(owner)) = resolve(parsed, mention.module, &mention.path, 0) else {
            continue;
        };
        let file = |module: ModuleId| parsed.modules.get(module).map(|module| module.file.clone());
        let (Some(from), Some(to)) = (file(mention.module), file(owner)) else {
            continue;
        };
        if from != to {
            let name = mention.path.join("::");
            let edge = Edge {
                from: from.clone(),
                to: to.clone(),
                line: mention.line,
                name,
            };
            edges
                .entry((from, to))
                .and_modify(|first| {
                    if edge.line < first.line {
                        first.clone_from(&edge);
                    }
                })
                .or_insert(edge);
        }
    }
    edges.into_values().collect()
}

fn resolve(parsed: &Crate, from: ModuleId, path: &[String], hops: usize) -> Option<Target> {
    let (first, rest) = path.split_first()?;
    let last = rest.is_empty();
    let mut target = match first.as_str() {
        "crate" => Target::Module(0),
        "self" => Target::Module(from),
        "super" => Target::Module(parsed.modules.get(from)?.parent?),
        name => look_up(parsed, from, name, !last, hops)?,
    };
    for (index, name) in rest.iter().enumerate() {
        let Target::Module(module) = target else {
            break;
        };
        let last = index + 1 == rest.len();
        target = match name.as_str() {
            "super" => Target::Module(parsed.modules.get(module)?.parent?),
            name => look_up(parsed, module, name, !last, hops)?,
        };
    }
    Some(target)
}

/// Finds a name in a module. A module and a function may share it: `as_module` says which of the
/// two is meant.
fn look_up(
    parsed: &Crate,
    module: ModuleId,
    name: &str,
    as_module: bool,
    hops: usize,
) -> Option<Target> {
    if hops > MOST_HOPS {
        return None;
    }
    let found = parsed.modules.get(module)?;
    let child = found.children.get(name).map(|child| Target::Module(*child));
    let item = found
        .items
        .iter()
        .any(|item| item == name)
        .then_some(Target::Item(module));
    let imports = found
        .imports
        .get(name)
        .map(Vec::as_slice)
        .unwrap_or_default();
    let follow = |path: &Vec<String>| resolve(parsed, module, path, hops + 1);
    let wanted = |target: &Target| matches!(target, Target::Module(_)) == as_module;
    let mut targets: Vec<Target> = child.into_iter().chain(item).collect();
    targets.extend(imports.iter().filter_map(follow));
    if targets.is_empty() {
        let in_glob = |path: &Vec<String>| match resolve(parsed, module, path, hops + 1)? {
            Target::Module(glob) if glob != module => {
                look_up(parsed, glob, name, as_module, hops + 1)
            }
            _ => None,
        };
        targets.extend(found.globs.iter().filter_map(in_glob));
    }
    targets
        .iter()
        .copied()
        .find(wanted)
        .or_else(|| targets.first().copied())
}
