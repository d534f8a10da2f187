//! Inputs and results shared by the mutations on tags, sections and contributors.

use async_graphql::{InputObject, MaybeUndefined};
use standfirst_domain::{command::WithSlug, error::UserError, slug::Slug, text::Name};

use super::input_validator::InputValidator;

/// Name and slug of a new tag, section or contributor.
#[derive(InputObject)]
pub struct NewNameInput {
    /// Display name (at most 200 characters). It must be unique among objects of the same type;
    /// case is ignored.
    pub name: String,
    /// URL-friendly identifier (at most 120 bytes). Made from the name if omitted.
    pub slug: Option<String>,
}

impl NewNameInput {
    /// The new object under this name and slug, or every error in the input.
    ///
    /// # Errors
    /// The input contains errors.
    pub fn build<T>(
        &self,
        validator: InputValidator,
        object: impl FnOnce(Name, Slug) -> T,
    ) -> Result<WithSlug<T>, Vec<UserError>> {
        validator.with_slug(&self.name, self.slug.as_deref(), object)
    }
}

/// A change of the name and slug of a tag, section or contributor.
#[derive(InputObject)]
pub struct NameChangeInput {
    /// Display name (at most 200 characters). It cannot be cleared.
    pub name: MaybeUndefined<String>,
    /// URL-friendly identifier (at most 120 bytes). The former slug still resolves. Null makes a
    /// new slug from the name.
    pub slug: MaybeUndefined<String>,
}

impl NameChangeInput {
    /// The parsed name and slug. `None` keeps the current value.
    pub fn read(self, validator: &mut InputValidator) -> (Option<Name>, Option<Option<Slug>>) {
        let name = validator.changed_required("name", self.name, Name::parse);
        (name, validator.changed_slug(self.slug))
    }
}
