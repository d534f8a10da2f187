//! Values of an operation's variables, coerced to their types (specification, section 6.1.2) for
//! the engine.
//!
//! `coerce_variable_values` of `apollo_compiler` does not serve here. It stops at the first error,
//! which it words without a path to the value and with the whole value in it. It has no bounds on
//! nesting and length, no hook for custom scalars and no rule for `@oneOf`, and it rejects 1.0 for
//! an `Int`. Its map is not the engine's, so every value would be copied once more.

use apollo_compiler::{
    Node,
    ast::{Type, VariableDefinition},
    schema::{ExtendedType, InputObjectType},
};
use async_graphql::{Name, Pos, Value, Variables};
use async_graphql_value::indexmap::IndexMap;
use serde_json::{Map, Value as Json};
use standfirst_domain::error::ErrorCode;

use super::{
    bounds::ValueBounds,
    path::{ValuePath, clip},
    scalars,
};
use crate::{
    engine,
    limits::DocumentLimits,
    rejection::{DocumentRejection, RequestError},
    schema::{DocumentSchema, ValueError, is_one_of, is_required},
};

/// A variable of an operation.
pub struct OperationVariable {
    /// Name for the engine.
    pub name: Name,
    /// Definition in the document.
    pub definition: Node<VariableDefinition>,
    /// Default value for the engine.
    pub default: Option<Value>,
    /// Position of the definition.
    pub position: Pos,
}

/// Coerces the values of variables. Values of variables that the operation does not define are left
/// out.
///
/// # Errors
/// All values that are missing, of another type, too deep or too long.
pub fn coerce(
    schema: &DocumentSchema,
    limits: &DocumentLimits,
    variables: &[OperationVariable],
    mut values: Map<String, Json>,
) -> Result<Variables, DocumentRejection> {
    let mut coerced = Variables::default();
    let mut errors = VariableErrors {
        max: limits.errors,
        errors: Vec::new(),
    };
    for variable in variables {
        let definition = &*variable.definition;
        let Some(value) = values.remove(definition.name.as_str()) else {
            match &variable.default {
                Some(default) => drop(coerced.insert(variable.name.clone(), default.clone())),
                None if definition.ty.is_non_null() => errors.missing(variable),
                None => {}
            }
            continue;
        };
        let mut coercion = VariableCoercion {
            schema,
            errors: &mut errors,
            position: variable.position,
        };
        let bounds = ValueBounds::new(definition.ty.inner_named_type(), schema, limits);
        let path = ValuePath::variable(&definition.name);
        if let Some(value) = coercion.value(&definition.ty, value, bounds, path) {
            coerced.insert(variable.name.clone(), value);
        }
    }
    errors.into_result().map(|()| coerced)
}

/// Errors in the values of variables, up to the number that an answer reports.
struct VariableErrors {
    max: usize,
    errors: Vec<RequestError>,
}

impl VariableErrors {
    fn bad_input(&mut self, message: String, position: Pos) {
        self.report(ErrorCode::BadUserInput, message, position);
    }

    fn report(&mut self, code: ErrorCode, message: String, position: Pos) {
        if !self.is_full() {
            self.errors
                .push(RequestError::at(message, position).with_code(code));
        }
    }

    const fn is_full(&self) -> bool {
        self.errors.len() >= self.max
    }

    fn missing(&mut self, variable: &OperationVariable) {
        let (name, ty) = (&variable.definition.name, &variable.definition.ty);
        let message = format!(
            "Variable `${}` needs a value of type `{}`, and none is given.",
            clip(name),
            clip(ty)
        );
        self.bad_input(message, variable.position);
    }

    fn into_result(self) -> Result<(), DocumentRejection> {
        match self.errors.first().and_then(|error| error.code) {
            None => Ok(()),
            Some(code) => Err(DocumentRejection::from_errors(code, self.errors)),
        }
    }
}

/// Coercion of one variable's value. Each step returns `None` where it reported an error.
struct VariableCoercion<'c> {
    schema: &'c DocumentSchema,
    errors: &'c mut VariableErrors,
    position: Pos,
}

impl VariableCoercion<'_> {
    fn bad_input(&mut self, path: ValuePath<'_>, sentence: &str) -> Option<Value> {
        let message = format!("`{path}`: {sentence}");
        self.errors.bad_input(message, self.position);
        None
    }

    fn scalar_error(&mut self, path: ValuePath<'_>, error: &ValueError) -> Option<Value> {
        let message = format!("`{path}`: {}", error.message);
        self.errors.report(error.code, message, self.position);
        None
    }

    fn wrong_type(&mut self, path: ValuePath<'_>, ty: &Type) -> Option<Value> {
        let message = format!("The value of `{path}` is not of type `{}`.", clip(ty));
        self.errors.bad_input(message, self.position);
        None
    }

    fn value(
        &mut self,
        ty: &Type,
        value: Json,
        bounds: ValueBounds,
        path: ValuePath<'_>,
    ) -> Option<Value> {
        if self.errors.is_full() {
            return None;
        }
        match (ty, value) {
            (_, Json::Null) if ty.is_non_null() => {
                let message = format!(
                    "`{path}` needs a value of type `{}`, and null is none.",
                    clip(ty)
                );
                self.errors.bad_input(message, self.position);
                None
            }
            (_, Json::Null) => Some(Value::Null),
            (Type::List(of) | Type::NonNullList(of), Json::Array(values)) => {
                self.list(of, values, bounds, path)
            }
            // One value stands for a list of it (section 3.11).
            (Type::List(of) | Type::NonNullList(of), value) => {
                Some(Value::List(vec![self.value(of, value, bounds, path)?]))
            }
            (Type::Named(name) | Type::NonNullNamed(name), value) => {
                match self.schema.parsed.types.get(name)? {
                    ExtendedType::InputObject(object) => match value {
                        Json::Object(fields) => {
                            self.object(object, fields, bounds.or_wider(name), path)
                        }
                        _ => self.wrong_type(path, ty),
                    },
                    ExtendedType::Enum(of) => match value {
                        Json::String(text) if of.values.contains_key(text.as_str()) => {
                            Some(Value::Enum(Name::new(text)))
                        }
                        _ => self.wrong_type(path, ty),
                    },
                    _ => self.scalar(ty, value, path),
                }
            }
        }
    }

    fn list(
        &mut self,
        of: &Type,
        values: Vec<Json>,
        bounds: ValueBounds,
        path: ValuePath<'_>,
    ) -> Option<Value> {
        let bounds = bounds.or_wider(of.inner_named_type());
        if values.len() > bounds.entries {
            let (found, max) = (values.len(), bounds.entries);
            return self.bad_input(
                path,
                &format!("A list of {found} entries is longer than the {max} that are taken."),
            );
        }
        let Some(inside) = bounds.inside() else {
            return self.bad_input(path, "Lists and objects nest deeper than is taken.");
        };
        let mut items = Vec::with_capacity(values.len());
        let mut is_valid = true;
        for (index, value) in values.into_iter().enumerate() {
            match self.value(of, value, inside, path.entry(index)) {
                Some(item) => items.push(item),
                None => is_valid = false,
            }
        }
        is_valid.then_some(Value::List(items))
    }

    fn object(
        &mut self,
        object: &InputObjectType,
        mut fields: Map<String, Json>,
        bounds: ValueBounds,
        path: ValuePath<'_>,
    ) -> Option<Value> {
        let Some(inside) = bounds.inside() else {
            return self.bad_input(path, "Lists and objects nest deeper than is taken.");
        };
        if is_one_of(object) && (fields.len() != 1 || fields.values().any(Json::is_null)) {
            return self.bad_input(path, "Give exactly one of its fields, and not null.");
        }
        let mut coerced = IndexMap::with_capacity(fields.len());
        let mut is_valid = true;
        for (name, definition) in &object.fields {
            let Some(value) = fields.remove(name.as_str()) else {
                if is_required(definition) {
                    let message = format!(
                        "`{}` needs a value of type `{}`, and none is given.",
                        path.field(name),
                        definition.ty
                    );
                    self.errors.bad_input(message, self.position);
                    is_valid = false;
                }
                continue;
            };
            match self.value(&definition.ty, value, inside, path.field(name)) {
                Some(value) => drop(coerced.insert(engine::name(name), value)),
                None => is_valid = false,
            }
        }
        is_valid &= fields.is_empty();
        // The fields that are left are unknown. A client may send any number of them, and no more
        // are looked at than are reported.
        let left = self.errors.max.saturating_sub(self.errors.errors.len());
        for unknown in fields.keys().take(left) {
            self.bad_input(
                path.field(unknown),
                &format!("`{}` has no such field.", object.name),
            );
        }
        is_valid.then_some(Value::Object(coerced))
    }

    fn scalar(&mut self, ty: &Type, value: Json, path: ValuePath<'_>) -> Option<Value> {
        if let Json::String(text) = &value
            && let Err(error) = scalars::check_string(text)
        {
            return self.scalar_error(path, &error);
        }
        let scalar = ty.inner_named_type().as_str();
        let read = match (scalar, value) {
            ("Int", Json::Number(number)) => scalars::int(&number).map(Value::from),
            ("Float", Json::Number(number)) => Some(Value::Number(number)),
            ("Boolean", Json::Bool(boolean)) => Some(Value::Boolean(boolean)),
            ("String" | "ID", Json::String(text)) => Some(Value::String(text)),
            ("ID", Json::Number(number)) => scalars::id(&number).map(Value::String),
            ("Int" | "Float" | "Boolean" | "String" | "ID", _) => None,
            (own, value) => {
                let value = Value::from_json(value).unwrap_or_default();
                return match self.schema.rules.scalars.check(own, &value) {
                    Some(Err(error)) => self.scalar_error(path, &error),
                    _ => Some(value),
                };
            }
        };
        read.or_else(|| self.wrong_type(path, ty))
    }
}
