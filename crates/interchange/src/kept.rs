//! Names as records list them, each kept once, in order.

use std::collections::HashSet;

use standfirst_domain::{
    contributor::{ContributorKind, CreditRole},
    intake::{NamedCredit, NamedTag},
    tag::TagKind,
    text::{Name, InvalidText},
};

/// The most tags an article may have.
pub(crate) const MOST_TAGS: usize = 50;

/// The most credits an article may have.
pub(crate) const MOST_CREDITS: usize = 50;

/// The tags of an article.
#[derive(Default)]
pub(crate) struct Tags {
    tags: Vec<NamedTag>,
    keys: HashSet<String>,
}

impl Tags {
    /// Adds a tag unless its name is empty or there already.
    pub(crate) fn keep(&mut self, name: &str, kind: TagKind) -> Result<(), InvalidText> {
        if let Some(name) = Name::parse_optional(name)?
            && self.keys.insert(name.key())
        {
            self.tags.push(NamedTag { name, kind });
        }
        Ok(())
    }

    pub(crate) fn finish(self) -> Vec<NamedTag> {
        self.tags
    }
}

/// The credits of an article.
#[derive(Default)]
pub(crate) struct Byline {
    credits: Vec<NamedCredit>,
    keys: HashSet<(CreditRole, String)>,
}

impl Byline {
    /// Adds a credit unless its name is empty or there already in the same role.
    pub(crate) fn keep(
        &mut self,
        name: &str,
        role: CreditRole,
        kind: ContributorKind,
        biography: Option<String>,
    ) -> Result<(), InvalidText> {
        if let Some(name) = Name::parse_optional(name)?
            && self.keys.insert((role, name.key()))
        {
            self.credits.push(NamedCredit {
                name,
                role,
                kind,
                biography,
            });
        }
        Ok(())
    }

    pub(crate) fn finish(self) -> Vec<NamedCredit> {
        self.credits
    }
}
