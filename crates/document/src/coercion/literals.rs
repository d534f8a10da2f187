//! The values that stand in a document: whether each is of the type of its place, and whether the variables in it may stand there.
//!
//! These are the rules of the specification's sections 5.6 (values of correct type, names, uniqueness and required fields of input objects) and 5.8.5
//! (variables in allowed position), with those on `@oneOf` of its edition of September 2025. The validator that looks at the rest of a document
//! lets some of this pass; it is all said here.

use std::collections::HashSet;

use apollo_compiler::{
    Node,
    ast::{InputValueDefinition, Type, Value, VariableDefinition},
    schema::{ExtendedType, InputObjectType},
};
use standfirst_domain::error::ErrorCode;

use super::{Path, bounds::Bounds, clip, scalars};
use crate::{
    engine,
    limits::DocumentLimits,
    schema::{DocumentSchema, ValueError, is_one_of, is_required},
};

/// What is wrong with a value.
pub struct Wrong<'d> {
    /// Under which code it is refused.
    pub code: ErrorCode,
    /// The sentence.
    pub message: String,
    /// The value.
    pub at: &'d Node<Value>,
}

/// A variable at a place that takes no null, where the variable might be null all the same: it has a default, or the place has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeverNull {
    /// The variable.
    pub variable: apollo_compiler::Name,
    /// The place, as it is told.
    pub path: String,
}

/// Looks at the values of one operation.
pub struct Literals<'d, 's> {
    /// The served schema.
    pub schema: &'s DocumentSchema,
    /// The limits.
    pub limits: &'s DocumentLimits,
    /// The variables of the operation; none for what may hold no variable.
    pub variables: &'d [Node<VariableDefinition>],
    /// What was found to be wrong.
    pub wrong: Vec<Wrong<'d>>,
    /// Variables that must not be null where they stand.
    pub never_null: Vec<NeverNull>,
}

/// Where a value is put: the type, and whether something stands in for a value that is not given.
#[derive(Clone, Copy)]
struct Place<'s> {
    ty: &'s Type,
    has_default: bool,
    of_one_of: bool,
}

impl<'d, 's> Literals<'d, 's> {
    /// Looks at the value of an argument.
    pub fn argument(&mut self, definition: &'s InputValueDefinition, value: &'d Node<Value>) {
        let place = Place {
            ty: &definition.ty,
            has_default: definition.default_value.is_some(),
            of_one_of: false,
        };
        let bounds = Bounds::of(definition.ty.inner_named_type(), self.schema, self.limits);
        self.value(place, value, bounds, Path::root(&definition.name));
    }

    /// Looks at the default of a variable.
    pub fn default(&mut self, ty: &'s Type, name: &str, value: &'d Node<Value>) {
        let place = Place {
            ty,
            has_default: false,
            of_one_of: false,
        };
        let bounds = Bounds::of(ty.inner_named_type(), self.schema, self.limits);
        self.value(place, value, bounds, Path::root(name));
    }

    fn tell(&mut self, code: ErrorCode, message: String, at: &'d Node<Value>) {
        if self.wrong.len() < self.limits.errors {
            self.wrong.push(Wrong { code, message, at });
        }
    }

    fn bad_input(&mut self, path: Path<'_>, what: &str, at: &'d Node<Value>) {
        self.tell(ErrorCode::BadUserInput, format!("`{path}`: {what}"), at);
    }

    fn scalar_wrong(&mut self, path: Path<'_>, wrong: &ValueError, at: &'d Node<Value>) {
        self.tell(wrong.code, format!("`{path}`: {}", wrong.message), at);
    }

    fn not_of_type(&mut self, path: Path<'_>, ty: &Type, at: &'d Node<Value>) {
        let message = format!("The value of `{path}` is not of type `{}`.", clip(ty));
        self.tell(ErrorCode::BadUserInput, message, at);
    }

    fn value(&mut self, place: Place<'s>, value: &'d Node<Value>, bounds: Bounds, path: Path<'_>) {
        match (place.ty, &**value) {
            (_, Value::Variable(variable)) => self.variable(place, variable, value, path),
            (ty, Value::Null) if ty.is_non_null() => {
                let message = format!(
                    "`{path}` needs a value of type `{}`, and null is none.",
                    clip(ty)
                );
                self.tell(ErrorCode::BadUserInput, message, value);
            }
            (_, Value::Null) => {}
            (Type::List(of) | Type::NonNullList(of), Value::List(items)) => {
                self.list(of, items, value, bounds, path);
            }
            (Type::List(of) | Type::NonNullList(of), _) => {
                self.value(inside(of), value, bounds, path);
            }
            (Type::Named(name) | Type::NonNullNamed(name), _) => {
                match self.schema.types.types.get(name) {
                    Some(ExtendedType::InputObject(object)) => {
                        self.object(object, value, bounds, path)
                    }
                    Some(ExtendedType::Enum(of)) => match value.as_enum() {
                        Some(given) if of.values.contains_key(given) => {}
                        _ => self.not_of_type(path, place.ty, value),
                    },
                    _ => self.scalar(place.ty, value, path),
                }
            }
        }
    }

    fn list(
        &mut self,
        of: &'s Type,
        items: &'d [Node<Value>],
        value: &'d Node<Value>,
        bounds: Bounds,
        path: Path<'_>,
    ) {
        let bounds = bounds.or_wider(of.inner_named_type());
        if items.len() > bounds.entries {
            let (found, most) = (items.len(), bounds.entries);
            let what =
                format!("A list of {found} entries is longer than the {most} that are taken.");
            return self.bad_input(path, &what, value);
        }
        for (index, item) in items.iter().enumerate() {
            self.value(inside(of), item, bounds, path.entry(index));
        }
    }

    fn object(
        &mut self,
        object: &'s InputObjectType,
        value: &'d Node<Value>,
        bounds: Bounds,
        path: Path<'_>,
    ) {
        let Value::Object(fields) = &**value else {
            let message = format!("The value of `{path}` is not of type `{}`.", object.name);
            return self.tell(ErrorCode::BadUserInput, message, value);
        };
        let invalid = ErrorCode::GraphqlValidationFailed;
        let of_one_of = is_one_of(object);
        if of_one_of && (fields.len() != 1 || fields.iter().any(|(_, value)| value.is_null())) {
            let message = format!(
                "`{path}`: Give exactly one field of `{}`, and not null.",
                object.name
            );
            self.tell(invalid, message, value);
        }
        let mut met = HashSet::new();
        for (name, given) in fields {
            if !met.insert(name) {
                self.tell(
                    invalid,
                    format!("`{}` is given twice.", path.field(name)),
                    given,
                );
            }
            let Some(definition) = object.fields.get(name) else {
                let message = format!(
                    "`{}`: `{}` has no such field.",
                    path.field(name),
                    object.name
                );
                self.tell(invalid, message, given);
                continue;
            };
            let place = Place {
                ty: &definition.ty,
                has_default: definition.default_value.is_some(),
                of_one_of,
            };
            self.value(
                place,
                given,
                bounds.or_wider(&object.name),
                path.field(name),
            );
        }
        for (name, definition) in &object.fields {
            if is_required(definition) && !met.contains(name) {
                let message = format!(
                    "`{}` needs a value of type `{}`, and none is given.",
                    path.field(name),
                    definition.ty
                );
                self.tell(invalid, message, value);
            }
        }
    }

    fn scalar(&mut self, ty: &Type, value: &'d Node<Value>, path: Path<'_>) {
        if let Value::String(text) = &**value
            && let Err(wrong) = scalars::check_text(text)
        {
            return self.scalar_wrong(path, &wrong, value);
        }
        let fits = match (ty.inner_named_type().as_str(), &**value) {
            ("Int", Value::Int(number)) => number.try_to_i32().is_ok(),
            ("Float", Value::Int(_) | Value::Float(_)) => {
                value.to_f64().is_some_and(f64::is_finite)
            }
            ("Boolean", Value::Boolean(_))
            | ("String" | "ID", Value::String(_))
            | ("ID", Value::Int(_)) => true,
            ("Int" | "Float" | "Boolean" | "String" | "ID", _) => false,
            (own, _) => {
                let read = engine::constant(value)
                    .and_then(|value| self.schema.rules.scalars.check(own, &value));
                if let Some(Err(wrong)) = read {
                    self.scalar_wrong(path, &wrong, value);
                }
                true
            }
        };
        if !fits {
            self.not_of_type(path, ty, value);
        }
    }

    /// Whether a variable may stand at a place (section 5.8.5). One that the operation does not have is refused elsewhere.
    fn variable(
        &mut self,
        place: Place<'s>,
        name: &apollo_compiler::Name,
        value: &'d Node<Value>,
        path: Path<'_>,
    ) {
        let Some(definition) = self
            .variables
            .iter()
            .find(|variable| variable.name == *name)
        else {
            return;
        };
        let given = &*definition.ty;
        let has_default = definition
            .default_value
            .as_ref()
            .is_some_and(|value| !value.is_null());
        let might_be_null = place.ty.is_non_null() && !given.is_non_null();
        let is_allowed = if place.of_one_of && !given.is_non_null() {
            false
        } else if might_be_null {
            (has_default || place.has_default)
                && given.is_assignable_to(&place.ty.clone().nullable())
        } else {
            given.is_assignable_to(place.ty)
        };
        if !is_allowed {
            let message = format!(
                "Variable `${}` of type `{}` cannot stand for `{path}`, which is of type `{}`{}.",
                clip(name),
                clip(given),
                clip(place.ty),
                if place.of_one_of { " and not null" } else { "" }
            );
            self.tell(ErrorCode::GraphqlValidationFailed, message, value);
        } else if might_be_null {
            let never_null = NeverNull {
                variable: name.clone(),
                path: path.to_string(),
            };
            if !self.never_null.iter().any(|other| other.variable == *name) {
                self.never_null.push(never_null);
            }
        }
    }
}

/// An entry of a list, for which nothing stands in.
const fn inside(of: &Type) -> Place<'_> {
    Place {
        ty: of,
        has_default: false,
        of_one_of: false,
    }
}
