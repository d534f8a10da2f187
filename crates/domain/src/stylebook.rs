//! Commands on the taxonomy: tags, sections and contributors. Collections and publication settings
//! use the same forms of commands.

use crate::{
    contributor::{Contributor, ContributorChange},
    ids::{ContributorId, SectionId, TagId},
    section::{Section, SectionChange},
    slug::Slug,
    tag::{Tag, TagChange},
    text::Name,
};

/// Something that is to be kept under a slug of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slugged<T> {
    /// It, with the slug that is wanted.
    pub entry: T,
    /// Whether another's having that slug stands against it; if not, a number is put behind it.
    pub slug_is_chosen: bool,
}

/// A change of something that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amending<I, C> {
    /// What is changed.
    pub id: I,
    /// The version that whoever changes it has seen.
    pub expected_version: u32,
    /// How.
    pub change: C,
}

/// An act on something that has a name: it is made, or changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NameAct<T, I, C> {
    /// It is made.
    Define(Slugged<T>),
    /// It is changed.
    Amend(Amending<I, C>),
}

/// An act on a tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TagAct {
    /// It is made, or brought back if it was retired.
    Define(Slugged<Tag>),
    /// It is made; one that was retired stays so, since whoever acts may not change what tags are called.
    DefineNew(Slugged<Tag>),
    /// It is changed.
    Rename(Amending<TagId, TagChange>),
    /// All that carries it carries another from now on.
    Merge(Amending<TagId, TagId>),
    /// It is not given to articles any more, and readers do not meet it.
    Retire(Amending<TagId, ()>),
}

/// An act on a section.
pub type SectionAct = NameAct<Section, SectionId, SectionChange>;
/// An act on a contributor.
pub type ContributorAct = NameAct<Contributor, ContributorId, ContributorChange>;

/// The slug after a change, and whether it was chosen: one that is left alone was, one that is cleared is made anew from the name.
pub(crate) fn slug_after(
    change: Option<&Option<Slug>>,
    before: &Slug,
    name: &Name,
) -> (Slug, bool) {
    match change {
        None => (before.clone(), true),
        Some(Some(chosen)) => (chosen.clone(), true),
        Some(None) => (Slug::of(name.as_str()), false),
    }
}
