//! The values of an operation's variables, made what their types say (specification, section 6.1.2) and handed on as the engine takes them.

use apollo_compiler::{
    Node, Schema,
    ast::{Type, VariableDefinition},
    schema::{ExtendedType, InputObjectType},
};
use async_graphql::{Name, Value, Variables};
use serde_json::{Map, Value as Json};
use standfirst_domain::error::ErrorCode;

use super::{Path, bounds::Bounds, clip, scalars};
use crate::{
    http::{
        errors::{Fault, Rejection},
        gate::{
            engine,
            served::{is_one_of, is_required},
        },
    },
    limits::Limits,
};

/// A variable of an operation.
pub struct Variable {
    /// Its name, as the engine knows it.
    pub name: Name,
    /// What the document says of it.
    pub definition: Node<VariableDefinition>,
    /// Its default, as the engine takes it.
    pub default: Option<Value>,
    /// Where it is defined.
    pub at: async_graphql::Pos,
}

/// Makes the values of variables what their types say. Values of variables that the operation does not have are left out.
///
/// # Errors
/// All values that are missing, not of their types, too deep or too long.
pub fn coerce(
    schema: &Schema,
    limits: &Limits,
    variables: &[Variable],
    mut values: Map<String, Json>,
) -> Result<Variables, Rejection> {
    let mut coerced = Variables::default();
    let mut mistakes = Mistakes {
        most: limits.errors,
        faults: Vec::new(),
    };
    for variable in variables {
        let definition = &*variable.definition;
        let value = match values.remove(definition.name.as_str()) {
            Some(value) => value,
            None => {
                match &variable.default {
                    Some(default) => drop(coerced.insert(variable.name.clone(), default.clone())),
                    None if definition.ty.is_non_null() => mistakes.missing(variable),
                    None => {}
                }
                continue;
            }
        };
        let mut coercion = Coercion {
            schema,
            mistakes: &mut mistakes,
            at: variable.at,
        };
        let bounds = Bounds::of(definition.ty.inner_named_type(), limits);
        if let Some(value) = coercion.value(
            &definition.ty,
            value,
            bounds,
            Path::variable(&definition.name),
        ) {
            coerced.insert(variable.name.clone(), value);
        }
    }
    mistakes.none().map(|()| coerced)
}

struct Mistakes {
    most: usize,
    faults: Vec<Fault>,
}

impl Mistakes {
    fn tell(&mut self, message: String, at: async_graphql::Pos) {
        self.tell_under(ErrorCode::BadUserInput, message, at);
    }

    fn tell_under(&mut self, code: ErrorCode, message: String, at: async_graphql::Pos) {
        if self.faults.len() < self.most {
            self.faults.push(Fault::at(message, at).under(code));
        }
    }

    /// Whether no more of them are told.
    const fn are_enough(&self) -> bool {
        self.faults.len() >= self.most
    }

    fn missing(&mut self, variable: &Variable) {
        let (name, ty) = (&variable.definition.name, &variable.definition.ty);
        let message = format!(
            "Variable `${}` needs a value of type `{}`, and none is given.",
            clip(name),
            clip(ty)
        );
        self.tell(message, variable.at);
    }

    fn none(self) -> Result<(), Rejection> {
        match self.faults.first().and_then(|fault| fault.code) {
            None => Ok(()),
            Some(code) => Err(Rejection::of(code, self.faults)),
        }
    }
}

struct Coercion<'c> {
    schema: &'c Schema,
    mistakes: &'c mut Mistakes,
    at: async_graphql::Pos,
}

impl Coercion<'_> {
    fn wrong(&mut self, path: Path<'_>, what: &str) -> Option<Value> {
        self.mistakes.tell(format!("`{path}`: {what}"), self.at);
        None
    }

    fn scalar_wrong(&mut self, path: Path<'_>, wrong: &scalars::Wrong) -> Option<Value> {
        let message = format!("`{path}`: {}", wrong.message);
        self.mistakes.tell_under(wrong.code, message, self.at);
        None
    }

    fn not_of_type(&mut self, path: Path<'_>, ty: &Type) -> Option<Value> {
        let message = format!("The value of `{path}` is not of type `{}`.", clip(ty));
        self.mistakes.tell(message, self.at);
        None
    }

    fn value(&mut self, ty: &Type, value: Json, bounds: Bounds, path: Path<'_>) -> Option<Value> {
        if self.mistakes.are_enough() {
            return None;
        }
        match (ty, value) {
            (_, Json::Null) if ty.is_non_null() => {
                let message = format!(
                    "`{path}` needs a value of type `{}`, and null is none.",
                    clip(ty)
                );
                self.mistakes.tell(message, self.at);
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
                match self.schema.types.get(name)? {
                    ExtendedType::InputObject(object) => match value {
                        Json::Object(fields) => {
                            self.object(object, fields, bounds.or_wider(name), path)
                        }
                        _ => self.not_of_type(path, ty),
                    },
                    ExtendedType::Enum(of) => match value {
                        Json::String(text) if of.values.contains_key(text.as_str()) => {
                            Some(Value::Enum(Name::new(text)))
                        }
                        _ => self.not_of_type(path, ty),
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
        bounds: Bounds,
        path: Path<'_>,
    ) -> Option<Value> {
        let bounds = bounds.or_wider(of.inner_named_type());
        if values.len() > bounds.entries {
            let (found, most) = (values.len(), bounds.entries);
            return self.wrong(
                path,
                &format!("A list of {found} entries is longer than the {most} that are taken."),
            );
        }
        let Some(inside) = bounds.inside() else {
            return self.wrong(path, "Lists and objects nest deeper than is taken.");
        };
        let mut items = Vec::with_capacity(values.len());
        let mut whole = true;
        for (index, value) in values.into_iter().enumerate() {
            match self.value(of, value, inside, path.entry(index)) {
                Some(item) => items.push(item),
                None => whole = false,
            }
        }
        whole.then_some(Value::List(items))
    }

    fn object(
        &mut self,
        object: &InputObjectType,
        mut fields: Map<String, Json>,
        bounds: Bounds,
        path: Path<'_>,
    ) -> Option<Value> {
        let Some(inside) = bounds.inside() else {
            return self.wrong(path, "Lists and objects nest deeper than is taken.");
        };
        if is_one_of(object) && (fields.len() != 1 || fields.values().any(Json::is_null)) {
            return self.wrong(path, "Give exactly one of its fields, and not null.");
        }
        let mut coerced = async_graphql_value::indexmap::IndexMap::with_capacity(fields.len());
        let mut whole = true;
        for (name, definition) in &object.fields {
            let Some(value) = fields.remove(name.as_str()) else {
                if is_required(definition) {
                    let message = format!(
                        "`{}` needs a value of type `{}`, and none is given.",
                        path.field(name),
                        definition.ty
                    );
                    self.mistakes.tell(message, self.at);
                    whole = false;
                }
                continue;
            };
            match self.value(&definition.ty, value, inside, path.field(name)) {
                Some(value) => drop(coerced.insert(engine::name(name), value)),
                None => whole = false,
            }
        }
        let left = self
            .mistakes
            .most
            .saturating_sub(self.mistakes.faults.len());
        whole &= fields.is_empty();
        for unknown in fields.keys().take(left) {
            self.wrong(
                path.field(unknown),
                &format!("`{}` has no such field.", object.name),
            );
        }
        whole.then_some(Value::Object(coerced))
    }

    fn scalar(&mut self, ty: &Type, value: Json, path: Path<'_>) -> Option<Value> {
        if let Json::String(text) = &value
            && let Err(wrong) = scalars::check_text(text)
        {
            return self.scalar_wrong(path, &wrong);
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
                return match scalars::check_own(own, &value) {
                    Some(Err(wrong)) => self.scalar_wrong(path, &wrong),
                    _ => Some(value),
                };
            }
        };
        read.or_else(|| self.not_of_type(path, ty))
    }
}
