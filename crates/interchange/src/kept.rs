//! Names as records list them, each kept once, in order.

use standfirst_domain::{
    contributor::{ContributorKind, Role},
    intake::{NamedCredit, NamedTag},
    tag::TagKind,
    text::{Name, TextRefused},
};

/// The most tags an article may have.
pub(crate) const MOST_TAGS: usize = 50;

/// Adds a tag unless its name is empty or there already.
pub(crate) fn keep_tag(
    tags: &mut Vec<NamedTag>,
    name: &str,
    kind: TagKind,
) -> Result<(), TextRefused> {
    if let Some(name) = Name::parse_optional(name)?
        && tags.iter().all(|tag| tag.name.key() != name.key())
    {
        tags.push(NamedTag { name, kind });
    }
    Ok(())
}

/// Adds a credit unless its name is empty or there already in the same role.
pub(crate) fn keep_credit(
    byline: &mut Vec<NamedCredit>,
    name: &str,
    role: Role,
    kind: ContributorKind,
    biography: Option<String>,
) -> Result<(), TextRefused> {
    if let Some(name) = Name::parse_optional(name)?
        && byline
            .iter()
            .all(|credit| credit.role != role || credit.name.key() != name.key())
    {
        byline.push(NamedCredit {
            name,
            role,
            kind,
            biography,
        });
    }
    Ok(())
}
