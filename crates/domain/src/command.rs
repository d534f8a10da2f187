//! Commands that create and change entries. An entry is a tag, a section, a contributor or a
//! collection: it has a name, a slug of its own and a version.
//!
//! The modules of the four nouns say which fields a change has; the rest is the same and lives
//! here.

use crate::{slug::Slug, text::Name};

/// An entry with the slug that is wanted for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WithSlug<T> {
    /// The entry. Its slug is the wanted one.
    pub entry: T,
    /// True if an editor chose the slug. A chosen slug is refused when another entry has it; a
    /// generated one gets a number.
    pub slug_is_chosen: bool,
}

/// A change of a stored entry, with the version that it was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionedChange<I, C> {
    /// Identity of the entry.
    pub id: I,
    /// Version that the change was made from; another version is a conflict.
    pub expected_version: u32,
    /// The change.
    pub change: C,
}

/// A command that creates or changes an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TaxonomyCommand<T, I, C> {
    /// Creates the entry.
    Create(WithSlug<T>),
    /// Changes the entry.
    Update(VersionedChange<I, C>),
}

/// A field after a change; `None` keeps the value before.
pub(crate) fn changed<T: Clone>(change: &Option<T>, before: &T) -> T {
    change.as_ref().unwrap_or(before).clone()
}

/// An entry after a change of its name and slug. `make` builds it from the two.
///
/// In `change`, the slug `Some(None)` asks for a new one generated from the name.
pub(crate) fn renamed<T>(
    change: (&Option<Name>, &Option<Option<Slug>>),
    before: (&Name, &Slug),
    make: impl FnOnce(Name, Slug) -> T,
) -> WithSlug<T> {
    let name = changed(change.0, before.0);
    let (slug, slug_is_chosen) = match change.1 {
        // An entry keeps its slug under a new name: links to it must go on working.
        None => (before.1.clone(), true),
        Some(Some(chosen)) => (chosen.clone(), true),
        Some(None) => (Slug::from_any_text(name.as_str()), false),
    };
    WithSlug {
        entry: make(name, slug),
        slug_is_chosen,
    }
}
