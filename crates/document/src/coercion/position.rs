//! Positions of values in a document, and the variables that may stand there (specification,
//! section 5.8.5).

use apollo_compiler::{
    Name,
    ast::{InputValueDefinition, Type, VariableDefinition},
};
use async_graphql::{Value, Variables};

use crate::schema::ValueError;

/// Position that a value is written at.
#[derive(Clone, Copy)]
pub struct InputPosition<'s> {
    /// Type of the position.
    pub ty: &'s Type,
    /// True if the position has a default.
    has_default: bool,
    /// True if the position is a field of a `@oneOf` object.
    pub is_one_of: bool,
}

/// Fit of a variable to a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VariableFit {
    /// Any value of the variable fits.
    Always,
    /// Any value fits except an explicit null.
    UnlessNull,
    /// The variable may not stand at the position.
    Never,
}

impl<'s> InputPosition<'s> {
    /// Position of an argument, or of a field of an input object.
    pub fn from_definition(definition: &'s InputValueDefinition, is_one_of: bool) -> Self {
        Self {
            ty: &definition.ty,
            has_default: definition.default_value.is_some(),
            is_one_of,
        }
    }

    /// Position of a list's entry or a variable's default, which have no default of their own.
    pub const fn from_type(ty: &'s Type) -> Self {
        Self {
            ty,
            has_default: false,
            is_one_of: false,
        }
    }

    /// Fit of a variable to the position.
    pub fn fit(&self, variable: &VariableDefinition) -> VariableFit {
        let may_be_null = !variable.ty.is_non_null();
        if self.is_one_of && may_be_null {
            return VariableFit::Never;
        }
        if self.ty.is_non_null() && may_be_null {
            // A default stands in for a value that is absent, so the specification allows a
            // nullable variable here. No default replaces an explicit null, which is found once the
            // values are known.
            let default = variable.default_value.as_ref();
            let has_default = self.has_default || default.is_some_and(|value| !value.is_null());
            let nullable = self.ty.clone().nullable();
            return if has_default && variable.ty.is_assignable_to(&nullable) {
                VariableFit::UnlessNull
            } else {
                VariableFit::Never
            };
        }
        if variable.ty.is_assignable_to(self.ty) {
            VariableFit::Always
        } else {
            VariableFit::Never
        }
    }
}

/// A nullable variable at a position that takes no null.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NonNullUse {
    /// Name of the variable.
    pub variable: Name,
    /// Path of the position, as messages name it.
    pub path: String,
}

impl NonNullUse {
    /// Rejects an explicit null.
    pub fn check(&self, variables: &Variables) -> Result<(), ValueError> {
        if variables.get(self.variable.as_str()) != Some(&Value::Null) {
            return Ok(());
        }
        Err(ValueError::bad_input(format!(
            "Variable `${}` is null, and `{}` takes no null.",
            self.variable, self.path
        )))
    }
}
