//! Checks of the values that are written in a document, and of the positions of the variables in
//! them.
//!
//! The rules are those of the specification's sections 5.6 (values of correct type, names,
//! uniqueness and required fields of input objects) and 5.8.5 (variables in allowed position), with
//! those on `@oneOf` of its edition of September 2025. The validator of the rest of a document lets
//! some of these mistakes pass and stops at others, so all of them are found and worded here.

use std::collections::HashSet;

use apollo_compiler::{
    Name, Node,
    ast::{InputValueDefinition, Type, Value, VariableDefinition},
    schema::{ExtendedType, InputObjectType},
};
use standfirst_domain::error::ErrorCode;

use super::{
    bounds::ValueBounds,
    path::{ValuePath, clip},
    position::{InputPosition, NonNullUse, VariableFit},
    scalars,
};
use crate::{
    engine,
    limits::DocumentLimits,
    schema::{DocumentSchema, ValueError, is_one_of, is_required},
};

/// An error in a value that is written in the document.
pub struct LiteralError<'d> {
    /// The error.
    pub error: ValueError,
    /// The value.
    pub value: &'d Node<Value>,
}

/// Checks the values of one operation and collects what it finds.
pub struct LiteralChecker<'d, 's> {
    schema: &'s DocumentSchema,
    /// Limits on values and errors.
    pub limits: &'s DocumentLimits,
    /// Variables of the operation.
    variables: &'d [Node<VariableDefinition>],
    /// Errors that were found.
    pub errors: Vec<LiteralError<'d>>,
    /// Variables that must not be null, as found since the caller last took them.
    pub non_null_uses: Vec<NonNullUse>,
}

impl<'d, 's> LiteralChecker<'d, 's> {
    /// A checker for the values of an operation with these variables.
    pub const fn new(
        schema: &'s DocumentSchema,
        limits: &'s DocumentLimits,
        variables: &'d [Node<VariableDefinition>],
    ) -> Self {
        Self {
            schema,
            limits,
            variables,
            errors: Vec::new(),
            non_null_uses: Vec::new(),
        }
    }

    /// Checks the value of an argument.
    pub fn argument(&mut self, definition: &'s InputValueDefinition, value: &'d Node<Value>) {
        let position = InputPosition::from_definition(definition, false);
        let bounds = ValueBounds::new(definition.ty.inner_named_type(), self.schema, self.limits);
        self.value(
            position,
            value,
            bounds,
            ValuePath::argument(&definition.name),
        );
    }

    /// Checks the default of a variable.
    pub fn default(&mut self, ty: &'s Type, name: &str, value: &'d Node<Value>) {
        let position = InputPosition::from_type(ty);
        let bounds = ValueBounds::new(ty.inner_named_type(), self.schema, self.limits);
        self.value(position, value, bounds, ValuePath::argument(name));
    }

    fn report(&mut self, code: ErrorCode, message: String, value: &'d Node<Value>) {
        if self.errors.len() < self.limits.errors {
            let error = ValueError { code, message };
            self.errors.push(LiteralError { error, value });
        }
    }

    fn bad_input(&mut self, path: ValuePath<'_>, sentence: &str, value: &'d Node<Value>) {
        self.report(
            ErrorCode::BadUserInput,
            format!("`{path}`: {sentence}"),
            value,
        );
    }

    fn invalid(&mut self, message: String, value: &'d Node<Value>) {
        self.report(ErrorCode::GraphqlValidationFailed, message, value);
    }

    fn scalar_error(&mut self, path: ValuePath<'_>, error: &ValueError, value: &'d Node<Value>) {
        self.report(error.code, format!("`{path}`: {}", error.message), value);
    }

    fn wrong_type(&mut self, path: ValuePath<'_>, ty: &Type, value: &'d Node<Value>) {
        let message = format!("The value of `{path}` is not of type `{}`.", clip(ty));
        self.report(ErrorCode::BadUserInput, message, value);
    }

    fn value(
        &mut self,
        position: InputPosition<'s>,
        value: &'d Node<Value>,
        bounds: ValueBounds,
        path: ValuePath<'_>,
    ) {
        match (position.ty, &**value) {
            (_, Value::Variable(variable)) => self.variable(position, variable, value, path),
            (ty, Value::Null) if ty.is_non_null() => {
                let message = format!(
                    "`{path}` needs a value of type `{}`, and null is none.",
                    clip(ty)
                );
                self.report(ErrorCode::BadUserInput, message, value);
            }
            (_, Value::Null) => {}
            (Type::List(of) | Type::NonNullList(of), Value::List(items)) => {
                self.list(of, items, value, bounds, path);
            }
            // One value stands for a list of it (section 3.11).
            (Type::List(of) | Type::NonNullList(of), _) => {
                self.value(InputPosition::from_type(of), value, bounds, path);
            }
            (Type::Named(name) | Type::NonNullNamed(name), _) => {
                match self.schema.parsed.types.get(name) {
                    Some(ExtendedType::InputObject(object)) => {
                        self.object(object, value, bounds, path)
                    }
                    Some(ExtendedType::Enum(of)) => match value.as_enum() {
                        Some(given) if of.values.contains_key(given) => {}
                        _ => self.wrong_type(path, position.ty, value),
                    },
                    _ => self.scalar(position.ty, value, path),
                }
            }
        }
    }

    fn list(
        &mut self,
        of: &'s Type,
        items: &'d [Node<Value>],
        value: &'d Node<Value>,
        bounds: ValueBounds,
        path: ValuePath<'_>,
    ) {
        let bounds = bounds.or_wider(of.inner_named_type());
        if items.len() > bounds.entries {
            let (found, max) = (items.len(), bounds.entries);
            let sentence =
                format!("A list of {found} entries is longer than the {max} that are taken.");
            return self.bad_input(path, &sentence, value);
        }
        for (index, item) in items.iter().enumerate() {
            self.value(
                InputPosition::from_type(of),
                item,
                bounds,
                path.entry(index),
            );
        }
    }

    fn object(
        &mut self,
        object: &'s InputObjectType,
        value: &'d Node<Value>,
        bounds: ValueBounds,
        path: ValuePath<'_>,
    ) {
        let Value::Object(fields) = &**value else {
            let message = format!("The value of `{path}` is not of type `{}`.", object.name);
            return self.report(ErrorCode::BadUserInput, message, value);
        };
        let is_one_of = is_one_of(object);
        if is_one_of && (fields.len() != 1 || fields.iter().any(|(_, value)| value.is_null())) {
            let message = format!(
                "`{path}`: Give exactly one field of `{}`, and not null.",
                object.name
            );
            self.invalid(message, value);
        }
        // Names must be unique (section 5.6.3), and required fields given (section 5.6.4).
        let mut given_names = HashSet::new();
        for (name, given) in fields {
            if !given_names.insert(name) {
                self.invalid(format!("`{}` is given twice.", path.field(name)), given);
            }
            let Some(definition) = object.fields.get(name) else {
                let message = format!(
                    "`{}`: `{}` has no such field.",
                    path.field(name),
                    object.name
                );
                self.invalid(message, given);
                continue;
            };
            let position = InputPosition::from_definition(definition, is_one_of);
            self.value(
                position,
                given,
                bounds.or_wider(&object.name),
                path.field(name),
            );
        }
        for (name, definition) in &object.fields {
            if is_required(definition) && !given_names.contains(name) {
                let message = format!(
                    "`{}` needs a value of type `{}`, and none is given.",
                    path.field(name),
                    definition.ty
                );
                self.invalid(message, value);
            }
        }
    }

    fn scalar(&mut self, ty: &Type, value: &'d Node<Value>, path: ValuePath<'_>) {
        if let Value::String(text) = &**value
            && let Err(error) = scalars::check_string(text)
        {
            return self.scalar_error(path, &error, value);
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
                // A value that holds a variable cannot be parsed before the variable is known.
                let read = engine::constant(value)
                    .and_then(|value| self.schema.rules.scalars.check(own, &value));
                if let Some(Err(error)) = read {
                    self.scalar_error(path, &error, value);
                }
                true
            }
        };
        if !fits {
            self.wrong_type(path, ty, value);
        }
    }

    /// Checks the type of a variable against its position (section 5.8.5). The validator rejects a
    /// variable that is not defined.
    fn variable(
        &mut self,
        position: InputPosition<'s>,
        name: &Name,
        value: &'d Node<Value>,
        path: ValuePath<'_>,
    ) {
        let Some(definition) = self
            .variables
            .iter()
            .find(|variable| variable.name == *name)
        else {
            return;
        };
        match position.fit(definition) {
            VariableFit::Always => {}
            VariableFit::UnlessNull => self.non_null_use(name, path),
            VariableFit::Never => {
                let message = format!(
                    "Variable `${}` of type `{}` cannot stand for `{path}`, which is of type `{}`{}.",
                    clip(name),
                    clip(&definition.ty),
                    clip(position.ty),
                    if position.is_one_of {
                        " and not null"
                    } else {
                        ""
                    }
                );
                self.invalid(message, value);
            }
        }
    }

    fn non_null_use(&mut self, variable: &Name, path: ValuePath<'_>) {
        let is_known = |used: &NonNullUse| used.variable == *variable;
        if !self.non_null_uses.iter().any(is_known) {
            self.non_null_uses.push(NonNullUse {
                variable: variable.clone(),
                path: path.to_string(),
            });
        }
    }
}
