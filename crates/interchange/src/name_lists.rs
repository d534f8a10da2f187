//! Lists of tags and credits by name, in order, each once.

use std::collections::HashSet;

use standfirst_domain::{
    contributor::{ContributorKind, CreditRole},
    import::{ImportedCredit, ImportedTag},
    tag::TagKind,
    text::{InvalidText, Name},
};

/// Largest number of tags of an article.
pub(crate) const MAX_TAGS: usize = 50;

/// Largest number of credits of an article.
pub(crate) const MAX_CREDITS: usize = 50;

/// Tags of an article.
#[derive(Default)]
pub(crate) struct TagList {
    tags: Vec<ImportedTag>,
    keys: HashSet<String>,
}

impl TagList {
    /// Adds a tag, unless its name is empty or in the list.
    pub(crate) fn add(&mut self, name: &str, kind: TagKind) -> Result<(), InvalidText> {
        if let Some(name) = Name::parse_optional(name)?
            && self.keys.insert(name.key())
        {
            self.tags.push(ImportedTag { name, kind });
        }
        Ok(())
    }

    pub(crate) fn into_vec(self) -> Vec<ImportedTag> {
        self.tags
    }
}

/// Credits of an article.
#[derive(Default)]
pub(crate) struct Byline {
    credits: Vec<ImportedCredit>,
    keys: HashSet<(CreditRole, String)>,
}

impl Byline {
    /// Adds a credit, unless its name is empty or in the list with the same role.
    pub(crate) fn add(
        &mut self,
        name: &str,
        role: CreditRole,
        kind: ContributorKind,
        biography: Option<String>,
    ) -> Result<(), InvalidText> {
        if let Some(name) = Name::parse_optional(name)?
            && self.keys.insert((role, name.key()))
        {
            self.credits.push(ImportedCredit {
                name,
                role,
                kind,
                biography,
            });
        }
        Ok(())
    }

    pub(crate) fn into_vec(self) -> Vec<ImportedCredit> {
        self.credits
    }
}
